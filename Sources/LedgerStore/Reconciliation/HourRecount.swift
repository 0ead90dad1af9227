import Ledger
import MariaDB
import Text

/// Counts hours again by model whose models are not kept, on the days of which the log still has every row.
///
/// The log is read before anything is written. The fence proves that the ledger is still the one that was compared.
struct HourRecount {
  private let session: SiteSession
  private let state: LedgerState
  private let rules: ModelRules
  /// The hours of the days that came out as the ledger has them.
  private let hours: [(place: ModelHour, sum: UsageSum)]

  /// How many ids are read in one go.
  private static let chunkSpan = 8192

  /// Counts what can be counted of the days on which usage got other models, where that took hours their models.
  ///
  /// - Returns: Why it was not counted, as a sentence without its end; what was declared stands nevertheless.
  static func warnings(after moved: MovedUsage, _ session: SiteSession) -> [String] {
    guard moved.hasLostHours, let days = moved.span else { return [] }
    do {
      try Retry.overtaken {
        let recount = try Retry.transient {
          try session.connection.currentSnapshot { try HourRecount(snapshotOf: session, days) }
        }
        try recount?.write()
      }
      return []
    } catch {
      return [
        "the hours of these days were not counted again by model (\(error)); 'tokenledger rebuild' does it"
      ]
    }
  }

  /// Nil where there is nothing to count, or nothing to count it from.
  private init?(snapshotOf session: SiteSession, _ days: ClosedRange<Day>) throws {
    let (connection, tables) = (session.connection, session.tables)
    self.session = session
    state = try LedgerReader(session).checkedState()
    let unknown: Query = """
      SELECT DISTINCT day FROM \(identifier: tables.hours)
      WHERE \(query: tables.isLog) AND model_basis = \(ModelBasis.notByHour.rawValue)
        AND day BETWEEN \(days.lowerBound) AND \(days.upperBound)
        AND day >= COALESCE((SELECT DATE(MIN(\(identifier: tables.columns.time))) FROM \(identifier: tables.log)
          WHERE \(identifier: tables.columns.time) >= \(CountingRules.earliest)), '9999-12-31') - INTERVAL 2 DAY
      """
    let wanted = Set(try connection.rows(unknown, as: Day.self))
    guard let first = wanted.min(), let last = wanted.max()
    else { return nil }
    let log = try LogTable(session)
    if try Continuity(session: session).breach(state, log) != nil { return nil }
    let facts = try session.facts()
    rules = try ModelDeclarations(connection: connection, tables: tables).load()
    let timeline = try ModelSpans(connection: connection, tables: tables).load()
    let reach = try Reach(state: state, lastID: state.lastID, connection, tables)
    let reader = LogReader(
      connection: connection, tables: tables, shape: log.shape, skipsImported: state.hasImports)
    var sums: [ModelHour: UsageSum] = [:]
    var lastID = reach.firstID - 1
    let shift = session.shift(facts)
    while let firstID = try reader.firstID(after: lastID), reach.part(of: firstID) != nil,
      let range = IDRange(firstID, upTo: reach.lastID, span: Self.chunkSpan)
    {
      lastID = range.last
      let leftOut = Set(
        try connection.rows(Rebuild.leftOut(tables, reach, log).ids(in: range), as: Int.self))
      var fold = UsageFold(
        rules: CountingRules(siteNow: facts.siteNow), timeline: timeline, declared: rules, shift: shift)
      try reader.forEachTokenRow(
        in: range, of: DayBounds(first: first, last: last), shift: shift
      ) { row in
        if !leftOut.contains(row.id) { fold.add(row) }
      }
      for (place, sum) in fold.modelHours where wanted.contains(place.hour.day) {
        sums[place, default: UsageSum()] += sum
      }
    }
    // What came to light by counting is what the day totals by model say, or rows are gone.
    var names = NameDictionary(tables: tables)
    try names.find(rules.models.union(timeline.spans.map(\.model)), using: connection)
    let writer = LedgerWriter(session: session, state: state)
    writer.names = names
    var counted: [Day: [UsageTotals.DayKey: TokenCount]] = [:]
    for (key, sum) in try writer.hours(of: sums.map { ($0.key, $0.value) }, rules) where sum.count != .zero {
      let place = UsageTotals.DayKey(day: key.hour.day, model: key.model)
      counted[place.day, default: [:]][place, default: .zero] += sum.count
    }
    let kept = try Self.days(wanted, connection, tables)
    let agreeing = wanted.filter { counted[$0] == kept[$0] }
    hours = sums.filter { agreeing.contains($0.key.hour.day) }.map { ($0.key, $0.value) }
    if hours.isEmpty { return nil }
  }

  /// The day totals from the log by model.
  private static func days(
    _ wanted: Set<Day>, _ connection: Connection, _ tables: Tables
  ) throws -> [Day: [UsageTotals.DayKey: TokenCount]] {
    let query: Query = """
      SELECT day, model_id, model_basis, seen_model_id, prompt_tokens, completion_tokens, total_tokens, requests
      FROM \(identifier: tables.days) WHERE \(query: tables.isLog)
      """
    var days: [Day: [UsageTotals.DayKey: TokenCount]] = [:]
    for row in try connection.rows(query, as: (Day, Int, Int, Int, Int, Int, Int, Int).self)
    where wanted.contains(row.0) {
      let count = TokenCount(prompt: row.4, completion: row.5, total: row.6, requests: row.7)
      if count == .zero { continue }
      let model = ModelColumns(model: row.1, basis: ModelBasis(rawValue: row.2) ?? .unknown, seen: row.3)
      days[row.0, default: [:]][UsageTotals.DayKey(day: row.0, model: model)] = count
    }
    return days
  }

  private func write() throws {
    let tables = session.tables
    let days = Set(hours.map(\.place.hour.day)).sorted()
    let writer = LedgerWriter(session: session, state: state)
    try writer.commit(state) { connection in
      for days in days.chunked(by: 500) {
        try connection.execute(
          """
          DELETE FROM \(identifier: tables.hours) WHERE \(query: tables.isLog) AND day IN (\(list: Array(days)))
          """)
      }
      try writer.names.learn(
        rules.models.union(hours.compactMap(\.place.attribution.model)), using: connection)
      try writer.add(hours: writer.hours(of: hours, rules), source: Tables.logSource, connection)
    }
  }
}
