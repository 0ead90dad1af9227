import Ledger
import MariaDB

/// Counts some days anew from the log that is there.
///
///     let rebuild = try Rebuild(session, facts: facts, days: from...to)  // writes nothing
///     if !rebuild.losesUsage { try rebuild.write() }
///
/// Rows in open gaps, rows that wait for a type, and rows past the highest id seen are left out: the sync counts
/// them when their time comes. Rows that came after their gap had been given up are counted, and their ids taken
/// out of it. Imported figures stay as they are, and rows of the log that were imported are left out.
public struct Rebuild {
  /// The days with usage in the log or the ledger, ascending.
  public let days: [RecountedDay]
  /// What the owner should know.
  public let warnings: [String]

  /// Whether usage whose rows are gone would be lost.
  public var losesUsage: Bool { days.contains { $0.lost != .zero } }

  let session: SiteSession
  let facts: SiteFacts
  let bounds: DayBounds
  let state: LedgerState
  let reach: Reach
  let log: LogTable
  let skipsImported: Bool
  let ledger: LedgerSums
  /// The usage that the log holds, as the server adds it up; what is written must come to the same.
  let recounted: [DayHour: TokenCount]

  /// Compares what the ledger holds with what counting anew would give, in one snapshot.
  ///
  /// - Throws: `StoreError` when there is no ledger or no log, when the ledger contradicts itself, or when the log
  ///   was replaced since the last sync.
  public init(_ session: SiteSession, facts: SiteFacts, days: ClosedRange<Day>) throws {
    try session.requireLedger()
    self = try Retry.transient {
      try session.connection.snapshot { try Rebuild(snapshotOf: session, facts, days) }
    }
  }

  private init(snapshotOf session: SiteSession, _ facts: SiteFacts, _ span: ClosedRange<Day>) throws {
    let (connection, tables) = (session.connection, session.tables)
    self.session = session
    self.facts = facts
    bounds = DayBounds(first: span.lowerBound, last: span.upperBound)
    state = try LedgerReader(session).checkedState()
    log = try LogTable(session)
    if let breach = try Continuity(session: session, log: log, facts: facts).breach(state) {
      throw StoreError(
        .badData, "the conversation log was replaced or restored since the last sync (\(breach))",
        advice: "Run `tokenledger sync` first.")
    }
    reach = try Reach(state: state, lastID: state.lastID, connection, tables)
    let sums = LogSums(connection: connection, tables: tables, reach: reach, days: bounds)
    let rules = CountingRules(siteNow: facts.siteNow)
    let leftOut = Self.leftOut(tables, reach)
    skipsImported = state.hasImports
    let imported = ImportedLogRows(
      connection: connection, tables: tables, hasImports: state.hasImports,
      reader: LogReader(connection: connection, tables: tables, shape: log.shape), rules: rules, days: bounds)
    recounted = try sums.all(until: rules.latest).subtracting(sums.rows(leftOut, until: rules.latest))
      .subtracting(imported.hours(outside: leftOut))
    ledger = try LedgerSums(connection, tables, days: bounds)
    days = RecountedDay.compare(
      days: ledger.facts.mapValues(\.log), hours: ledger.hours, with: recounted)
    warnings = log.shape.warnings
  }

  /// The rows that a sync is still to look at.
  static func leftOut(_ tables: Tables, _ reach: Reach) -> LeftOutRows {
    LeftOutRows(tables: tables, reach: reach, reasons: [.openGap, .waiting])
  }
}
