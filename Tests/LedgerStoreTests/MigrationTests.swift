import Ledger
import LedgerStore
import MariaDB
import SQLFiles
import TestSupport
import Testing
import Text

@Suite(.freshDatabase) struct MigrationTests {
  /// The statements of files, as they end in these.
  private func statements(of files: [String]) -> [String] {
    files.flatMap { sql in
      sql.replacing("{prefix}", with: "wp_").split(separator: ";\n").map(String.init)
    }.filter { $0.contains("wp_") }
  }

  /// How our tables are made, and what a ledger without usage holds.
  private func schema(_ site: TestSite) throws -> String {
    let tables = try site.ledgerTables()
    return try site.run(
      tables.map { "SHOW CREATE TABLE \($0);\n" }.joined() + """
        SELECT id, prompt_tokens, completion_tokens, total_tokens, requests FROM LEDGER_state;
        SELECT * FROM LEDGER_cursors; SELECT * FROM LEDGER_sources; SELECT version FROM LEDGER_migrations;
        SELECT epoch, reason, resumed_id, rows_skipped, is_scanned FROM LEDGER_epochs
        """)
  }

  @Test("A migration that was cut off after any statement is completed by the next run")
  func cutOff() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    let rows = LogRow.answer(number: 1, at: time)
    try site.write(rows)
    #expect(try site.session().migrate() == Array(1...13))
    // Made by the file of today's tables, to which the migrations must come.
    let whole = try schema(site)
    let statements = statements(of: SQLFiles.migrations)
    // A migration's version is written by its last statement.
    let ends = [17, 20, 23, 25, 26, 30, 33, 76, 79, 81, 85, 87, 91]
    #expect(statements.count == 91)
    for count in 0..<statements.count {
      try site.dropLedger()
      try site.run(statements.prefix(count).joined(separator: ";\n"))
      #expect(
        (try LedgerReader(site.session()).snapshot() == nil) == (count < ends[0]), "after \(count) statements"
      )
      let missing = (1...13).filter { count < ends[$0 - 1] }
      #expect(try site.session().migrate() == missing, "after \(count) statements")
      #expect(try schema(site) == whole, "after \(count) statements")
    }
    #expect(try site.session().migrate() == [])
    try site.sync()
    try site.expectLedger(holds: rows)
    #expect(try site.session().migrate() == [])
    try site.expectLedger(holds: rows)
  }

  @Test("A new ledger whose making was cut off after any statement is completed by the next run")
  func newCutOff() throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 1))
    try site.write(rows)
    try site.session().migrate()
    let whole = try schema(site)
    let statements = statements(of: [SQLFiles.ledger])
    for count in 0...statements.count {
      try site.dropLedger()
      try site.run(statements.prefix(count).joined(separator: ";\n"))
      #expect(try LedgerReader(site.session()).snapshot() == nil, "after \(count) statements")
      #expect(try site.session().migrate() == Array(1...13), "after \(count) statements")
      #expect(try schema(site) == whole, "after \(count) statements")
    }
    try site.sync()
    try site.expectLedger(holds: rows)
  }

  @Test("Runs that make a new ledger at the same time make one ledger")
  func newAtOnce() async throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 1))
    try site.write(rows)
    for _ in 0..<5 {
      try site.dropLedger()
      let sessions = try (0..<4).map { _ in try site.session() }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for session in sessions {
          nonisolated(unsafe) let session = session
          group.addTask { _ = try session.migrate() }
        }
        try await group.waitForAll()
      }
      try site.sync()
      try site.expectLedger(holds: rows)
    }
  }

  @Test(
    "A ledger of an earlier release is read as it is, and keeps every figure when it is brought up to date",
    arguments: 1..<8)
  func earlierRelease(_ version: Int) throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 30))
    try site.write(rows)
    try site.sync()
    let days = try site.days()

    try site.becomeEarlier(version: version)
    #expect(try site.days() == days)
    try site.expectEqual()

    let more = LogRow.answer(number: 2, at: try site.clock(hoursAgo: 1))
    try site.write(more)
    try site.sync()
    #expect(try site.session().migrate() == [])
    try site.expectLedger(holds: rows + more)
  }

  @Test("Of hours that an earlier release did not keep by model, nothing is said to be compared")
  func hoursWithoutModels() throws {
    let site = try TestSite()
    try site.write(LogRow.answer(number: 1, at: try site.clock(hoursAgo: 30)))
    try site.sync()
    #expect(try site.session().contradictions()?.daysWithoutModelsByHour == 0)
    try site.run("UPDATE LEDGER_hour_totals SET model_id = 0, model_basis = 3, seen_model_id = 0")
    let found = try #require(try site.session().contradictions())
    #expect((found.hours, found.daysWithoutModelsByHour) == ([], 1))
    let half = try #require(try site.days().first).day
    #expect(
      try Evidence(site.session(), facts: site.session().facts(), from: half, to: half).contradictions?.months
        == nil)
  }

  @Test("A ledger whose facts are not its day totals is not upgraded, and stays as it is")
  func contradictingRelease() throws {
    let site = try TestSite()
    try site.write(
      (0..<6).flatMap { LogRow.answer(number: $0, at: try site.clock(hoursAgo: 30 + 24 * $0)) })
    try site.sync()
    try site.becomeEarlier(version: 7)
    let days = try site.run("SELECT * FROM wp_tokenledger_days ORDER BY day")
    try site.run(
      """
      UPDATE wp_tokenledger_facts SET prompt_tokens = prompt_tokens - 1 ORDER BY day LIMIT 1
      """)
    let refused = #expect(throws: Failure.self) { try site.session().migrate() }
    #expect(refused?.kind == .badData)
    #expect(refused?.message.contains("its facts are not its day totals") == true)
    let again = #expect(throws: Failure.self) { try site.sync() }
    #expect(again?.kind == .badData)
    #expect(again?.message == refused?.message)
    #expect(try site.run("SELECT * FROM wp_tokenledger_days ORDER BY day") == days)
    #expect(try LedgerReader(site.session()).snapshot()?.days.count == 6)

    try site.run(
      """
      UPDATE wp_tokenledger_facts SET prompt_tokens = prompt_tokens + 1 ORDER BY day LIMIT 1
      """)
    try site.sync()
    try site.expectEqual()
  }

  @Test("A migration that was released is never edited")
  func frozen() {
    // FNV-1a of each file, in the order of the versions. A change of the tables is a migration of its own: ledgers that
    // have run one of these never run it again.
    let released: [UInt64] = [
      0xa67f_d685_61aa_f6ab, 0x53cc_564f_1f96_2a44, 0x0328_e990_f981_9d95, 0x9f40_f090_58e2_34bf,
    ]
    let sums = SQLFiles.migrations.prefix(released.count).map { text in
      text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
    #expect(sums == released, "a released migration was edited: put it back, and add one")
  }

  @Test("Every table of ours has a primary key and is InnoDB")
  func primaryKeys() throws {
    let site = try TestSite()
    try site.session().migrate()
    #expect(try site.ledgerTables().count == 32)
    for table in try site.ledgerTables() {
      let definition = try site.run("SHOW CREATE TABLE `\(table)`")
      #expect(definition.contains("PRIMARY KEY"), "\(table)")
      #expect(definition.contains("ENGINE=InnoDB"), "\(table)")
    }
  }

  @Test("The view shows the options that are read, and no key")
  func view() throws {
    let site = try TestSite(options: [
      "chatbot_chatgpt_api_key": "sk-secret", "timezone_string": "Asia/Kathmandu",
    ])
    try site.session().migrate()
    #expect(
      try site.run("SELECT option_name FROM LEDGER_options ORDER BY 1") == """
        chatbot_ai_platform_choice
        chatbot_chatgpt_conversation_log_days_to_keep
        chatbot_chatgpt_enable_conversation_logging
        chatbot_chatgpt_model_choice
        chatbot_chatgpt_version_installed
        timezone_string

        """)
  }

  @Test("A user with exactly the printed grants can sync and report, and read nothing else")
  func grants() throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 1))
    try site.write(rows)
    let owner = try site.session()
    let early = #expect(throws: Failure.self) { try Grants(owner).statements() }
    #expect(early?.kind == .noInput)
    try owner.migrate()
    let user = "u_" + site.database.name
    let administrator = try site.database.connect()
    try administrator.execute(Query(unchecked: "CREATE USER '\(user)'@'localhost' IDENTIFIED BY 'a'"))
    defer { _ = try? administrator.execute(Query(unchecked: "DROP USER '\(user)'@'localhost'")) }
    for statement in try Grants(owner).statements() {
      try administrator.execute(Query(unchecked: statement.replacing("'tokenledger'@", with: "'\(user)'@")))
    }
    var least = site.site
    least.connection.user = user
    least.connection.password = Secret("a")
    let session = try SiteSession(least)
    var sync = try Sync(session)
    #expect(try sync.run().rowsCounted == 3)
    try site.expectLedger(holds: rows)
    let day = try #require(try LedgerReader(session).snapshot()?.days.first?.day)
    let usage = try #require(try LedgerReader(session).snapshot(usageOf: day...day)?.usage)
    #expect((usage.list(.user).count, usage.list(.page).count) == (1, 1))
    let person = try #require(UserID(7))
    try site.run("INSERT INTO wp_users (ID, user_login, display_name) VALUES (7, 'x', 'X')")
    var erasure = try UserErasure(of: person, session)
    try erasure.run()
    #expect(erasure.moved.facts == 0)
    #expect(try UserUsage(of: person, session).isErased)
    var fold = try UserFold(before: day, session)
    try fold.run()
    #expect(fold.before == day)
    for forbidden in ["options", "users", "posts"] {
      #expect(throws: MariaDBError.self) {
        try session.connection.execute("SELECT * FROM \(identifier: "wp_" + forbidden)")
      }
    }
    // An earlier release had no table of imports, nor has its user a right to one.
    let imports = "\(site.database.name).wp_tokenledger_imports"
    try administrator.execute(Query(unchecked: "REVOKE ALL ON \(imports) FROM '\(user)'@'localhost'"))
    #expect(throws: MariaDBError.self) { try LedgerReader(session).snapshot() }
    try site.becomeEarlier(version: 1)
    for table in try site.ledgerTables() {
      try administrator.execute(
        Query(unchecked: "GRANT SELECT ON \(site.database.name).\(table) TO '\(user)'@'localhost'"))
    }
    #expect(try LedgerReader(session).snapshot()?.days.isEmpty == false)
  }
}
