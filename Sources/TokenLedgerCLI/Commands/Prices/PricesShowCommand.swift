import Application
import ArgumentParser

/// `tokenledger prices show`
struct PricesShowCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show your own prices, your currency and its rates.",
    discussion: """
      Shows what the ledger keeps, and what tokenledger.yml says, which comes before it.

      Example: tokenledger prices show --format json
      """)

  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: KeptPricesRequest { KeptPricesRequest() }
}
