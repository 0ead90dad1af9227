import Ledger
import MariaDB

/// What the log holds by day and hour, as the server adds it up: another way to the figures than the sync's,
/// which reads the rows and folds them.
struct LogSums {
  var connection: Connection
  let tables: Tables
  let reach: Reach
  /// The days to look at.
  let days: DayBounds

  /// The hours' usage by token rows that hold a number and a date which counts, up to the highest id looked at.
  /// `latest` is the latest time that counts; nil where rows past it are known by their rejection.
  func all(until latest: WallClock? = nil, in range: IDRange? = nil) throws -> [DayHour: TokenCount] {
    try hours(
      from: log, in: range, where: latest.map { "l.interaction_time < \($0.adding(seconds: 1).dateTime)" })
  }

  /// The part of it that a new epoch took as counted without looking.
  func takenAsCounted() throws -> [DayHour: TokenCount] {
    let conditions = reach.parts.compactMap { part in
      part.countedUntil.map { time -> Query in
        """
        (l.id > \(part.resumedID) AND l.id <= \(part.lastID)
          AND l.interaction_time < \(time.adding(seconds: 1).dateTime))
        """
      }
    }
    guard var condition = conditions.first else { return [:] }
    for other in conditions.dropFirst() { condition.append(" OR " + other) }
    return try hours(from: log, where: condition)
  }

  /// The part of it whose rows are left out.
  func rows(
    _ leftOut: LeftOutRows, until latest: WallClock? = nil, in range: IDRange? = nil
  ) throws -> [DayHour: TokenCount] {
    try hours(
      from: "(\(query: leftOut.ids(in: range))) AS x STRAIGHT_JOIN \(query: log) ON l.id = x.id", in: range,
      where: latest.map { "l.interaction_time < \($0.adding(seconds: 1).dateTime)" })
  }

  private var log: Query { "\(identifier: tables.log) AS l" }

  private func hours(
    from source: Query, in range: IDRange? = nil, where condition: Query?
  ) throws -> [DayHour: TokenCount] {
    func sum(_ type: String) -> Query {
      Query(unchecked: "SUM(IF(l.user_type = '\(type) Tokens', CAST(l.message_text AS UNSIGNED), 0))")
    }
    // Not one expression for the whole rule: that no other character than a digit is there is found sooner
    // than that all characters are digits. LENGTH counts bytes, and so does the rule. A server keeps halves of
    // surrogate pairs, at which its own REGEXP gives up and finds nothing; in latin1 they are question marks.
    var query: Query = """
      SELECT DATE(l.interaction_time), HOUR(l.interaction_time), \(query: sum("Prompt")),
        \(query: sum("Completion")), \(query: sum("Total")), SUM(l.user_type = 'Total Tokens')
      FROM \(query: source)
      WHERE l.user_type IN (\(query: Query(unchecked: LogReader.tokenTypes)))
        AND l.id >= \(range?.first ?? 1) AND l.id <= \(range?.last ?? reach.lastID)
        AND l.interaction_time >= '2000-01-01' AND \(query: days.contain("l.interaction_time"))
        AND LENGTH(l.message_text) BETWEEN 1 AND 12
        AND CONVERT(l.message_text USING latin1) NOT REGEXP '[^0-9]'
      """
    if let condition { query.append(" AND (" + condition + ")") }
    query.append(" GROUP BY 1, 2")
    var hours: [DayHour: TokenCount] = [:]
    try connection.forEachRow(query) { row in
      let (date, hour, prompt, completion, total, requests) = try row.decode(
        (DateTime?, Int?, Int, Int, Int, Int).self)
      // A date that no calendar has is no day.
      guard let day = date?.clock?.day, let hour else { return }
      hours[DayHour(day: day, hour: hour)] = TokenCount(
        prompt: prompt, completion: completion, total: total, requests: requests)
    }
    return hours
  }
}

/// Which rows of the log the ledger is not expected to hold, though syncs have gone past their ids.
struct LeftOutRows {
  /// Why a row is left out.
  enum Reason { case openGap, expiredGap, waiting, rejectedByDate }

  let tables: Tables
  let reach: Reach
  let reasons: Set<Reason>

  /// The ids of these rows, each once; those between the ends of `range` alone, when there is one.
  func ids(in range: IDRange? = nil) -> Query {
    var lists: [Query] = []
    if reasons.contains(.openGap) { lists.append(gaps("IS NULL", range)) }
    if reasons.contains(.expiredGap) { lists.append(gaps("IS NOT NULL", range)) }
    if reasons.contains(.waiting) {
      lists.append(
        """
        SELECT w.id FROM \(identifier: tables.waiting) AS w
        WHERE \(query: reach.covers("w", id: "id")) \(query: within(range, "w.id"))
        """)
    }
    if reasons.contains(.rejectedByDate) {
      // What is wrong with a text is for the server to find out again; what the clock was is not in the log.
      let byDate = [RejectionReason.inTheFuture, .vanished].map(\.rawValue)
      lists.append(
        """
        SELECT r.id FROM \(identifier: tables.rejected) AS r WHERE r.reason IN (\(list: byDate))
          AND \(query: reach.covers("r", id: "id")) \(query: within(range, "r.id"))
        """)
    }
    guard let first = lists.first else { return "SELECT id FROM \(identifier: tables.log) WHERE FALSE" }
    return lists.dropFirst().reduce(first) { $0 + " UNION " + $1 }
  }

  private func gaps(_ expiry: String, _ range: IDRange?) -> Query {
    // Bounds of the log's id that are the same for all gaps would have the server read all that lies between them.
    let first: Query = range.map { "GREATEST(g.first_id, \($0.first))" } ?? "g.first_id"
    let last: Query = range.map { "LEAST(g.last_id, \($0.last))" } ?? "g.last_id"
    var query: Query = """
      SELECT STRAIGHT_JOIN l.id FROM \(identifier: tables.gaps) AS g
      JOIN \(identifier: tables.log) AS l ON l.id >= \(query: first) AND l.id <= \(query: last)
      WHERE g.expired_utc \(query: Query(unchecked: expiry)) AND \(query: reach.covers("g", id: "first_id"))
      """
    if let range { query.append(" AND g.first_id <= \(range.last) AND g.last_id >= \(range.first)") }
    return query
  }

  private func within(_ range: IDRange?, _ column: String) -> Query {
    guard let range else { return "" }
    let id = Query(unchecked: column)
    return " AND \(query: id) >= \(range.first) AND \(query: id) <= \(range.last)"
  }
}

/// Days from one to another, both included; nil for no bound.
struct DayBounds {
  var first: Day?
  var last: Day?

  /// The condition for a date, or a date with a time, to lie in these days.
  func contain(_ column: String) -> Query {
    let column = Query(unchecked: column)
    var condition: Query = "TRUE"
    if let first { condition.append(" AND \(query: column) >= \(first.dateTime)") }
    if let last { condition.append(" AND \(query: column) <= \(last.lastMoment)") }
    return condition
  }
}

extension Day {
  /// The day's last moment as the database takes it. The day after the last of all has no date.
  fileprivate var lastMoment: DateTime {
    var moment = WallClock(day: self, secondOfDay: 86_399).dateTime
    moment.microsecond = 999_999
    return moment
  }
}
