import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// Settings, limits and restrictions that a host may impose on its customers.
@Suite(.serialized) struct HostAttack {
  /// Settings for all sessions, each harmful in its own way.
  private static let settings = [
    "max_join_size = 10", "sql_safe_updates = 1", "completion_type = 2", "autocommit = 0",
    "sql_select_limit = 1",
    "sql_auto_is_null = 1",
    "sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH'",
    "wait_timeout = 1", "net_write_timeout = 1", "net_read_timeout = 1", "idle_transaction_timeout = 1",
    "div_precision_increment = 0", "max_sort_length = 64", "group_concat_max_len = 4",
    "lc_messages = 'de_DE'",
    "unique_checks = 0", "foreign_key_checks = 0", "tx_isolation = 'READ-UNCOMMITTED'", "tx_read_only = 1",
    "time_zone = '-03:30'", "character_set_server = latin1", "sql_notes = 0",
    "explicit_defaults_for_timestamp = 0",
    "old_mode = 'ZERO_DATE_TIME_CAST'", "max_prepared_stmt_count = 12",
  ]

  @Test("Every command works, with the same figures, whatever a host sets for all sessions")
  func settings() throws {
    let host = try HostedSite()
    defer { host.server.remove() }
    for setting in Self.settings { try host.run("SET GLOBAL \(setting)") }
    let commands = [
      ["sync"], ["report", "--live"], ["report"], ["report", "--top", "3", "--all"], ["summary"], ["verify"],
      ["export", "--output", "-"], ["export", "--raw", "--output", "-"], ["rejected"], ["status"], ["doctor"],
      ["migrate"], ["grants"],
      [
        "models", "set", "--from", "2024-01-01", "--to", "2024-01-02", "--platform", "OpenAI", "--model",
        "gpt-4o",
      ],
      ["rebuild", "--from", "2024-01-01", "--to", "2030-01-01"], ["user", "export", "3"],
      ["uninstall", "--yes"],
    ]
    for command in commands {
      let end = try TokenLedgerProcess(command, on: host.site, socket: host.server.socket).end()
      #expect(end.status == 0, "\(command): \(end.errors)")
      Figures.survived(faults: 1)
    }
    #expect(try host.end("sync").status == 0)
    // The test's own connections hold prepared statements, too.
    try host.run("SET GLOBAL max_prepared_stmt_count = 16382")
    try TestDatabase.$current.withValue(host.site.database) {
      try host.oracle.check(host.site)
    }
    for setting in ["completion_type = 1", "completion_type = 2"] {
      try host.run("SET GLOBAL \(setting)")
      try host.write()
      #expect(try host.end("sync").status == 0)
      try TestDatabase.$current.withValue(host.site.database) { try host.oracle.check(host.site) }
    }
    try TestDatabase.$current.withValue(host.site.database) {
      var erasure = try UserErasure(of: #require(UserID(3)), host.site.session())
      try erasure.run()
      var fold = try UserFold(before: #require(Day("2024-01-01")), host.site.session())
      try fold.run()
      try host.site.expectWholeLedger()
    }
  }

  @Test("A refusal of the host ends with the code that fits, its whole message and what to do")
  func refusals() throws {
    let host = try HostedSite()
    defer { host.server.remove() }
    #expect(try host.end("sync").status == 0)
    func expect(
      _ status: Int32, _ message: String, _ advice: String, _ command: [String] = ["sync"],
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let end = try TokenLedgerProcess(command, on: host.site, socket: host.server.socket).end()
      #expect(end.status == status, "\(end.errors)", sourceLocation: sourceLocation)
      #expect(
        end.errors.contains(message) && end.errors.contains(advice), "\(end.errors)",
        sourceLocation: sourceLocation)
      #expect(
        end.errors.split(separator: "\n").count == 2 && end.output == "", sourceLocation: sourceLocation)
      Figures.survived(faults: 1)
    }
    let account = "wordpress@localhost"

    // Only what is sent again and again is prepared, such as chunk after chunk of a long log.
    try host.run("SET GLOBAL max_prepared_stmt_count = 0")
    #expect(try host.end("sync").status == 0)
    try host.run("SET GLOBAL max_prepared_stmt_count = 16382")

    for limit in ["MAX_CONNECTIONS_PER_HOUR 1", "MAX_QUERIES_PER_HOUR 2"] {
      try host.run("GRANT USAGE ON *.* TO \(account) WITH \(limit)")
      try host.run("FLUSH USER_RESOURCES")
      _ = try host.end("sync")
      try expect(
        75, "1226 (42000): User 'wordpress' has exceeded the '", "hourly limits end with the hour")
      try host.run("GRANT USAGE ON *.* TO \(account) WITH \(limit.prefix { !$0.isNumber })0")
    }
    try host.run("FLUSH USER_RESOURCES")
    try host.run("GRANT USAGE ON *.* TO \(account) WITH MAX_USER_CONNECTIONS 1")
    let holder = try Connection(host.site.site.connection)
    try expect(
      75, "1226 (42000): User 'wordpress' has exceeded the 'max_user_connections' resource", "raise the limit"
    )
    try host.run("GRANT USAGE ON *.* TO \(account) WITH MAX_USER_CONNECTIONS 0")
    holder.close()

    try host.run("SET GLOBAL max_connections = 10")
    let holders = (0..<10).map { _ in try? Connection(host.server.options()) }
    try expect(75, ": Too many connections", "raise the limit")
    for holder in holders { holder?.close() }
    try host.run("SET GLOBAL max_connections = 151")

    try host.run("SET GLOBAL init_connect = 'SELECT * FROM nowhere.at_all'")
    let aborted = try host.end("sync")
    #expect(aborted.status == 69, "\(aborted.errors)")
    try host.run("SET GLOBAL init_connect = ''")

    try host.run("ALTER USER \(account) ACCOUNT LOCK")
    try expect(77, "4151 (HY000): Access denied, this account is locked", "ACCOUNT UNLOCK")
    try host.run("ALTER USER \(account) ACCOUNT UNLOCK")
    try host.run("ALTER USER \(account) PASSWORD EXPIRE")
    try expect(
      77, "1820 (HY000): You must SET PASSWORD before executing this statement", "password has expired")
    try host.run("SET GLOBAL disconnect_on_expired_password = 1")
    try expect(77, "1862 (HY000): Your password has expired.", "password has expired")
    try host.run("SET PASSWORD FOR \(account) = ''")

    try host.run("REVOKE ALL ON attacked.* FROM \(account)")
    try expect(
      77, "1044 (42000): Access denied for user 'wordpress'@'localhost' to database 'attacked'", "grants")
    try host.run("GRANT ALL ON attacked.* TO \(account)")

    let log = "attacked.wp_chatbot_chatgpt_conversation_log"
    try host.run("ALTER TABLE \(log) ENGINE = MyISAM")
    try host.run("FLUSH TABLES")
    try host.server.truncate("attacked/wp_chatbot_chatgpt_conversation_log.MYI", to: 1500)
    try expect(65, "wp_chatbot_chatgpt_conversation_log", "REPAIR TABLE")
    let report = try host.end("report")
    #expect(report.status == 0 && report.output.contains("Date"))
    #expect(report.errors.contains("these are its figures as they stand"))
  }
}
