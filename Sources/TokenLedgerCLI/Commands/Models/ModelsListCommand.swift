import ArgumentParser
import LedgerStore
import Rendering

/// `tokenledger models list`
struct ModelsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show which models were seen or declared, and usage of unknown model.",
    discussion: """
      Shows what the ledger has now; it does not sync. Days are those of the site's clock.

      Example: tokenledger models list --format json
      """)

  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let facts = try session.facts()
    let report = try ModelReport(session)
    let standing = try LedgerContext(session, facts, console)
    let document = ModelsDocument(report)
    try console.write(
      output.renderer.text(
        screen: [document.screen], records: document.records,
        document: { Document("models", version: 2, standing.head, document) }))
  }
}
