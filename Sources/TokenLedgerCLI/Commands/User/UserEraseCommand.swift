import Application
import ArgumentParser
import Ledger

/// `tokenledger user erase`
struct UserEraseCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Move a user's figures to the erased users, permanently.",
    discussion: """
      No total changes. The ledger remembers the id, so no later row, rebuild or import brings the user back. The \
      chatbot's own log is not changed. On a terminal it asks for confirmation; elsewhere it requires --yes.

      Example: tokenledger user erase 42 --dry-run
      """)

  @Argument(help: ArgumentHelp("The WordPress user id.", valueName: "id"))
  var id: UserID
  @OptionGroup var confirmation: ConfirmationArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: UserEraseRequest { UserEraseRequest(user: id, confirm: { try confirmation.isAgreed(to: $0) }) }
}
