import ArgumentParser
import Ledger
import LedgerStore
import Rendering

/// `tokenledger user erase`
struct UserEraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Make a user's figures those of nobody in particular.",
    discussion: """
      They become part of the erased users', for good; no total changes. The id is remembered, so that no later \
      row, rebuild or import brings the user back. The chatbot's own log is not touched.

      Example: tokenledger user erase 42
      """)

  @Argument(help: ArgumentHelp("The WordPress user id.", valueName: "id"))
  var id: UserID
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let facts = try session.facts()
    let erasure = try UserErasure(of: id, session)
    let document = UserEraseDocument(erasure, site: SiteIdentity(session, facts))
    try console.write(
      output.renderer.text(screen: [document.screen], records: document.records, document: { document }))
  }
}

/// What was erased, `tokenledger.user-erase/1`.
struct UserEraseDocument: Encodable {
  let schema = "tokenledger.user-erase/1"
  let site: SiteIdentity
  let userID: Int
  let days: Int
  let facts: Int
  let totalTokens: Int
  let alreadyErased: Bool

  init(_ erasure: UserErasure, site: SiteIdentity) {
    self.site = site
    userID = erasure.user.number
    days = erasure.moved.days
    facts = erasure.moved.facts
    totalTokens = erasure.moved.count.total
    alreadyErased = erasure.wasErased
  }

  /// The figures, for people.
  var screen: Sheet {
    let note =
      alreadyErased
      ? "The user was erased before." : "The figures are those of the erased users now; no total has changed."
    return Sheet(columns: records.columns, rows: records.rows, footnotes: [note])
  }

  /// The figures, for spreadsheets.
  var records: Sheet {
    Sheet(
      columns: [Sheet.Column("Erased"), Sheet.Column("Count", alignment: .right)],
      rows: [("User", userID), ("Days", days), ("Facts", facts), ("Total tokens", totalTokens)].map {
        [.text($0.0), .integer($0.1)]
      })
  }
}
