import Chatbots
import MariaDB

/// A table as the server defines it.
struct TableDefinition: Equatable {
  var columns: [LogColumn] = []
  /// The column id.
  var id = IDColumn()
  /// `BASE TABLE` or `VIEW`.
  var type = "BASE TABLE"
  /// The storage engine, such as `InnoDB`; nil for a view.
  var engine: String?
  /// The next id that the table hands out, where the server says so.
  var nextID: UInt64?
}

/// The server's description of the log's column id.
struct IDColumn: Equatable {
  /// The whole type, such as `MEDIUMINT(9)`.
  var type = ""
  var isNullable = false
  /// Whether it is in the primary key, or has a unique key.
  var hasKey = false
  /// Whether every row must have an id of its own.
  var isUnique = false
  /// Whether the table assigns ids by itself.
  var isAutoIncrement = false
}

extension TableDefinition {
  /// The definition of a table or view; nil when there is none.
  ///
  /// A table's statement takes the server a tenth of the time of its description in information_schema, which is asked for
  /// views, for tables of which the user may read some columns only, and where the statement is not understood.
  ///
  /// - Throws: `MariaDBError`.
  init?(of table: String, _ connection: Connection) throws {
    if let statement = try Self.statement(of: table, connection), let read = Self(statement: statement) {
      self = read
    } else {
      try self.init(described: table, connection)
    }
  }

  /// What the server says of a table or view in one text; nil where it does not say it to this user.
  static func statement(of table: String, _ connection: Connection) throws -> String? {
    do {
      var statement: String?
      try connection.forEachRow("SHOW CREATE TABLE \(identifier: table)", isShort: true) { row in
        statement = try String(decoding: row[1])
      }
      return statement
    } catch let error as MariaDBError
      where error.isUnknownTable || error.isAccessDenied || error.isBrokenView
    {
      return nil
    }
  }

  /// The definition as information_schema has it.
  init?(described table: String, _ connection: Connection) throws {
    let isTable = TableNames.isTable(table)
    // Both in one answer; the table's own row is the one without a column.
    let query: Query = """
      SELECT NULL AS column_name, engine, table_type, NULL AS is_nullable, NULL AS column_key, NULL AS extra,
        auto_increment
      FROM information_schema.tables WHERE \(query: isTable)
      UNION ALL SELECT column_name, data_type, column_type, is_nullable = 'YES', column_key, extra, NULL
      FROM information_schema.columns WHERE \(query: isTable)
      """
    let rows = try connection.rows(
      query, as: (String?, String?, String, Bool?, String?, String?, UInt64?).self)
    guard let found = rows.first(where: { $0.0 == nil }) else { return nil }
    (engine, type, nextID) = (found.1, found.2, found.6)
    let primary = rows.count { $0.4 == "PRI" }
    for case let (name?, dataType, columnType, isNullable, key, extra, _) in rows {
      columns.append(LogColumn(name: name, dataType: dataType ?? "", columnType: columnType))
      guard name.lowercased() == "id" else { continue }
      let isUnique = isNullable == false && (key == "UNI" || key == "PRI" && primary == 1)
      id = IDColumn(
        type: columnType.uppercased(), isNullable: isNullable ?? false, hasKey: isUnique || key == "PRI",
        isUnique: isUnique,
        isAutoIncrement: extra?.lowercased().contains("auto_increment") ?? false)
    }
  }

  /// Parses the statement of `SHOW CREATE TABLE`: a line for each column and each key, with names in backquotes, and a last
  /// one for the table. Texts have their line feeds escaped; names do not, which the backquotes of their lines show.
  ///
  /// - Returns: Nil for a view's, and for one that is not understood.
  init?(statement: String) {
    let lines = statement.utf8.split(separator: UInt8(ascii: "\n"))
    guard lines.first?.starts(with: "CREATE TABLE `".utf8) ?? false else { return nil }
    for text in lines.dropFirst() {
      var line = StatementLine(rest: text)
      if line.skip("  `") {
        guard let name = line.name(), line.skip(" "), let column = line.column(name) else { return nil }
        columns.append(column)
        if column.isID {
          // A computed column says at another place whether it can hold NULL.
          guard !line.begins(with: " GENERATED") else { return nil }
          id = line.id(column)
        }
      } else if line.skip("  PRIMARY KEY (") {
        guard let key = line.key() else { return nil }
        id.read(key, isPrimary: true)
      } else if line.skip("  UNIQUE KEY `") {
        guard line.name() != nil, line.skip(" ("), let key = line.key() else { return nil }
        // One over several columns may stand in for a primary key.
        guard key.count == 1 || !key.contains(where: { $0.lowercased() == "id" }) else { return nil }
        id.read(key, isPrimary: false)
      } else if line.skip(") ENGINE=") {
        engine = line.word()
        // Where no row has been written yet, the statement leaves out that 1 is next.
        nextID = line.skip(" AUTO_INCREMENT=") ? UInt64(line.word()) : id.isAutoIncrement ? 1 : nil
        return
      } else if !line.begins(with: "  ") || !line.endsOutsideOfNames {
        return nil
      }
    }
    return nil
  }
}

extension LogColumn {
  /// Whether it is the log's id.
  fileprivate var isID: Bool { name.lowercased() == "id" }
}

extension IDColumn {
  /// Notes what a unique key over some columns means for it.
  fileprivate mutating func read(_ key: [String], isPrimary: Bool) {
    guard !isNullable, key.contains(where: { $0.lowercased() == "id" }) else { return }
    if key.count == 1 { isUnique = true }
    if isPrimary || isUnique { hasKey = true }
  }
}

/// A line of a `CREATE TABLE` statement, from where it is read on.
private struct StatementLine {
  private var rest: Substring.UTF8View

  init(rest: Substring.UTF8View) { self.rest = rest }

  /// Whether no name continues on the next line.
  var endsOutsideOfNames: Bool { rest.count { $0 == UInt8(ascii: "`") }.isMultiple(of: 2) }

  /// Whether a text stands here.
  func begins(with text: StaticString) -> Bool { text.withUTF8Buffer { rest.starts(with: $0) } }

  /// Goes past a text if it stands here.
  mutating func skip(_ text: StaticString) -> Bool {
    guard begins(with: text) else { return false }
    rest = rest.dropFirst(text.utf8CodeUnitCount)
    return true
  }

  /// Reads to the next space, comma or parenthesis.
  mutating func word() -> String {
    let end = rest.firstIndex { " ,()".utf8.contains($0) } ?? rest.endIndex
    defer { rest = rest[end...] }
    return String(Substring(rest[..<end]))
  }

  /// Reads the rest of a name in backquotes; nil where it does not end.
  mutating func name() -> String? {
    var name = ""
    while let end = rest.firstIndex(of: UInt8(ascii: "`")) {
      name += String(Substring(rest[..<end]))
      rest = rest[end...].dropFirst()
      guard skip("`") else { return name }
      name += "`"
    }
    return nil
  }

  /// Reads the type of a column; nil where it does not end.
  mutating func column(_ name: String) -> LogColumn? {
    let whole = rest
    let dataType = word()
    if rest.first == UInt8(ascii: "(") {
      var isQuoted = false
      let end = rest.firstIndex { byte in
        // A quotation mark in a text stands twice, so it ends and begins it again.
        if byte == UInt8(ascii: "'") { isQuoted.toggle() }
        return byte == UInt8(ascii: ")") && !isQuoted
      }
      guard let end else { return nil }
      rest = rest[end...].dropFirst()
    }
    _ = skip(" unsigned")
    _ = skip(" zerofill")
    return LogColumn(
      name: name, dataType: dataType, columnType: String(Substring(whole[..<rest.startIndex])))
  }

  /// Reads what is said of the column id after its type.
  mutating func id(_ column: LogColumn) -> IDColumn {
    var id = IDColumn(type: column.columnType.uppercased(), isNullable: !skip(" NOT NULL"))
    while skip(" ") {
      let word = word()
      if word == "COMMENT" { break }
      if word == "AUTO_INCREMENT" { id.isAutoIncrement = true }
    }
    return id
  }

  /// Reads the columns of a key; nil where they are not names alone.
  mutating func key() -> [String]? {
    var columns: [String] = []
    repeat {
      guard skip("`"), let name = name() else { return nil }
      columns.append(name)
    } while skip(",")
    return skip(")") ? columns : nil
  }
}
