import ArgumentParser

/// `tokenledger prices`
struct PricesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prices",
    abstract: "Show prices, keep your own, or check and compare lists.",
    discussion: """
      Example: tokenledger prices list --model gpt-4o --on 2024-09-30
      """,
    subcommands: [
      PricesListCommand.self, PricesShowCommand.self, PricesSetCommand.self, PricesCheckCommand.self,
      PricesDiffCommand.self,
    ])
}
