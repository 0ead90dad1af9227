import Application
import ArgumentParser

/// `tokenledger prices set`
struct PricesSetCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Keep your own prices and your currency in the ledger.",
    discussion: """
      The file holds a section 'prices' as tokenledger.yml has it, without 'file'. What it says replaces what was kept; an \
      empty section takes all of it back. tokenledger.yml comes before the ledger.

      Example: tokenledger prices set prices.yml
      """)

  @Argument(help: "The file.")
  var file: String
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: KeptPricesRequest { KeptPricesRequest(keeping: file) }
}
