import Application
import ArgumentParser
import Text

/// `tokenledger backup`
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "backup",
    abstract: "Write the whole ledger into one file, which 'tokenledger restore' brings back.",
    discussion: """
      The file holds all that the ledger has, as it was at one moment, compressed and with a checksum. It does not \
      sync first. It takes the place of an older file when it is complete; if the backup fails, the older file stays. \
      Only its owner can read it, because it holds ids and names of users.

      Example: tokenledger backup /var/backups/tokens.gz
      """)

  @Argument(
    help: ArgumentHelp("A file, a folder, or '-' for standard output.", valueName: "file"),
    completion: .file())
  var file: String
  @Flag(help: "Read a backup through instead, without a database, and show what it holds.")
  var verify = false
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if verify, file == "-" { throw ValidationError("--verify takes a file, not standard input") }
    // With JSON there is no receipt then, but an error comes as a document.
    if file == "-", output.format.isMarkup {
      throw ValidationError("the backup itself goes to '-': --format \(output.format) does not go with it")
    }
  }

  func run() throws {
    let console = output.console
    if verify {
      return try console.write(BackupCheckRequest(path: file).answer(), output.renderer)
    }
    if file == "-", console.writesToTerminal {
      throw Failure(
        .usage, "a backup is no text for a terminal",
        advice: "Send it to a file or a pipe, as in 'tokenledger backup - | ssh …'.")
    }
    let request = BackupRequest(tool: TokenLedger.configuration.version)
    let site = try site.open(console)
    if file == "-" { return try request.write(site) }
    try console.write(request.answer(site, output: file), output.renderer)
  }
}
