import Application
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Worker

@Suite("A worker for many sites", .freshDatabase, .timeLimit(.minutes(5)))
struct WorkerSitesTests {
  private func site(_ prefix: String) throws -> TestSite {
    let site = try TestSite(prefix: prefix)
    try site.write(LogRow.answer(at: site.clock()))
    return site
  }

  @Test("Keeps them all current, and takes over a list that was changed; a bad one leaves the old")
  func reload() async throws {
    let (one, two) = (try site("one_"), try site("two_"))
    try await Folder.with { folder in
      let sites = ListedSites(folder: folder)
      let file = try sites.list(["one_": nil])
      try await WorkerRun.with(["--sites", file]) { worker in
        try await worker.waitForVisits(1)
        try folder.write("sites.yml", "sites:\n  - wp_paht: /srv/www\n")
        worker.process.signal(SIGHUP)
        try await until("the complaint") { worker.lines.last?.hasPrefix("error ") == true }
        let complaint = worker.lines.last ?? ""
        #expect(complaint.hasPrefix("error the sites stay as they were: \(file), line 2, column 5: "))
        #expect(complaint.contains("wp_path"))
        _ = try sites.list(["one_": nil, "two_": nil])
        worker.process.signal(SIGHUP)
        try await worker.waitForVisits(3)
        #expect(worker.state?.sites.map(\.name) == [sites.name("one_"), sites.name("two_")])
        _ = try sites.list(["two_": nil])
        worker.process.signal(SIGHUP)
        try await worker.waitForVisits(4)
        #expect(worker.state?.sites.map(\.name) == [sites.name("two_")])
      }
    }
    try one.expectAgreement()
    #expect(try [one, two].map { try $0.days().count } == [1, 1])
  }

  @Test("A site with a name is called by it in the log, the state and its folder of daily files")
  func names() async throws {
    let site = try site("one_")
    try await Folder.with { folder in
      let sites = ListedSites(folder: folder)
      _ = try sites.list(["one_": nil])
      let name = "Ellis/Möbel .. Shop"
      let text = try folder.read("sites.yml").replacing(
        "prefix: one_\n", with: "prefix: one_\n    name: \(name)\n    interval: 2h\n")
      let file = try folder.write("sites.yml", text)
      let daily = "\(folder.path)/daily"
      try await WorkerRun.with(["--sites", file, "--export-dir", daily, "--export-at", "00:00"]) { worker in
        try await worker.waitForVisits(1)
        #expect(worker.state?.sites.map(\.name) == [name])
        #expect(worker.state?.sites.map(\.intervalSeconds) == [7200])
        #expect(try Folder(path: daily).names == ["Ellis+M%C3%B6bel%20..%20Shop"])
        #expect(worker.lines.contains { $0.hasPrefix("info synced site=\"\(name)\" counted=") })
        #expect(try await worker.end(by: SIGTERM).status == 0)
      }
    }
    try site.expectAgreement()
  }

  @Test("A site whose server hangs holds up no other, even with one job")
  func hang() async throws {
    let (hanging, well) = (try site("a_"), try site("b_"))
    try await Folder.with { folder in
      let listener = try UnixSocket.listen(at: "\(folder.path)/silent")
      defer { close(listener) }
      let sites = ListedSites(folder: folder)
      let file = try sites.list(["a_": "\(folder.path)/silent", "b_": nil])
      try await WorkerRun.with(["--sites", file, "--jobs", "1"]) { worker in
        try await worker.waitForVisits(1)
        #expect(try well.days().count == 1)
        let end = try await worker.end(by: SIGTERM)
        #expect(end.status == 0)
      }
    }
    #expect(try hanging.ledgerTables() == [])
  }

  @Test("A multisite stands for all its blogs, those included that come later")
  func network() async throws {
    let first = try site("wp_")
    try first.database.run(
      sql:
        "CREATE TABLE wp_blogs (blog_id BIGINT NOT NULL PRIMARY KEY); INSERT INTO wp_blogs VALUES (1), (2), (3);"
    )
    let second = try TestSite(prefix: "wp_", blog: 2)
    try await Folder.with { folder in
      let sites = ListedSites(folder: folder)
      let name = sites.name("wp_")
      try await WorkerRun.with(["--sites", try sites.list(["wp_": nil])]) { worker in
        try await worker.waitForVisits(2)
        #expect(worker.state?.sites.map(\.name) == [name, "\(name) blog 2"])
        #expect(try second.ledgerTables().isEmpty == false)
        let third = try TestSite(prefix: "wp_", blog: 3)
        worker.process.signal(SIGHUP)
        try await worker.waitForVisits(5)
        #expect(worker.state?.sites.map(\.name) == [name, "\(name) blog 2", "\(name) blog 3"])
        let places = [first, second, third].map { LedgerPlace($0.site) }
        #expect(worker.state?.sites.map(\.place) == places)
      }
    }
  }

  @Test(
    "What cannot work ends it before it begins, with a code that systemd can tell apart",
    arguments: [
      (["--interval", "4s"], 64, "--interval must be from 5s to 24h"),
      (["--interval", "25h"], 64, "--interval must be from 5s to 24h"),
      (["--interval", "60"], 64, "The value '60' is invalid for '--interval <time>': a duration"),
      (["--jobs", "0"], 64, "--jobs must be from 1 to 64"),
      (["--keep", "5"], 64, "--export-at and --keep need --export-dir"),
      (["--export-dir", "/tmp", "--keep", "0"], 64, "--keep must be from 1 to 36500"),
      (
        ["--export-dir", "/tmp", "--export-at", "2:30"], 64,
        "The value '2:30' is invalid for '--export-at <HH:MM>': a time of day is written HH:MM, from 00:00 to 23:59\n"
      ),
      (["--sites", "x", "--wp-path", "/"], 64, "--sites excludes the options that name a single site"),
      (["--sites", "/nowhere/sites.yml"], 66, "/nowhere/sites.yml does not exist"),
      (["--wp-path", "/nowhere"], 66, "/nowhere does not exist"),
      (
        ["--export-dir", "/dev/null/x"], 73,
        "no files can be made in the folder /dev/null/x: Not a directory"
      ),
    ])
  func badRequest(arguments: [String], status: Int32, message: String) async throws {
    let site = try TestSite()
    let environment = [
      "TOKENLEDGER_DB_SOCKET": try TestServer.current.socket, "TOKENLEDGER_DB_USER": "root",
      "TOKENLEDGER_DB_NAME": site.database.name, "TOKENLEDGER_DB_PREFIX": "wp_",
    ]
    let outcome = try await TokenLedgerCommand.run(
      arguments: ["worker"] + arguments, environment: environment)
    #expect(outcome.status == status)
    #expect(outcome.errors.hasPrefix("tokenledger: error: \(message)"))
    #expect(outcome.errors.split(separator: "\n").count == 2)
  }

  @Test("A list that cannot be used ends it with 78")
  func badList() async throws {
    try await Folder.with { folder in
      let file = try folder.write("sites.yml", "sites: 3\n")
      let outcome = try await TokenLedgerCommand.run(arguments: ["worker", "--sites", file])
      #expect(outcome.status == 78)
    }
  }
}
