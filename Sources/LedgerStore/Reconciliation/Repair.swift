import Chatbots
import Ledger
import MariaDB
import Text

/// Adds the ledger's state up again from its days.
///
/// Before version 0.3.1, a transaction that a node of a Galera cluster had rolled back without a word could go on: what
/// it wrote after that stayed, statement by statement, and the state that belongs to it did not. Since then the days add
/// up to more than the state says, or lists name rows that the state has not reached, and every command refuses.
///
///     let repair = try Repair(session, facts: facts)  // brings the tables up to date, and changes no figure
///     if repair.isNeeded { try repair.write() }
public struct Repair {
  /// What the state says all days add up to.
  public let stateTotal: TokenCount
  /// What they add up to.
  public let daysTotal: TokenCount
  /// The highest id of the log that syncs have examined, as the state says.
  public let stateLastID: Int
  /// The same, as the days show.
  public let lastID: Int
  /// How many rows of the log have to be added to those that were counted.
  public let rowsCounted: Int
  /// Whether lists of rows that were not counted name some that no sync has examined.
  public let hasRemains: Bool

  /// Whether there is anything to repair.
  public var isNeeded: Bool { stateTotal != daysTotal || stateLastID != lastID || hasRemains }

  private let session: SiteSession
  private let state: LedgerState
  /// The latest of the rows that have to be added.
  private let lastCounted: SiteTime?

  /// Finds out what the state should say, by comparing all days with the log, in one snapshot.
  ///
  /// - Throws: `Failure` when there is no ledger or no log, or when the days are not what the log holds, so that
  ///   nothing tells which of the two is wrong; `MariaDBError`.
  public init(_ session: SiteSession, facts: SiteFacts) throws {
    try session.requireLedger()
    try Migrations(session: session).migrate()
    self = try Retry.transient {
      try session.connection.currentSnapshot { try Repair(snapshotOf: session, facts) }
    }
  }

  private init(snapshotOf session: SiteSession, _ facts: SiteFacts) throws {
    self.session = session
    state = try LedgerReader(session).stateOrFail()
    (stateTotal, stateLastID) = (state.total, state.lastID)
    let remains = try Remains(session, state)
    if try remains.highest == nil && LedgerReader(session).isConsistent() {
      // What the log has lost since is none of this.
      (daysTotal, lastID, rowsCounted, hasRemains) = (state.total, state.lastID, 0, false)
      lastCounted = nil
      return
    }
    let found = try Self.find(session, facts, state, remains)
    (lastID, daysTotal) = (found.evidence.lastID, found.evidence.daysTotal)
    (rowsCounted, lastCounted) = (found.usage.counted, found.usage.latest)
    hasRemains = remains.highest ?? lastID > lastID
    guard Self.tops(daysTotal, stateTotal) else {
      throw Self.refusal(
        "the days add up to \(daysTotal.total) tokens, less than the \(stateTotal.total) of the state",
        advice: LedgerReader.restoreAdvice)
    }
  }

  /// The id up to which the days are what the log holds, as a comparison, and the rows from the state's id up to it: the
  /// lowest of the ids that the ledger's tables know of, so that the next sync looks at the ids above it once more.
  ///
  /// Too low an id would have rows counted twice, and on the log's oldest day a purge can hide that it is. So the rows up
  /// to it must come to exactly what the days have and the state has not, or that day must be as the log has it, too.
  private static func find(
    _ session: SiteSession, _ facts: SiteFacts, _ state: LedgerState, _ remains: Remains
  ) throws -> (evidence: Evidence, usage: Usage) {
    let oldest = try oldestDay(session)
    let dayBefore = oldest?.adding(days: -1)
    let highest = try LogEnds(session.connection, session.tables).highest ?? 0
    var doubtful: [Day] = []
    for examined in Set([state.lastID] + remains.witnesses.filter { $0 <= highest }).sorted() {
      let evidence = try Evidence(
        snapshotOf: session, facts, DayBounds(first: nil, last: nil), examined: examined)
      guard evidence.isConsistent else {
        throw refusal(
          "facts, hours and days do not add up to each other",
          advice: "Run 'tokenledger verify' to see which days, and restore all tables from one backup.")
      }
      doubtful = evidence.doubtfulDays(purgedUntil: oldest)
      guard doubtful.isEmpty else { continue }
      let usage = try usage(of: IDRange(state.lastID + 1, examined), session, facts, state)
      if state.total + usage.total == evidence.daysTotal { return (evidence, usage) }
      doubtful = evidence.doubtfulDays(purgedUntil: dayBefore)
      if dayBefore != nil && doubtful.isEmpty { return (evidence, usage) }
    }
    throw refusal(
      doubtful.isEmpty ? "the log is empty" : "the ledger and the log differ \(doubtful.phrase)",
      advice: "Run 'tokenledger verify' to see by how much. " + LedgerReader.restoreAdvice)
  }

  /// What some rows come to, how many of them count, and the time of the latest.
  private typealias Usage = (total: TokenCount, counted: Int, latest: SiteTime?)

  /// What the rows of some ids come to.
  private static func usage(
    of ids: IDRange?, _ session: SiteSession, _ facts: SiteFacts, _ state: LedgerState
  ) throws -> Usage {
    guard let ids else { return (.zero, 0, nil) }
    let log = try LogTable(session)
    let reader = LogReader(
      connection: session.connection, tables: session.tables, shape: log.shape,
      skipsImported: state.hasImports,
      findsDoubled: log.mayDouble)
    var (total, counted, latest) = (TokenCount.zero, 0, SiteTime?.none)
    for piece in ids.split(span: LogReader.chunkSpan) {
      var fold = UsageFold(
        rules: CountingRules(siteNow: facts.siteNow), timeline: ModelTimeline(), shift: session.shift(facts))
      try reader.forEachRow(in: piece) { fold.add($0) }
      total += fold.total
      counted += fold.counted
      latest = [latest, fold.latestCounted].compactMap { $0 }.max()
    }
    return (total, counted, latest)
  }

  /// The day of the log's oldest row: older rows, and some of its day, may have been purged. Nil when the log is empty.
  private static func oldestDay(_ session: SiteSession) throws -> Day? {
    let time: Query = "\(identifier: session.tables.columns.time)"
    let query: Query = """
      SELECT MIN(\(query: time)) FROM \(identifier: session.tables.log)
      WHERE \(query: time) >= \(CountingRules.earliest)
      """
    return (try session.connection.firstRow(query, as: DateTime?.self) ?? nil)?.siteTime?.day
  }

  private static func refusal(_ reason: String, advice: String) -> Failure {
    Failure(.badData, "the ledger's state cannot be added up again: \(reason)", advice: advice)
  }

  private static func tops(_ left: TokenCount, _ right: TokenCount) -> Bool {
    [\TokenCount.prompt, \.completion, \.total, \.requests].allSatisfy {
      left[keyPath: $0] >= right[keyPath: $0]
    }
  }

  /// Writes what the state should say, and takes what no sync has examined off the lists, in one fenced transaction.
  ///
  /// - Throws: `Failure` when another run has changed the ledger since; `MariaDBError`.
  public func write() throws {
    let (tables, lastID) = (session.tables, lastID)
    var next = state
    next.total = daysTotal
    next.lastID = lastID
    next.rowsCounted += rowsCounted
    next.lastCounted = [state.lastCounted, lastCounted].compactMap { $0 }.max()
    let gaps = Gaps(connection: session.connection, tables: tables, epoch: next.epoch)
    var bitmaps: [GapKey: IDBucket] = [:]
    try LedgerWriter(session: session, state: state).commit(next) { _ in
      bitmaps = try gaps.bitmaps(above: lastID)
    } writing: { connection in
      try bitmaps.map { key, bitmap in
        var rest = bitmap
        rest.remove(above: lastID)
        return BucketEdit(epoch: next.epoch, missingSince: key.missingSince, old: bitmap, new: rest)
      }.write(to: tables.missingIDs, connection)
      try Remains.remove(above: lastID, epoch: next.epoch, tables, connection)
      try connection.execute(
        """
        DELETE FROM \(identifier: tables.gone)
        WHERE \(query: tables.isLog) AND epoch = \(next.epoch) AND id > \(lastID)
        """)
    }
  }
}

/// What the ledger's tables know of ids past the highest that the state has seen.
struct Remains {
  /// Ids up to which a sync may have counted.
  let witnesses: [Int]
  /// The highest id of all.
  var highest: Int? { witnesses.max() }

  init(_ session: SiteSession, _ state: LedgerState) throws {
    let tables = session.tables.at(state.version)
    func highest(_ table: String, _ column: String) -> Query {
      """
      SELECT MAX(\(identifier: column)) FROM \(identifier: table)
      WHERE \(query: tables.isLog) AND epoch = \(state.epoch)
      """
    }
    var query = highest(tables.epochs, "last_id")
    for (table, id) in Self.lists(tables) { query.append(" UNION ALL " + highest(table, id)) }
    let gaps = Gaps(connection: session.connection, tables: tables, epoch: state.epoch)
    let missing = try gaps.bitmaps(above: state.lastID).values.compactMap(\.bounds?.last)
    witnesses =
      try session.connection.rows(query, as: Int?.self).compactMap { $0 }.filter {
        $0 > state.lastID
      } + missing
  }

  /// Takes what lies above an id off the lists, but for the bitmaps.
  static func remove(above id: Int, epoch: Int, _ tables: Tables, _ connection: Connection) throws {
    for (table, column) in lists(tables) {
      try connection.execute(
        """
        DELETE FROM \(identifier: table)
        WHERE \(query: tables.isLog) AND epoch = \(epoch) AND \(identifier: column) > \(id)
        """)
    }
    try connection.execute(
      """
      UPDATE \(identifier: tables.epochs) SET last_id = \(id)
      WHERE \(query: tables.isLog) AND epoch = \(epoch) AND last_id > \(id)
      """)
  }

  /// The lists of single rows, with their columns of ids.
  private static func lists(_ tables: Tables) -> [(table: String, id: String)] {
    [
      (tables.checkpoints, "id"), (tables.waiting, "id"), (tables.rejected, "id"), (tables.gaps, "last_id"),
    ]
  }
}

extension Gaps {
  /// The bitmaps of open gaps that have ids above one.
  fileprivate func bitmaps(above id: Int) throws -> [GapKey: IDBucket] {
    try bitmaps(in: IDBucket.number(of: id)...Int.max).bitmaps.filter {
      $0.value.bounds.map { $0.last > id } ?? false
    }
  }
}

extension Evidence {
  /// Whether facts, hours and days add up to each other.
  fileprivate var isConsistent: Bool {
    func used(_ days: [Day: TokenCount]) -> [Day: TokenCount] { days.filter { $0.value != .zero } }
    let days = used(ledger.days)
    return used(ledger.facts.mapValues(\.all)) == days && used(ledger.hoursByDay) == days
  }

  /// The days of which the ledger holds something else than the log, other than for rows that were purged up to a day
  /// or that a new epoch took as counted.
  fileprivate func doubtfulDays(purgedUntil last: Day?) -> [Day] {
    let hours = Set(log.keys).union(ledger.hours.keys).filter { hour in
      let (log, counted) = (log[hour] ?? .zero, ledger.hours[hour] ?? .zero)
      if log == counted { return false }
      if !log.exceeds(counted) { return last.map { hour.day > $0 } ?? false }
      return log.excess(over: takenAsCounted[hour] ?? .zero).exceeds(counted)
    }
    return Set(hours.map(\.day)).sorted()
  }
}
