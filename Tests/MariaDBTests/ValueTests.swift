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

  @Test("An error is sorted by what can be done about it")
  func sorting() {
    func sorts(_ code: Int) -> [String] {
      let error = MariaDBError(code: code, sqlState: "HY000", message: "")
      return [
        ("lost", error.isConnectionLost), ("unreachable", error.isUnreachable),
        ("transient", error.isTransient), ("denied", error.isAccessDenied),
        ("database", error.isUnknownDatabase), ("table", error.isUnknownTable),
        ("column", error.isUnknownColumn), ("duplicate", error.isDuplicateKey),
        ("read-only", error.isReadOnly), ("full", error.isStorageFull),
      ].filter(\.1).map(\.0)
    }
    let expected: [(String, [Int])] = [
      ("lost", [2006, 2013, 2055, 1053, 1927, 4031]),
      ("unreachable", [2002, 2003, 2005, 1040, 1129, 1130, 1203]),
      ("transient", [1205, 1213, 1020, 1047, 1412, 1243, 1615]),
      ("denied", [1044, 1045, 1142, 1143, 1227, 1370, 1698]), ("database", [1049]), ("table", [1146]),
      ("column", [1054]), ("duplicate", [1062]), ("read-only", [1290, 1792, 1836]), ("full", [1021, 1114]),
    ]
    for (sort, codes) in expected {
      for code in codes { #expect(sorts(code) == [sort]) }
    }
    #expect(sorts(1064) == [])
  }
}
