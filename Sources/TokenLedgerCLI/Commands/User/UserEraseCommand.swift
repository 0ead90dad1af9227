import ArgumentParser
import Ledger
import LedgerStore
import Rendering

/// `tokenledger user erase`
struct UserEraseCommand: ParsableCommand {
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

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let facts = try session.facts()
    var erasure = try UserErasure(of: id, session)
    let isAgreed = try confirmation.isAgreed(
      to: "erase user \(id.number) (\(erasure.moved.phrase))")
    if isAgreed { try erasure.run() }
    let document = UserEraseDocument(erasure, site: SiteIdentity(session, facts), isDone: isAgreed)
    try console.write(
      output.renderer.text(screen: [document.screen], records: document.records, document: { document }))
  }
}

/// What was or would be erased, `tokenledger.user-erase/2`.
struct UserEraseDocument: Encodable {
  let schema = "tokenledger.user-erase/2"
  let site: SiteIdentity
  let userID: Int
  let dryRun: Bool
  let alreadyErased: Bool
  let days: Int
  let facts: Int
  let requests: Int
  let totalTokens: Int
  @OrNull var firstDay: String?
  @OrNull var lastDay: String?

  /// `isDone` says whether the figures were moved, or this was a dry run.
  init(_ erasure: UserErasure, site: SiteIdentity, isDone: Bool) {
    self.site = site
    userID = erasure.user.number
    dryRun = !isDone
    alreadyErased = erasure.wasErased
    days = erasure.moved.days
    facts = erasure.moved.facts
    requests = erasure.moved.count.requests
    totalTokens = erasure.moved.count.total
    firstDay = erasure.moved.span?.lowerBound.description
    lastDay = erasure.moved.span?.upperBound.description
  }

  /// The figures, for people.
  var screen: Sheet {
    let note =
      dryRun
      ? "Nothing was changed." + (alreadyErased ? " The user was erased before." : "")
      : alreadyErased
        ? "The user was erased before."
        : "The figures now belong to the erased users; no total has changed."
    return Sheet(columns: records.columns, rows: records.rows, footnotes: [note])
  }

  /// The figures, for spreadsheets.
  var records: Sheet {
    Sheet(
      columns: [Sheet.Column(dryRun ? "Would erase" : "Erased"), Sheet.Column("Count", alignment: .right)],
      rows: [[.text("User"), .integer(userID)]]
        + [
          ("Days", days), ("Facts", facts), ("Requests", requests), ("Total tokens", totalTokens),
        ].map { [.text($0.0), .integer($0.1)] }
        + [("First day", firstDay), ("Last day", lastDay)].compactMap { name, day in
          day.map { [.text(name), .text($0)] }
        })
  }
}

extension MovedUsage {
  /// The figures as a part of a sentence.
  var phrase: String {
    guard let span else { return "no figures" }
    let (first, last) = (span.lowerBound, span.upperBound)
    let days = days == 1 ? "1 day, \(first)" : "\(days) days from \(first) to \(last)"
    let requests = "\(count.requests) \(count.requests == 1 ? "request" : "requests")"
    return "\(count.total) tokens in \(requests) on \(days)"
  }
}
