import Foundation
import Ledger
import MariaDB
import TestSupport
import Testing

/// Locks that an administrator, a backup or the donor of a cluster's state holds on the whole server.
@Suite(.serialized, .timeLimit(.minutes(10))) struct GlobalLockAttack {
  private static let message = "1205 (HY000): Lock wait timeout exceeded; try restarting transaction"
  private static let advice = """
    Something holds a lock: often FLUSH TABLES WITH READ LOCK or a backup's stage, on a cluster a state transfer, or the \
    node is behind the others; SHOW PROCESSLIST on the server shows which. Nothing was lost or counted twice; run it \
    again when it is over.
    """
  private static let error = "tokenledger: error: \(message)\n\(advice)\n"
  private static let warning =
    "the ledger could not be brought up to date (\(message)); these are its figures as they stand"
  private static let doctor = ["doctor", "--format", "json"]
  private static let days = ["--from", "2024-01-01", "--to", "2030-01-01"]

  /// A way of holding up every commit, and how it ends.
  struct Lock: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let begin: [String]
    let end: String
    /// Whether statements are held up that would change nothing, as the doctor tries them.
    let stopsTrials: Bool
  }

  static let locks = [
    Lock(
      testDescription: "FLUSH TABLES WITH READ LOCK", begin: ["FLUSH TABLES WITH READ LOCK"],
      end: "UNLOCK TABLES",
      stopsTrials: true),
    Lock(
      testDescription: "BACKUP STAGE BLOCK_COMMIT",
      begin: [
        "BACKUP STAGE START", "BACKUP STAGE FLUSH", "BACKUP STAGE BLOCK_DDL", "BACKUP STAGE BLOCK_COMMIT",
      ],
      end: "BACKUP STAGE END",
      stopsTrials: false),
  ]

  private static let reading = [
    ["report", "--no-sync", "--all"], ["summary", "--no-sync"], ["export", "--no-sync", "--output", "-"],
    ["user", "export", "3"], ["verify"], ["rejected"], ["status", "--format", "csv"],
  ]

  private static func writing(_ file: String) -> [[String]] {
    [
      ["sync"], ["import", file], ["rebuild"] + days, ["user", "erase", "3", "--yes"],
      ["models", "set"] + days + ["--platform", "OpenAI", "--model", "gpt-4o"], ["migrate"],
      ["uninstall", "--yes"],
    ]
  }

  /// Commands that sync, or answer from the ledger as it is.
  private static let either = [
    ["report", "--all"], ["summary"], ["export", "--output", "-"],
  ]

  @Test(
    "Under a lock of the whole server every command ends with the reason, and the next sync makes up for it",
    arguments: locks)
  func held(_ lock: Lock) async throws {
    let host = try HostedSite()
    defer { host.server.remove() }
    #expect(try host.end("sync").status == 0)
    try await Folder.with { folder in
      let file = "\(folder.path)/rows.csv"
      #expect(try host.end("export", "--raw", "--output", file).status == 0)
      try host.write()
      let before = try Self.reading.map { try host.run($0) }
      let healthy = try checks(host.end("doctor", "--format", "json"))
      // Each has a site of its own, or they would wait for each other.
      let changing = try (Self.either + Self.writing(file)).enumerated().map { number, command in
        (command: command, site: try host.site(prefix: "s\(number)_"))
      }
      let figures = try changing.prefix(Self.either.count).map { command, site in
        try host.run([command[0], "--no-sync"] + command.dropFirst(), on: site)
      }
      let holder = try Connection(host.server.options())
      for sql in lock.begin { try holder.execute(Query(unchecked: sql)) }

      let commands = (Self.reading + [Self.doctor]).map { (command: $0, site: host.site) } + changing
      let runs = try commands.map { command, site in
        let process = try TokenLedgerProcess(command, on: site, socket: host.server.socket)
        return Background { try process.end() }
      }
      var ends: [[String]: TokenLedgerProcess.End] = [:]
      for ((command, _), run) in zip(commands, runs) {
        ends[command] = try run.endedValue("the end of \(command)")
        Figures.survived(faults: 1)
      }
      for (command, before) in zip(Self.reading, before) {
        let end = try #require(ends[command])
        #expect(end.status == 0 && end.errors == "", "\(command): \(end.errors)")
        // The age of the last sync grows.
        let isSame =
          command[0] == "status" ? end.output.contains("/wp_,current,") : end.output == before.output
        #expect(isSame, "\(command): \(end.output)")
      }
      for (command, figures) in zip(Self.either, figures) {
        let end = try #require(ends[command])
        #expect(
          end.status == 0 && end.errors == "tokenledger: warning: \(Self.warning)\n",
          "\(command): \(end.errors)")
        let note = command[0] == "summary" ? "Warning: \(Self.warning)\n" : ""
        #expect(end.output == figures.output + note, "\(command)")
      }
      for command in Self.writing(file) {
        let end = try #require(ends[command])
        #expect(end.status == 75 && end.errors == Self.error && end.output == "", "\(command): \(end)")
      }
      try examine(#require(ends[Self.doctor]), lock, healthy)

      try holder.execute(Query(unchecked: lock.end))
      for (command, site) in [([], host.site)] + changing {
        let (sync, verify) = try (host.run(["sync"], on: site), host.run(["verify"], on: site))
        #expect(sync.status == 0 && verify.status == 0, "\(command): \(sync.errors) \(verify.output)")
      }
      try TestDatabase.$current.withValue(host.site.database) { try host.oracle.check(host.site) }
      let after = try host.end("doctor")
      #expect(after.status == 0 && after.output.contains("the database user may keep the ledger"))
    }
  }

  private struct Check: Decodable, Equatable {
    let name, level, message: String
    let advice: String?
  }

  private struct Report: Decodable {
    let checks: [Check]
  }

  /// All checks but that of the clock, which goes on.
  private func checks(_ end: TokenLedgerProcess.End) throws -> [Check] {
    try JSONDecoder().decode(Report.self, from: Data(end.outputBytes)).checks.filter {
      $0.name != "time_zone"
    }
  }

  /// Under the lock the doctor finds the same as before, but for what it has to try.
  private func examine(_ end: TokenLedgerProcess.End, _ lock: Lock, _ healthy: [Check]) throws {
    #expect(end.errors == "")
    #expect(end.status == (lock.stopsTrials ? 75 : 0))
    let held = Check(name: "privileges", level: "failure", message: Self.message, advice: Self.advice)
    let expected = healthy.map { $0.name == "privileges" && lock.stopsTrials ? held : $0 }
    #expect(try checks(end) == expected)
  }

  @Test(
    "When tables are locked one by one, the doctor waits once, and says of the other checks why they were not made"
  )
  func tables() throws {
    let host = try HostedSite()
    defer { host.server.remove() }
    #expect(try host.end("sync").status == 0)
    let holder = try Connection(host.server.options(database: "attacked"))
    try holder.execute(
      """
      LOCK TABLES wp_options WRITE, wp_chatbot_chatgpt_conversation_log WRITE, wp_tokenledger_state WRITE,
        wp_tokenledger_cursors WRITE,
        wp_tokenledger_migrations WRITE, wp_tokenledger_day_totals WRITE
      """)
    for command in [["doctor", "--format", "json"], ["report"], ["sync"], ["verify"], ["status"]] {
      let process = try TokenLedgerProcess(command, on: host.site, socket: host.server.socket)
      let end = try Background { try process.end() }.endedValue("the end of \(command)")
      #expect(end.status == 75, "\(command): \(end)")
      if command.first == "doctor" {
        #expect(
          try checks(end).map { "\($0.name) \($0.level): \($0.message)" } == [
            "connection ok: connected through the machine's own socket",
            "server ok: \(holder.serverVersion.text)", "options failure: \(Self.message)",
            "logging failure: not checked: the site's options cannot be read",
            "retention failure: not checked: the site's options cannot be read",
          ]
            + [
              "log_table", "ids", "ledger", "last_sync", "total_rows", "privileges", "blank_types",
              "rejected_rows", "gaps", "users", "notices",
            ].map { name in
              let reason =
                switch name {
                case "ids": "the log cannot be read"
                case "notices", "total_rows": "the ledger cannot be read"
                default: "another check has waited too long"
                }
              return "\(name) failure: not checked: \(reason)"
            })
      } else if command.first == "status" {
        #expect(end.output.contains("UNKNOWN") && end.output.contains(Self.message), "\(end.output)")
      } else {
        #expect(end.errors == Self.error && end.output == "", "\(command): \(end)")
      }
      Figures.survived(faults: 1)
    }
    try holder.execute("UNLOCK TABLES")
    #expect(try host.end("doctor").status == 0)
  }
}

extension HostedSite {
  /// Runs the program as the site's user, on the site or another one.
  fileprivate func run(_ arguments: [String], on other: TestSite? = nil) throws -> TokenLedgerProcess.End {
    try TokenLedgerProcess(arguments, on: other ?? site, socket: server.socket).end()
  }

  /// Another site in the same database, with answers that a sync has counted, and one that none has.
  fileprivate func site(prefix: String) throws -> TestSite {
    let site = try TestDatabase.$current.withValue(self.site.database) { try TestSite(prefix: prefix) }
    let now = try site.clock(hoursAgo: 1)
    for _ in 1...4 { try site.write(LogRow.answer(at: now, user: "3")) }
    try site.sync()
    try site.write(LogRow.answer(at: now, user: "3"))
    return site
  }
}
