import Chatbots
import Ledger
import MariaDB

/// What the log holds by day and hour, as the server adds it up: another way to the figures than the sync's,
/// which reads the rows and folds them.
struct LogSums {
  var connection: Connection
  let tables: Tables
  let reach: Reach
  /// The days to compare, in the site's time.
  let days: DayBounds
  /// The conversion to that time for old rows; nil when they are used as stored.
  var shift: ClockShift?

  /// The hours' usage by token rows that hold a number and a date which counts, up to the highest id looked at.
  /// `latest` is the latest time that counts; nil where rows past it are known by their rejection.
  func all(until latest: SiteTime? = nil, in range: IDRange? = nil) throws -> [DayHour: TokenCount] {
    let (first, last) = reach.ends(range)
    return try hours(from: log, where: "l.id >= \(first) AND l.id <= \(last)", until: latest)
  }

  /// The part of it that a new epoch took as counted without looking.
  func takenAsCounted() throws -> [DayHour: TokenCount] {
    let conditions = reach.parts.compactMap { part in
      part.countedUntil.map { counted -> Query in
        """
        (l.id > \(part.resumedID) AND l.id <= \(part.lastID)
          AND \(query: time) < \(counted.adding(seconds: 1)))
        """
      }
    }
    guard var condition = conditions.first else { return [:] }
    for other in conditions.dropFirst() { condition.append(" OR " + other) }
    return try hours(from: log, where: condition)
  }

  /// The part of it whose rows are left out.
  func rows(
    _ leftOut: LeftOutRows, until latest: SiteTime? = nil, in range: IDRange? = nil
  ) throws -> [DayHour: TokenCount] {
    // Bounds of the log's id besides would have the server read all that lies between them for the ids in gaps.
    try hours(
      from: "(\(query: leftOut.ids(in: range))) AS x STRAIGHT_JOIN \(query: log) ON l.id = x.id",
      until: latest)
  }

  private var log: Query { "\(identifier: tables.log) AS l" }
  private var time: Query { "l.\(identifier: tables.columns.time)" }

  private func hours(
    from source: Query, where condition: Query = "TRUE", until latest: SiteTime? = nil
  ) throws -> [DayHour: TokenCount] {
    let (types, names) = (tables.chatLog.types, tables.columns)
    let text: Query = "l.\(identifier: names.text)"
    func isOf(_ type: StaticString) -> Query {
      "l.\(identifier: names.type) = \(query: Query(unchecked: "'\(type)'"))"
    }
    func sum(_ type: StaticString) -> Query {
      "SUM(IF(\(query: isOf(type)), CAST(\(query: text) AS UNSIGNED), 0))"
    }
    // Clocks differ by whole minutes and change at whole minutes, so shifted rows are summed by the minute, others by
    // the hour.
    let minute: Query =
      shift.map { "IF(\(query: time) < \($0.before), MINUTE(\(query: time)), 0)" } ?? "0"
    // LENGTH counts bytes, and so does the rule that all of them are digits. A number that is filled up with zeros has
    // nothing but digits, so what equals it, byte by byte, has no other either: not a half of a surrogate pair, which a
    // server keeps, and at which its REGEXP gives up and finds nothing.
    var query: Query = """
      SELECT DATE(\(query: time)), HOUR(\(query: time)), \(query: sum(types.prompt)),
        \(query: sum(types.completion)), \(query: sum(types.total)), SUM(\(query: isOf(types.total))),
        \(query: minute)
      FROM \(query: source)
      WHERE \(query: tables.isTokenRow("l."))
        AND (\(query: condition))
        AND \(query: time) >= '2000-01-01'
        AND \(query: days.stored(shift).contain("l.\(names.time)"))
        AND LENGTH(\(query: text)) BETWEEN 1 AND 12
        AND LPAD(CAST(\(query: text) AS UNSIGNED), LENGTH(\(query: text)), '0') = CAST(\(query: text) AS BINARY)
      """
    if let latest { query.append(" AND \(query: time) < \(latest.adding(seconds: 1))") }
    query.append(shift == nil ? " GROUP BY 1, 2" : " GROUP BY 1, 2, 7")
    var hours: [DayHour: TokenCount] = [:]
    try connection.forEachRow(query) { row in
      let (date, hour, prompt, completion, total, requests, minute) = try row.decode(
        (DateTime?, Int?, Int, Int, Int, Int, Int).self)
      // A date that no calendar has is no day.
      guard let day = date?.date, let hour else { return }
      let stored = SiteTime(day: day, secondOfDay: hour * 3600 + minute * 60)
      let time = shift?.siteTime(of: stored) ?? stored
      if shift != nil, !days.contains(time.day) { return }
      hours[DayHour(day: time.day, hour: time.hour), default: .zero] += TokenCount(
        prompt: prompt, completion: completion, total: total, requests: requests)
    }
    return hours
  }
}

/// Which rows of the log the ledger is not expected to hold, though syncs have gone past their ids.
struct LeftOutRows {
  /// Why a row is left out.
  enum Reason { case openGap, expiredGap, waiting, rejectedByDate, doubled }

  let tables: Tables
  let reach: Reach
  let reasons: [Reason]
  /// Whether rows that share their id are not meant, whatever else holds of the id.
  var exceptDoubled = false

  /// The ids of these rows, each once, up to the highest one looked at; those between the ends of `range` alone, when
  /// there is one.
  func ids(in range: IDRange? = nil) -> Query {
    let ends = reach.ends(range)
    // A union even of one list: the server merges another into the query around it, and then reads the whole log.
    var ids: Query = "SELECT id FROM \(identifier: tables.log) WHERE FALSE"
    func add(_ list: Query) { ids.append(" UNION " + list) }
    if reasons.contains(.openGap) {
      add(gaps("IS NULL", ends))
      if reach.hasBitmaps { bitmaps(in: tables.missingIDs, ends).forEach(add) }
    }
    if reasons.contains(.expiredGap) {
      add(gaps("IS NOT NULL", ends))
      if reach.hasBitmaps { bitmaps(in: tables.givenUpIDs, ends).forEach(add) }
    }
    if reasons.contains(.waiting) {
      add(
        """
        SELECT w.id FROM \(identifier: tables.waiting) AS w
        WHERE \(query: reach.covers("w", id: "id")) AND w.id >= \(ends.first) AND w.id <= \(ends.last)
        """)
    }
    if reasons.contains(.rejectedByDate) {
      // What is wrong with a text is for the server to find out again; what the clock was is not in the log.
      let byDate = [RejectionReason.inTheFuture, .vanished].map(\.rawValue)
      add(
        """
        SELECT r.id FROM \(identifier: tables.rejected) AS r WHERE r.reason IN (\(list: byDate))
          AND \(query: reach.covers("r", id: "id")) AND r.id >= \(ends.first) AND r.id <= \(ends.last)
        """)
    }
    if reasons.contains(.doubled) { add(doubled(ends)) }
    guard exceptDoubled else { return ids }
    return """
      SELECT others.id FROM (\(query: ids)) AS others LEFT JOIN (\(query: doubled(ends))) AS doubled
        ON doubled.id = others.id WHERE doubled.id IS NULL
      """
  }

  private func doubled(_ ends: (first: Int, last: Int)) -> Query {
    """
    SELECT id FROM \(identifier: tables.log) WHERE id >= \(ends.first) AND id <= \(ends.last)
    GROUP BY id HAVING COUNT(*) > 1
    """
  }

  private func gaps(_ expiry: String, _ ends: (first: Int, last: Int)) -> Query {
    // Bounds of the log's id that are the same for all gaps would have the server read all that lies between them.
    """
    SELECT STRAIGHT_JOIN l.id FROM \(identifier: tables.gaps) AS g JOIN \(identifier: tables.log) AS l
      ON l.id >= GREATEST(g.first_id, \(ends.first)) AND l.id <= LEAST(g.last_id, \(ends.last))
    WHERE g.expired_utc \(query: Query(unchecked: expiry)) AND \(query: reach.covers("g", id: "first_id"))
      AND g.first_id <= \(ends.last) AND g.last_id >= \(ends.first)
    """
  }
}

extension LeftOutRows {
  /// From how many bytes on a bitmap is one of many ids: its part of the log is read, and otherwise its ids are looked
  /// up.
  private static let manyBytes = 128

  /// The queries for the ids of the log that lie in a table's bitmaps.
  fileprivate func bitmaps(in table: String, _ ends: (first: Int, last: Int)) -> [Query] {
    // Ids below 1 are in no bitmap.
    let (first, last) = (max(ends.first, 1), ends.last)
    let condition: Query = """
      \(query: reach.covers("g", idIn: "g.bucket * 4096"))
        AND g.bucket >= \(IDBucket.number(of: first)) AND g.bucket <= \(IDBucket.number(of: last))
        AND LENGTH(REPLACE(g.ids, x'00', ''))
      """
    // As bounds of the id itself they would have the server read all that lies between them, for each bitmap.
    let isOfEpoch = reach.covers("g", idIn: "l.id + 0")
    let eight: Query = """
      (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5
        UNION ALL SELECT 6 UNION ALL SELECT 7)
      """
    return [
      """
      SELECT STRAIGHT_JOIN l.id FROM \(identifier: table) AS g JOIN \(identifier: tables.log) AS l
        ON l.id >= GREATEST(g.bucket * 4096, \(first)) AND l.id <= LEAST(g.bucket * 4096 + 4095, \(last))
      WHERE \(query: condition) >= \(Self.manyBytes)
        AND ORD(SUBSTR(g.ids, ((l.id & 4095) >> 3) + 1, 1)) >> (l.id & 7) & 1 AND \(query: isOfEpoch)
      """,
      """
      SELECT STRAIGHT_JOIN l.id FROM \(identifier: table) AS g JOIN \(query: eight) AS a JOIN \(query: eight) AS b
        JOIN \(query: eight) AS c JOIN \(query: eight) AS d
        JOIN \(identifier: tables.log) AS l ON l.id = g.bucket * 4096 + a.n * 512 + b.n * 64 + c.n * 8 + d.n
      WHERE \(query: condition) < \(Self.manyBytes)
        AND ORD(SUBSTR(g.ids, a.n * 64 + b.n * 8 + c.n + 1, 1)) >> d.n & 1
        AND l.id >= \(first) AND l.id <= \(last) AND \(query: isOfEpoch)
      """,
    ]
  }
}

extension Reach {
  /// The first and the last id of `range`; without one, of all that was looked at.
  fileprivate func ends(_ range: IDRange?) -> (first: Int, last: Int) {
    (range?.first ?? firstID, range?.last ?? lastID)
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
    if let first { condition.append(" AND \(query: column) >= \(first)") }
    if let last { condition.append(" AND \(query: column) <= \(last.lastMoment)") }
    return condition
  }
}

extension DayBounds {
  /// Whether a day lies in these days.
  func contains(_ day: Day) -> Bool {
    (first.map { $0 <= day } ?? true) && (last.map { day <= $0 } ?? true)
  }

  /// The stored days that rows of these days may have.
  func stored(_ shift: ClockShift?) -> DayBounds {
    guard let shift else { return self }
    // Only rows before a day are shifted, and days without countable rows need no wider bounds.
    func widened(_ day: Day?, by days: Int) -> Day? {
      day.map { CountingRules.earliest.day <= $0 && $0 <= shift.end ? $0.adding(days: days) : $0 }
    }
    return DayBounds(
      first: widened(first, by: -ClockShift.reach), last: widened(last, by: ClockShift.reach))
  }
}

extension Day {
  /// The day's last moment as the database takes it. The day after the last of all has no date.
  fileprivate var lastMoment: DateTime {
    let (year, month, dayOfMonth) = components
    return DateTime(
      year: year, month: month, day: dayOfMonth, hour: 23, minute: 59, second: 59, microsecond: 999_999)
  }
}
