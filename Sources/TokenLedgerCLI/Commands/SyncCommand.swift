import Application
import ArgumentParser

/// `tokenledger sync`
struct SyncCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "sync",
    abstract: "Bring the ledger up to date with the chatbot's log.",
    discussion: """
      The first run creates the ledger's tables. If a run is cut off, nothing is lost: the next one continues. If the \
      log has lost its primary key, rows that share an id are not counted, and the exit code is 65.

      Example: tokenledger sync --wp-path /var/www/html
      """)

  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: SyncRequest { reading.sync }
}
