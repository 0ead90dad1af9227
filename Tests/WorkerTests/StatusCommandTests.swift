import Application
import Foundation
import Glibc
import Ledger
import LedgerStore
import TestSupport
import Testing

@testable import Worker

@Suite("tokenledger status", .freshDatabase, .timeLimit(.minutes(5)))
struct StatusCommandTests {
  private struct Status: Decodable {
    struct Site: Decodable, Equatable {
      var name: String
      var client: String?
      var tags: [String] = []
      var state: String
      var database: String?
      var prefix: String?
      var lastSync: String?
      var lastSyncLocal: String?
      var ledgerCompleteUntil: String?
      var ledgerCompleteUntilLocal: String?
      var ageSeconds: Int?
      var lateAfterSeconds: Int
      var lagRows: Int?
      var lagIsLowerBound = false
      var failures: Int?
      var nextRun: String?
      var error: String?
      /// No server of the tests is a cluster's node.
      var cluster: [String: String]?
    }

    var schema: String
    var current: Bool
    var sites: [Site]
  }

  private func status(_ arguments: [String], in folder: Folder) async throws -> (Int32, Status) {
    let outcome = try await run(arguments + ["--format", "json"], in: folder)
    #expect(outcome.errors == "")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let status = try decoder.decode(Status.self, from: Data(outcome.outputBytes))
    #expect(status.schema == "tokenledger.status/2")
    return (outcome.status, status)
  }

  private func run(_ arguments: [String], in folder: Folder) async throws -> TokenLedgerCommand.Outcome {
    let environment = [
      "XDG_STATE_HOME": folder.path, "TOKENLEDGER_DB_SOCKET": try TestServer.current.socket,
      "TOKENLEDGER_DB_USER": "root", "TOKENLEDGER_DB_NAME": TestDatabase.current.name,
      "TOKENLEDGER_DB_PREFIX": "wp_",
    ]
    return try await TokenLedgerCommand.run(arguments: ["status"] + arguments, environment: environment)
  }

  /// Has the ledger's last sync be so many seconds ago.
  private func age(_ site: TestSite, to seconds: Int) throws {
    try site.run("UPDATE LEDGER_cursors SET synced_utc = UTC_TIMESTAMP() - INTERVAL \(seconds) SECOND")
  }

  @Test("A site without a ledger was never synced, and all its rows lag")
  func never() async throws {
    let site = try TestSite()
    try site.write(LogRow.answer(at: site.clock()))
    try await Folder.with { folder in
      let (code, status) = try await status([], in: folder)
      #expect(code == 75)
      #expect(!status.current)
      #expect(
        status.sites == [
          Status.Site(
            name: "\(site.database.name)/wp_", state: "never_synced", database: site.database.name,
            prefix: "wp_",
            lateAfterSeconds: 7200, lagRows: 5)
        ])
      #expect(try site.ledgerTables() == [])
    }
  }

  @Test("A ledger is late when it was not synced for so long as is allowed, and the rows since then lag")
  func late() async throws {
    let site = try TestSite()
    try site.sync()
    try await Folder.with { folder in
      try age(site, to: 7000)
      let aged = ContinuousClock.now
      var (code, status) = try await status([], in: folder)
      #expect(code == 0)
      #expect(status.current)
      #expect(status.sites[0].state == "current")
      #expect(status.sites[0].lagRows == 0)
      let passed = Int((ContinuousClock.now - aged) / .seconds(1))
      #expect((7000...7001 + passed).contains(status.sites[0].ageSeconds ?? 0))
      try site.write(LogRow.answer(at: site.clock()) + LogRow.answer(at: site.clock()))
      try age(site, to: 7300)
      (code, status) = try await self.status([], in: folder)
      #expect(code == 75)
      #expect(status.sites[0].state == "late")
      #expect(status.sites[0].lagRows == 10)
      (code, status) = try await self.status(["--late-after", "3h"], in: folder)
      #expect(code == 0)
      #expect(status.sites[0].lateAfterSeconds == 10_800)
      (code, _) = try await self.status(["--late-after", "1s"], in: folder)
      #expect(code == 75)
    }
  }

  @Test("Of a log that was replaced, the rows lag that are not counted yet")
  func replaced() async throws {
    let site = try TestSite()
    let clock = try site.clock(hoursAgo: 2)
    for id in [1, 11, 21] { try site.write(LogRow.answer(at: clock, firstID: id)) }
    try site.sync()
    try site.run("TRUNCATE TABLE LOG")
    try site.write(LogRow.answer(at: site.clock(), firstID: 1))
    try await Folder.with { folder in
      let status = try await status([], in: folder).1
      #expect(status.sites[0].lagRows == 5)
    }
  }

  @Test("What a worker knows is shown: its interval, failures, and when it comes next")
  func worker() async throws {
    let site = try TestSite()
    try await Folder.with { folder in
      try await WorkerRun.with(interval: "10m", on: site, environment: ["XDG_STATE_HOME": folder.path]) {
        worker in
        let state = StateFile(path: "\(folder.path)/tokenledger/worker.json")
        func visits() -> Int {
          (try? String(contentsOfFile: state.path, encoding: .utf8)).flatMap { WorkerState(Array($0.utf8)) }?
            .visits ?? 0
        }
        try await until("a visit") { visits() == 1 }
        var (code, status) = try await status([], in: folder)
        #expect(code == 0)
        #expect(status.sites[0].lateAfterSeconds == 1800)
        #expect(status.sites[0].failures == 0)
        #expect(status.sites[0].nextRun != nil)
        try site.run("RENAME TABLE LOG TO hidden")
        worker.process.signal(SIGHUP)
        try await until("a failure") { visits() == 2 }
        (code, status) = try await self.status([], in: folder)
        #expect(code == 0)
        #expect(status.sites[0].failures == 1)
        #expect(status.sites[0].lagRows == nil)
        #expect(status.sites[0].error?.hasPrefix("there is no conversation log \(site.log)") == true)
        #expect(try await worker.end(by: SIGTERM).status == 0)
        status = try await self.status([], in: folder).1
        #expect(status.sites[0].nextRun == nil)
        #expect(status.sites[0].failures == 1)
      }
    }
  }

  @Test("A site that cannot be looked at keeps the others from nothing")
  func unknown() async throws {
    let site = try TestSite(prefix: "b_")
    try site.sync()
    try await Folder.with { folder in
      let sites = ListedSites(folder: folder)
      let file = try sites.list(["a_": "/nowhere/server.sock", "b_": nil])
      let (code, status) = try await status(["--sites", file], in: folder)
      #expect(code == 75)
      #expect(status.sites.map(\.name) == [sites.name("a_"), sites.name("b_")])
      #expect(status.sites.map(\.state) == ["unknown", "current"])
      #expect(status.sites[0].error?.hasPrefix("2002 (HY000): ") == true)
      #expect(status.sites[0].prefix == "a_")
    }
  }

  @Test("For a site that cannot be reached the worker's last successful sync is shown")
  func knownToTheWorker() async throws {
    let site = try TestSite(options: ["timezone_string": "Asia/Kathmandu"])
    try await Folder.with { folder in
      try await WorkerRun.with(interval: "10m", on: site, environment: ["XDG_STATE_HOME": folder.path]) {
        worker in
        let state = StateFile(path: "\(folder.path)/tokenledger/worker.json")
        func visits() -> Int {
          (try? String(contentsOfFile: state.path, encoding: .utf8)).flatMap { WorkerState(Array($0.utf8)) }?
            .visits ?? 0
        }
        try await until("a visit") { visits() == 1 }
        let known = try await status([], in: folder).1.sites[0]
        #expect(known.lastSync != nil && known.lastSyncLocal != nil)
        #expect(known.ledgerCompleteUntil == known.lastSync)
        #expect(known.ledgerCompleteUntilLocal == known.lastSyncLocal)
        let moment = try #require(try site.session().progress().lastSync)
        #expect(known.lastSync == moment.utc.rfc3339)
        #expect(known.lastSyncLocal == "\(moment.local)")
        // The worker does not notice before its next visit.
        try site.run("RENAME TABLE LEDGER_state TO hidden")
        let (code, status) = try await status([], in: folder)
        #expect(code == 75)
        #expect(status.sites[0].state == "unknown")
        #expect(status.sites[0].error != nil)
        #expect(status.sites[0].lastSync == known.lastSync)
        #expect(status.sites[0].lastSyncLocal == known.lastSyncLocal)
        #expect(status.sites[0].ageSeconds != nil)
        #expect(status.sites[0].database == site.database.name)
        #expect(try await worker.end(by: SIGTERM).status == 0)
        // The next worker, which never reaches it, knows what this one did.
        try await WorkerRun.with(interval: "10m", on: site, environment: ["XDG_STATE_HOME": folder.path]) {
          worker in
          try await until("a visit") {
            let written = state.state
            return written?.visits == 1 && written?.pid == Int(worker.process.number)
          }
          let later = try await self.status([], in: folder).1.sites[0]
          #expect((later.state, later.failures) == ("unknown", 1))
          #expect((later.lastSync, later.lastSyncLocal) == (known.lastSync, known.lastSyncLocal))
          #expect(try await worker.end(by: SIGTERM).status == 0)
        }
      }
    }
  }

  @Test("Sites are called as their list says, with clients and tags, dead or alive")
  func labels() async throws {
    let site = try TestSite(prefix: "b_")
    try site.sync()
    try await Folder.with { folder in
      let sites = ListedSites(folder: folder)
      let file = try sites.list(["a_": "/nowhere/server.sock", "b_": nil, "c_": "/nowhere/server.sock"])
      let text = try folder.read("sites.yml")
        .replacing(
          "prefix: a_\n",
          with: "prefix: a_\n    name: Dead Shop\n    client: Ellis\n    tags: [retail, old]\n"
        )
        .replacing("prefix: b_\n", with: "prefix: b_\n    name: Club\n")
      try folder.write("sites.yml", text)
      let (code, status) = try await status(["--sites", file], in: folder)
      #expect(code == 75)
      #expect(status.sites.map(\.name) == ["Dead Shop", "Club", sites.name("c_")])
      #expect(status.sites.map(\.client) == ["Ellis", nil, nil])
      #expect(status.sites.map(\.tags) == [["retail", "old"], [], []])
      let table = try await run(["--sites", file], in: folder).output.split(separator: "\n")
      #expect(table[0].hasPrefix("Site "))
      #expect(table[0].contains("Client  Tags         State"))
      #expect(table[1].hasPrefix("Dead Shop ") && table[1].contains(" Ellis   retail, old  UNKNOWN "))
      #expect(table.contains { $0.hasPrefix("Dead Shop: 2002 (HY000): ") })
      let records = try await run(["--sites", file, "--format", "csv"], in: folder).output.split(
        separator: "\n")
      #expect(records[0].hasSuffix(",\"Lag Is Lower Bound\",Client,Tags"))
      #expect(
        records[1].hasPrefix("\"Dead Shop\",unknown,") && records[1].hasSuffix(",false,Ellis,\"retail, old\"")
      )
    }
  }

  @Test("When a ledger is far behind, only a limited number of rows is counted")
  func farBehind() async throws {
    let site = try TestSite()
    try site.sync()
    try site.run(
      """
      INSERT INTO LOG (session_id, user_id, page_id, interaction_time, user_type, message_text)
      SELECT 's', '0', '2', '2024-03-04 12:00:00', 'Visitor', 'hello' FROM seq_1_to_100000
      """)
    try await Folder.with { folder in
      var known = try await status([], in: folder).1.sites[0]
      #expect((known.lagRows, known.lagIsLowerBound) == (100_000, false))
      try site.run(
        """
        INSERT INTO LOG (session_id, user_id, page_id, interaction_time, user_type, message_text)
        VALUES ('s', '0', '2', '2024-03-04 12:00:00', 'Visitor', 'hello')
        """)
      known = try await status([], in: folder).1.sites[0]
      #expect((known.lagRows, known.lagIsLowerBound) == (100_000, true))
      #expect(try await run([], in: folder).output.contains("  > 100,000  "))
    }
  }

  @Test("A site that never answers, or hides a pipe, holds up no other")
  func silent() async throws {
    let site = try TestSite(prefix: "b_")
    try site.sync()
    try await Folder.with { folder in
      try folder.write("htdocs/index.php", "<?php\n")
      for name in ["a_.cnf", "htdocs/wp-config.php"] {
        try #require(mkfifo("\(folder.path)/\(name)", 0o600) == 0)
      }
      _ = try ListedSites(folder: folder).list(["b_": nil])
      let list = """
        sites:
          - {defaults_file: a_.cnf, database: a, prefix: a_}
          - {defaults_file: b_.cnf, database: \(TestDatabase.current.name), prefix: b_}
          - "ht*"
        """
      let (code, status) = try await status(["--sites", folder.write("list.yml", list)], in: folder)
      #expect(code == 75)
      #expect(
        status.sites.map(\.name) == ["a/a_", "\(TestDatabase.current.name)/b_", "\(folder.path)/htdocs"])
      #expect(status.sites.map(\.state) == ["unknown", "current", "unknown"])
      #expect(
        status.sites.map(\.error) == [
          "the site did not answer within 30 s", nil,
          "\(folder.path)/htdocs/wp-config.php is a pipe or a device, not a file",
        ])
    }
  }

  @Test("A blog that is listed beside its multisite is shown once")
  func listedBlog() async throws {
    let first = try TestSite(prefix: "wp_")
    try first.database.run(
      sql:
        "CREATE TABLE wp_blogs (blog_id BIGINT NOT NULL PRIMARY KEY); INSERT INTO wp_blogs VALUES (1), (2), (3);"
    )
    let blogs = try [first] + [2, 3].map { try TestSite(prefix: "wp_", blog: $0) }
    for blog in blogs { try blog.sync() }
    try await Folder.with { folder in
      _ = try ListedSites(folder: folder).list(["wp_": nil])
      let access = "defaults_file: wp_.cnf, database: \(TestDatabase.current.name), prefix: wp_"
      let list = "sites: [{\(access)}, {\(access), blog: 2}]\n"
      let (code, status) = try await status(["--sites", folder.write("list.yml", list)], in: folder)
      let name = "\(TestDatabase.current.name)/wp_"
      #expect(code == 0)
      #expect(status.sites.map(\.name) == [name, "\(name) blog 3", "\(name) blog 2"])
      #expect(status.sites.map(\.prefix) == ["wp_", "wp_3_", "wp_2_"])
    }
  }

  @Test("The table is for people, and the records are for spreadsheets")
  func formats() async throws {
    let site = try TestSite()
    try site.sync()
    try site.run("UPDATE LEDGER_cursors SET synced_utc = '2026-01-02 03:04:05'")
    try await Folder.with { folder in
      let name = "\(site.database.name)/wp_"
      let days = try site.clock().day.days(since: try #require(Day("2026-01-02")))
      let table = try await run(["--late-after", "24h"], in: folder)
      #expect(table.status == 75)
      let lines = table.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
      #expect(lines.first == "Site State Last Sync (UTC) Age Lag Failures Next Run")
      #expect(
        ["\(days) d", "\(days - 1) d"].map { "\(name) LATE 2026-01-02 03:04:05 \($0) 0 unknown unknown" }
          .contains(lines.last))
      let records = try await run(["--format", "csv"], in: folder).output.split(separator: "\n")
      #expect(
        records[0]
          == "Site,State,\"Last Sync\",\"Age Seconds\",\"Lag Rows\",Failures,\"Next Run\",Error,\"Lag Is Lower Bound\",Client,Tags"
      )
      #expect(
        try records[1].wholeMatch(of: Regex("\(name),late,2026-01-02T03:04:05Z,[0-9]+,0,,,,false,,")) != nil)
    }
  }
}
