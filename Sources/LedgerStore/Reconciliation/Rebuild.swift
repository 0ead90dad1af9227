import Ledger
import MariaDB
import Text

/// Counts some days again from the log that is there.
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

  /// The days with imported usage, which stays as it is.
  public var imported: [Day: TokenCount] { ledger.imported }

  /// Whether usage whose rows are gone would be lost.
  public var losesUsage: Bool { days.contains { $0.lost != .zero } }

  let session: SiteSession
  let facts: SiteFacts
  let span: ClosedRange<Day>
  let bounds: DayBounds
  let state: LedgerState
  let reach: Reach
  let log: LogTable
  let skipsImported: Bool
  let shift: ClockShift?
  let ledger: LedgerSums
  /// The usage that the log holds, as the server adds it up; what is written must come to the same.
  let recounted: [DayHour: TokenCount]

  /// Compares what the ledger holds with what counting again would give, in one snapshot.
  ///
  /// - Throws: `Failure` when there is no ledger or no log, when the ledger contradicts itself, or when the log
  ///   was replaced since the last sync.
  public init(_ session: SiteSession, facts: SiteFacts, days: ClosedRange<Day>) throws {
    try session.requireLedger()
    self = try Retry.transient {
      try Retry.contradiction {
        try session.connection.snapshot { try Rebuild(snapshotOf: session, facts, days) }
      }
    }
  }

  private init(snapshotOf session: SiteSession, _ facts: SiteFacts, _ span: ClosedRange<Day>) throws {
    let connection = session.connection
    self.session = session
    self.facts = facts
    self.span = span
    bounds = DayBounds(first: span.lowerBound, last: span.upperBound)
    state = try LedgerReader(session).checkedState()
    let tables = session.tables.at(state.version)
    log = try LogTable(session)
    if let breach = try Continuity(session: session).breach(state, log) {
      throw Failure(
        .badData, "the conversation log was replaced or restored since the last sync (\(breach))",
        advice: "Run `tokenledger sync` first.")
    }
    reach = try Reach(state: state, lastID: state.lastID, connection, tables)
    shift = session.shift(facts)
    let rules = CountingRules(siteNow: facts.siteNow)
    let leftOut = Self.leftOut(tables, reach, log)
    skipsImported = state.hasImports
    let (hasImports, reach, log) = (state.hasImports, reach, log)
    func recount(_ days: DayBounds, _ shift: ClockShift?) throws -> [DayHour: TokenCount] {
      let sums = LogSums(connection: connection, tables: tables, reach: reach, days: days, shift: shift)
      let imported = ImportedLogRows(
        connection: connection, tables: tables, hasImports: hasImports,
        reader: LogReader(connection: connection, tables: tables, shape: log.shape), rules: rules, days: days,
        shift: shift)
      // An hour whose rows are all 0 has no usage, whether or not rows were removed from it.
      return try sums.all(until: rules.latest).subtracting(sums.rows(leftOut, until: rules.latest))
        .subtracting(imported.hours(outside: leftOut)).filter { $0.value != .zero }
    }
    recounted = try recount(bounds, shift)
    let counted = try LedgerSums(connection, tables, days: bounds)
    ledger = counted
    func compare(_ recounted: [DayHour: TokenCount]) -> [RecountedDay] {
      RecountedDay.compare(days: counted.facts.mapValues(\.log), hours: counted.hours, with: recounted)
    }
    var recountedDays = compare(recounted)
    if let shift, span.lowerBound < shift.end {
      // When the clock was declared after counting, some hours lose what others gain: no rows are lost.
      let stored = compare(try recount(bounds, nil))
      recountedDays = recountedDays.map { day in day.losing(atMostAs: stored.first { $0.day == day.day }) }
      for day in shift.neighbours(of: span) {
        let beside = DayBounds(first: day, last: day)
        let ledger = try LedgerSums(connection, tables, days: beside).hours
        try Self.check(
          day, counted: ledger, stored: recount(beside, nil), shifted: recount(beside, shift))
      }
    }
    days = recountedDays
    warnings = try log.shape.warnings + (RowIDs(log, session).map { [$0.message] } ?? [])
  }

  /// Rows that the declared clock moves across the end of the span would be lost or counted twice while the
  /// neighbouring day is counted by stored times.
  private static func check(
    _ day: Day, counted: [DayHour: TokenCount], stored: [DayHour: TokenCount], shifted: [DayHour: TokenCount]
  ) throws {
    let (counted, stored, shifted) = (counted.usage, stored.usage, shifted.usage)
    guard shifted != counted, stored == counted else { return }
    throw Failure(
      .badData, "the declared log.database_clock moves rows between \(day) and the days to rebuild",
      advice:
        "Nothing was written. Rebuild all such days together: 'tokenledger verify' says which they are.")
  }

  /// The rows that a sync has yet to examine, and those that cannot be told apart.
  static func leftOut(_ tables: Tables, _ reach: Reach, _ log: LogTable) -> LeftOutRows {
    LeftOutRows(
      tables: tables, reach: reach, reasons: [.openGap, .waiting] + (log.mayDouble ? [.doubled] : []))
  }
}

extension ClockShift {
  /// The neighbouring days that a span may exchange rows with.
  fileprivate func neighbours(of span: ClosedRange<Day>) -> [Day] {
    var days: [Day] = []
    if span.lowerBound > CountingRules.earliest.day { days.append(span.lowerBound.adding(days: -1)) }
    if span.upperBound < end { days.append(span.upperBound.adding(days: 1)) }
    return days
  }
}

extension [DayHour: TokenCount] {
  /// The hours in which anything was used.
  fileprivate var usage: Self { filter { $0.value != .zero } }
}
