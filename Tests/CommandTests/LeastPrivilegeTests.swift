import Foundation
import TestSupport
import Testing

@Suite("Database users of least privilege")
struct LeastPrivilegeTests {
  private static let password = "canary-9Kd4"

  @Test(
    "A user with exactly the printed grants runs every command, and reads no key and no password",
    .freshDatabase)
  func printedGrants() async throws {
    #expect(GrantedCommands.missing == [])
    let site = try TestSite.empty()
    // The rows of a file that is imported were there before.
    try site.sql("ALTER TABLE \(TestSite.log) AUTO_INCREMENT = 1000")
    try site.add(
      Answer.small + [
        Answer(
          time: siteTime(), prompt: 7, completion: 3, user: "9", page: "12",
          assistantID: "asst_Hb7LmRentalsQ2vXc9TzKp4w")
      ])
    #expect(try await site.tokenledger("migrate").status == 0)
    let user = "DROP USER IF EXISTS 'tokenledger'@'localhost'"
    try site.sql(
      "\(user); CREATE USER 'tokenledger'@'localhost' IDENTIFIED BY '\(LeastPrivilegeTests.password)'")
    let granted = try await site.shell("set -o pipefail; \"$TOKENLEDGER\" grants | $MARIADB")
    #expect(granted == .init(0, ""))

    let access = [
      "TOKENLEDGER_DB_USER": "tokenledger", "TOKENLEDGER_DB_PASSWORD": LeastPrivilegeTests.password,
    ]
    try await Folder.with { folder in
      for (name, text) in GrantedCommands.files { _ = try folder.write(name, text) }
      for line in GrantedCommands.lines {
        if line == "repair --dry-run" {
          try site.sql("UPDATE wp_tokenledger_state SET total_tokens = total_tokens - 2")
        } else if line.hasPrefix("worker") {
          try site.add([Answer(time: siteTime(), prompt: 2, completion: 1)])
        }
        let outcome = try await site.runGranted(line, in: folder, environment: access)
        #expect(outcome.status == 0, "\(line)")
        #expect(outcome.errors == "", "\(line)")
        #expect(!outcome.output.contains(LeastPrivilegeTests.password))
        #expect(!outcome.output.contains("must-never-be-read"))
      }
    }
    // It sees what an administrator sees.
    let own = try await site.tokenledger(["summary", "--no-sync", "--format", "json"], environment: access)
    let all = try await site.tokenledger("summary", "--no-sync", "--format", "json")
    #expect(own == all)
    #expect(
      own.output.contains("田中 ゆき") && own.output.contains("Booking Desk") && own.output.contains("Repairs"))

    let current = try await site.json("migrate")
    let migrate = try await site.tokenledger(["migrate", "--format", "json"], environment: access)
    #expect(migrate.status == 0 && migrate.errors == "")
    #expect(try JSONValue(migrate.outputBytes) == current)

    for statement in [
      "SELECT option_value FROM wp_options", "SELECT user_pass FROM wp_users",
      "SELECT user_email FROM wp_users",
      "SELECT post_content FROM wp_posts", "SELECT * FROM wp_users", "DELETE FROM \(TestSite.log)",
      "INSERT INTO wp_posts (post_title) VALUES ('x')", "DROP TABLE wp_tokenledger_day_totals",
      "ALTER TABLE wp_tokenledger_day_totals ADD x INT", "CREATE TABLE x (y INT)",
    ] {
      let outcome = try await site.shell(
        "$MARIADB --user=tokenledger --password=\(LeastPrivilegeTests.password) --execute='\(statement)'")
      #expect(outcome.status == 1, "\(statement)")
      #expect(outcome.errors.contains("command denied"), "\(statement)")
    }
    let view = try site.sql("SELECT option_name FROM wp_tokenledger_options ORDER BY option_name")
    #expect(
      view == [
        "blogname", "chatbot_ai_platform_choice", "chatbot_chatgpt_conversation_log_days_to_keep",
        "chatbot_chatgpt_enable_conversation_logging", "chatbot_chatgpt_model_choice",
        "chatbot_chatgpt_reporting_period", "chatbot_chatgpt_version_installed", "gmt_offset",
        "timezone_string",
      ])
    try site.sql(user)
  }

  @Test(
    "Where something is left to migrate, a user who may not is told what, and nothing is changed",
    .freshDatabase)
  func migrateAsUser() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("migrate").status == 0)
    let user = "m_" + site.database.name
    let granted = try await site.shell(
      """
      set -o pipefail
      $MARIADB --execute "CREATE USER '\(user)'@'localhost'"
      "$TOKENLEDGER" grants | sed "s/'tokenledger'@/'\(user)'@/" | $MARIADB
      """)
    #expect(granted == .init(0, ""))
    func migrate() async throws -> TokenLedgerCommand.Outcome {
      try await site.tokenledger("migrate", environment: ["TOKENLEDGER_DB_USER": user])
    }
    #expect(try await migrate().status == 0)
    let view = try site.sql("SHOW CREATE VIEW wp_tokenledger_options")
    let older =
      "SELECT option_name, option_value, 2 AS view_version FROM wp_options WHERE option_name = 'gmt_offset'"
    for change in [
      "CREATE OR REPLACE VIEW wp_tokenledger_options AS \(older)", "DROP VIEW wp_tokenledger_options",
    ] {
      try site.sql(change)
      #expect(
        try await migrate()
          == .init(
            77,
            error: """
              the database user \(user) may not create the view wp_tokenledger_options: 1142 (42000): CREATE VIEW \
              command denied to user '\(user)'@'localhost' for table `\(site.database.name)`.`wp_tokenledger_options`
              """,
            "Run `tokenledger migrate` as a user who has CREATE VIEW on this database, such as WordPress's own."
          ),
        "\(change)")
    }
    #expect(try await site.tokenledger("migrate").status == 0)
    #expect(try site.sql("SHOW CREATE VIEW wp_tokenledger_options") == view)
    try site.sql("DELETE FROM wp_tokenledger_migrations WHERE version > 8")
    let tables = try await migrate()
    #expect(tables.status == 77)
    #expect(
      tables.errors.hasPrefix(
        "tokenledger: error: the database user \(user) may not create the ledger's tables: 1142 (42000): "))
    try site.sql("DROP USER '\(user)'@'localhost'")
  }

  @Test("Grants before the tables are there is an error that says what comes first", .freshDatabase)
  func order() async throws {
    let site = try TestSite.small()
    let outcome = try await site.tokenledger("grants")
    #expect(outcome.status == 66)
    #expect(
      outcome.errors == """
        tokenledger: error: wp_tokenledger_migrations does not exist yet, and a GRANT on it would fail
        Run `tokenledger migrate` first, as a user who may create tables and views.

        """)
    #expect(outcome.output == "")
  }

  @Test("A user with SELECT alone can report live; a sync points to the grants and to --live", .freshDatabase)
  func selectAlone() async throws {
    let site = try TestSite.small()
    let reader = site.database.name
    try site.sql(
      "CREATE USER '\(reader)'@'localhost'; GRANT SELECT ON \(reader).* TO '\(reader)'@'localhost'")
    let access = ["TOKENLEDGER_DB_USER": reader]
    let arguments = ["report", "--as-of", "2024-03-31", "--format", "csv"]
    let expected = """
      Date,"Total Tokens","Prompt Tokens","Completion Tokens",Requests,Complete
      2023-12,0,0,0,0,false
      2024-01,0,0,0,0,false
      2024-02,1200,1000,200,1,false
      2024-03,1235678,1001010,234668,4,false

      """
    let live = try await site.tokenledger(arguments + ["--live"], environment: access)
    #expect(live.withoutCost == .init(0, expected))
    let raw = try await site.tokenledger(["export", "--raw", "--output", "-"], environment: access)
    #expect(raw.status == 0)

    let advice = """
      Let a user with more rights run `tokenledger migrate` once, then `tokenledger grants` shows what this one \
      needs. `tokenledger report --live` works without any table of ours.
      """
    for command in [["sync"], ["report"], ["summary"], ["export", "--output", "-"]] {
      let outcome = try await site.tokenledger(command, environment: access)
      #expect(
        outcome
          == .init(
            77,
            error: """
              the database user \(reader) may not create the ledger's tables: 1142 (42000): CREATE command denied \
              to user '\(reader)'@'localhost' for table `\(reader)`.`wp_tokenledger_sources`
              """, advice), "\(command)")
    }
    #expect(try site.sql("SHOW TABLES LIKE '%tokenledger%'") == [])

    // With a ledger that somebody else keeps, he may read it and not write it.
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let kept = try await site.tokenledger(arguments + ["--no-sync"], environment: access)
    #expect(kept.withoutCost == .init(0, expected))
    try site.add([Answer(time: "2024-03-11 09:00:00", prompt: 1, completion: 1)])
    for command in [["sync"], ["report"]] {
      let outcome = try await site.tokenledger(command, environment: access)
      #expect(outcome.status == 77, "\(command)")
      #expect(outcome.output == "")
      #expect(outcome.errors.hasPrefix("tokenledger: error: 1142 (42000): "))
      #expect(
        outcome.errors.hasSuffix(
          "\n'tokenledger grants' prints what the database user needs; 'tokenledger report --live' needs SELECT alone.\n"
        ))
    }
    try site.sql("DROP USER '\(reader)'@'localhost'")
  }

  @Test("The commands that the help of grants shows make a user who can sync")
  func help() async throws {
    let server = try PrivateServer()
    defer { server.remove() }
    _ = try server.database()
    let help = try await TokenLedgerCommand.run(arguments: ["grants", "--help"]).output
    let lines = help.split(separator: "\n").map { $0.replacing("Example: ", with: "") }
    let commands = lines.filter { $0.hasPrefix("tokenledger ") || $0.hasPrefix("mariadb ") }
    #expect(commands.count == 4)
    try await Folder.with { folder in
      let tables = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../sql/sample-site/tables.sql")
      func write(_ name: String, _ program: String) throws {
        try folder.writeProgram("bin/\(name)", "#!/bin/bash\n\(program)\n")
      }
      let client = "/usr/bin/mariadb --no-defaults --socket=\(server.socket) --user=root"
      try write("mariadb", "exec \(client) \"$@\" attacked")
      try write("tokenledger", "exec \"$TOKENLEDGER\" \"$@\"")
      try folder.write("wp/wp-settings.php", "")
      try folder.write(
        "wp/wp-config.php",
        """
        <?php
        define('DB_NAME', 'attacked'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
        define('DB_HOST', 'localhost:\(server.socket)'); $table_prefix = 'wp_';
        """)
      let script =
        ["set -euo pipefail", "PATH=\(folder.path)/bin:$PATH", "mariadb <'\(tables.path)'"]
        + commands.map { $0.replacing("/var/www/html", with: "\(folder.path)/wp") }
        + ["TOKENLEDGER_DB_USER=tokenledger TOKENLEDGER_DB_PASSWORD='a secret' tokenledger sync --quiet"]
      let outcome = try await TokenLedgerCommand.shell(
        script.joined(separator: "\n"),
        environment: [
          "TOKENLEDGER_DB_SOCKET": server.socket, "TOKENLEDGER_DB_NAME": "attacked",
          "TOKENLEDGER_DB_PREFIX": "wp_",
        ], workingDirectory: folder.path)
      #expect(outcome.status == 0, "\(outcome)")
      #expect(outcome.errors == "")
    }
  }
}
