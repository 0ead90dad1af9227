import Foundation
import Glibc
import MariaDB
import Synchronization
import TestSupport
import Testing

@testable import Worker

@Suite("The worker's process", .freshDatabase, .timeLimit(.minutes(5)))
struct WorkerProcessTests {
  @Test("Keeps a ledger current until it is asked to end", arguments: [SIGTERM, SIGINT])
  func work(signal: Int32) async throws {
    let site = try TestSite()
    let row = try LogRow.answer(at: site.clock())
    try site.write(row)
    try await WorkerRun.with(on: site) { worker in
      try await worker.waitForVisits(1)
      try site.write(row)
      worker.process.signal(SIGHUP)
      try await worker.waitForVisits(2)
      let end = try await worker.end(by: signal)
      #expect(end.status == 0)
      #expect(end.seconds < 5)
      let name = "site=\(site.database.name)/wp_"
      #expect(
        try end.lines.map { try $0.replacing(Regex("ms=[0-9]+"), with: "ms=N") } == [
          "info started interval_seconds=60 jobs=4 sites=1", "info synced \(name) counted=3 days=1 ms=N",
          "info the list of sites was read anew sites=1", "info synced \(name) counted=3 days=1 ms=N",
          "info stopped",
        ])
      #expect(worker.state?.sites.map(\.nextRun) == [nil])
      #expect(worker.state?.sites.first?.place == LedgerPlace(site.site))
    }
    try site.expectLedger(holds: row + row)
  }

  @Test("systemd hears of it, its watchdog included")
  func systemd() async throws {
    let site = try TestSite()
    try await Folder.with { folder in
      let socket = try DatagramSocket("\(folder.path)/notify")
      var heard: [String] = []
      let environment = ["NOTIFY_SOCKET": "\(folder.path)/notify", "WATCHDOG_USEC": "100000"]
      try await WorkerRun.with(on: site, environment: environment) { worker in
        try await until("signs of life") {
          heard += socket.messages()
          return heard.count { $0 == "WATCHDOG=1" } >= 3
            && heard.contains("STATUS=sites: 1, failing: 0, syncs: 1")
        }
        #expect(try await worker.end(by: SIGTERM).status == 0)
        heard += socket.messages()
      }
      let others = heard.filter { $0 != "WATCHDOG=1" }
      #expect(
        others == [
          "READY=1", "STATUS=sites: 1, failing: 0, syncs: 0", "STATUS=sites: 1, failing: 0, syncs: 1",
          "STOPPING=1",
        ])
    }
  }

  @Test("Goes on when a server that was gone is back")
  func serverGone() async throws {
    let server = try PrivateServer()
    defer { server.remove() }
    let database = try server.database()
    try await TestDatabase.$current.withValue(database) {
      let site = try TestSite()
      try await WorkerRun.with(on: site, socket: server.socket) { worker in
        try await worker.waitForVisits(1)
        try server.kill()
        worker.process.signal(SIGHUP)
        try await until("the failure") { worker.state?.sites.first?.failures ?? 0 > 0 }
        #expect(worker.lines.last?.hasPrefix("warning 2002 (HY000): ") == true)
        try server.start()
        try site.write(LogRow.answer(at: site.clock()))
        worker.process.signal(SIGHUP)
        try await until("the success") { worker.state?.sites.first?.failures == 0 }
        #expect(try await worker.end(by: SIGTERM).status == 0)
      }
      #expect(try site.days().count == 1)
    }
  }

  @Test("Writes the daily file, whole, for its owner alone, and keeps as many as it was told")
  func dailyFile() async throws {
    let site = try TestSite()
    try site.write(LogRow.answer(at: site.clock()))
    try await Folder.with { folder in
      let place = Folder(path: "\(folder.path)/daily/\(site.database.name)+wp_")
      let old = (1...3).map { "Chatbot-ChatGPT-Token-Usage-2024-01-0\($0).csv" }
      for name in old { try place.write(name, "old") }
      let arguments = ["--export-dir", "\(folder.path)/daily", "--export-at", "00:00", "--keep", "3"]
      try await WorkerRun.with(arguments, on: site) { worker in
        try await worker.waitForVisits(1)
        let name = "Chatbot-ChatGPT-Token-Usage-\(try site.clock().day).csv"
        #expect(try place.names == old[1...] + [name])
        #expect(try place.mode(name) == 0o600)
        #expect(try place.read(name).split(separator: "\n").count == 2)
        #expect(worker.lines.last?.contains(" file=\(place.path)/\(name) ") == true)
      }
    }
  }

  @Test("Puts the daily file into its place when it is whole, and writes through nothing that lies there")
  func dailyFileInPlace() async throws {
    let site = try TestSite()
    try await Folder.with { folder in
      let place = "\(folder.path)/daily/\(site.database.name)+wp_"
      let file = "\(place)/Chatbot-ChatGPT-Token-Usage-\(try site.clock().day).csv"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: file, withDestinationPath: "\(folder.path)/elsewhere")
      try await WorkerRun.with(["--export-dir", "\(folder.path)/daily", "--export-at", "00:00"], on: site) {
        worker in
        try await worker.waitForVisits(1)
      }
      let type = try FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType
      #expect(type == .typeRegular)
      #expect(try folder.names == ["daily"])
    }
  }

  @Test("Says nothing of a password, to nobody")
  func secrets() async throws {
    let site = try TestSite()
    try await Folder.with { folder in
      let password = "Kanarienvogel7531"
      let file = try folder.write(
        "access.cnf", "[client]\nsocket=\(TestServer.current.socket)\nuser=nobody\npassword=\(password)\n")
      let arguments = [
        "--defaults-file", file, "--database", site.database.name, "--prefix", "wp_", "--verbose",
        "--log-format", "json",
      ]
      try await WorkerRun.with(arguments) { worker in
        try await until("the failure") { worker.state?.sites.first?.failures ?? 0 > 0 }
        let end = try await worker.end(by: SIGTERM)
        #expect(end.status == 0)
        #expect(end.lines.count >= 3)
        #expect(!end.lines.joined().contains(password))
        #expect(end.lines.contains { $0.contains("1045 (28000)") })
        #expect(try !"\(#require(worker.state))".contains(password))
      }
    }
  }

  @Test("Neither memory nor file descriptors nor connections grow")
  func leaks() async throws {
    let site = try TestSite()
    let row = try LogRow.answer(at: site.clock())
    try site.write(row)
    func connections() throws -> Int? {
      try site.wordPress().firstRow(
        "SELECT COUNT(*) FROM information_schema.processlist WHERE db = \(site.database.name)", as: Int.self)
    }
    try await WorkerRun.with(on: site) { worker in
      var syncs = 1
      func sync(times: Int) async throws {
        for _ in 0..<times {
          try site.write(row)
          worker.process.signal(SIGHUP)
          syncs += 1
          try await until("the sync") { worker.lines.count { $0.hasPrefix("info synced ") } == syncs }
        }
        try await until("the end of the connections") { try connections() == 1 }
      }
      func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(worker.process.number)/fd").count
      }
      try await worker.waitForVisits(1)
      try await sync(times: 30)
      // Now and then one more is open, for the state file.
      let files = try (0..<50).map { _ in try descriptors() }.min() ?? 0
      let memory = try #require(worker.process.memory)
      try await sync(times: 150)
      try await until("no more descriptors than before") { try descriptors() <= files }
      // What a sync needs is some hundred kilobytes; a leak of it would show many times over.
      #expect(try #require(worker.process.memory) - memory < 4 << 20)
    }
  }
}
