import Ledger
import MariaDB

/// The rows of the log that an import has brought as well: they were put back, or came after they had been given
/// up. The ledger holds them as imported, and the log's own figures leave them out.
struct ImportedLogRows {
  let connection: Connection
  let tables: Tables
  /// Without imports nothing is asked: an earlier release's ledger has no table of their rows.
  let hasImports: Bool
  let reader: LogReader
  let rules: CountingRules
  let days: DayBounds
  let shift: ClockShift?

  /// The hours' usage by those that are not among other rows which are left out.
  func hours(outside leftOut: LeftOutRows) throws -> [DayHour: TokenCount] {
    try hours(leftOut) { !$0 }
  }

  /// The hours' usage by those that are among other rows which are left out.
  func hours(inside leftOut: LeftOutRows) throws -> [DayHour: TokenCount] {
    try hours(leftOut) { $0 }
  }

  private func hours(
    _ leftOut: LeftOutRows, _ isWanted: (_ isLeftOut: Bool) -> Bool
  ) throws -> [DayHour: TokenCount] {
    guard hasImports else { return [:] }
    let imported = ImportedRows(connection: connection, tables: tables)
    var hours: [DayHour: TokenCount] = [:]
    for range in try imported.ranges() {
      let known = try imported.keys(in: range)
      let others = Set(try connection.rows(leftOut.ids(in: range), as: Int.self))
      var usage = UsageFold(rules: rules, timeline: ModelTimeline(), shift: shift)
      try reader.forEachTokenRow(in: range, of: days, shift: shift) { row in
        if row.isImported(known) && row.id <= leftOut.reach.lastID && isWanted(others.contains(row.id)) {
          usage.add(row)
        }
      }
      hours.merge(usage.hours, uniquingKeysWith: +)
    }
    return hours
  }
}
