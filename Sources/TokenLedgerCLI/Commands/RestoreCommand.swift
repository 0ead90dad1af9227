import Application
import ArgumentParser

/// `tokenledger restore`
struct RestoreCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "restore",
    abstract: "Bring the whole ledger back from a file of 'tokenledger backup'.",
    discussion: """
      The file is read to its end first, and nothing is written unless it is whole. Then everything is written in one \
      transaction, and the next sync goes on from there. It may be another server, database or table prefix. Users \
      who were erased after the backup was made are in it again: erase them again. With --replace, it asks for \
      confirmation on a terminal; elsewhere it requires --yes.

      Example: tokenledger restore /var/backups/tokens.gz --replace --dry-run
      """)

  @Argument(help: ArgumentHelp("The backup.", valueName: "file"), completion: .file())
  var file: String
  @Flag(help: "Replace the ledger that is there.")
  var replace = false
  @OptionGroup var confirmation: ConfirmationArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: RestoreRequest {
    RestoreRequest(path: file, replaces: replace, isTrial: confirmation.dryRun) {
      try confirmation.isAgreed(to: $0)
    }
  }
}
