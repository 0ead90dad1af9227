import Application
import ArgumentParser

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

  var request: ModelsListRequest { ModelsListRequest() }
}
