import Application
import ArgumentParser
import Ledger

/// `tokenledger user export`
struct UserExportCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Show all figures of a user.",
    discussion: """
      By day, model, assistant and page, as the ledger has them now, with what they cost in USD where that is known. Nothing \
      is shown for a user who never chatted or was erased. An id that neither WordPress nor the ledger knows is refused.

      Example: tokenledger user export 42 --format json
      """)

  @Argument(help: ArgumentHelp("The WordPress user id.", valueName: "id"))
  var id: UserID
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: UserExportRequest { UserExportRequest(user: id) }
}
