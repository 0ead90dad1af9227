import Ledger
import MariaDB

/// How much of some days' figures was imported.
public struct ImportedFigures: Sendable, Equatable {
  /// How many of the days include imported figures.
  public let days: Int
  /// The imports that they come from, ascending.
  public let imports: [Int]
  /// Those of them that were cut off.
  public let unfinished: Set<Int>

  /// It in a sentence, for reports on these days.
  public var warning: String {
    let names = imports.map { unfinished.contains($0) ? "import \($0), which was cut off" : "import \($0)" }
    return
      "\(days) day\(days == 1 ? " includes" : "s include") imported figures (\(names.joined(separator: ", ")))"
  }
}

extension LedgerReader {
  /// How much of the figures from `first` to `last` was imported; nil for nothing. Of a ledger that stood without
  /// imports nothing is asked.
  ///
  /// - Throws: `MariaDBError`.
  public func importedFigures(
    from first: Day, to last: Day, at state: LedgerState
  ) throws -> ImportedFigures? {
    guard state.hasImports else { return nil }
    let (connection, tables) = (session.connection, session.tables.at(state.version))
    // The facts' key begins with day and source: the server leaps from one pair to the next, however many facts a day
    // has.
    let query: Query = """
      SELECT u.day, s.import_id FROM (
        SELECT day, source_id FROM \(query: tables.readFacts) AS f
        WHERE day >= \(first) AND day <= \(last) AND source_id > \(Tables.logSource)
        GROUP BY day, source_id
      ) AS u JOIN \(query: tables.readSources) AS s ON s.id = u.source_id WHERE s.import_id IS NOT NULL
      """
    let found = try connection.rows(query, as: (Day, Int).self)
    if found.isEmpty { return nil }
    let unfinished: Query = "\(query: ImportedRows.imports(in: tables)) AND finished_utc IS NULL"
    return ImportedFigures(
      days: Set(found.map(\.0)).count, imports: Set(found.map(\.1)).sorted(),
      unfinished: Set(try connection.rows(unfinished, as: Int.self)))
  }
}
