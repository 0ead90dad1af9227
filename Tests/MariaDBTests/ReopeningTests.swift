import MariaDB
import TestSupport
import Testing

@Suite("Connections that end during a pause", .freshDatabase)
struct ReopeningTests {
  /// Waits until a connection has disappeared from the server.
  private func awaitEnd(of id: UInt) throws {
    let root = try TestDatabase.current.connect()
    try eventually("the end of connection \(id)") {
      try root.firstRow("SELECT 1 FROM information_schema.processlist WHERE id = \(id)", as: Int.self) == nil
    }
  }

  private func kill(_ id: UInt) throws {
    try TestDatabase.current.connect().execute(Query(unchecked: "KILL \(id)"))
    try awaitEnd(of: id)
  }

  private func settings(_ connection: Connection) throws -> String? {
    try connection.firstRow(
      "SELECT CONCAT_WS(' ', @@time_zone, @@sql_safe_updates, @@wait_timeout >= 3600, DATABASE())",
      as: String.self)
  }

  @Test(
    "One that exceeded the server's timeout is reopened with the same session, and so is one that was killed"
  )
  func pause() throws {
    let connection = try TestDatabase.current.connect()
    let expected = "+00:00 OFF 1 \(TestDatabase.current.name)"
    for isKilled in [false, true] {
      #expect(try settings(connection) == expected)
      let id = connection.connectionID
      if isKilled {
        try kill(id)
      } else {
        try connection.execute("SET SESSION wait_timeout = 1")
        try awaitEnd(of: id)
      }
      // Prepared before, and no longer known to the server.
      #expect(try settings(connection) == expected)
      #expect(connection.connectionID != id)
    }
  }

  @Test("Whatever the first statement after the pause is, it is executed once")
  func anyStatement() throws {
    let connection = try TestDatabase.current.connect()
    try connection.execute("CREATE TABLE t (a INT)")
    try kill(connection.connectionID)
    try connection.execute("INSERT INTO t VALUES (1)")
    try kill(connection.connectionID)
    try connection.execute("INSERT INTO t VALUES (\(2))")
    try kill(connection.connectionID)
    _ = try connection.transaction { try connection.execute("INSERT INTO t VALUES (3)") }
    try kill(connection.connectionID)
    var sum = 0
    try connection.forEachRow("SELECT a FROM t") { sum += try $0.decode(Int.self) }
    #expect(sum == 6)
  }

  @Test("Within a transaction the connection stays lost, and the transaction is rolled back")
  func transaction() throws {
    let connection = try TestDatabase.current.connect()
    try connection.execute("CREATE TABLE t (a INT)")
    let error = mariaDBError {
      try connection.transaction {
        try connection.execute("INSERT INTO t VALUES (1)")
        try kill(connection.connectionID)
        try connection.execute("INSERT INTO t VALUES (2)")
      }
    }
    #expect(error?.isConnectionLost == true && error?.isCommitAmbiguous == false)
    #expect(!connection.isOpen)
    #expect(try TestDatabase.current.connect().firstRow("SELECT COUNT(*) FROM t", as: Int.self) == 0)
  }

  @Test("When the account may not reconnect, the statement's error says why")
  func refused() throws {
    let root = try TestDatabase.current.connect()
    let user = "back_\(TestDatabase.current.name)"
    try root.execute(Query(unchecked: "CREATE USER \(user)@localhost"))
    defer { _ = try? root.execute(Query(unchecked: "DROP USER \(user)@localhost")) }
    var options = try TestServer.current.options()
    options.user = user
    let connection = try Connection(options)
    try root.execute(Query(unchecked: "ALTER USER \(user)@localhost ACCOUNT LOCK"))
    try kill(connection.connectionID)
    #expect(mariaDBError { try connection.execute("DO 1") }?.kind == .accountLocked)
    #expect(!connection.isOpen)
  }

  @Test("An open connection costs no additional statement")
  func silence() throws {
    let connection = try TestDatabase.current.connect()
    func questions() throws -> Int? {
      try connection.firstRow("SHOW SESSION STATUS LIKE 'Questions'", as: (String, String).self).flatMap {
        Int($0.1)
      }
    }
    let before = try #require(try questions())
    for number in 0..<10 { try connection.execute(Query(unchecked: "DO \(number)")) }
    #expect(try questions() == before + 11)
  }
}
