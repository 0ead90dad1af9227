import Ledger
import MariaDB

/// What the ledger's tables hold, each added up by itself.
public struct LedgerSums: Sendable {
  /// The usage of a span of time, by where it was counted from.
  public struct Origins: Sendable, Equatable {
    /// From the log.
    public internal(set) var log = TokenCount.zero
    /// From imported files.
    public internal(set) var imports = TokenCount.zero

    /// From anywhere.
    public var all: TokenCount { log + imports }
  }

  /// The day totals that reports are made of.
  public let days: [Day: TokenCount]
  /// The sums of the facts.
  public let facts: [Day: Origins]
  /// The sums of the hours from the log, by hour.
  public let hours: [DayHour: TokenCount]
  /// The sums of all hours, by day.
  public let hoursByDay: [Day: TokenCount]

  /// The days with imported usage.
  public var imported: [Day: TokenCount] { facts.mapValues(\.imports).filter { $0.value != .zero } }

  init(_ connection: Connection, _ tables: Tables, days bounds: DayBounds) throws {
    let condition = bounds.contain("day")
    let sums = Query(
      unchecked: "SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(requests)")
    let ofDays: Query = """
      SELECT day, \(query: sums) FROM \(query: tables.readDays) AS d WHERE \(query: condition) GROUP BY day
      """
    days = try connection.rows(ofDays, as: (Day, Int, Int, Int, Int).self).reduce(into: [:]) {
      $0[$1.0] = TokenCount(prompt: $1.1, completion: $1.2, total: $1.3, requests: $1.4)
    }
    let ofFacts: Query = """
      SELECT day, source_id = \(Tables.logSource), \(query: sums) FROM \(query: tables.readFacts) AS f
      WHERE \(query: condition) GROUP BY 1, 2
      """
    facts = try connection.rows(ofFacts, as: (Day, Bool, Int, Int, Int, Int).self).reduce(into: [:]) {
      let count = TokenCount(prompt: $1.2, completion: $1.3, total: $1.4, requests: $1.5)
      $0[$1.0, default: Origins()].add(count, isOfLog: $1.1)
    }
    let ofHours: Query = """
      SELECT day, hour, source_id = \(Tables.logSource), \(query: sums) FROM \(query: tables.readHours) AS h
      WHERE \(query: condition) GROUP BY 1, 2, 3
      """
    // These are too many to hold them twice.
    var hours: [DayHour: TokenCount] = [:]
    var hoursByDay: [Day: TokenCount] = [:]
    try connection.forEachRow(ofHours) { row in
      let (day, hour, isOfLog, prompt, completion, total, requests) = try row.decode(
        (Day, Int, Bool, Int, Int, Int, Int).self)
      let count = TokenCount(prompt: prompt, completion: completion, total: total, requests: requests)
      if isOfLog { hours[DayHour(day: day, hour: hour), default: .zero] += count }
      hoursByDay[day, default: .zero] += count
    }
    (self.hours, self.hoursByDay) = (hours, hoursByDay)
  }
}

extension LedgerSums.Origins {
  fileprivate mutating func add(_ count: TokenCount, isOfLog: Bool) {
    if isOfLog { log += count } else { imports += count }
  }
}
