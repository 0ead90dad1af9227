import Ledger
import MariaDB
import WordPress

/// The conversation log as a table: its shape and the next id it hands out.
struct LogTable {
  let shape: LogShape
  /// The next id that the table hands out, where the server says so.
  let nextID: Int?

  /// Looks at the log's columns.
  ///
  /// - Throws: `StoreError` when there is no log, `SiteError` when it cannot be read as one.
  init(_ session: SiteSession) throws {
    let table = session.tables.log
    let query: Query = """
      SELECT engine, table_type, auto_increment FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name = \(table)
      """
    guard let found = try session.connection.firstRow(query, as: (String?, String, Int?).self) else {
      throw StoreError(
        .noInput,
        "there is no conversation log \(table) in the database \(session.site.connection.database ?? "")",
        advice: "Is the chatbot plugin active on this site, and is the table prefix right?")
    }
    let columns: Query = """
      SELECT column_name, data_type, column_type, is_nullable = 'YES' FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = \(table)
      """
    shape = try LogShape(
      columns: session.connection.rows(columns, as: (String, String, String, Bool).self).map {
        LogColumn(name: $0.0, dataType: $0.1, columnType: $0.2, isNullable: $0.3)
      }, engine: found.0, tableType: found.1)
    nextID = found.2
  }
}
