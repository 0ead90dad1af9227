import Foundation
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// Runs doctor in every state of a site, its ledger and its server: it shows every check, and ends with 65 if one
/// fails.
@Suite(.serialized) struct DoctorAttack {
  private struct Report: Decodable {
    struct Check: Decodable {
      let name, level, message: String
      let advice: String?
    }
    let schema, level: String
    let checks: [Check]

    func failed(_ name: String) -> Check? { checks.first { $0.name == name && $0.level == "failure" } }
  }

  /// The checks that are always made.
  private static let checks = [
    "connection", "server", "options", "time_zone", "logging", "retention", "log_table", "ids", "ledger",
    "last_sync", "privileges", "blank_types", "rejected_rows", "gaps", "users",
  ]

  /// A state, and a check that must fail in it with this message; nil when none has to fail.
  private struct State {
    let name: String
    let sql: [String]
    let failure: (check: String, message: String)?

    init(_ name: String, _ sql: String..., fails failure: (String, String)?) {
      (self.name, self.sql, self.failure) = (name, sql, failure)
    }
  }

  private static let account = "wordpress@localhost"
  private static let log = "attacked.wp_chatbot_chatgpt_conversation_log"
  private static let ledger = "attacked.wp_tokenledger_"

  @discardableResult
  private func examine(
    _ site: HostedSite, _ state: String, fails failure: (check: String, message: String)?,
    passes: Bool = false
  ) throws -> TokenLedgerProcess.End {
    let end = try site.end("doctor", "--format", "json")
    let report = try JSONDecoder().decode(Report.self, from: Data(end.outputBytes))
    let names = report.checks.map(\.name)
    #expect(
      names.starts(with: ["connection", "server"]) && Set(names).isSuperset(of: Self.checks),
      "\(state): \(names)")
    #expect(report.checks.allSatisfy { !$0.message.isEmpty })
    let failed: Int32 = passes ? 75 : 65
    #expect(end.status == (report.level == "failure" ? failed : 0), "\(state): \(end.status)")
    #expect(end.errors == "", "\(state): \(end.errors)")
    if let failure {
      #expect(
        report.failed(failure.check)?.message.contains(failure.message) == true, "\(state): \(end.output)")
    } else {
      #expect(end.status == 0, "\(state): \(end.output)")
    }
    let table = try site.end("doctor")
    #expect(table.status == end.status && table.errors == "", "\(state): \(table.errors)")
    Figures.survived(faults: 1)
    return end
  }

  private static let states = [
    State("no privileges at all", "REVOKE ALL ON attacked.* FROM \(account)", fails: ("connection", "1044")),
    State("locked", "ALTER USER \(account) ACCOUNT LOCK", fails: ("connection", "4151")),
    State("expired", "ALTER USER \(account) PASSWORD EXPIRE", fails: ("options", "1820")),
    State(
      "the log alone", "REVOKE ALL ON attacked.* FROM \(account)", "GRANT SELECT ON \(log) TO \(account)",
      fails: ("options", "1142")),
    State(
      "SELECT alone", "REVOKE ALL ON attacked.* FROM \(account)", "GRANT SELECT ON attacked.* TO \(account)",
      fails: ("privileges", "may not INSERT, UPDATE, DELETE")),
    State("no prepared statements", "SET GLOBAL max_prepared_stmt_count = 0", fails: nil),
    State("read-only", "SET GLOBAL read_only = 1", fails: ("privileges", "1290")),
    State("no log", "DROP TABLE \(log)", fails: ("log_table", "there is no conversation log")),
    State(
      "no ids", "ALTER TABLE \(log) MODIFY id INT NOT NULL, DROP PRIMARY KEY",
      "ALTER TABLE \(log) DROP COLUMN id",
      fails: ("log_table", "no column id")),
    State(
      "a view that lost its table", "DROP TABLE \(log)", "CREATE TABLE attacked.gone LIKE attacked.wp_posts",
      "CREATE VIEW \(log) AS SELECT * FROM attacked.gone", "DROP TABLE attacked.gone",
      fails: ("log_table", "no column id")),
    State("no options", "DROP TABLE attacked.wp_options", fails: ("options", "there is no table wp_options")),
    State(
      "options of another shape", "ALTER TABLE attacked.wp_options DROP COLUMN option_value",
      fails: ("options", "1054")),
    State(
      "a zone of another world",
      "REPLACE INTO attacked.wp_options (option_name, option_value) VALUES ('timezone_string', 'Mars/Olympus')",
      fails: ("options", "Mars/Olympus")),
    State(
      "a newer ledger", "INSERT INTO \(ledger)migrations VALUES (99, NOW())", fails: ("ledger", "version 99")),
    State("an empty state", "DELETE FROM \(ledger)state", fails: ("ledger", "has lost its state")),
    State(
      "sums that differ", "UPDATE \(ledger)day_totals SET requests = requests + 1",
      fails: ("ledger", "contradicts")
    ),
    State(
      "a notice",
      "INSERT INTO \(ledger)notices (kind, message, noticed_utc) VALUES ('new_epoch', 'x', NOW())", fails: nil
    ),
    State("no versions", "DROP TABLE \(ledger)migrations", fails: nil),
  ]

  @Test("Every check is shown, whatever is missing, damaged or forbidden")
  func states() throws {
    let server = try PrivateServer()
    defer { server.remove() }
    var states = Self.states
    let tables = try TestDatabase.$current.withValue(server.database()) {
      let site = try TestSite()
      try site.session().migrate()
      return try site.ledgerTables()
    }
    #expect(tables.count > 10)
    states += tables.filter { !$0.hasSuffix("_migrations") }.map { table in
      State("\(table) is gone", "DROP TABLE attacked.\(table)", fails: ("ledger", "has lost \(table)"))
    }
    for state in states {
      let site = try HostedSite(on: server)
      #expect(try site.end("sync").status == 0)
      for sql in state.sql { try site.run(sql) }
      try examine(site, state.name, fails: state.failure, passes: state.failure?.message == "1461")
    }
  }

  @Test("Every check is shown when the log is damaged, InnoDB is read-only, or no server answers")
  func server() throws {
    let site = try HostedSite()
    defer { site.server.remove() }
    #expect(try site.end("sync").status == 0)
    try examine(site, "healthy", fails: nil)
    let report = try site.end("report", "--no-sync", "--format", "csv").output

    // With this option InnoDB accepts no writes.
    try site.server.stop()
    try site.server.start("--innodb-read-only=1")
    try examine(site, "InnoDB is read-only", fails: ("privileges", "1036"))
    let stale = try site.end("report", "--format", "csv")
    #expect(stale.status == 0 && stale.output == report, "\(stale.errors)")
    #expect(stale.errors.contains("these are its figures as they stand"), "\(stale.errors)")
    for command in ["summary", "export --output -"] {
      let end = try TokenLedgerProcess(
        command.split(separator: " ").map(String.init), on: site.site, socket: site.server.socket
      ).end()
      #expect(end.status == 0 && end.errors.contains("as they stand"), "\(command): \(end.errors)")
    }
    let sync = try site.end("sync")
    #expect(sync.status == 69 && sync.errors.contains("The server accepts no writes now"), "\(sync.errors)")
    try site.server.stop()
    try site.server.start()

    let root = try Connection(site.server.options(database: "attacked"))
    try root.execute("ALTER TABLE wp_chatbot_chatgpt_conversation_log ENGINE = MyISAM")
    try root.execute("FLUSH TABLES")
    try site.server.truncate("attacked/wp_chatbot_chatgpt_conversation_log.MYI", to: 1500)
    let damaged = try examine(
      site, "a damaged log", fails: ("log_table", "wp_chatbot_chatgpt_conversation_log"))
    #expect(damaged.output.contains("REPAIR TABLE"))

    try site.server.kill()
    let gone = try examine(site, "no server", fails: ("connection", "Can't connect to local server"))
    #expect(gone.output.contains("not checked: the database cannot be reached"))
  }
}
