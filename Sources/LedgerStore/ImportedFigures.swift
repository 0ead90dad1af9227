import Ledger
import MariaDB

/// Which days of the ledger include figures from which imports.
public struct ImportedFigures: Sendable, Equatable {
  /// The imports by day.
  private let days: [Day: Set<Int>]
  /// Imports that were cut off.
  private let unfinished: Set<Int>

  /// Reads it. A ledger without imports costs one look at an empty table.
  static func load(_ connection: Connection, _ tables: Tables) throws -> ImportedFigures {
    if try ImportedRows(connection: connection, tables: tables).isEmpty() { return ImportedFigures() }
    let imports: Query = """
      SELECT id, finished_utc IS NOT NULL FROM \(identifier: tables.imports) WHERE undone_utc IS NULL
      """
    let found = try connection.rows(imports, as: (Int, Bool).self)
    let query: Query = """
      SELECT DISTINCT day, origin_id FROM \(identifier: tables.hours) WHERE origin_id > 0
      """
    var days: [Day: Set<Int>] = [:]
    for (day, id) in try connection.rows(query, as: (DateTime, Int).self) {
      if let clock = day.clock { days[clock.day, default: []].insert(id) }
    }
    return ImportedFigures(days: days, unfinished: Set(found.filter { !$0.1 }.map(\.0)))
  }

  /// No imported figures.
  init(days: [Day: Set<Int>] = [:], unfinished: Set<Int> = []) {
    self.days = days
    self.unfinished = unfinished
  }

  /// A sentence for a report on the days from `first` to `last`; nil when it has no imported figures in it.
  public func warning(from first: Day, to last: Day) -> String? {
    let concerned = days.filter { first <= $0.key && $0.key <= last }
    if concerned.isEmpty { return nil }
    let imports = Set(concerned.values.joined()).sorted().map { id in
      unfinished.contains(id) ? "import \(id), which was cut off" : "import \(id)"
    }
    let many = concerned.count > 1
    return "\(concerned.count) day\(many ? "s include" : " includes") imported figures "
      + "(\(imports.joined(separator: ", ")))"
  }
}
