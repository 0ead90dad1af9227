import Application
import ArgumentParser
import Ledger

/// `tokenledger prices list`
struct PricesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show what models cost on a day.",
    discussion: """
      Shows the vendors' list prices in USD per 1,000,000 tokens, from a list that comes with the program. What is not \
      known stays empty. Connects to no database, and to no network.

      Example: tokenledger prices list --model gpt-4o --on 2024-09-30
      """)

  @Option(
    help: ArgumentHelp("The day (default: the date of the list).", valueName: "YYYY-MM-DD"))
  var on: Day?
  @Option(help: "Only models with exactly this name.")
  var model: String?
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    try output.console.write(PricesListRequest(on: on, model: model).answer(), output.renderer)
  }
}
