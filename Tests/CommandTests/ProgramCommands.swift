import ArgumentParser

@testable import TokenLedgerCLI

/// The commands that the program has, from its own list.
enum ProgramCommands {
  /// Every command that does something itself, as a list of words such as `user`, `erase`.
  static let all: [[String]] = paths(of: TokenLedger.self, at: [])

  /// The first words of all commands.
  static let first: [String] = TokenLedger.configuration.subcommands.map {
    $0.configuration.commandName ?? ""
  }

  /// The commands that only have others below them.
  static let groups: [[String]] = Set(all.filter { $0.count > 1 }.map { Array($0.dropLast()) })
    .sorted { $0.joined() < $1.joined() }

  /// The commands that have no others below them, of one word, and that look at a single site.
  static let ofOneSite: [String] = all.filter { $0.count == 1 }.map { $0[0] }
    .filter { !["worker", "status"].contains($0) }

  /// Those that look at no site.
  static let ofNoSite: [[String]] = all.filter { $0 == ["prices", "check"] }

  private static func paths(of command: any ParsableCommand.Type, at path: [String]) -> [[String]] {
    let children = command.configuration.subcommands
    if children.isEmpty { return [path] }
    return children.flatMap { child in
      paths(of: child, at: path + [child.configuration.commandName ?? ""])
    }
  }
}
