import ArgumentParser

/// `tokenledger prices`
struct PricesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prices",
    abstract: "Show the list of prices, check one, or compare it with another.",
    discussion: """
      Example: tokenledger prices list --model gpt-4o --on 2024-09-30
      """,
    subcommands: [PricesListCommand.self, PricesCheckCommand.self, PricesDiffCommand.self])
}
