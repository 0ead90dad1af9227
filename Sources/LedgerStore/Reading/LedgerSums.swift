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

  /// The same of facts, days and hours, by source and model; nil in a ledger of an earlier release, which kept no such
  /// totals.
  let details: Details?

  /// The days with imported usage.
  public var imported: [Day: TokenCount] { facts.mapValues(\.imports).filter { $0.value != .zero } }

  /// What tables hold by day, source and model, as they say it.
  struct Details {
    /// Of usage with the same day, source and model.
    struct Key: Hashable {
      let day: Day
      let source: Int
      let model: Int
      let basis: Int
      let seen: Int
    }

    /// The sums of the facts.
    fileprivate(set) var facts: [Key: KeptUsage] = [:]
    /// The day totals.
    fileprivate(set) var days: [Key: KeptUsage] = [:]
    /// The sums of the hours.
    fileprivate(set) var hours: [Key: KeptUsage] = [:]
    /// The number of facts with a key, and of how many of them the user cannot be.
    fileprivate(set) var factCount: [Key: (all: Int, ofNobody: Int)] = [:]
  }

  /// Adds up the days in `bounds`: each table is read once.
  init(_ connection: Connection, _ tables: Tables, days bounds: DayBounds) throws {
    let condition = bounds.contain("day")
    let key = Query(unchecked: "day, source_id, \(ModelColumns.names)")
    let columns = Query(unchecked: UsageColumns.names)
    var details = Details()
    var days: [Day: TokenCount] = [:]
    let ofDays: Query = """
      SELECT \(query: key), \(query: columns) FROM \(query: tables.readDays) AS d WHERE \(query: condition)
      """
    try connection.forEachRow(ofDays) { row in
      let (key, usage) = try Self.decode(row, from: 0)
      days[key.day, default: .zero] += usage.count
      details.days[key] = usage
    }
    var facts: [Day: Origins] = [:]
    let ofFacts: Query = """
      SELECT \(query: key), \(query: Query(unchecked: UsageColumns.sums)), COUNT(*),
        SUM(user_kind > 3 OR (user_kind = 1) <> (user_id > 0))
      FROM \(query: tables.readFacts) AS f WHERE \(query: condition) GROUP BY \(query: key)
      """
    try connection.forEachRow(ofFacts) { row in
      let (key, usage) = try Self.decode(row, from: 0)
      facts[key.day, default: Origins()].add(usage.count, isOfLog: key.source == Tables.logSource)
      details.facts[key] = usage
      details.factCount[key] = (try row[11].decode(Int.self), try row[12].decode(Int.self))
    }
    let ofHours: Query = """
      SELECT hour, \(query: key), \(query: columns) FROM \(query: tables.readHours) AS h WHERE \(query: condition)
      """
    var hours: [DayHour: TokenCount] = [:]
    var hoursByDay: [Day: TokenCount] = [:]
    try connection.forEachRow(ofHours) { row in
      let (key, usage) = try Self.decode(row, from: 1)
      if key.source == Tables.logSource {
        hours[DayHour(day: key.day, hour: try row[0].decode(Int.self)), default: .zero] += usage.count
      }
      hoursByDay[key.day, default: .zero] += usage.count
      details.hours[key, default: .none] += usage
    }
    (self.days, self.facts, self.hours, self.hoursByDay) = (days, facts, hours, hoursByDay)
    self.details = tables.hasSources ? details : nil
  }

  private static func decode(_ row: Row, from first: Int) throws -> (Details.Key, KeptUsage) {
    func number(_ index: Int) throws -> Int { try row[first + index].decode(Int.self) }
    let key = Details.Key(
      day: try row[first].decode(Day.self), source: try number(1), model: try number(2), basis: try number(3),
      seen: try number(4))
    let count = TokenCount(
      prompt: try number(5), completion: try number(6), total: try number(7), requests: try number(8))
    return (
      key,
      KeptUsage(
        count: count, largestPrompt: try row[first + 9].decode(Int?.self),
        largestCompletion: try row[first + 10].decode(Int?.self))
    )
  }
}

/// Usage as a row of the ledger's tables has it: the largest numbers may not be known.
struct KeptUsage: Hashable {
  private(set) var count: TokenCount
  private(set) var largestPrompt: Int?
  private(set) var largestCompletion: Int?

  /// The usage of no rows.
  static let none = KeptUsage(count: .zero, largestPrompt: 0, largestCompletion: 0)

  init(count: TokenCount, largestPrompt: Int?, largestCompletion: Int?) {
    (self.count, self.largestPrompt, self.largestCompletion) = (count, largestPrompt, largestCompletion)
  }

  /// Adds the usage of other rows. Where the largest number of one is not known, none is.
  static func += (left: inout KeptUsage, right: KeptUsage) {
    left.count += right.count
    left.largestPrompt = larger(left.largestPrompt, right.largestPrompt)
    left.largestCompletion = larger(left.largestCompletion, right.largestCompletion)
  }

  private static func larger(_ left: Int?, _ right: Int?) -> Int? {
    left.flatMap { left in right.map { max(left, $0) } }
  }
}

extension LedgerSums.Origins {
  fileprivate mutating func add(_ count: TokenCount, isOfLog: Bool) {
    if isOfLog { log += count } else { imports += count }
  }
}
