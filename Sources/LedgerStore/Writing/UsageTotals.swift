import Ledger
import MariaDB

/// The keys of the tables of totals, in their order.
enum UsageTotals {
  struct DayKey: Comparable, Hashable {
    let day: Day
    let model: ModelColumns

    static func < (left: DayKey, right: DayKey) -> Bool { (left.day, left.model) < (right.day, right.model) }
  }

  struct HourKey: Comparable {
    let hour: DayHour
    let model: ModelColumns

    static func < (left: HourKey, right: HourKey) -> Bool {
      (left.hour.day, left.hour.hour, left.model) < (right.hour.day, right.hour.hour, right.model)
    }
  }

  struct UserMonthKey: Comparable {
    /// The month's first day.
    let month: Day
    let user: StoredUser
    let model: ModelColumns

    static func < (left: UserMonthKey, right: UserMonthKey) -> Bool {
      (left.month, left.user, left.model) < (right.month, right.user, right.model)
    }
  }

  /// What parts add up to by key, in the order of the keys: thousands are sooner sorted than looked up one by one.
  static func summed<Key: Comparable>(
    _ parts: consuming [(key: Key, sum: UsageSum)]
  ) -> [(key: Key, sum: UsageSum)] {
    // In place: memory that is new to the program costs more than the sums.
    parts.sort { $0.key < $1.key }
    var count = 0
    for part in parts.indices {
      if count > 0, parts[count - 1].key == parts[part].key {
        parts[count - 1].sum += parts[part].sum
      } else {
        parts[count] = parts[part]
        count += 1
      }
    }
    parts.removeLast(parts.count - count)
    return parts
  }
}

extension Day {
  /// The first day of its month.
  var firstOfMonth: Day { adding(days: 1 - components.day) }
}

/// The columns of every table of usage that are measured.
enum UsageColumns {
  static let names =
    "prompt_tokens, completion_tokens, total_tokens, requests, largest_prompt, largest_completion"

  /// What rows come to together. Where the largest number of one is not known, none is.
  static let sums = sumsByName.map(\.sum).joined(separator: ", ")
  /// The same under the columns' names.
  static let namedSums = sumsByName.map { "CAST(\($0.sum) AS SIGNED) AS \($0.name)" }.joined(separator: ", ")

  /// What becomes of rows of a table with the same key, for ON DUPLICATE KEY UPDATE.
  static func merged(into table: String) -> Query {
    let columns: [Query] = names.split(separator: ", ").map { name in
      let column: Query = "\(identifier: String(name))"
      let (old, new): (Query, Query) = (
        "\(identifier: table).\(query: column)", "VALUES(\(query: column))"
      )
      return name.hasPrefix("largest")
        ? "\(query: column) = GREATEST(\(query: old), \(query: new))"
        : "\(query: column) = \(query: old) + \(query: new)"
    }
    return columns.joined(by: ", ")
  }

  private static let sumsByName =
    ["prompt_tokens", "completion_tokens", "total_tokens", "requests"].map {
      (name: $0, sum: "SUM(\($0))")
    } + ["largest_prompt", "largest_completion"].map { (name: $0, sum: largest($0)) }

  private static func largest(_ column: String) -> String {
    "IF(COUNT(*) = COUNT(\(column)), MAX(\(column)), NULL)"
  }
}

extension Connection {
  /// Adds up the days and the users' months once more from the facts, of the days in `bounds` and the months they lie in,
  /// inside a transaction that raised the fence.
  func recountTotals(of bounds: DayBounds, _ tables: Tables) throws {
    let key = "source_id, \(ModelColumns.names)"
    try recount(tables.days, key: "day, \(key)", as: "day, \(key)", bounds, of: "day", tables)
    try recountUserMonths(of: bounds, tables)
  }

  /// The same for the users' months alone.
  func recountUserMonths(of bounds: DayBounds, _ tables: Tables) throws {
    let key = "user_kind, user_id, source_id, \(ModelColumns.names)"
    let months = DayBounds(first: bounds.first?.firstOfMonth, last: bounds.last?.lastOfMonth)
    try recount(
      tables.userMonths, key: "month, \(key)", as: "DATE_FORMAT(day, '%Y-%m-01') AS month, \(key)", months,
      of: "month", tables)
  }

  private func recount(
    _ table: String, key: String, as selected: String, _ bounds: DayBounds, of column: String,
    _ tables: Tables
  ) throws {
    try execute("DELETE FROM \(identifier: table) WHERE \(query: bounds.contain(column))")
    try execute(
      """
      INSERT INTO \(identifier: table) (\(query: Query(unchecked: "\(key), \(UsageColumns.names)")))
      SELECT \(query: Query(unchecked: "\(selected), \(UsageColumns.sums)"))
      FROM \(identifier: tables.facts) WHERE \(query: bounds.contain("day"))
      GROUP BY \(query: Query(unchecked: key))
      """)
  }
}

extension DayBounds {
  /// The months of which all days are among these.
  var wholeMonths: DayBounds? {
    let months = DayBounds(
      first: first.map { $0 == $0.firstOfMonth ? $0 : $0.lastOfMonth.adding(days: 1) },
      last: last.map { $0 == $0.lastOfMonth ? $0 : $0.firstOfMonth.adding(days: -1) })
    if let first = months.first, let last = months.last, first > last { return nil }
    return months
  }
}

extension Day {
  /// The last day of its month.
  var lastOfMonth: Day { firstOfMonth.adding(days: 31).firstOfMonth.adding(days: -1) }
}

extension Array {
  /// The elements by a key of which there are few, each group in the order of the elements.
  func grouped<Key: Equatable>(by key: (Element) -> Key) -> [(key: Key, elements: [Element])] {
    if let first = first.map(key), dropFirst().allSatisfy({ key($0) == first }) { return [(first, self)] }
    var groups: [(key: Key, elements: [Element])] = []
    var last = 0
    for element in self {
      let key = key(element)
      if !groups.indices.contains(last) || groups[last].key != key {
        last = groups.firstIndex { $0.key == key } ?? groups.count
        if last == groups.count { groups.append((key, [])) }
      }
      groups[last].elements.append(element)
    }
    return groups
  }
}
