import Testing

@testable import MariaDB

@Suite("Values")
struct ValueTests {
  @Test("A secret shows stars however it is printed")
  func secret() {
    var dumped = ""
    let options = ConnectionOptions(address: .localDefault, user: "u", password: Secret("hunter2"))
    dump(options, to: &dumped)
    for text in ["\(options)", String(reflecting: options), dumped] {
      #expect(text.contains("***"))
      #expect(!text.contains("hunter2"))
    }
  }

  @Test("A date and time is written as MariaDB writes it")
  func dateTime() {
    #expect(DateTime(year: 0, month: 0, day: 0).description == "0000-00-00 00:00:00")
    #expect(DateTime(year: 0, month: 0, day: 0).isZero)
    let full = DateTime(year: 2026, month: 2, day: 30, hour: 1, minute: 2, second: 3, microsecond: 45)
    #expect(full.description == "2026-02-30 01:02:03.000045")
    #expect(!full.isZero)
  }

  @Test("A decimal is whole only when nothing is lost")
  func wholeNumbers() {
    let texts = ["12", "-12.00", "12.50", "9223372036854775807", "9223372036854775808", ".0", "-0"]
    #expect(texts.map { DecimalNumber($0).flatMap { $0.wholeNumber() } } == [12, -12, nil, .max, nil, 0, 0])
    #expect(DecimalNumber("18446744073709551615")?.wholeNumber(as: UInt64.self) == .max)
    #expect(DecimalNumber("-1")?.wholeNumber(as: UInt8.self) == nil)
  }

  @Test("Other texts are no decimals", arguments: ["", "-", ".", "1.2.3", "1e3", "--1", " 1", "٣", "1,5"])
  func notDecimal(_ text: String) {
    #expect(DecimalNumber(text) == nil)
  }

  @Test("A message keeps names and loses values")
  func messages() {
    func shown(_ code: Int, _ message: String, _ state: String = "HY000") -> String {
      MariaDBError(code: code, sqlState: state, message: message).message
    }
    let denied = "Access denied for user 'wp'@'localhost' (using password: YES)"
    #expect(shown(1045, denied) == denied)
    #expect(shown(1062, "Duplicate entry 'it's a 'secret' for key 'k'") == "Duplicate entry '…'")
    #expect(shown(1064, "error near \"secret' at line 1") == "error near '…'")
    #expect(shown(1644, "secret", "45000") == "a condition that the database's own code raised")
    #expect(
      shown(1146, "Table 'a\u{1B}[2J\n\u{202E}' doesn't exist")
        == #"Table 'a\u{1B}[2J\n\u{202E}' doesn't exist"#)
    #expect(shown(2013, "Lost connection 'x'") == "Lost connection 'x'")
  }

  @Test("An error is described by code, SQLSTATE and message")
  func description() {
    let error = MariaDBError(code: 1146, sqlState: "42S02", message: "Table 'a.b' doesn't exist")
    #expect("\(error)" == "1146 (42S02): Table 'a.b' doesn't exist")
    #expect(
      "\(MariaDBError(.decoding, "column 1 (id): expected Int, found NULL"))"
        == "column 1 (id): expected Int, found NULL")
  }

  @Test("An apostrophe within a word does not cut off a message, and no value is shown after one")
  func apostrophes() {
    func shown(_ code: Int, _ message: String) -> String {
      MariaDBError(code: code, sqlState: "HY000", message: message).message
    }
    #expect(
      shown(1999, "Can't do what the server's owner doesn't want")
        == "Can't do what the server's owner doesn't want")
    #expect(shown(1999, "Can't take 'secret' here") == "Can't take '…'")
    #expect(shown(1999, "it's value't secret") == "it's value't secret")
    for hidden in [
      "value 't secret", "value'tsecret'", "x'secret'", "9't secret", "value't'secret'", "'s secret",
    ] {
      #expect(!shown(1999, hidden).contains("secret"), "\(hidden)")
    }
  }

  @Test("An error is sorted by what can be done about it")
  func sorting() {
    func kind(_ code: Int, _ message: String = "") -> MariaDBError.Kind {
      MariaDBError(code: code, sqlState: "HY000", message: message).kind
    }
    let expected: [(MariaDBError.Kind, [Int])] = [
      (.connectionLost, [2006, 2013, 2055, 1053, 1927, 4031]), (.unreachable, [2002, 2003, 2005]),
      (.hostRefused, [1130]), (.hostBlocked, [1129]), (.sessionEnded, [1184]),
      (.transient, [1205, 1213, 1020, 1047, 1412, 1243, 1615]), (.timeLimit, [1969, 3024]),
      (.interrupted, [1317]),
      (.credentials, [1045, 1698]), (.accessDenied, [1044, 1142, 1143, 1227, 1370]),
      (.passwordExpired, [1820, 1862]),
      (.accountLocked, [4151, 4150, 3118]), (.tooManyConnections, [1040, 1203, 1226]),
      (.tooManyStatements, [1461]),
      (.unknownDatabase, [1049]), (.unknownTable, [1146]), (.unknownColumn, [1054]), (.duplicateKey, [1062]),
      (.damagedTable, [126, 144, 145, 1017, 1033, 1194, 1195, 1932]), (.readOnly, [1036, 1792, 1836, 1874]),
      (.storageFull, [1021, 1114]), (.packetTooLarge, [1153, 1301, 2020]), (.statementRefused, [1104, 1175]),
      (.encryption, [2026]), (.loginMethod, [5010, 1251, 2059]), (.mistake, [1064, 1406]), (.other, [1999]),
    ]
    for (sort, codes) in expected {
      for code in codes { #expect(kind(code) == sort, "\(code)") }
    }
    #expect(kind(1290, "running with the --read-only option") == .readOnly)
    #expect(kind(1290, "running with the --skip-grant-tables option") == .other)
  }

  @Test("Storage errors are classified by the number in their message")
  func storage() {
    func kind(_ code: Int, _ message: String) -> MariaDBError.Kind {
      MariaDBError(code: code, sqlState: "HY000", message: message).kind
    }
    #expect(kind(1005, "Can't create table `site`.`t` (errno: 165 \"Table is read only\")") == .readOnly)
    #expect(
      kind(1005, "Can't create table `a`.`errno: 165` (errno: 28 \"No space left on device\")")
        == .storageFull)
    #expect(
      kind(1005, "Can't create table `a`.`b` (errno: 150 \"Foreign key constraint is incorrectly formed\")")
        == .storage)
    #expect(kind(1030, "Got error 126 \"Index file is crashed\" from storage engine MyISAM") == .damagedTable)
    #expect(kind(1030, "Got error 1 \"Operation not permitted\" from storage engine InnoDB") == .storage)
    #expect(kind(1026, "Error writing file '/tmp/x' (errno: 28 \"No space left on device\")") == .storageFull)
    #expect(kind(1026, "Error writing file") == .storage)
    #expect(kind(1180, "Got error 28 \"No space left on device\" during COMMIT") == .storageFull)
    #expect(kind(1180, "Got error 5 \"Input/output error\" during COMMIT") == .transient)
    #expect(
      kind(
        1180,
        "Error while appending streaming replication fragment(provider status: Not connected to Primary Component)"
      ) == .transient)
  }
}
