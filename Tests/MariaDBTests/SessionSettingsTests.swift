import Testing

@testable import MariaDB

@Suite("Settings of the session")
struct SessionSettingsTests {
  @Test("All are made in one statement")
  func one() throws {
    for settings in [
      SessionSettings(isMariaDB: true, version: 101119), SessionSettings(isMariaDB: false, version: 80039),
    ] {
      var sent: [String] = []
      try settings.apply { sent.append($0) }
      #expect(sent == ["SET " + (settings.essential + settings.helpful).joined(separator: ", ")])
    }
  }

  @Test(
    "When one is refused, the essential ones are applied, and the others as far as possible",
    arguments: [1193, 1227, 1231])
  func refused(code: Int) throws {
    let settings = SessionSettings(isMariaDB: true, version: 101119)
    let refused = settings.helpful.filter { $0.hasPrefix("lc_messages") || $0.hasPrefix("old_mode") }
    try #require(refused.count == 2)
    var made: [String] = []
    try settings.apply { statement in
      guard !refused.contains(where: statement.contains) else {
        throw MariaDBError(code: code, sqlState: "HY000", message: "")
      }
      made.append(statement)
    }
    #expect(made.first == "SET " + settings.essential.joined(separator: ", "))
    #expect(
      Set(made.dropFirst()) == Set(settings.helpful.filter { !refused.contains($0) }.map { "SET \($0)" }))
  }

  @Test("Without the essential settings, or after any other error, there is no session")
  func essential() {
    let settings = SessionSettings(isMariaDB: false, version: 80039)
    #expect(throws: MariaDBError.self) {
      try settings.apply { statement in
        if statement.contains("time_zone") { throw MariaDBError(code: 1193, sqlState: "HY000", message: "") }
      }
    }
    var count = 0
    let error = #expect(throws: MariaDBError.self) {
      try settings.apply { _ in
        count += 1
        throw MariaDBError(code: 1820, sqlState: "HY000", message: "")
      }
    }
    #expect(error?.code == 1820 && count == 1)
  }
}
