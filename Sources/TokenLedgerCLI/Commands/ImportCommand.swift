import Application
import ArgumentParser
import Sites
import Text

/// `tokenledger import`
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "import",
    abstract: "Import history from files that the chatbot offered for download.",
    discussion: """
      Takes "Download Token Usage Data" files in any order; they may overlap, and may be imported again. The ledger is \
      first brought up to date. Then it gets only the rows that it certainly lacks, such as those that were purged \
      before its first sync. If a line in any file is malformed, nothing is imported.

      Example: tokenledger import Chatbot-ChatGPT-Token-Usage-*.csv
      """)

  @Argument(
    help: ArgumentHelp("The downloaded files.", valueName: "file"), completion: .file(extensions: ["csv"]))
  var files: [String] = []
  @Option(
    help: ArgumentHelp(
      "Take a whole import back; 'tokenledger import' prints its number.", valueName: "number"))
  var undo: Int?
  @Flag(help: "Show what would be imported, and import nothing.")
  var dryRun = false
  @Flag(help: "Leave malformed lines out instead of importing nothing.")
  var skipBad = false
  @Option(
    help: ArgumentHelp(
      """
      Time zone of rows from before chatbot 2.0.7, which carry the database's time: UTC, Europe/Berlin, +02:00 \
      (default: log.database_clock, else the site's).
      """, valueName: "zone"))
  var timeZone: String?
  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if undo == nil && files.isEmpty { throw ValidationError("Name the files to import") }
    if undo != nil && (!files.isEmpty || dryRun || skipBad || timeZone != nil) {
      throw ValidationError("--undo cannot be combined with files, --dry-run, --skip-bad or --time-zone")
    }
    if let timeZone, SiteTimeZone(timeZone) == nil {
      throw ValidationError(
        "--time-zone \(printable(timeZone)) is not a time zone of this system: give UTC, Europe/Berlin or +02:00"
      )
    }
  }

  func run() throws {
    let console = output.console
    if let undo {
      return try console.write(ImportUndoRequest(number: undo).answer(site.open(console)), output.renderer)
    }
    let request = ImportRequest(
      files, zone: timeZone.flatMap { SiteTimeZone($0) }, isTrial: dryRun, skipsBad: skipBad,
      reading: reading.sync)
    try console.write(
      request.answer(console.listener, refusesWithDocument: output.format == .json) {
        try site.open(console)
      },
      output.renderer)
  }
}
