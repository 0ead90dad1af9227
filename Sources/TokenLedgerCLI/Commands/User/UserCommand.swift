import ArgumentParser
import Ledger

/// `tokenledger user`
struct UserCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user",
    abstract: "Show or erase a user's figures, or merge those of old days.",
    discussion: """
      For requests under privacy laws, and to keep figures by user no longer than needed. No total changes.

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
