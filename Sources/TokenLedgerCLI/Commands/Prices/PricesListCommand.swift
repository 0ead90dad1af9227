import Application
import ArgumentParser
import Configuration
import Ledger
import MariaDB
import Pricing
import Sites
import Text

/// `tokenledger prices list`
struct PricesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show what models cost on a day.",
    discussion: """
      Shows prices in USD per 1,000,000 tokens: those in tokenledger.yml, those that the ledger of a site keeps if one is \
      named or found, and else the vendors' list prices, from a list that comes with the program. What is not known \
      stays empty. Asks no vendor, and without a site connects to no database.

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
      : try PricesListRequest(
        on: on, model: model, configured: configuration?.prices ?? OwnPrices(),
        kept: keptPrices(console, configuration)
      ).answer()
    try console.write(answer, output.renderer)
  }

  /// What the ledger of the site keeps of prices; nil where no site is named and none is found.
  private func keptPrices(_ console: Console, _ configuration: ConfigurationFile?) throws -> OwnPrices? {
    let isNamed = site.request != SiteRequest()
    func leaveOut(_ reason: String) -> OwnPrices? {
      console.warn("prices that the ledger keeps are left out: \(reason)")
      return nil
    }
    do {
      return try site.open(console, configuration).session.keptPrices()
    } catch let error as Failure where !isNamed {
      let means = SiteFinder.ofThisProcess.means(of: site.request, configured: configuration?.site)
      // Nobody has to have a site to ask what models cost.
      return means == .currentDirectory && error.kind == .noInput ? nil : leaveOut(error.message)
    } catch let error as MariaDBError where !isNamed {
      return leaveOut("\(error)")
    }
  }
}
