import Application
import ArgumentParser
import Ledger
import Pricing

/// `tokenledger prices list`
struct PricesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show what models cost on a day.",
    discussion: """
      Shows prices in USD per 1,000,000 tokens: those in tokenledger.yml, and else the vendors' list prices, from a list \
      that comes with the program. What is not known stays empty. Connects to no network, and to no database except for \
      --unpriced.

      Example: tokenledger prices list --model gpt-4o --on 2024-09-30
      """)

  @Option(
    help: ArgumentHelp("The day (default: the date of the list).", valueName: "YYYY-MM-DD"))
  var on: Day?
  @Option(help: "Only models with exactly this name.")
  var model: String?
  @Flag(help: "Show the site's usage that has no price, as settings to fill in.")
  var unpriced = false
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if unpriced, on != nil || model != nil {
      throw ValidationError("--unpriced is about all usage: it goes with neither --on nor --model")
    }
  }

  func run() throws {
    let console = output.console
    let configuration = try site.configuration(console)
    let answer =
      unpriced
      ? try UnpricedRequest().answer(site.open(console, configuration))
      : try PricesListRequest(on: on, model: model, own: configuration?.prices ?? OwnPrices()).answer()
    try console.write(answer, output.renderer)
  }
}
