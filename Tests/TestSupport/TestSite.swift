import Ledger
import LedgerStore
import MariaDB
import Sites
import Testing

/// A small WordPress site with the chatbot, in the database of the test that is running.
package struct TestSite: Sendable {
  package let database: TestDatabase
  package let basePrefix: String
  package let blogID: Int

  package var prefix: String { site.prefix }
  package var log: String { prefix + "chatbot_chatgpt_conversation_log" }

  /// Makes the site's tables. Unless the options say otherwise its clock shows UTC and nothing is purged.
  package init(
    prefix: String = "wp_", blog: Int = 1, options: [String: String] = [:],
    shape: LogTableShape = LogTableShape()
  ) throws {
    database = .current
    basePrefix = prefix
    blogID = blog
    let connection = try wordPress()
    try connection.execute(
      """
      CREATE TABLE \(identifier: self.prefix + "options") (
        option_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, option_name VARCHAR(191) NOT NULL UNIQUE,
        option_value LONGTEXT NOT NULL) DEFAULT CHARSET=utf8mb4
      """)
    try connection.execute(
      """
      CREATE TABLE \(identifier: self.prefix + "posts") (ID BIGINT UNSIGNED NOT NULL PRIMARY KEY,
        post_title TEXT NOT NULL, post_content LONGTEXT NOT NULL DEFAULT '') DEFAULT CHARSET=utf8mb4
      """)
    try connection.execute(
      """
      CREATE TABLE IF NOT EXISTS \(identifier: basePrefix + "users") (ID BIGINT UNSIGNED NOT NULL PRIMARY KEY,
        user_login VARCHAR(60) NOT NULL, display_name VARCHAR(250) NOT NULL,
        user_pass VARCHAR(255) NOT NULL DEFAULT '') DEFAULT CHARSET=utf8mb4
      """)
    try connection.execute(
      """
      CREATE TABLE \(identifier: self.prefix + "chatbot_chatgpt_assistants") (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, assistant_id VARCHAR(255) NOT NULL,
        common_name VARCHAR(255) NOT NULL, additional_instructions TEXT NOT NULL DEFAULT '')
        DEFAULT CHARSET=utf8mb4
      """)
    try connection.execute(Query(unchecked: shape.createTable(log)))
    let defaults = [
      "chatbot_chatgpt_enable_conversation_logging": "On",
      "chatbot_chatgpt_conversation_log_days_to_keep": "indefinitely",
      "chatbot_chatgpt_version_installed": "2.4.6", "chatbot_ai_platform_choice": "OpenAI",
      "chatbot_chatgpt_model_choice": "gpt-4o",
    ]
    for (name, value) in defaults.merging(options, uniquingKeysWith: { $1 }) {
      try set(option: name, to: value)
    }
  }

  /// A site whose tables are there already, or are made by other means.
  package init(existing prefix: String, in database: TestDatabase = .current) {
    self.database = database
    basePrefix = prefix
    blogID = 1
  }

  /// The site as the library takes it.
  package var site: Site {
    Site(connection: database.options, basePrefix: basePrefix, blogID: blogID, origin: "the test")
  }

  /// The site as it is reached through a proxy.
  package func through(_ proxy: FaultProxy) -> Site {
    var through = site
    through.connection.address = .socket(proxy.socket)
    through.connection.tls.mode = .disabled
    return through
  }

  /// What tells the program of the site, reached through a socket.
  package func environment(socket: String) -> [String: String] {
    [
      "TOKENLEDGER_DB_SOCKET": socket, "TOKENLEDGER_DB_USER": database.options.user,
      "TOKENLEDGER_DB_NAME": database.name, "TOKENLEDGER_DB_PREFIX": basePrefix,
    ]
  }

  /// A new session with the site.
  package func session() throws -> SiteSession { try SiteSession(site) }

  /// A connection whose session is like WordPress's: no strict modes.
  package func wordPress() throws -> Connection {
    let connection = try database.connect()
    try connection.execute("SET SESSION sql_mode = ''")
    return connection
  }

  /// The site's clock, which is UTC's, `hours` ago.
  package func clock(hoursAgo hours: Int = 0) throws -> SiteTime {
    let now = try #require(try database.connect().firstRow("SELECT UNIX_TIMESTAMP()", as: Int.self))
    return UTCTime(secondsSince1970: now - 3600 * hours).siteTime(offset: 0)
  }

  /// Changes an option, or takes it away.
  package func set(option name: String, to value: String?) throws {
    let (connection, options) = (try database.connect(), prefix + "options")
    guard let value else {
      try connection.execute("DELETE FROM \(identifier: options) WHERE option_name = \(name)")
      return
    }
    try connection.execute(
      "REPLACE INTO \(identifier: options) (option_name, option_value) VALUES (\(name), \(value))")
  }

  // MARK: The log

  /// Writes rows in as few statements as may be.
  package func write(
    _ rows: [LogRow], on connection: Connection? = nil, shape: LogTableShape = LogTableShape()
  ) throws {
    let connection = try connection ?? wordPress()
    for start in stride(from: 0, to: rows.count, by: 500) {
      try connection.execute(
        """
        INSERT INTO \(identifier: log) (\(query: Query(unchecked: shape.columns.joined(separator: ", "))))
        VALUES \(rows: rows[start..<min(start + 500, rows.count)].map(shape.values))
        """)
    }
  }

  /// Runs SQL in which `LOG` stands for the log and `LEDGER_` for the beginning of our tables' names.
  @discardableResult
  package func run(_ sql: String) throws -> String {
    try database.run(
      sql: sql.replacing("LOG", with: "`\(log)`").replacing("LEDGER_", with: prefix + "tokenledger_"))
  }

  // MARK: The ledger

  /// Brings the ledger up to date, as one run of the program does.
  @discardableResult
  package func sync(connections: Int = 1) throws -> SyncOutcome {
    var sync = try Sync(try session(), settings: SyncSettings(pace: .full, connections: connections))
    return try sync.run()
  }

  /// The days that the ledger holds.
  package func days() throws -> [DayUsage] {
    try #require(try LedgerReader(try session()).snapshot()).days
  }

  /// The notices that nobody has acknowledged.
  package func notices() throws -> [Notice] {
    try #require(try LedgerReader(try session()).snapshot()).notices
  }

  /// Removes all our tables.
  package func dropLedger() throws {
    try run("DROP TABLE IF EXISTS \((try ledgerTables() + ["none"]).joined(separator: ", "))")
  }

  /// The names of our tables, without the view.
  package func ledgerTables() throws -> [String] {
    try database.connect().rows(
      """
      SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
        AND table_type = 'BASE TABLE' AND table_name LIKE \(prefix.replacing("_", with: "\\_") + "tokenledger%")
      ORDER BY table_name
      """, as: String.self)
  }
}

/// The columns of a conversation log, the chatbot's present ones unless told otherwise.
package struct LogTableShape: Sendable {
  package var idType: String
  package var engine: String
  package var absent: Set<String>

  package init(idType: String = "MEDIUMINT(9)", engine: String = "InnoDB", absent: Set<String> = []) {
    (self.idType, self.engine, self.absent) = (idType, engine, absent)
  }

  private static let all = [
    "id", "session_id", "user_id", "page_id", "interaction_time", "user_type", "assistant_id",
    "assistant_name", "message_text",
  ]

  /// The columns that a test writes.
  package var columns: [String] { Self.all.filter { !absent.contains($0) } }

  /// A row's values, in the order of the columns.
  package func values(_ row: LogRow) -> [any MariaDBEncodable] {
    let values: [any MariaDBEncodable] = [
      row.id, row.session, row.user, row.page, row.time, row.type, row.assistantID, row.assistantName,
      row.text,
    ]
    return zip(Self.all, values).filter { !absent.contains($0.0) }.map(\.1)
  }

  /// The statement that makes the table.
  package func createTable(_ name: String) -> String {
    let definitions = [
      "id": "\(idType) NOT NULL AUTO_INCREMENT", "session_id": "VARCHAR(255) NOT NULL",
      "user_id": "VARCHAR(255)",
      "page_id": "VARCHAR(255)", "interaction_time": "DATETIME NOT NULL",
      "user_type": "ENUM('Chatbot', 'Visitor', 'Prompt Tokens', 'Completion Tokens', 'Total Tokens')",
      "thread_id": "VARCHAR(255)", "assistant_id": "VARCHAR(255)", "assistant_name": "VARCHAR(255)",
      "message_text": "TEXT NOT NULL", "sentiment_score": "FLOAT",
    ]
    let columns = definitions.filter { !absent.contains($0.key) }.map { "\($0.key) \($0.value)" }
    return """
      CREATE TABLE `\(name)` (\(columns.sorted().joined(separator: ", ")), PRIMARY KEY (id),
        KEY session_id_index (session_id), KEY user_id_index (user_id)) ENGINE=\(engine) DEFAULT CHARSET=utf8mb4
      """
  }
}
