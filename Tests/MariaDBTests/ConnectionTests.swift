import Glibc
import MariaDB
import TestSupport
import Testing

@Suite("Connecting", .freshDatabase)
struct ConnectionTests {
  @Test("A connection knows its server, its number and that a socket needs no TLS")
  func facts() throws {
    let connection = try TestDatabase.current.connect()
    let (text, number) = try #require(
      try connection.firstRow("SELECT VERSION(), CONNECTION_ID()", as: (String, UInt).self))
    #expect(connection.serverVersion.text == text)
    #expect(connection.serverVersion.isMariaDB)
    let version = connection.serverVersion
    #expect(text.hasPrefix("\(version.major).\(version.minor).\(version.patch)-"))
    #expect(connection.connectionID == number)
    #expect(connection.tlsCipher == nil)
    #expect(connection.isOpen)
    connection.close()
    #expect(!connection.isOpen)
    #expect(message { try connection.execute("SELECT 1") } == "2006 (HY000): The connection is closed")
  }

  @Test("The session is the same whatever the server's defaults")
  func pinnedSession() throws {
    let root = try TestDatabase.current.connect()
    let user = "pin_\(TestDatabase.current.name)"
    // Runs at the start of every session but those of accounts with all privileges.
    try root.execute(
      """
      SET GLOBAL init_connect = 'SET NAMES latin1, time_zone = "-03:30", sql_mode = "ANSI_QUOTES,NO_BACKSLASH_ESCAPES",
      autocommit = 0, tx_isolation = "READ-UNCOMMITTED", tx_read_only = 1, innodb_lock_wait_timeout = 77,
      lock_wait_timeout = 86400, wsrep_sync_wait = 6, wsrep_dirty_reads = 1,
      sql_select_limit = 1, max_join_size = 5, sql_safe_updates = 1, completion_type = 2, sql_auto_is_null = 1,
      unique_checks = 0, foreign_key_checks = 0, div_precision_increment = 0, max_sort_length = 64, lc_messages = "de_DE",
      wait_timeout = 2, net_read_timeout = 2, net_write_timeout = 2, idle_transaction_timeout = 2,
      idle_readonly_transaction_timeout = 2, idle_write_transaction_timeout = 2, old_mode = "ZERO_DATE_TIME_CAST"'
      """)
    defer { _ = try? root.execute("SET GLOBAL init_connect = ''") }
    try root.execute(Query(unchecked: "CREATE USER \(user)@localhost"))
    defer { _ = try? root.execute(Query(unchecked: "DROP USER \(user)@localhost")) }
    var options = try TestServer.current.options()
    options.user = user
    let connection = try Connection(options)
    var settings: [String?] = []
    try connection.forEachRow(
      """
      SELECT @@character_set_client, @@character_set_connection, @@character_set_results, @@time_zone, @@sql_mode,
        CAST(@@autocommit AS CHAR), @@tx_isolation, CAST(@@tx_read_only AS CHAR),
        CONCAT_WS(' ', @@innodb_lock_wait_timeout, @@lock_wait_timeout), CAST(@@sql_select_limit AS CHAR),
        CONCAT_WS(' ', @@wsrep_sync_wait, @@wsrep_dirty_reads),
        CONCAT_WS(' ', @@sql_big_selects, @@sql_safe_updates, @@completion_type, @@sql_auto_is_null, @@unique_checks,
          @@foreign_key_checks, @@div_precision_increment, @@max_sort_length, @@lc_messages, @@wait_timeout,
          @@net_read_timeout, @@net_write_timeout, @@idle_transaction_timeout,
          @@idle_readonly_transaction_timeout, @@idle_write_transaction_timeout),
        @@old_mode
      """
    ) { row in settings = try (0..<row.count).map { try row[$0].decode(String?.self) } }
    #expect(
      settings == [
        "utf8mb4", "utf8mb4", "utf8mb4", "+00:00",
        "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION", "ON", "REPEATABLE-READ", "OFF",
        "10 10", "9223372036854775807", "7 OFF",
        "ON OFF NO_CHAIN OFF ON ON 4 1024 en_US 3600 600 600 60 60 60", "",
      ])
  }

  @Test("LOCAL INFILE is off, though the server would allow it")
  func localInfile() throws {
    let connection = try TestDatabase.current.connect()
    #expect(try connection.firstRow("SELECT @@global.local_infile", as: Bool.self) == true)
    try connection.execute("CREATE TABLE t (a TEXT)")
    let error = mariaDBError { try connection.execute("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t") }
    #expect(error != nil)
    #expect(try TestDatabase.current.connect().firstRow("SELECT COUNT(*) FROM t", as: Int.self) == 0)
  }

  @Test("A wrong password is refused without being shown")
  func wrongPassword() throws {
    let root = try TestDatabase.current.connect()
    let user = "pw_\(TestDatabase.current.name)"
    try root.execute(Query(unchecked: "CREATE USER \(user)@localhost IDENTIFIED BY 'right'"))
    defer { _ = try? root.execute(Query(unchecked: "DROP USER \(user)@localhost")) }
    var options = try TestServer.current.options()
    options.user = user
    options.password = Secret("right")
    #expect(try Connection(options).firstRow("SELECT 1", as: Int.self) == 1)
    options.password = Secret("wrong'hunter2")
    let error = mariaDBError { _ = try Connection(options) }
    #expect(error?.isAccessDenied == true)
    #expect(
      error?.description == "1045 (28000): Access denied for user '\(user)'@'localhost' (using password: YES)"
    )
    options.password = nil
    #expect(mariaDBError { _ = try Connection(options) }?.message.hasSuffix("(using password: NO)") == true)
  }

  @Test("An unknown database is named")
  func unknownDatabase() throws {
    let error = mariaDBError { _ = try Connection(TestServer.current.options(database: "nowhere")) }
    #expect(error?.kind == .unknownDatabase)
    #expect(error?.description == "1049 (42000): Unknown database 'nowhere'")
  }

  @Test("Where no server is, the error says where it looked")
  func noServer() throws {
    let socket = mariaDBError {
      _ = try Connection(ConnectionOptions(address: .socket("/nowhere.sock"), user: "u"))
    }
    #expect(socket?.kind == .unreachable)
    #expect(socket?.message.contains("'/nowhere.sock'") == true)
    // A port that was free a moment ago.
    let port = try SocketListener.freePort()
    let tcp = mariaDBError {
      _ = try Connection(ConnectionOptions(address: .tcp(host: "127.0.0.1", port: port), user: "u"))
    }
    #expect(tcp?.kind == .unreachable)
    #expect(tcp?.message.contains("'127.0.0.1'") == true)
    let host = mariaDBError {
      _ = try Connection(ConnectionOptions(address: .tcp(host: "nowhere.invalid", port: 3306), user: "u"))
    }
    #expect(host?.kind == .unreachable)
  }

  @Test("A server that never speaks is given up after the connect timeout")
  func connectTimeout() throws {
    let silent = try SocketListener { client in
      var byte: UInt8 = 0
      // Returns when the client hangs up.
      _ = read(client, &byte, 1)
    }
    let options = ConnectionOptions(
      address: .tcp(host: "127.0.0.1", port: silent.port), user: "u", connectTimeout: 1)
    let attempt = Background {
      let start = ContinuousClock.now
      let error = mariaDBError { _ = try Connection(options) }
      return (error: error, time: ContinuousClock.now - start)
    }
    let (error, time) = try attempt.endedValue("the end of the attempt")
    #expect(error?.isConnectionLost == true)
    #expect(time >= .milliseconds(900))
  }

  @Test("Options that C would cut short or overflow on are refused")
  func unfitOptions() {
    let unfit: [ConnectionOptions] = [
      ConnectionOptions(address: .socket("/" + String(repeating: "s", count: 107)), user: "u"),
      ConnectionOptions(address: .socket(""), user: "u"),
      ConnectionOptions(address: .tcp(host: "", port: 3306), user: "u"),
      ConnectionOptions(address: .tcp(host: "127.0.0.1", port: 0), user: "u"),
      ConnectionOptions(address: .tcp(host: "127.0.0.1", port: 65536), user: "u"),
      ConnectionOptions(address: .localDefault, user: "u\0"),
      ConnectionOptions(address: .localDefault, user: "u", password: Secret("p\0")),
      ConnectionOptions(address: .localDefault, user: "u", database: "d\0"),
    ]
    for options in unfit {
      let error = mariaDBError { _ = try Connection(options) }
      #expect(error?.origin == .options)
    }
  }
}
