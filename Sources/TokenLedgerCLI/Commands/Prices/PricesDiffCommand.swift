import Application
import ArgumentParser

/// `tokenledger prices diff`
struct PricesDiffCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what another list of prices would change.",
    discussion: """
      Shows each month and model of the ledger whose cost would be another one with the prices of a file. Costs are in \
      USD, whatever currency other commands show. Does not sync first.

      Example: tokenledger prices diff price-list.tsv --wp-path /var/www/html
      """)

  @Argument(help: "The file with the other list.")
  var file: String
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: PricesDiffRequest { PricesDiffRequest(path: file) }
}
