import MariaDB
import TestSupport
import Testing

@Suite("Statements", .freshDatabase)
struct StatementTests {
  @Test("A long text after short ones arrives whole, and so do the short ones after it")
  func growingTexts() throws {
    let connection = try TestDatabase.current.connect()
    try connection.execute("CREATE TABLE t (id INT PRIMARY KEY, a MEDIUMTEXT, b MEDIUMBLOB, c VARCHAR(255))")
    let lengths = [0, 3, 1024, 1025, 5, 2_000_000, 70_000, 1, 4_000_000, 0]
    for (id, length) in lengths.enumerated() {
      try connection.execute(
        "INSERT INTO t VALUES (\(id), REPEAT('a', \(length)), REPEAT('b', \(length / 2)), \(String(id)))")
    }
    let rows = try connection.rows("SELECT a, b, c FROM t ORDER BY id", as: (String, [UInt8], String).self)
    for (id, length) in lengths.enumerated() {
      // Not compared as texts: a failure would print megabytes.
      let isWhole =
        rows[id].0 == String(repeating: "a", count: length)
        && rows[id].1 == [UInt8](repeating: UInt8(ascii: "b"), count: length / 2) && rows[id].2 == String(id)
      #expect(isWhole, "row \(id), \(length) characters")
    }
  }

  @Test("A row longer than 64 MB is an error, with which the library hangs up")
  func tooLongRow() throws {
    let connection = try TestDatabase.current.connect()
    // A row of five columns, since no single one may be longer than the server's max_allowed_packet, 16 MB.
    let source: Query = "FROM (SELECT REPEAT('a', \(14 << 20)) AS a) AS t"
    var length = 0
    try connection.forEachRow("SELECT a, a, a, a \(query: source)") { row in
      length = try (0..<row.count).reduce(0) { $0 + (try row[$1].withBytes { $0?.count ?? 0 }) }
    }
    #expect(length == 56 << 20)
    let error = mariaDBError {
      try connection.forEachRow("SELECT a, a, a, a, a \(query: source)") { _ in Issue.record("a row came") }
    }
    #expect(error?.isConnectionLost == true)
    #expect(!connection.isOpen)
  }

  @Test("A statement tells how many rows it changed and which id it made")
  func results() throws {
    let connection = try TestDatabase.current.connect()
    try connection.execute("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT, UNIQUE (a))")
    let rows: [[any MariaDBEncodable]] = [[1], [2], [3]]
    let inserted = try connection.execute("INSERT INTO t (a) VALUES \(rows: rows)")
    #expect(inserted.affectedRows == 3)
    #expect(inserted.lastInsertID == 1)
    #expect(try connection.execute("UPDATE t SET a = a").affectedRows == 0)
    #expect(try connection.execute("UPDATE t SET a = a + 10 WHERE a > \(1)").affectedRows == 2)
    #expect(try connection.execute("INSERT INTO t (a) VALUES (9)").lastInsertID == 4)
    #expect(try connection.execute("DELETE FROM t").affectedRows == 4)
    #expect(try connection.firstRow("SELECT a FROM t", as: Int.self) == nil)
  }

  @Test("A statement that is run again takes its new values, whatever their types and lengths")
  func runAgain() throws {
    let connection = try TestDatabase.current.connect()
    let time = DateTime(year: 2026, month: 11, day: 30, hour: 12)
    let values: [Parameter] = [
      .int(1), .int(-2), .int(.max), .unsigned(.max), .unsigned(3), .int(4), .null, .int(5), .text("seven"),
      .text("twenty-one characters"), .text(""), .bytes([1, 0, 2]), .double(0.5), .double(1.5),
      .dateTime(time),
      .dateTime(DateTime(year: 2024, month: 2, day: 29)), .dateTime(DateTime(year: 2026, month: 300, day: 1)),
      .int(6),
      .text(String(repeating: "long ", count: 20_000)), .int(7), .int(8),
    ]
    var found: [String?] = []
    for (number, value) in values.enumerated() {
      try connection.forEachRow("SELECT CAST(\(value) AS CHAR), \(number), CAST(\(value) AS CHAR)") { row in
        let (first, place, second) = try row.decode((String?, Int, String?).self)
        #expect(place == number && first == second)
        found.append(first)
      }
    }
    let expected = [
      "1", "-2", "9223372036854775807", "18446744073709551615", "3", "4", nil, "5", "seven",
      "twenty-one characters",
      "", "\u{1}\0\u{2}", "0.5", "1.5", "2026-11-30 12:00:00", "2024-02-29 00:00:00", "2026-300-01 00:00:00",
      "6",
      String(repeating: "long ", count: 20_000), "7", "8",
    ]
    for (found, expected) in zip(found, expected) {
      #expect(found == expected || found == expected.map { $0 + ".000000" })
    }
    #expect(found.count == expected.count)
  }

  @Test("Numbers that all rows begin with are in the SQL, the others are bound")
  func rowsAfterNumbers() throws {
    let query: Query = "VALUES \(rows: [.int(1), .null, .int(2), .text("a")], columns: 2, after: [7, -1])"
    #expect(query.sql == "VALUES (7, -1, ?, ?), (7, -1, ?, ?)")
    #expect(query.parameters == [.int(1), .null, .int(2), .text("a")])
  }

  @Test("A failing statement says what is wrong without the values in it")
  func redaction() throws {
    let connection = try TestDatabase.current.connect()
    try connection.execute("CREATE TABLE t (a VARCHAR(50) PRIMARY KEY, b INT)")
    try connection.execute("INSERT INTO t VALUES ('top secret', 1)")
    func shown(_ query: Query) -> String? { message { try connection.execute(query) } }
    #expect(shown("INSERT INTO t VALUES ('top secret', 1)") == "1062 (23000): Duplicate entry '…'")
    #expect(shown("INSERT INTO t VALUES (\("top secret"), 1)") == "1062 (23000): Duplicate entry '…'")
    #expect(shown("INSERT INTO t VALUES ('a', 'secret')") == "1366 (22007): Incorrect integer value: '…'")
    #expect(
      shown("SELEC 'secret'")
        == "1064 (42000): You have an error in your SQL syntax; check the manual that corresponds to your MariaDB "
        + "server version for the right syntax to use near '…'")
    #expect(
      shown("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'secret'")
        == "1644 (45000): a condition that the database's own code raised")
    #expect(shown("INSERT INTO t VALUES (NULL, 1)") == "1048 (23000): Column 'a' cannot be null")
    let database = TestDatabase.current.name
    #expect(
      shown("SELECT 1 FROM nowhere WHERE a = \("secret")")
        == "1146 (42S02): Table '\(database).nowhere' doesn't exist")
    #expect(mariaDBError { try connection.execute("SELECT 1 FROM nowhere") }?.isUnknownTable == true)
    #expect(mariaDBError { try connection.execute("SELECT nothing FROM t") }?.kind == .unknownColumn)
    #expect(connection.isOpen)
  }

  @Test("A query that must not be sent is not sent")
  func defects() throws {
    let connection = try TestDatabase.current.connect()
    try connection.execute("CREATE TABLE t (a INT)")
    #expect(mariaDBError { try connection.execute("DROP TABLE t; \(identifier: "a`b")") }?.origin == .query)
    #expect(mariaDBError { try connection.forEachRow("SELECT \(list: [Int]())") { _ in } }?.origin == .query)
    #expect(
      message { try connection.forEachRow(Query(unchecked: "SELECT ?")) { _ in } }
        == "the query has 1 places for 0 parameters")
    #expect(try connection.firstRow("SELECT COUNT(*) FROM t", as: Int.self) == 0)
  }

  @Test("Only one statement is sent at a time")
  func noMultipleStatements() throws {
    let connection = try TestDatabase.current.connect()
    #expect(mariaDBError { try connection.execute("SELECT 1; SELECT 2") }?.code == 1064)
  }

  @Test("A prepared statement survives that its table is altered, dropped and made again")
  func alteredTable() throws {
    let connection = try TestDatabase.current.connect()
    func texts() throws -> [[String?]] {
      var rows: [[String?]] = []
      try connection.forEachRow("SELECT a, b FROM t WHERE a > \("")") { row in
        rows.append(try (0..<row.count).map { try row[$0].decode(String?.self) })
      }
      return rows
    }
    try connection.execute("CREATE TABLE t (a VARCHAR(10), b INT)")
    try connection.execute("INSERT INTO t VALUES ('x', 1)")
    #expect(message { _ = try texts() } == "column 2 (b): expected String, found INT")
    try connection.execute("ALTER TABLE t MODIFY a LONGTEXT, MODIFY b VARCHAR(2000)")
    try connection.execute("UPDATE t SET b = REPEAT('y', 1500)")
    #expect(try texts() == [["x", String(repeating: "y", count: 1500)]])
    try connection.execute("DROP TABLE t")
    #expect(mariaDBError { _ = try texts() }?.isUnknownTable == true)
    try connection.execute("CREATE TABLE t (a VARCHAR(300), b TEXT, c TEXT)")
    try connection.execute("INSERT INTO t VALUES ('1', '2', '3')")
    #expect(try texts() == [["1", "2"]])
  }

  @Test("A prepared statement whose columns grew in number fails once, and the connection goes on")
  func otherColumns() throws {
    let connection = try TestDatabase.current.connect()
    try connection.execute("CREATE TABLE t (a INT)")
    try connection.execute("INSERT INTO t VALUES (1), (2)")
    func widths() throws -> [Int] {
      var widths: [Int] = []
      try connection.forEachRow("SELECT * FROM t WHERE a > \(0)") { widths.append($0.count) }
      return widths
    }
    for _ in 0..<2 { #expect(try widths() == [1, 1]) }
    try connection.execute("ALTER TABLE t ADD COLUMN b INT DEFAULT 3")
    #expect(mariaDBError { _ = try widths() }?.code == 2057)
    #expect(try widths() == [2, 2])
  }

  @Test("The server holds no more than 32 statements, however many were used")
  func statementCache() throws {
    let connection = try TestDatabase.current.connect()
    for number in 0..<100 {
      let query = Query(unchecked: "SELECT \(number) + ") + "\(1)"
      var sums: [Int] = []
      for _ in 0..<3 { try connection.forEachRow(query) { sums.append(try $0.decode()) } }
      #expect(sums == [number + 1, number + 1, number + 1])
    }
    let prepared = try connection.rows("SHOW SESSION STATUS LIKE 'Com_stmt_%'", as: (String, String).self)
    let counts = Dictionary(uniqueKeysWithValues: prepared.map { ($0.0, Int($0.1) ?? -1) })
    #expect(counts["Com_stmt_prepare"] == 100)
    #expect(counts["Com_stmt_execute"] == 300)
    #expect(counts["Com_stmt_close"] == 68)
  }
}
