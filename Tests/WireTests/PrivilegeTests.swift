import Foundation
import TestSupport
import Testing

@Suite("The privileges of a database user")
struct PrivilegeTests {
  @Test(
    "The printed grants are these privileges and no others, and are enough to read, write and mend",
    .freshDatabase)
  func printedGrants() async throws {
    let user = try await Account(named: "granted")
    #expect(try await user.administrator(["migrate"]).status == 0)
    let grants = try await user.administrator(["grants"])
    #expect(grants.status == 0)
    // Another name, since accounts belong to the server and other tests have theirs.
    try user.run(grants.output.replacing("'tokenledger'@'localhost'", with: user.name))
    let database = TestDatabase.current.name
    let held = try user.run(
      """
      SELECT CONCAT_WS(' ', table_name, GROUP_CONCAT(privilege_type ORDER BY privilege_type SEPARATOR ','))
      FROM information_schema.table_privileges
      WHERE grantee = "\(user.name)" AND table_schema = '\(database)' GROUP BY table_name ORDER BY table_name;
      SELECT CONCAT_WS(' ', table_name, GROUP_CONCAT(CONCAT(privilege_type, '(', column_name, ')')
        ORDER BY column_name SEPARATOR ','))
      FROM information_schema.column_privileges WHERE grantee = "\(user.name)" GROUP BY table_name
        ORDER BY table_name;
      SELECT privilege_type FROM information_schema.user_privileges WHERE grantee = "\(user.name)";
      SELECT privilege_type FROM information_schema.schema_privileges WHERE grantee = "\(user.name)";
      """)
    let lines = held.split(separator: "\n")
    let ours = lines.filter { $0.contains("_tokenledger_") && !$0.hasSuffix(" SELECT") }
    #expect(ours.count > 5 && ours.allSatisfy { $0.hasSuffix(" DELETE,INSERT,SELECT,UPDATE") })
    #expect(
      lines.filter { !ours.contains($0) } == [
        "wp_chatbot_chatgpt_conversation_log SELECT", "wp_tokenledger_assistant_sizes SELECT",
        "wp_tokenledger_context_sizes SELECT", "wp_tokenledger_options SELECT",
        "wp_chatbot_chatgpt_assistants SELECT(assistant_id),SELECT(common_name)",
        "wp_posts SELECT(ID),SELECT(post_title)",
        "wp_users SELECT(display_name),SELECT(ID),SELECT(user_login)",
        "USAGE",
      ])
    for command in [
      "sync", "report", "report --live", "export --output -", "export --raw --output -", "summary",
      "dashboard", "doctor", "verify", "rejected", "uninstall", "models list",
      "models set --from 2026-03-01 --to 2026-03-09 --platform OpenAI --model gpt-4o",
    ] {
      let outcome = try await user.tokenledger(command.split(separator: " ").map(String.init))
      #expect(outcome.status == 0 && outcome.errors == "", "\(command): \(outcome.errors)")
    }
    try await mend(user)
    // Whatever the user tries beyond that is denied: everything that the commands did, they did without it.
    for statement in [
      "DELETE FROM wp_chatbot_chatgpt_conversation_log",
      "UPDATE wp_chatbot_chatgpt_conversation_log SET id = id",
      "SELECT * FROM wp_options", "SELECT user_pass FROM wp_users", "SELECT post_content FROM wp_posts",
      "SELECT additional_instructions FROM wp_chatbot_chatgpt_assistants",
      "SELECT * FROM wp_chatbot_chatgpt_interactions", "SELECT * FROM mysql.user",
      "DROP TABLE wp_tokenledger_day_totals", "TRUNCATE wp_tokenledger_day_totals", "CREATE TABLE x (y INT)",
      "SELECT 1 INTO OUTFILE '/tmp/tokenledger-x'", "SHOW ENGINE INNODB STATUS", "SET GLOBAL general_log = 0",
    ] {
      #expect(user.isDenied(statement), "\(statement)")
    }
    try user.drop()
  }

  /// Writes rows, breaks what the ledger says of a day of them, and lets the user find and mend it.
  private func mend(_ user: Account) async throws {
    try user.run(
      """
      INSERT INTO wp_chatbot_chatgpt_conversation_log
        (id, session_id, user_id, page_id, interaction_time, user_type, message_text)
      VALUES (100, 's', '1', '1', '2026-03-04 10:00:00', 'Prompt Tokens', '30'),
        (101, 's', '1', '1', '2026-03-04 10:00:00', 'Completion Tokens', '12'),
        (102, 's', '1', '1', '2026-03-04 10:00:00', 'Total Tokens', '42'),
        (103, 's', '1', '1', '2026-03-04 10:00:00', 'Total Tokens', 'Array')
      """)
    #expect(try await user.tokenledger(["sync"]).status == 0)
    let right = try await user.tokenledger(["verify"])
    #expect(right.status == 0 && right.output.contains("equal"), "\(right)")
    // The same too little everywhere, so that the ledger agrees with itself.
    try user.run(
      ["day_totals", "hour_totals", "usage_facts", "user_months", "state"].map {
        "UPDATE wp_tokenledger_\($0) SET total_tokens = total_tokens - 2;"
      }.joined())
    let wrong = try await user.tokenledger(["verify"])
    #expect(wrong.status == 65 && wrong.output.contains("LESS in the ledger"), "\(wrong)")
    let days = ["--from", "2026-03-04", "--to", "2026-03-04"]
    for arguments in [["rebuild", "--dry-run"] + days, ["rebuild"] + days] {
      let outcome = try await user.tokenledger(arguments)
      #expect(outcome.status == 0 && outcome.errors == "", "\(arguments): \(outcome)")
    }
    let mended = try await user.tokenledger(["verify"])
    #expect(mended.output == right.output, "\(mended)")
    let rejected = try await user.tokenledger(["rejected", "--format", "csv"])
    #expect(rejected.status == 0 && rejected.output.contains("not_a_number"), "\(rejected)")
    let told = try await user.tokenledger(["doctor", "--acknowledge"])
    #expect(told.errors == "" && !told.output.contains("marked as read"), "\(told)")
    let settled = try await user.tokenledger(["doctor"])
    #expect(settled.errors == "" && settled.output.contains("(marked as read)"), "\(settled)")
    let path = "/tmp/tokenledger-\(TestDatabase.current.name).csv"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(
      """
      id,session_id,user_id,interaction_time,user_type,message_text
      5,s,1,"2025-03-04 10:00:00","Total Tokens",7

      """.utf8
    ).write(to: URL(filePath: path))
    for arguments in [["import", "--dry-run", path], ["import", path], ["import", "--undo", "1"]] {
      let outcome = try await user.tokenledger(arguments)
      #expect(outcome.status == 0, "\(arguments): \(outcome)")
    }
    #expect(try await user.tokenledger(["verify"]).output == right.output)
  }

  @Test("SELECT on the log and the options is enough for --live, and opens nothing else", .freshDatabase)
  func selectAlone() async throws {
    let user = try await Account(named: "reader")
    try user.run(
      """
      GRANT SELECT ON wp_chatbot_chatgpt_conversation_log TO \(user.name);
      GRANT SELECT ON wp_options TO \(user.name)
      """)
    let live = try await user.tokenledger(["report", "--live", "--quiet"])
    #expect(live.status == 0 && live.errors == "")
    for statement in [
      "SELECT * FROM wp_users", "SELECT * FROM wp_posts", "SELECT * FROM wp_chatbot_chatgpt_assistants",
      "CREATE TABLE x (y INT)", "DELETE FROM wp_options",
    ] {
      #expect(user.isDenied(statement), "\(statement)")
    }
    try user.drop()
  }
}

/// An account of a test's own on the test's database, which holds an empty site.
private struct Account {
  /// As GRANT takes it.
  let name: String
  private let user: String
  private let database = TestDatabase.current

  init(named user: String) async throws {
    self.user = "\(user)_\(TestDatabase.current.name)"
    name = "'\(self.user)'@'localhost'"
    let tables = try String(contentsOf: sampleSite.appending(path: "tables.sql"), encoding: .utf8)
    try run(
      """
      \(tables)
      INSERT INTO wp_options (option_name, option_value) VALUES
        ('chatbot_chatgpt_enable_conversation_logging', 'On'), ('timezone_string', 'UTC');
      CREATE USER \(name);
      """)
  }

  @discardableResult
  func run(_ sql: String) throws -> String { try database.run(sql: sql) }

  func drop() throws { try run("DROP USER \(name)") }

  func tokenledger(_ arguments: [String]) async throws -> TokenLedgerCommand.Outcome {
    try await command(arguments, user: user)
  }

  func administrator(_ arguments: [String]) async throws -> TokenLedgerCommand.Outcome {
    try await command(arguments, user: TestServer.current.user)
  }

  /// Whether the server denies the user a statement, or the last of several.
  func isDenied(_ statement: String) -> Bool {
    do {
      let socket = try TestServer.current.socket
      try runTool(
        "mariadb",
        ["--no-defaults", "--user=\(user)", "--socket=\(socket)", "--execute=\(statement)", database.name])
      return false
    } catch {
      return "\(error)".contains("denied")
    }
  }

  private func command(_ arguments: [String], user: String) async throws -> TokenLedgerCommand.Outcome {
    try await TokenLedgerCommand.run(
      arguments: arguments,
      environment: [
        "TOKENLEDGER_DB_SOCKET": try TestServer.current.socket, "TOKENLEDGER_DB_USER": user,
        "TOKENLEDGER_DB_NAME": database.name, "TOKENLEDGER_DB_PREFIX": "wp_",
      ])
  }
}
