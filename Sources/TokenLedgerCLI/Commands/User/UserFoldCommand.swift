import ArgumentParser
import Ledger
import LedgerStore
import Rendering
import Reports

/// `tokenledger user fold`
struct UserFoldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fold",
    abstract: "Keep no figures by user of days older than so many months.",
    discussion: """
      They become those of all users together, for good; guests stay apart, and no total changes. The day is \
      remembered: what comes for an earlier one later, by sync, rebuild or import, is folded, too. Run it daily.

      Example: tokenledger user fold --months 14
      """)

  @Option(help: ArgumentHelp("How many months to keep, 1 to 1200.", valueName: "number"))
  var months: Int
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
    let fold = try UserFold(before: before, session)
    let document = UserFoldDocument(fold, months: months, site: SiteIdentity(session, facts))
    let sheet = document.sheet(before: fold.before)
    try console.write(output.renderer.text(screen: [sheet], records: sheet, document: { document }))
  }
}

/// What was folded, `tokenledger.user-fold/1`.
struct UserFoldDocument: Encodable {
  let schema = "tokenledger.user-fold/1"
  let site: SiteIdentity
  let months: Int
  let before: String
  let days: Int
  let facts: Int
  let totalTokens: Int

  init(_ fold: UserFold, months: Int, site: SiteIdentity) {
    self.site = site
    self.months = months
    before = fold.before.description
    days = fold.moved.days
    facts = fold.moved.facts
    totalTokens = fold.moved.count.total
  }

  /// The figures, for people and spreadsheets.
  func sheet(before: Day) -> Sheet {
    Sheet(
      columns: [Sheet.Column("Folded"), Sheet.Column("Count", alignment: .right)],
      rows: [
        [.text("Days before"), .day(before)], [.text("Days"), .integer(days)],
        [.text("Facts"), .integer(facts)], [.text("Total tokens"), .integer(totalTokens)],
      ])
  }
}
