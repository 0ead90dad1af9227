import MariaDB
import TestSupport
import Testing

/// What each column type of the server decodes as.
@Suite("Column types", .freshDatabase)
struct ColumnTypeTests {
  /// Makes a table of the columns, inserts one row in a session without strict modes, and reads it back.
  private func withRow(
    _ columns: String, _ values: String, _ body: (Row) throws -> Void
  ) throws {
    try TestDatabase.current.run(sql: "CREATE TABLE t (\(columns)); INSERT INTO t VALUES (\(values))")
    var rows = 0
    try TestDatabase.current.connect().forEachRow("SELECT * FROM t") { row in
      try body(row)
      rows += 1
    }
    #expect(rows == 1)
  }

  @Test("Integers keep their whole range")
  func integers() throws {
    let columns = """
      a TINYINT, b TINYINT UNSIGNED, c SMALLINT, d SMALLINT UNSIGNED, e MEDIUMINT, f MEDIUMINT UNSIGNED,
      g INT, h INT UNSIGNED, i BIGINT, j BIGINT UNSIGNED, k YEAR, l BOOLEAN, m BIT(1), n BIT(64)
      """
    let values = """
      -128, 255, -32768, 65535, -8388608, 16777215, -2147483648, 4294967295, -9223372036854775808,
      18446744073709551615, 2155, TRUE, b'1', 18446744073709551615
      """
    try withRow(columns, values) { row in
      #expect(row.count == 14)
      try #expect(row[0].decode(Int8.self) == .min)
      try #expect(row[1].decode(UInt8.self) == .max)
      try #expect(row[2].decode(Int16.self) == .min)
      try #expect(row[3].decode(UInt16.self) == .max)
      try #expect(row[4].decode(Int32.self) == -8_388_608)
      try #expect(row[5].decode(UInt32.self) == 16_777_215)
      try #expect(row[6].decode(Int32.self) == .min)
      try #expect(row[7].decode(UInt32.self) == .max)
      try #expect(row[8].decode(Int64.self) == .min)
      try #expect(row[9].decode(UInt64.self) == .max)
      try #expect(row[10].decode(Int.self) == 2155)
      try #expect(row[11].decode(Bool.self) == true)
      try #expect(row[12].decode(Bool.self) == true)
      try #expect(row[13].decode(UInt64.self) == .max)
      try #expect(row[0].int64() == -128)
      try #expect(row[7].int64() == 4_294_967_295)
    }
  }

  @Test("Decimals are exact, and floating-point numbers are what the server holds")
  func fractions() throws {
    let digits = "12345678901234567890123456789012345.123456789012345678901234567890"
    try withRow("a DECIMAL(65,30), b DECIMAL(20,2), c FLOAT, d DOUBLE", "-\(digits), 42.00, 0.5, 1e-300") {
      row in
      try #expect(row[0].decode(DecimalNumber.self).text == "-" + digits)
      try #expect(row[0].decode(String.self) == "-" + digits)
      try #expect(row[1].decode(Int.self) == 42)
      try #expect(row[1].decode(Double.self) == 42)
      try #expect(row[2].decode(Double.self) == 0.5)
      try #expect(row[3].decode(Double.self) == 1e-300)
    }
  }

  @Test("The sum of integers, a DECIMAL, decodes as an integer")
  func sums() throws {
    let connection = try TestDatabase.current.connect()
    let sums = try connection.firstRow(
      "SELECT SUM(seq), SUM(seq), AVG(seq) FROM seq_1_to_1000", as: (Int, DecimalNumber, Double).self)
    #expect(sums?.0 == 500_500)
    #expect(sums?.1 == DecimalNumber("500500"))
    #expect(sums?.2 == 500.5)
  }

  @Test("Texts come as they are, whatever is in them")
  func texts() throws {
    let columns = """
      a CHAR(10), b VARCHAR(255), c TINYTEXT, d TEXT, e MEDIUMTEXT, f LONGTEXT, g ENUM('Total Tokens','x'),
      h SET('a','b'), i JSON, j TIME, k TIME(6), l VARCHAR(20) CHARACTER SET latin1
      """
    let values = """
      'a ', 'Größe 🎉', '', 'd', 'e', REPEAT('é', 524288), 1, 'a,b', '{"a": 1}', '-838:59:59',
      '01:02:03.000004', 'é'
      """
    try withRow(columns, values) { row in
      try #expect((0..<5).map { try row[$0].decode(String.self) } == ["a", "Größe 🎉", "", "d", "e"])
      try #expect(row[5].decode(String.self) == String(repeating: "é", count: 524_288))
      #expect(
        try (6..<12).map { try row[$0].decode(String.self) } == [
          "Total Tokens", "a,b", "{\"a\": 1}", "-838:59:59", "01:02:03.000004", "é",
        ])
    }
  }

  @Test("Bytes come as they are, and as text only when they are UTF-8")
  func bytes() throws {
    try withRow("a BINARY(3), b VARBINARY(10), c BLOB, d LONGBLOB", "'a', x'00FF27', 'é', ''") { row in
      try #expect(row[0].decode([UInt8].self) == [0x61, 0, 0])
      try #expect(row[1].decode([UInt8].self) == [0, 0xFF, 0x27])
      try #expect(row[2].decode(String.self) == "é")
      try #expect(row[3].decode([UInt8].self) == [])
      try #expect(row[1].withBytes { $0.map { Array($0) } } == [0, 0xFF, 0x27])
      #expect(
        message { _ = try row[1].decode(String.self) }
          == "column 2 (b): expected String, found VARBINARY that is not UTF-8")
    }
  }

  @Test("Text of unknown hands reads whatever its bytes, each run of what is not UTF-8 as one mark")
  func repairedText() throws {
    // The server itself keeps halves of surrogate pairs in a column of UTF-8.
    let columns = "a VARCHAR(20), b VARBINARY(10), c BLOB, d VARCHAR(9) CHARACTER SET latin1, e INT"
    try withRow(columns, "x'41EDA08042EDBFBFEDBFBF', x'00FF27', 'é', x'41E99B', 1") { row in
      let texts = try (0..<4).map { try row[$0].decode(RepairedText.self).text }
      #expect(texts == ["A\u{FFFD}B\u{FFFD}", "\0\u{FFFD}'", "é", "Aé›"])
      #expect(
        message { _ = try row[0].decode(String.self) }
          == "column 1 (a): expected String, found VARCHAR that is not UTF-8")
      #expect(
        message { _ = try row[4].decode(RepairedText.self) } == "column 5 (e): expected String, found INT")
    }
  }

  @Test("Dates and times come as they are: zero, impossible, and to the microsecond")
  func dates() throws {
    let columns = "a DATE, b DATETIME, c DATETIME(6), d TIMESTAMP(3) NULL, e DATE, f DATETIME, g DATETIME"
    let values = """
      '2026-12-31', '9999-12-31 23:59:59', '2026-01-02 03:04:05.000006', '2026-07-08 00:45:00.250', 0, 0,
      '0000-01-00 00:00:00'
      """
    try TestDatabase.current.run(
      sql: """
        SET sql_mode = 'ALLOW_INVALID_DATES'; CREATE TABLE t (\(columns), h DATE);
        SET time_zone = '+05:45'; INSERT INTO t VALUES (\(values), '2026-02-30')
        """)
    let connection = try TestDatabase.current.connect()
    let rows = try connection.rows(
      "SELECT * FROM t",
      as: (DateTime, DateTime, DateTime, DateTime, DateTime, DateTime, DateTime, DateTime).self)
    let row = try #require(rows.first)
    #expect(
      [row.0, row.1, row.2, row.3, row.4, row.5, row.6, row.7].map(\.description) == [
        "2026-12-31 00:00:00", "9999-12-31 23:59:59", "2026-01-02 03:04:05.000006",
        // A TIMESTAMP is an instant, shown in the session's zone, which is UTC.
        "2026-07-07 19:00:00.250000",
        "0000-00-00 00:00:00", "0000-00-00 00:00:00", "0000-01-00 00:00:00", "2026-02-30 00:00:00",
      ])
    #expect(row.4.isZero && row.5.isZero && !row.6.isZero)
  }

  @Test("A time as text shows as many digits of a second's fraction as its column; a date is no time")
  func timesAsText() throws {
    try withRow(
      "a DATETIME, b DATETIME(6), c TIMESTAMP(3) NULL, d DATE, e VARCHAR(9), f INT, g DATETIME",
      "'9999-12-31 23:59:59', '2026-01-02 03:04:05.000006', '2026-07-08 00:45:00.250', '2026-01-02', 'é', 1, NULL"
    ) {
      row in
      func text(_ column: Int) throws -> String? {
        var text: String?
        try row[column].withText { bytes in text = bytes.map { String(decoding: $0, as: UTF8.self) } }
        return text
      }
      let texts = try [text(0), text(1), text(2), text(4), text(6)]
      #expect(
        texts == ["9999-12-31 23:59:59", "2026-01-02 03:04:05.000006", "2026-07-07 19:00:00.250", "é", nil])
      #expect(message { _ = try text(3) } == "column 4 (d): expected text, found DATE")
      #expect(message { _ = try text(5) } == "column 6 (f): expected bytes, found INT")
    }
  }

  @Test("NULL is nil where nil is expected, and an error everywhere else")
  func nulls() throws {
    try withRow(
      "a INT, b TEXT, c DATETIME, d DOUBLE, e DECIMAL(5,2), f BLOB", "NULL, NULL, NULL, NULL, NULL, NULL"
    ) {
      row in
      let all = try row.decode((Int?, String?, DateTime?, Double?, DecimalNumber?, [UInt8]?).self)
      #expect(all == (nil, nil, nil, nil, nil, nil))
      #expect(row[0].isNull)
      try #expect(row[0].int64() == nil)
      try #expect(row[2].dateTime() == nil)
      try #expect(row[1].withBytes { $0 == nil })
      #expect(message { _ = try row[0].decode(Int.self) } == "column 1 (a): expected Int, found NULL")
      #expect(message { _ = try row[0].decode(Bool.self) } == "column 1 (a): expected Bool, found NULL")
      #expect(message { _ = try row[1].decode(String.self) } == "column 2 (b): expected String, found NULL")
      #expect(
        message { _ = try row[2].decode(DateTime.self) } == "column 3 (c): expected DateTime, found NULL")
      #expect(message { _ = try row[3].decode(Double.self) } == "column 4 (d): expected Double, found NULL")
      #expect(
        message { _ = try row[4].decode(DecimalNumber.self) }
          == "column 5 (e): expected DecimalNumber, found NULL")
      #expect(message { _ = try row[5].decode([UInt8].self) } == "column 6 (f): expected bytes, found NULL")
    }
    try #expect(TestDatabase.current.connect().firstRow("SELECT NULL", as: Int?.self) == .some(nil))
  }

  @Test("A value of another type is an error that names column and types, never the value")
  func mismatches() throws {
    let columns =
      "a VARCHAR(20), b DATETIME, c DOUBLE, d BIGINT UNSIGNED, e DECIMAL(5,2), f BIT(8), g SMALLINT"
    try withRow(columns, "'1234', '2026-01-02', 1234.0, 18446744073709551615, 12.34, 255, -300") { row in
      #expect(message { _ = try row[0].decode(Int.self) } == "column 1 (a): expected Int, found VARCHAR")
      #expect(message { _ = try row[0].int64() } == "column 1 (a): expected Int64, found VARCHAR")
      #expect(message { _ = try row[0].dateTime() } == "column 1 (a): expected DateTime, found VARCHAR")
      #expect(
        message { _ = try row[0].decode(Double.self) } == "column 1 (a): expected Double, found VARCHAR")
      #expect(
        message { _ = try row[1].decode(String.self) } == "column 2 (b): expected String, found DATETIME")
      #expect(message { _ = try row[2].decode(Int.self) } == "column 3 (c): expected Int, found DOUBLE")
      #expect(message { _ = try row[2].withBytes { _ in } } == "column 3 (c): expected bytes, found DOUBLE")
      #expect(
        message { _ = try row[3].decode(Int.self) }
          == "column 4 (d): expected Int, found BIGINT UNSIGNED outside its range")
      #expect(
        message { _ = try row[4].decode(Int.self) }
          == "column 5 (e): expected Int, found DECIMAL outside its range")
      #expect(message { _ = try row[5].decode(String.self) } == "column 6 (f): expected String, found BIT")
      #expect(
        message { _ = try row[6].decode(Int8.self) }
          == "column 7 (g): expected Int8, found SMALLINT outside its range")
      #expect(
        message { _ = try row[6].decode(UInt64.self) }
          == "column 7 (g): expected UInt64, found SMALLINT outside its range")
    }
    #expect(
      message { _ = try TestDatabase.current.connect().rows("SELECT 1, 2", as: Int.self) }
        == "the result has 2 columns, but 1 are to be decoded")
  }

  @Test("Bound values come back as they went, hostile ones too")
  func roundTrip() throws {
    let hostile = "'\"`\\'; DROP TABLE t; -- \0\n\r\t\u{1B}[2J\u{202E}🎉 ? %s"
    let connection = try TestDatabase.current.connect()
    try connection.execute(
      """
      CREATE TABLE t (a TEXT, b BLOB, c BIGINT, d BIGINT UNSIGNED, e DOUBLE, f DATETIME(6), g DECIMAL(40,20),
      h TEXT) DEFAULT CHARSET utf8mb4
      """)
    let decimal = try #require(DecimalNumber("-12345678901234567890.12345678901234567890"))
    let date = DateTime(year: 2026, month: 1, day: 2, hour: 3, minute: 4, second: 5, microsecond: 6)
    let bytes = (0...255).map { UInt8($0) }
    let values: [any MariaDBEncodable] = [
      hostile, bytes, Int64.min, UInt64.max, -0.1, date, decimal, nil as String?,
    ]
    try #expect(connection.execute("INSERT INTO t VALUES \(rows: [values])").affectedRows == 1)
    try connection.forEachRow("SELECT * FROM t WHERE a = \(hostile) AND f = \(date)") { row in
      try #expect(row[0].decode(String.self) == hostile)
      try #expect(row[1].decode([UInt8].self) == bytes)
      try #expect(row[2].decode(Int64.self) == .min)
      try #expect(row[3].decode(UInt64.self) == .max)
      try #expect(row[4].decode(Double.self) == -0.1)
      try #expect(row[5].decode(DateTime.self) == date)
      try #expect(row[6].decode(DecimalNumber.self) == decimal)
      #expect(row[7].isNull)
    }
    try #expect(
      connection.firstRow("SELECT COUNT(*) FROM t WHERE a = \(hostile) AND f = \(date)", as: Int.self) == 1)
  }
}
