import TestSupport
import Testing

@Suite("The doctor")
struct DoctorTests {
  /// What is done to a healthy site, and the check that must notice.
  struct Ailment: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sql: String
    /// The check's name, level and beginning of its message.
    let check: [String]
    let advice: String
    var syncs = false

    /// 65 when something fails.
    var status: Int32 { check[1] == "failure" ? 65 : 0 }
  }

  private static let log = TestSite.log

  static let ailments = [
    Ailment(
      testDescription: "logging is off",
      sql: "UPDATE wp_options SET option_value = 'Off' WHERE option_name LIKE '%enable_conversation_logging'",
      check: ["logging", "warning", "off: the chatbot writes no token rows"],
      advice: "Turn on Conversation Logging in the chatbot's settings."),
    Ailment(
      testDescription: "the zone is not to be had",
      sql: "UPDATE wp_options SET option_value = 'Mars/Olympus' WHERE option_name = 'timezone_string'",
      check: ["options", "failure", "the site's time zone"], advice: ""),
    Ailment(
      testDescription: "the offset is not a number of hours",
      sql: """
        DELETE FROM wp_options WHERE option_name = 'timezone_string';
        REPLACE INTO wp_options (option_name, option_value) VALUES ('gmt_offset', '5,5')
        """,
      check: [
        "options", "warning",
        "the option gmt_offset holds 5,5, which WordPress reads as UTC+05:00",
      ],
      advice: "Correct them in WordPress and in the chatbot's settings."),
    Ailment(
      testDescription: "options hold unknown values",
      sql: """
        UPDATE wp_options SET option_value = 'soon' WHERE option_name LIKE '%days_to_keep';
        UPDATE wp_options SET option_value = 'Skynet' WHERE option_name = 'chatbot_ai_platform_choice';
        UPDATE wp_options SET option_value = 'hourly' WHERE option_name = 'chatbot_chatgpt_reporting_period'
        """,
      check: [
        "options", "warning",
        "the AI platform Skynet is not known, so its model is not either; the option chatbot_chatgpt_conversation_log_days_to_keep holds soon, which is taken for 30 days; the site's Reporting Period is \"hourly\"",
      ],
      advice: "Correct them in WordPress and in the chatbot's settings."),
    Ailment(
      testDescription: "a view of lengths is of a table that is gone",
      sql: """
        CREATE VIEW wp_tokenledger_assistant_sizes AS
          SELECT id AS row_id, assistant_id AS subject, CHAR_LENGTH(additional_instructions) AS length
          FROM wp_chatbot_chatgpt_assistants;
        DROP TABLE wp_chatbot_chatgpt_assistants
        """,
      check: [
        "sizes_views", "warning",
        "missing, without a grant, or of a table that is gone: wp_tokenledger_assistant_sizes",
      ],
      advice:
        "Run 'tokenledger migrate' as the site's own database user, then what 'tokenledger grants' prints."),
    Ailment(
      testDescription: "the log is gone", sql: "DROP TABLE \(log)",
      check: ["log_table", "failure", "there is no conversation log \(log) in the database"],
      advice: "Is the chatbot plugin active on this site, and is the table prefix right?"),
    Ailment(
      testDescription: "a column is missing", sql: "ALTER TABLE \(log) DROP page_id",
      check: ["log_table", "failure", "the conversation log has no column page_id"],
      advice:
        "It should be a VARCHAR or TEXT: restore the column, or let the chatbot plugin upgrade its table."),
    Ailment(
      testDescription: "the log is a MyISAM table", sql: "ALTER TABLE \(log) ENGINE = MyISAM",
      check: ["log_table", "warning", "the conversation log is a MyISAM table"],
      advice: "It is read anyway; check what is missing."),
    Ailment(
      testDescription: "the ids are nearly used up",
      sql: "UPDATE \(log) SET id = 7000000 ORDER BY id DESC LIMIT 1",
      check: ["ids", "warning", "7000000 of 8388607 ids used (83 %)"],
      advice: "Widen the log's id to BIGINT: past the last id the chatbot silently stops logging."),
    Ailment(
      testDescription: "the ids are used up", sql: "UPDATE \(log) SET id = 8388607 ORDER BY id DESC LIMIT 1",
      check: ["ids", "failure", "8388607 of 8388607 ids used (100 %)"],
      advice: "Widen the log's id to BIGINT: past the last id the chatbot silently stops logging."),
    Ailment(
      testDescription: "rows have no type",
      sql: """
        ALTER TABLE \(log) MODIFY user_type VARCHAR(255); UPDATE \(log) SET user_type = NULL WHERE id IN (32, 33);
        DROP TABLES wp_tokenledger_state, wp_tokenledger_cursors, wp_tokenledger_sources, wp_tokenledger_user_months,
          wp_tokenledger_migrations, wp_tokenledger_day_totals, wp_tokenledger_hour_totals,
          wp_tokenledger_usage_facts, wp_tokenledger_epochs, wp_tokenledger_gaps, wp_tokenledger_checkpoints
        """,
      check: ["blank_types", "warning", "2 wait to be typed"],
      advice: "The chatbot types them when it is upgraded; they are counted then.", syncs: true),
    Ailment(
      testDescription: "rows are rejected",
      sql: """
        INSERT INTO \(log) (session_id, interaction_time, user_type, message_text) VALUES
          ('', '2024-03-04', 'Total Tokens', '1e3'), ('', '2024-03-04', 'Total Tokens', 'Array'),
          ('', 0, 'Prompt Tokens', '1')
        """,
      check: [
        "rejected_rows", "warning", "2 rows: the text is no plain number; 1 row: there is no date",
      ],
      advice:
        "They are in no figure. 'tokenledger rejected' lists them; 'tokenledger doctor --acknowledge' marks them as read.",
      syncs: true),
    Ailment(
      testDescription: "there is no ledger",
      sql: "DROP TABLE wp_tokenledger_migrations", check: ["ledger", "warning", "there is none yet"],
      advice: "Run 'tokenledger sync'."),
    Ailment(
      testDescription: "the ledger contradicts itself",
      sql: "UPDATE wp_tokenledger_day_totals SET requests = requests + 1",
      check: ["ledger", "failure", "the ledger contradicts itself"],
      advice:
        "Some of its tables were restored without the others. Restore all tokenledger_* tables from one backup, or drop them and run `tokenledger sync` to count again what the log still holds. On a database cluster a release before 0.3.1 may have caused it: then run `tokenledger repair`."
    ),
    Ailment(
      testDescription: "several machines sync the site",
      sql: "INSERT INTO wp_tokenledger_syncers VALUES ('!web2', UTC_TIMESTAMP())",
      check: ["syncers", "warning", "!web2, "],
      advice: "It does no harm, but all but one of the runs that meet end with 75: let one machine do it."),
    Ailment(
      testDescription: "the last sync is more than a day ago",
      sql: """
        UPDATE wp_tokenledger_cursors SET synced_utc = synced_utc - INTERVAL 25 HOUR,
          synced_site = '2024-12-31 10:00:00'
        """,
      check: ["last_sync", "warning", "2024-12-31 10:00:00, more than a day ago"],
      advice: "Let wp-cron or cron run 'tokenledger sync' at least hourly."),
    Ailment(
      testDescription: "the last sync is older than half of the retention",
      sql: """
        UPDATE wp_tokenledger_cursors SET synced_site = synced_site - INTERVAL 16 DAY;
        UPDATE wp_options SET option_value = '30' WHERE option_name LIKE '%days_to_keep'
        """,
      check: [
        "retention", "warning", "the last sync is older than half of the chatbot's retention of 30 days",
      ],
      advice: "Run 'tokenledger sync' at least daily."),
    Ailment(
      testDescription: "the last sync is older than the retention",
      sql: """
        UPDATE wp_tokenledger_cursors SET synced_site = synced_site - INTERVAL 33 DAY;
        UPDATE wp_options SET option_value = '30' WHERE option_name LIKE '%days_to_keep'
        """,
      check: ["retention", "failure", "the last sync is older than the chatbot's retention of 30 days"],
      advice: "Run 'tokenledger sync' now, and more often than every 30 days."),
  ]

  @Test("A healthy site: every check is ok, and the exit code 0")
  func healthy() async throws {
    let site = try await SharedSite.sample.site
    let outcome = try await site.tokenledger("doctor")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.last == "16 ok, 0 warning, 0 failure")
    #expect(lines.dropLast().allSatisfy { $0.hasPrefix("✓  ") })
    let report = try await site.json("doctor")
    #expect(report["level"] == .string("ok"))
    #expect(
      report["checks"].array.map { $0["name"].string } == [
        "connection", "server", "options", "time_zone", "logging", "retention", "log_table", "ids", "ledger",
        "last_sync", "total_rows",
        "privileges", "blank_types", "rejected_rows", "gaps", "users",
      ])
    let ids = try #require(report["checks"].array.first { $0["name"].string == "ids" }?["message"].string)
    let highest = try site.sql("SELECT MAX(id) FROM \(TestSite.log)")[0]
    #expect(
      ids.contains(
        try Regex(
          #"^\#(highest) of 8388607 ids used \(\d %\); at \d+ a day they run out on \d{4}-\d\d-\d\d$"#)))
  }

  @Test("Each ailment is noticed, with what to do", .freshDatabase, arguments: ailments)
  func noticed(_ ailment: Ailment) async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try site.sql(ailment.sql)
    if ailment.syncs { #expect(try await site.tokenledger("sync", "--quiet").status == 0) }

    let outcome = try await site.tokenledger("doctor", "--format", "json")
    #expect(outcome.status == ailment.status)
    #expect(outcome.errors == "")
    let report = try JSONValue(outcome.outputBytes)
    let found = try #require(report["checks"].array.first { $0["name"].string == ailment.check[0] })
    #expect(found["level"].string == ailment.check[1])
    #expect(found["message"].string?.hasPrefix(ailment.check[2]) == true, "\(found)")
    let advice = try #require(found["advice"].string)
    #expect(ailment.advice.isEmpty ? !advice.isEmpty : advice == ailment.advice)
    #expect(report["level"].string == ailment.check[1])
    // The same on a screen, in the same words, and with the same exit code.
    let screen = try await site.tokenledger("doctor")
    #expect(screen.status == ailment.status)
    #expect(screen.output.contains(advice))
    #expect(screen.output.contains("\n\(ailment.status == 0 ? "!" : "✗")  \(found["title"].string ?? "?") "))
  }

  @Test("A user who may not write is a failure", .freshDatabase)
  func privileges() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let reader = site.database.name
    try site.sql(
      "CREATE USER '\(reader)'@'localhost'; GRANT SELECT ON \(reader).* TO '\(reader)'@'localhost'")
    let outcome = try await site.tokenledger(["doctor"], environment: ["TOKENLEDGER_DB_USER": reader])
    #expect(outcome.status == 65)
    #expect(
      outcome.output.contains(
        """
        ✗  Privileges               the database user may not INSERT, UPDATE, DELETE on the ledger's tables
                                    → 'tokenledger grants' prints what is needed.

        """))
    try site.sql("DROP USER '\(reader)'@'localhost'")
  }

  @Test("A wp-config.php that every user can read is a warning", .freshDatabase)
  func configFile() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let host = "'localhost:\(try TestServer.current.socket)'"
    let config = BadSiteTests.config(name: "'\(site.database.name)'", password: "''", host: host)
    try await Folder.with { folder in
      for (mode, line) in [
        (0o640, "✓  Configuration file       \(folder.path)/wp-config.php is closed to other users\n"),
        (
          0o644,
          """
          !  Configuration file       \(folder.path)/wp-config.php can be read by every user of this machine
                                      → It holds the database password: chmod o-r it.

          """
        ),
      ] {
        try folder.write("wp-config.php", config, mode: mode)
        let outcome = try await TokenLedgerCommand.run(arguments: ["doctor", "--wp-path", folder.path])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains(line), "\(outcome)")
      }
    }
  }

  @Test("A new epoch and a blind interval are shown until they are acknowledged", .freshDatabase)
  func acknowledge() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try site.sql("TRUNCATE \(TestSite.log)")
    try site.add([Answer(time: siteTime(), prompt: 2, completion: 1)])
    let sync = try await site.json("sync")
    #expect(sync["epoch"] == .integer(2))
    let epoch = try #require(sync["warnings"].strings.first)
    #expect(epoch.contains("epoch 1 ends at id 35, epoch 2 begins"))

    // Purged before anybody saw them: rows between the last sync and the retention's cut-off.
    try site.set(option: "chatbot_chatgpt_conversation_log_days_to_keep", to: "30")
    try site.sql("UPDATE wp_tokenledger_cursors SET synced_site = synced_site - INTERVAL 60 DAY")
    try site.add([
      Answer(time: siteTime(before: 40), prompt: 2, completion: 1),
      Answer(time: siteTime(), prompt: 2, completion: 1),
    ])
    try site.sql("DELETE FROM \(TestSite.log) WHERE interaction_time < NOW() - INTERVAL 30 DAY")
    let blind = try #require(try await site.json("sync")["warnings"].strings.first)
    #expect(blind.contains("may have been purged before any sync saw them"))

    let report = try await site.json("doctor")
    let notices = report["checks"].array.filter {
      ["new_epoch", "blind_interval"].contains($0["name"].string)
    }
    #expect(notices.map { $0["level"].string } == ["warning", "warning"])
    #expect(notices.first?["message"].string?.hasSuffix(epoch) == true)
    #expect(notices.last?["message"].string == blind)
    // Every report says so as well.
    let spoken = try await site.tokenledger("report", "--no-sync")
    #expect(spoken.errors.contains(epoch) && spoken.errors.contains(blind))

    let read = try await site.tokenledger("doctor", "--acknowledge")
    #expect(read.status == 0)
    #expect(read.output.contains("Blind interval") && read.output.contains("New epoch"))
    let after = try await site.tokenledger("doctor")
    #expect(!after.output.contains("Blind interval") && !after.output.contains("New epoch"))
    #expect(try await site.tokenledger("report", "--no-sync").errors == "")
  }
}
