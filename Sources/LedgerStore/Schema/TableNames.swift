import MariaDB

/// The tables and views of the site's database that the user can see, by names that are compared as the server does: in
/// any case where it keeps them in small letters or compares them so (`lower_case_table_names`), letter by letter
/// elsewhere.
struct TableNames {
  private let types: [String: String]
  private let ignoresCase: Bool

  /// Those of `names` that are there.
  ///
  /// - Throws: `MariaDBError`.
  init(_ connection: Connection, among names: [String]) throws {
    try self.init(connection, type: "table_type", where: " AND table_name IN (\(list: names))")
  }

  /// All of them, without their types: to tell those the server would open the file of each.
  ///
  /// - Throws: `MariaDBError`.
  init(allOf connection: Connection) throws {
    try self.init(connection, type: "''", where: "")
  }

  private init(_ connection: Connection, type: Query, where condition: Query) throws {
    let query: Query = """
      SELECT table_name, \(query: type), @@lower_case_table_names FROM information_schema.tables
      WHERE table_schema = DATABASE()\(query: condition)
      """
    let found = try connection.rows(query, as: (String, String, Int).self)
    let ignoresCase = found.contains { $0.2 != 0 }
    self.ignoresCase = ignoresCase
    types = Dictionary(
      found.map { (Self.key($0.0, ignoresCase), $0.1) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether there is a table or view of this name.
  func contains(_ name: String) -> Bool { type(of: name) != nil }

  /// `BASE TABLE` or `VIEW`; nil where there is nothing of this name.
  func type(of name: String) -> String? { types[Self.key(name, ignoresCase)] }

  private static func key(_ name: String, _ ignoresCase: Bool) -> String {
    ignoresCase ? name.lowercased() : name
  }

  /// The same comparison in SQL: the condition that a row of information_schema is of this table.
  static func isTable(_ name: String) -> Query {
    """
    table_schema = DATABASE() AND table_name = \(name)
      AND (@@lower_case_table_names <> 0 OR BINARY table_name = BINARY \(name))
    """
  }
}
