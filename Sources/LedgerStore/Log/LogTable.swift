import Chatbots
import Ledger
import MariaDB
import Text

/// The conversation log as a table: its shape and the next id it hands out.
struct LogTable {
  let shape: LogShape
  /// The next id that the table hands out, where the server says so.
  let nextID: Int?
  /// The server's description of the column id.
  let id: IDColumn

  /// Whether several rows may share an id because no unique key prevents it. A view has no key of its own: its ids are
  /// assumed to be unique.
  var mayDouble: Bool { !shape.isView && !id.isUnique }

  /// How many of the ids the type can number are used, purged rows included; `highest` is the highest in the log.
  func usedIDs(highest: Int?) -> UInt64 {
    min(UInt64(max(highest ?? 0, (nextID ?? 1) - 1, 0)), shape.idCeiling)
  }

  /// Looks at the log's columns.
  ///
  /// - Throws: `Failure` when there is no log, or when it cannot be read as one.
  init(_ session: SiteSession) throws {
    let table = session.tables.log
    let isLog = TableNames.isTable(table)
    // Both in one answer; the table's own row is the one without a column.
    let query: Query = """
      SELECT NULL AS column_name, engine, table_type, NULL AS is_nullable, NULL AS column_key, NULL AS extra,
        auto_increment
      FROM information_schema.tables WHERE \(query: isLog)
      UNION ALL SELECT column_name, data_type, column_type, is_nullable = 'YES', column_key, extra, NULL
      FROM information_schema.columns WHERE \(query: isLog)
      """
    let rows = try session.connection.rows(
      query, as: (String?, String?, String, Bool?, String?, String?, UInt64?).self)
    guard let found = rows.first(where: { $0.0 == nil }) else {
      throw Failure(
        .noInput,
        "there is no conversation log \(table) in the database \(session.site.connection.database ?? "")",
        advice: "Is the chatbot plugin active on this site, and is the table prefix right?")
    }
    let described = rows.compactMap { row in
      row.0.map { ($0, row.1 ?? "", row.2, row.3 ?? false, row.4 ?? "", row.5 ?? "") }
    }
    shape = try LogShape(
      of: session.tables.chatLog,
      columns: described.map {
        LogColumn(name: $0.0, dataType: $0.1, columnType: $0.2, isNullable: $0.3)
      }, engine: found.1, tableType: found.2)
    let primary = described.count { $0.4 == "PRI" }
    id =
      described.first { $0.0.lowercased() == "id" }.map { column in
        IDColumn(
          type: column.2.uppercased(), isNullable: column.3,
          hasPrimaryKey: column.4 == "PRI",
          isUnique: !column.3 && (column.4 == "UNI" || column.4 == "PRI" && primary == 1),
          isAutoIncrement: column.5.lowercased().contains("auto_increment"))
      } ?? IDColumn()
    if let next = found.6, next > Int.max {
      throw Failure(
        .badData,
        "the ids of \(table) have passed 9,223,372,036,854,775,807, the highest that can be counted",
        advice: "Renumber the rows, or start the table's AUTO_INCREMENT lower.")
    }
    nextID = found.6.map { Int($0) }
  }
}

/// The server's description of the log's column id.
struct IDColumn {
  /// The whole type, such as `MEDIUMINT(9)`.
  var type = ""
  var isNullable = false
  /// Whether it is the primary key, or part of it.
  var hasPrimaryKey = false
  /// Whether every row must have an id of its own.
  var isUnique = false
  /// Whether the table assigns ids by itself.
  var isAutoIncrement = false
}
