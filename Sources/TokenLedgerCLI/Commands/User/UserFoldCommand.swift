import Application
import ArgumentParser

/// `tokenledger user fold`
struct UserFoldCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    commandName: "fold",
    abstract: "Merge the users of old days into one, permanently.",
    discussion: """
      Guests stay separate, and no total changes. The ledger remembers the day, so usage that a sync, a rebuild or an \
      import adds later for an earlier day is merged, too. Run it once a day. On a terminal it asks for confirmation; \
      elsewhere it requires --yes.

      Example: tokenledger user fold --months 14 --dry-run
      """)

  @Option(help: ArgumentHelp("Keep figures by user for this many months, 1 to 1200.", valueName: "number"))
  var months: Int
  @OptionGroup var confirmation: ConfirmationArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if !(1...1200).contains(months) { throw ValidationError("--months must be from 1 to 1200") }
  }

  var request: UserFoldRequest {
    UserFoldRequest(months: months, confirm: { try confirmation.isAgreed(to: $0) })
  }
}
