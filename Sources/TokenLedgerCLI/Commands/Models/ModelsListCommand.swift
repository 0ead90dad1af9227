import ArgumentParser
import LedgerStore
import Rendering

/// `tokenledger models list`
struct ModelsListCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show which models were seen or declared, and usage of unknown model.",
    discussion: """
      Shows what the ledger has now; it does not sync. Days are those of the site's clock.

      Example: tokenledger models list --format json
      """)

  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func answer(_ site: OpenSite) throws -> Answer {
    let facts = try site.session.facts()
    let report = try ModelReport(site.session)
    let standing = try LedgerContext(site.session, facts, site.console)
    return Answer(report, standing.head)
  }
}
