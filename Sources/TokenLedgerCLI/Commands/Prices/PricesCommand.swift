import ArgumentParser

/// `tokenledger prices`
struct PricesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prices",
    abstract: "Show the list of prices, or check one.",
    discussion: """
      Example: tokenledger prices list --model gpt-4o --on 2024-09-30
      """,
    subcommands: [PricesListCommand.self, PricesCheckCommand.self])
}
