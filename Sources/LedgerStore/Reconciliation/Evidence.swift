import Ledger
import MariaDB
import Text

/// The log and the ledger side by side, as they stood at one moment.
public struct Evidence: Sendable {
  /// What the log holds, by hour, of rows that the ledger should hold: not past the highest id that a sync has
  /// seen, not in a gap, not without a type, not rejected for their date, not imported, and with an id of their own.
  public let log: [DayHour: TokenCount]
  /// The part of it that a new epoch took as counted without looking.
  public let takenAsCounted: [DayHour: TokenCount]
  /// The same two by the hour at which the rows are stored, where a declared clock shifts some and the ledger does not
  /// hold what these come to: it may have counted them before the clock was declared.
  public let asStored: (log: [DayHour: TokenCount], takenAsCounted: [DayHour: TokenCount])?
  /// What the log holds, by day, in rows that came after their gap had been given up.
  public let late: [Day: TokenCount]
  /// What the ledger holds.
  public let ledger: LedgerSums
  /// Where the ledger's details do not agree with each other.
  public let contradictions: LedgerContradictions?
  /// The sum of all day totals, those of days that were not asked for included.
  public let daysTotal: TokenCount
  /// What the state row says that sum is.
  public let grandTotal: TokenCount
  /// What is left of erased users and in folded days; nil in a ledger of a version that knows neither.
  public let userTraces: UserTraces?
  /// The highest id of the log that was compared.
  public let lastID: Int
  /// The last sync that reached the end of the log; nil when none has.
  public let lastSync: Moment?
  /// How many rows of the log were left out, by reason; none without rows.
  public let leftOut: [LeftOut]
  /// The number of untyped rows that have been given a type since a sync examined them.
  public let typedSince: Int
  /// What is wrong with the ids of the log; nil when nothing is.
  public let rowIDs: RowIDs?
  /// What the owner should know.
  public let warnings: [String]

  /// Adds up the log and the ledger from `first` to `last`, nil for no bound, in one snapshot.
  ///
  /// - Throws: `Failure` when there is no ledger or no log, or when the log cannot be read as one.
  public init(_ session: SiteSession, facts: SiteFacts, from first: Day?, to last: Day?) throws {
    try session.requireLedger()
    self = try Retry.transient {
      try session.connection.snapshot {
        try Evidence(snapshotOf: session, facts, DayBounds(first: first, last: last))
      }
    }
  }

  /// The same inside a snapshot; `examined` is the highest id of the log that syncs have examined, where the ledger's
  /// state does not say.
  init(
    snapshotOf session: SiteSession, _ facts: SiteFacts, _ bounds: DayBounds, examined: Int? = nil
  ) throws {
    let connection = session.connection
    let state = try LedgerReader(session).stateOrFail()
    let tables = session.tables.at(state.version)
    let table = try LogTable(session)
    let continuity = Continuity(session: session)
    let breach = try continuity.breach(state, table)
    lastID = try examined ?? (breach == nil ? state.lastID : continuity.highestMatching(state))
    let reach = try Reach(state: state, lastID: lastID, connection, tables)
    let shift = session.shift(facts)
    let leftOut = LeftOutRows(
      tables: tables, reach: reach,
      reasons: [.openGap, .expiredGap, .rejectedByDate] + (table.mayDouble ? [.doubled] : []))
    let givenUp = LeftOutRows(
      tables: tables, reach: reach, reasons: [.expiredGap], exceptDoubled: table.mayDouble)
    func sums(_ shift: ClockShift?) -> LogSums {
      LogSums(connection: connection, tables: tables, reach: reach, days: bounds, shift: shift)
    }
    func imported(_ shift: ClockShift?) -> ImportedLogRows {
      ImportedLogRows(
        connection: connection, tables: tables, hasImports: state.hasImports,
        reader: LogReader(connection: connection, tables: tables, shape: table.shape),
        rules: CountingRules(siteNow: facts.siteNow), days: bounds, shift: shift)
    }
    func hours(_ shift: ClockShift?) throws -> [DayHour: TokenCount] {
      try ExpectedHours(session: session, state: state, sums: sums(shift), leftOut: leftOut).hours()
        .subtracting(imported(shift).hours(outside: leftOut))
    }
    log = try hours(shift)
    takenAsCounted = try sums(shift).takenAsCounted()
    late = try sums(shift).rows(givenUp).subtracting(imported(shift).hours(inside: givenUp)).days
    ledger = try LedgerSums(connection, tables, days: bounds)
    contradictions = try LedgerContradictions(ledger, connection, tables, days: bounds)
    if let shift, Self.differ(log, ledger.hours, before: shift.end) {
      asStored = try (log: hours(nil), takenAsCounted: sums(nil).takenAsCounted())
    } else {
      asStored = nil
    }
    let total: Query = """
      SELECT COALESCE(SUM(prompt_tokens), 0), COALESCE(SUM(completion_tokens), 0),
        COALESCE(SUM(total_tokens), 0), COALESCE(SUM(requests), 0) FROM \(query: tables.readDays) AS d
      """
    let sum = try connection.firstRow(total, as: (Int, Int, Int, Int).self) ?? (0, 0, 0, 0)
    daysTotal = TokenCount(prompt: sum.0, completion: sum.1, total: sum.2, requests: sum.3)
    grandTotal = state.total
    rowIDs = try RowIDs(table, session)
    let counts = LeftOutCounts(
      connection: connection, tables: tables, reach: reach, days: bounds, shift: shift,
      hasSharedIDs: rowIDs.map { !$0.isEachTold } ?? false)
    self.leftOut = try counts.all()
    typedSince = try counts.typedSince()
    userTraces = state.version >= Migrations.anonymizing ? try UserTraces(connection, tables) : nil
    lastSync = state.lastSync
    let lastID = lastID
    let replaced = breach.map {
      "the conversation log was replaced or restored since the last sync (\($0)): compared up to id \(lastID)"
    }
    warnings = table.shape.warnings + (replaced.map { [$0] } ?? [])
  }

  private static func differ(
    _ log: [DayHour: TokenCount], _ ledger: [DayHour: TokenCount], before end: Day
  ) -> Bool {
    Set(log.keys).union(ledger.keys).contains { hour in
      hour.day < end && log[hour] ?? .zero != ledger[hour] ?? .zero
    }
  }
}

extension SiteSession {
  /// Checks that there is a ledger that this program understands.
  func requireLedger() throws {
    guard try Migrations(session: self).version() > 0 else {
      throw Failure(
        .noInput, "there is no ledger yet: no table \(tables.migrations)",
        advice: "Run `tokenledger sync` first, and check the table prefix.")
    }
  }
}

extension Dictionary<DayHour, TokenCount> {
  /// What is left without a part of it.
  func subtracting(_ part: Self) -> Self {
    if part.isEmpty { return self }
    return reduce(into: [:]) { rest, hour in
      let left = part[hour.key].map { hour.value.excess(over: $0) } ?? hour.value
      if left != .zero { rest[hour.key] = left }
    }
  }
}
