import ArgumentParser
import Ledger

/// `tokenledger user`
struct UserCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user",
    abstract: "Show, erase or fold what the ledger holds of users.",
    discussion: """
      For requests under privacy laws, and to keep no figures by user for longer than needed. No total ever changes.

      Example: tokenledger user export 42 --format json
      """,
    subcommands: [UserExportCommand.self, UserEraseCommand.self, UserFoldCommand.self])
}

extension UserID: ExpressibleByArgument {
  /// An id of 1 to 18 digits, but not 0: that is a guest, and nobody.
  public init?(argument: String) {
    self.init(argument)
  }
}
