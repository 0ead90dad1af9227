import Foundation
import Glibc
import LedgerStore
import TestSupport
import Testing

@Suite("The worker's configuration", .freshDatabase, .timeLimit(.minutes(5)))
struct ConfiguredWorkerTests {
  /// A configuration that lists sites by their prefixes.
  private func configuration(_ prefixes: [String], in folder: Folder, more: String = "") throws -> String {
    let server = try TestServer.current
    let access = try folder.write("access.cnf", "[client]\nsocket=\(server.socket)\nuser=\(server.user)\n")
    let sites = prefixes.map {
      "  - {defaults_file: \(access), database: \(TestDatabase.current.name), prefix: \($0)}\n"
    }
    return "sites:\n\(sites.joined())\(more)"
  }

  @Test("Sites, settings and models come from tokenledger.yml, which is read again on SIGHUP")
  func all() async throws {
    let sites = try ["wp_", "wq_"].map { try TestSite(prefix: $0) }
    let time = try sites[0].clock(hoursAgo: 48)
    let (row, day) = (LogRow.answer(at: time), time.day)
    for site in sites { try site.write(row) }
    let more = """
      worker: {interval: 1h, jobs: 2, export_dir: daily, export_at: "00:00", log_format: text}
      models:
        - {from: \(day), to: \(day), platform: OpenAI, model: gpt-3.5}

      """
    try await Folder.with { folder in
      let path = try folder.write("tokenledger.yml", configuration(["wp_"], in: folder, more: more))
      let environment = ["TOKENLEDGER_CONFIG": path]
      try await WorkerRun.with(["--jobs", "3"], interval: nil, environment: environment) { worker in
        try await worker.waitForVisits(1)
        #expect(worker.lines.first?.hasSuffix("info started interval_seconds=3600 jobs=3 sites=1") == true)
        #expect(try Folder(path: folder.path + "/daily").names == ["\(TestDatabase.current.name)+wp_"])
        #expect(try ModelReport(sites[0].session()).declared[.unseen].spans.map(\.days) == [day...day])
        #expect(try ModelReport(sites[0].session()).unknown.count == .zero)

        // A file that cannot be used leaves the list as it was.
        try folder.write("tokenledger.yml", configuration(["wp_", "wq_"], in: folder, more: "wroker:\n"))
        worker.process.signal(SIGHUP)
        try await until("the complaint") {
          worker.lines.contains { $0.contains("unknown key 'wroker' in the file") }
        }
        try folder.write("tokenledger.yml", configuration(["wp_", "wq_"], in: folder, more: more))
        worker.process.signal(SIGHUP)
        try await until("the second site") {
          try sites[1].ledgerTables().count > 0 && worker.state?.sites.count == 2
        }
        try await until("its sync") { worker.lines.contains { $0.contains("wq_ counted=3") } }
        #expect(try ModelReport(sites[1].session()).declared[.unseen].spans.map(\.days) == [day...day])

        // The worker's own settings stay; --jobs comes before them anyway.
        let changes = [("jobs: 2", "jobs: 5"), (": 1h", ": 2h"), (": 1h", ": 3h")]
        for (number, (old, new)) in changes.enumerated() {
          let more = more.replacing(old, with: new)
          try folder.write("tokenledger.yml", configuration(["wp_", "wq_"], in: folder, more: more))
          worker.process.signal(SIGHUP)
          try await until("the new list") {
            worker.lines.count { $0.hasPrefix("info the list of sites was read again ") } == number + 2
          }
          let isWarned = worker.lines.contains { $0.contains("restart") }
          if number == 0 { #expect(!isWarned) }
        }
        let end = try await worker.end(by: SIGTERM)
        #expect(end.status == 0)
        #expect(
          end.lines.filter { $0.contains("restart") } == [
            "warning the configuration's settings of the worker have changed: restart it to have them hold"
          ])
      }
    }
    for site in sites { try site.expectLedger(holds: row) }
  }

  @Test("A site that is named on the command line or in the environment comes before the list")
  func named() async throws {
    let sites = try ["wp_", "wq_"].map { try TestSite(prefix: $0) }
    let row = try LogRow.answer(at: sites[0].clock())
    for site in sites { try site.write(row) }
    try await Folder.with { folder in
      let path = try folder.write("tokenledger.yml", configuration(["wq_"], in: folder))
      try await WorkerRun.with(["--config", path], on: sites[0]) { worker in
        try await worker.waitForVisits(1)
        #expect(try await worker.end(by: SIGTERM).status == 0)
      }
    }
    #expect(try sites[0].ledgerTables().count > 0 && sites[1].ledgerTables().isEmpty)
  }

  @Test("A list whose patterns match nothing is tried again, and never stands for another site or for none")
  func nothingMatches() async throws {
    let sites = try ["wp_", "wq_"].map { try TestSite(prefix: $0) }
    let row = try LogRow.answer(at: sites[0].clock())
    for site in sites { try site.write(row) }
    try await Folder.with { folder in
      let access = try configuration(["wp_"], in: folder).replacing(#/^sites:\s+- /#, with: "site: ")
      let path = try folder.write("tokenledger.yml", "\(access)sites: [www/*/htdocs, more*]\n")
      let message = "\(path), line 2: no WordPress site matches the pattern (and 1 more)"
      let advice = "Is what holds the sites mounted, and may this user look into it?"
      for command in ["worker", "status"] {
        #expect(
          try await TokenLedgerCommand.run(arguments: [command, "--config", path])
            == .init(status: 75, output: "", errors: "tokenledger: error: \(message)\n\(advice)\n"))
      }
      try folder.write(
        "www/shop/htdocs/wp-config.php",
        """
        <?php
        define('DB_NAME', '\(TestDatabase.current.name)');
        define('DB_USER', '\(TestServer.current.user)');
        define('DB_PASSWORD', '');
        define('DB_HOST', 'localhost:\(TestServer.current.socket)');
        $table_prefix = 'wq_';
        """)
      try await WorkerRun.with(["--config", path]) { worker in
        try await worker.waitForVisits(1)
        #expect(worker.lines.contains("warning \(path), line 2: no WordPress site matches the pattern"))
        try FileManager.default.moveItem(atPath: "\(folder.path)/www", toPath: "\(folder.path)/unmounted")
        worker.process.signal(SIGHUP)
        try await until("the complaint") {
          worker.lines.contains { $0.hasPrefix("error the sites stay as they were: \(message) ") }
        }
        try FileManager.default.moveItem(atPath: "\(folder.path)/unmounted", toPath: "\(folder.path)/www")
        worker.process.signal(SIGHUP)
        try await worker.waitForVisits(2)
        #expect(worker.state?.sites.map(\.name) == ["\(folder.path)/www/shop/htdocs"])
        #expect(try await worker.end(by: SIGTERM).status == 0)
      }
    }
    #expect(try sites[0].ledgerTables().isEmpty && sites[1].ledgerTables().count > 0)
  }
}
