import ArgumentParser
import Ledger
import LedgerStore
import Rendering
import Reports

/// `tokenledger user fold`
struct UserFoldCommand: ParsableCommand {
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

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let facts = try session.facts()
    let today = facts.siteNow.day
    guard let before = Period.monthly.shift(today, by: -months) else {
      throw Failure(
        .usage, "\(months) months before \(today) is before the year 1", advice: "Ask for fewer months.")
    }
    var fold = try UserFold(before: before, session)
    let isAgreed = try confirmation.isAgreed(
      to: "fold the figures by user of all days before \(fold.before) (\(fold.moved.phrase))")
    if isAgreed { try fold.run() }
    let document = UserFoldDocument(
      fold, months: months, site: SiteIdentity(session, facts), isDone: isAgreed)
    let (screen, records) = (document.screen(before: fold.before), document.records(before: fold.before))
    try console.write(output.renderer.text(screen: [screen], records: records, document: { document }))
  }
}

/// What was or would be folded, `tokenledger.user-fold/2`.
struct UserFoldDocument: Encodable {
  let schema = "tokenledger.user-fold/2"
  let site: SiteIdentity
  let months: Int
  let before: String
  let dryRun: Bool
  let days: Int
  let facts: Int
  let requests: Int
  let totalTokens: Int
  @OrNull var firstDay: String?
  @OrNull var lastDay: String?

  /// `isDone` says whether the figures were folded, or this was a dry run.
  init(_ fold: UserFold, months: Int, site: SiteIdentity, isDone: Bool) {
    self.site = site
    self.months = months
    before = fold.before.description
    dryRun = !isDone
    days = fold.moved.days
    facts = fold.moved.facts
    requests = fold.moved.count.requests
    totalTokens = fold.moved.count.total
    firstDay = fold.moved.span?.lowerBound.description
    lastDay = fold.moved.span?.upperBound.description
  }

  /// The figures, for people.
  func screen(before: Day) -> Sheet {
    let records = records(before: before)
    return Sheet(
      columns: records.columns, rows: records.rows, footnotes: dryRun ? ["Nothing was changed."] : [])
  }

  /// The figures, for spreadsheets.
  func records(before: Day) -> Sheet {
    Sheet(
      columns: [Sheet.Column(dryRun ? "Would fold" : "Folded"), Sheet.Column("Count", alignment: .right)],
      rows: [
        [.text("Days before"), .day(before)], [.text("Days"), .integer(days)],
        [.text("Facts"), .integer(facts)], [.text("Requests"), .integer(requests)],
        [.text("Total tokens"), .integer(totalTokens)],
      ]
        + [("First day", firstDay), ("Last day", lastDay)].compactMap { name, day in
          day.map { [.text(name), .text($0)] }
        })
  }
}
