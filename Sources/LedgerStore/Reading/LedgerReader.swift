import Ledger
import MariaDB
import Text

/// What the ledger holds, read in one consistent snapshot.
public struct LedgerSnapshot: Sendable {
  /// Where the ledger stands.
  public let state: LedgerState
  /// The days with usage, ascending.
  public let days: [DayUsage]
  /// What nobody has acknowledged yet.
  public let notices: [Notice]
  /// What some days used before an hour; nil when that was not requested.
  public let early: EarlyUsage?
  /// The usage of each day and model, from which costs are found; nil where nobody asks, and of a ledger of a release
  /// that did not tell models apart by the day.
  public let models: [ModelUsage]?
  /// What the ledger keeps of the owner's prices; nil with ``models``.
  public let prices: OwnPrices?
  /// The requested usage; nil when none was.
  public let usage: NamedUsages?
}

/// Reads the ledger.
public struct LedgerReader {
  let session: SiteSession
  private var connection: Connection { session.connection }
  private var tables: Tables { session.tables }

  /// Of how many days the facts and hours are compared with the day totals.
  private static let newestDays = 3

  /// What to do about a ledger that contradicts itself.
  static let restoreAdvice = """
    Some of its tables were restored without the others. Restore all tokenledger_* tables from one backup, \
    or drop them and run `tokenledger sync` to count again what the log still holds.
    """

  /// The same for a ledger whose days and state differ, which an earlier release may have brought about by itself.
  static let repairAdvice = """
    \(restoreAdvice) On a database cluster a release before 0.3.1 may have caused it: then run `tokenledger repair`.
    """

  /// A reader of the site's ledger.
  public init(_ session: SiteSession) {
    self.session = session
  }

  /// Reads the ledger's days and, for `span`, who used the tokens.
  ///
  /// - Returns: Nil when there is no ledger yet.
  /// - Throws: `Failure` when the ledger contradicts itself or was written by a newer TokenLedger.
  public func snapshot(usageOf span: ClosedRange<Day>? = nil) throws -> LedgerSnapshot? {
    try snapshot { _, _, _ in span.map { UsageRequest([.each(named: 100)], in: $0) } }
  }

  /// Reads the ledger's days, the hours that `hours` requests for the ledger's state, and the usage that `request`
  /// chooses for the days, all in one snapshot; with `byModel` also the usage of each day and model, and what the ledger
  /// keeps of prices, which `request` gets, too.
  ///
  /// - Returns: Nil when there is no ledger yet.
  /// - Throws: As ``snapshot(usageOf:)``, and what `request` throws.
  public func snapshot(
    hours: (LedgerState) -> EarlyUsage.Request? = { _ in nil }, byModel: Bool = false,
    usageOf request: ([DayUsage], [ModelUsage]?, OwnPrices?) throws -> UsageRequest?
  ) throws -> LedgerSnapshot? {
    let migrations = Migrations(session: session)
    func read() throws -> LedgerSnapshot? {
      // One snapshot: a sync that commits between two of these statements must not look like a contradiction.
      try Retry.contradiction {
        try connection.snapshot {
          let (state, openNotices) = try loadOrFail()
          try migrations.check(state.version)
          guard state.version > 0 else { return nil }
          let tables = tables.at(state.version)
          let models = byModel && tables.hasSources ? try ModelDictionary(connection, tables) : nil
          let (days, early, byModel) = try days(hours(state), models, tables)
          try check(days.reduce(.zero) { $0 + $1.count }, against: state)
          let usage = try request(days, byModel, models?.prices).map { request in
            try checkFacts(ofNewest: days.suffix(Self.newestDays), tables)
            return try namedUsages(request, days, byModel, models, tables)
          }
          let notices =
            openNotices > 0 ? try Notices(connection: connection, tables: tables).open() : []
          return LedgerSnapshot(
            state: state, days: days, notices: notices, early: early, models: byModel,
            prices: models?.prices, usage: usage)
        }
      }
    }
    do {
      return try read()
    } catch let error where connection.isOpen && (error as? MariaDBError)?.isTransient != true {
      // There may be no ledger at all, or one that a newer TokenLedger wrote. What held up the snapshot would hold up
      // this question, too.
      guard try migrations.version() > 0 else { return nil }
      guard error.mayBeOfHalfALedger else { throw error }
      // Another run may have made it since; else the same error comes again.
      return try read()
    }
  }

  /// Reads the ledger's days and the usage of each day and model, having checked that its newest facts and hours agree
  /// with them.
  ///
  /// - Returns: Nil when there is no ledger yet.
  /// - Throws: As ``snapshot(usageOf:)``.
  func checkedSnapshot() throws -> LedgerSnapshot? {
    guard let snapshot = try snapshot(byModel: true, usageOf: { _, _, _ in nil }) else { return nil }
    _ = try consistentState()
    return snapshot
  }

  /// Where the ledger stands, when its tables agree with each other.
  func consistentState() throws -> LedgerState {
    try Retry.contradiction { try connection.currentSnapshot { try checkedState() } }
  }

  /// The same, for a caller that is in a transaction already.
  func checkedState() throws -> LedgerState {
    let state = try stateOrFail()
    let tables = tables.at(state.version)
    let (sum, newest) = try sumOfDays(tables)
    try check(sum, against: state)
    try checkFacts(ofNewest: newest, tables)
    return state
  }

  /// Whether the tables agree with each other, as far as each sync looks; for a caller that is in a transaction already.
  func isConsistent() throws -> Bool {
    do {
      _ = try checkedState()
      return true
    } catch let error as Failure where error.isContradiction {
      return false
    }
  }

  /// Where the ledger stands, whatever its other tables say.
  func stateOrFail() throws -> LedgerState { try loadOrFail().state }

  private func loadOrFail() throws -> (state: LedgerState, openNotices: Int) {
    guard let found = try LedgerState.load(connection, tables) else {
      throw Failure(
        .badData, "the ledger has lost its state: \(tables.state) is empty", advice: Self.restoreAdvice)
    }
    return found
  }

  /// The days, ascending, the requested hours, and the usage of each day and model of `models`, in one query to save a
  /// round trip in every report.
  private func days(
    _ hours: EarlyUsage.Request?, _ models: ModelDictionary?, _ tables: Tables
  ) throws -> (days: [DayUsage], early: EarlyUsage?, models: [ModelUsage]?) {
    let model: Query = models == nil ? "" : ", model_id, largest_prompt"
    var query: Query = """
      SELECT day, prompt_tokens, completion_tokens, total_tokens, requests, 2\(query: model)
      FROM \(query: tables.readDays) AS d
      """
    var early = hours.map { EarlyUsage(before: $0.hour) }
    if let hours {
      query.append(
        """
         UNION ALL SELECT day, CAST(SUM(prompt_tokens) AS SIGNED), CAST(SUM(completion_tokens) AS SIGNED),
          CAST(SUM(total_tokens) AS SIGNED), CAST(SUM(requests) AS SIGNED),
          hour < \(hours.hour) AS is_early\(query: models == nil ? "" : ", 0, 0")
        FROM \(query: tables.readHours) AS h WHERE day IN (\(list: hours.days))
        GROUP BY day, is_early
        """)
    } else {
      query.append(" ORDER BY day")
    }
    // Column by column, as there may be thousands of days and a report is to take no longer than its connection.
    var days: [DayUsage] = []
    var byModel: [ModelUsage] = []
    var isAscending = true
    try connection.forEachRow(query, isShort: true) { row in
      guard let day = try row[0].dateTime()?.date, let prompt = try row[1].int64(),
        let completion = try row[2].int64(), let total = try row[3].int64(),
        let requests = try row[4].int64()
      else { return }
      let count = TokenCount(
        prompt: Int(prompt), completion: Int(completion), total: Int(total), requests: Int(requests))
      if hours != nil, let kind = try row[5].int64(), kind != 2 {
        early?.add(count, on: day, isEarly: kind == 1)
        return
      }
      if let models {
        byModel.append(
          ModelUsage(
            day: day, model: models[try row[6].int64()], count: count,
            largestPrompt: try row[7].int64().map { Int($0) }))
      }
      // A day has a row for each source and model.
      if let last = days.last, last.day == day {
        days[days.count - 1] = DayUsage(day: day, count: last.count + count)
        return
      }
      isAscending = isAscending && days.last.map { $0.day < day } ?? true
      days.append(DayUsage(day: day, count: count))
    }
    let models = models == nil ? nil : byModel
    // The server usually returns rows in key order, but does not guarantee it.
    if isAscending { return (days, early, models) }
    let sums = days.reduce(into: [Day: TokenCount]()) { $0[$1.day, default: .zero] += $1.count }
    return (
      sums.map { DayUsage(day: $0.key, count: $0.value) }.sorted { $0.day < $1.day }, early, models
    )
  }

  /// What the days add up to, and the newest of them: all that a sync has to know, added up by the server.
  private func sumOfDays(_ tables: Tables) throws -> (sum: TokenCount, newest: [DayUsage]) {
    let sums: Query = """
      CAST(SUM(prompt_tokens) AS SIGNED), CAST(SUM(completion_tokens) AS SIGNED),
        CAST(SUM(total_tokens) AS SIGNED), CAST(SUM(requests) AS SIGNED) FROM \(query: tables.readDays) AS d
      """
    let query: Query = """
      SELECT NULL AS day, \(query: sums) UNION ALL
      (SELECT day, \(query: sums) GROUP BY day ORDER BY day DESC LIMIT \(Self.newestDays))
      """
    let rows = try connection.rows(query, as: (Day?, Int?, Int?, Int?, Int?).self)
    return rows.reduce(into: (TokenCount.zero, [])) { found, row in
      let (day, prompt, completion, total, requests) = row
      let count = TokenCount(
        prompt: prompt ?? 0, completion: completion ?? 0, total: total ?? 0, requests: requests ?? 0)
      if let day { found.newest.append(DayUsage(day: day, count: count)) } else { found.sum = count }
    }
  }

  private func check(_ sum: TokenCount, against state: LedgerState) throws {
    guard state.rowsCounted == state.rowsCountedByState else {
      throw Failure(
        .badData,
        "the ledger contradicts itself: \(tables.cursors) says that \(state.rowsCounted) rows were counted, "
          + "\(tables.state) says \(state.rowsCountedByState)",
        advice: Self.restoreAdvice)
    }
    if sum == state.total { return }
    throw Failure(
      .badData,
      "the ledger contradicts itself: \(tables.days) adds up to \(sum.total) tokens, "
        + "\(tables.state) says \(state.total.total)",
      advice: Self.repairAdvice)
  }

  /// The facts and hours of the newest days must add up to the day totals. All days would take too long at every
  /// run; a restore whose tables are minutes apart shows in the newest.
  private func checkFacts(ofNewest newest: some Collection<DayUsage>, _ tables: Tables) throws {
    guard let first = newest.map(\.day).min() else { return }
    func sum(of table: Query) -> Query {
      """
      (SELECT CAST(COALESCE(SUM(total_tokens + requests), 0) AS SIGNED) FROM \(query: table) AS u
        WHERE day >= \(first))
      """
    }
    let query: Query = "SELECT \(query: sum(of: tables.readFacts)), \(query: sum(of: tables.readHours))"
    guard let sums = try connection.firstRow(query, as: (Int, Int).self) else { return }
    let total = newest.reduce(TokenCount.zero) { $0 + $1.count }
    let (expected, isTooHigh) = total.total.addingReportingOverflow(total.requests)
    if !isTooHigh && sums.0 == expected && sums.1 == expected { return }
    throw Failure(
      .badData,
      "the ledger contradicts itself: the newest days of \(tables.facts) or \(tables.hours) do not add up to "
        + tables.days,
      advice: Self.restoreAdvice)
  }
}
