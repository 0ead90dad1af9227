import Application
import ArgumentParser

/// `tokenledger rejected`
struct RejectedCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "rejected",
    abstract: "List the rows that were not counted, by reason.",
    discussion: """
      Shows the newest rows of each reason with their id, epoch and time. Their text is not kept; use the id to find a \
      row in the log.

      Example: tokenledger rejected --limit 5
      """)

  @Option(help: ArgumentHelp("How many rows to show of each reason.", valueName: "number"))
  var limit = 20
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit must be at least 1") }
  }

  var request: RejectedRequest { RejectedRequest(limit: limit) }
}
