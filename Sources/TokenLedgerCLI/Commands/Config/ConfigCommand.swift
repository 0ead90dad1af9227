import ArgumentParser

/// `tokenledger config`
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Check the configuration, and show where each setting comes from.",
    discussion: """
      Example: tokenledger config check --config /etc/tokenledger/tokenledger.yml
      """,
    subcommands: [ConfigCheckCommand.self])
}
