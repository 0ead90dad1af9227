import Ledger
import LedgerStore
import MariaDB
import Rendering
import Reports

/// Where a command's figures come from, and what there is to say about them.
struct LedgerSource {
  /// Whether the ledger is brought up to date first.
  enum Mode {
    /// Sync, then read the ledger.
    case sync(ReadingArguments)
    /// Read the ledger as it is.
    case ledger
    /// Count the log alone; write nothing.
    case live
  }

  /// The days with usage, ascending.
  let days: [DayUsage]
  /// The site's options and clock.
  let facts: SiteFacts
  /// What the owner should know.
  let warnings: [String]
  /// When a sync last reached the end, in site time.
  let syncedSite: WallClock?
  /// Who used the tokens of this month, when that was asked for and there is a ledger.
  let thisMonth: UsageByName.Lists?

  init(_ session: SiteSession, _ mode: Mode, naming: Bool = false, _ console: Console) throws {
    facts = try session.facts()
    let today = facts.siteNow.day
    let month = naming ? Period.monthly.start(of: today)...today : nil
    switch mode {
    case .live:
      let live = try LiveUsage(session, facts: facts)
      days = live.days
      var warnings = live.warnings + facts.warnings
      if live.rowsRejected > 0 { warnings.append("\(live.rowsRejected) rows of the log do not count") }
      if live.rowsWaiting > 0 { warnings.append("\(live.rowsWaiting) rows of the log have no type yet") }
      self.warnings = warnings
      syncedSite = facts.siteNow
      thisMonth = nil
    case .ledger:
      let snapshot = try LedgerReader(session).snapshot(usageOf: month)
      days = snapshot?.days ?? []
      thisMonth = snapshot?.usage
      let none = "there is no ledger yet: run 'tokenledger sync'"
      warnings = facts.warnings + (snapshot.map { $0.notices.map(\.message) } ?? [none])
      syncedSite = snapshot?.state.syncedSite
    case .sync(let reading):
      let syncWarnings = try Self.sync(session, reading, console)
      let snapshot = try LedgerReader(session).snapshot(usageOf: month)
      days = snapshot?.days ?? []
      thisMonth = snapshot?.usage
      let notices = snapshot?.notices.map(\.message) ?? []
      warnings =
        syncWarnings
        + notices.filter { notice in
          !syncWarnings.contains { notice.hasSuffix($0) }
        }
      syncedSite = snapshot?.state.syncedSite
    }
    for warning in warnings { console.warn(warning) }
  }

  /// The ledger's first and last day with usage.
  var recorded: ClosedRange<Day>? {
    guard let first = days.first?.day, let last = days.last?.day else { return nil }
    return first...last
  }

  /// Syncs. Where the log is gone, or another run is at work, an existing ledger answers with a warning.
  private static func sync(
    _ session: SiteSession, _ reading: ReadingArguments, _ console: Console
  ) throws -> [String] {
    do {
      return try reading.sync(session, console).warnings
    } catch let error as StoreError where error.kind == .busy || error.kind == .noInput {
      guard try LedgerReader(session).snapshot() != nil else { throw error }
      return ["\(error.message); these are the ledger's figures as they stand"]
    } catch let error as MariaDBError where error.isTransient || error.isReadOnly {
      guard try LedgerReader(session).snapshot() != nil else { throw error }
      return ["the ledger could not be brought up to date (\(error)); these are its figures as they stand"]
    }
  }
}

extension SiteIdentity {
  /// The site as a document names it.
  init(_ session: SiteSession, _ facts: SiteFacts) {
    self.init(
      database: session.site.connection.database ?? "", prefix: session.site.prefix,
      blogID: session.site.blogID, timeZone: facts.options.timeZoneName)
  }
}

extension OutputArguments {
  /// The renderer that the options ask for.
  var renderer: Renderer {
    let console = console
    return Renderer(
      format: OutputFormat(rawValue: format.rawValue) ?? .table,
      style: console.isTerminal ? .terminal(width: console.width) : .plain)
  }
}
