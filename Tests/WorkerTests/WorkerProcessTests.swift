import Application
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
      let name = "site=\(site.database.name)/wp_"
      #expect(
        try end.lines.map { try $0.replacing(Regex("ms=[0-9]+"), with: "ms=N") } == [
          "info started interval_seconds=86400 jobs=4 sites=1", "info synced \(name) counted=3 days=1 ms=N",
          "info the list of sites was read again sites=1", "info synced \(name) counted=3 days=1 ms=N",
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
      let heard = Mutex<[String]>([])
      let environment = ["NOTIFY_SOCKET": "\(folder.path)/notify", "WATCHDOG_USEC": "100000"]
      try await WorkerRun.with(on: site, environment: environment) { worker in
        // What nobody takes from the socket in time is lost.
        let end = try await worker.end(by: SIGTERM) {
          try eventually("signs of life") {
            heard.withLock { heard in
              heard += socket.messages()
              return heard.count { $0 == "WATCHDOG=1" } >= 3
                && heard.contains("STATUS=sites: 1, failing: 0, syncs: 1")
            }
          }
        }
        #expect(end.status == 0)
      }
      let others = (heard.withLock { $0 } + socket.messages()).filter { $0 != "WATCHDOG=1" }
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
      let day = try site.clock().day
      try await WorkerRun.with(arguments, on: site) { worker in
        try await worker.waitForVisits(1)
        let names = try [day, site.clock().day].map { "Chatbot-ChatGPT-Token-Usage-\($0).csv" }
        let name = try #require(names.first { try place.names.contains($0) })
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
      let today = try site.clock().day
      let files = [today, today.adding(days: 1)].map { "\(place)/Chatbot-ChatGPT-Token-Usage-\($0).csv" }
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      for file in files {
        try FileManager.default.createSymbolicLink(
          atPath: file, withDestinationPath: "\(folder.path)/elsewhere")
      }
      try await WorkerRun.with(["--export-dir", "\(folder.path)/daily", "--export-at", "00:00"], on: site) {
        worker in
        try await worker.waitForVisits(1)
      }
      // It is today's, or the next day's when that has begun meanwhile.
      let written = try files.prefix(site.clock().day == today ? 1 : 2).map {
        try FileManager.default.attributesOfItem(atPath: $0)[.type] as? FileAttributeType
      }
      #expect(written.contains(.typeRegular))
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
    try await WorkerRun.with(on: site) { worker in
      let (before, after) = try await worker.undisturbed(atMost: .seconds(300)) {
        try sync(worker, site, row, upTo: 31)
        let before = try Needs(of: worker)
        try sync(worker, site, row, upTo: 181)
        try eventually("no more descriptors than before") { try Needs(of: worker).files <= before.files }
        return (before, try Needs(of: worker))
      }
      // What a sync needs is some hundred kilobytes; a leak of it would show many times over.
      #expect(after.memory - before.memory < 4 << 20)
    }
  }

  /// What a worker's process needs.
  private struct Needs: Sendable {
    let files: Int
    let memory: Int

    init(of worker: WorkerRun) throws {
      let folder = Folder(path: "/proc/\(worker.process.number)/fd")
      // Now and then one more is open, for the state file.
      files = try (0..<50).map { _ in try folder.names.count }.min() ?? 0
      memory = try #require(worker.process.memory)
    }
  }

  /// Has a worker sync, with something to count each time, until it has done so this often and closed its connections.
  private func sync(_ worker: WorkerRun, _ site: TestSite, _ row: [LogRow], upTo count: Int) throws {
    func syncs() -> Int { worker.lines.count { $0.hasPrefix("info synced ") } }
    try eventually("the first sync") { syncs() > 0 }
    for next in (syncs() + 1)...count {
      try site.write(row)
      worker.process.signal(SIGHUP)
      try eventually("sync \(next)") { syncs() == next }
    }
    let own = try site.wordPress()
    try eventually("the end of the connections") {
      let query: Query = "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE()"
      return try own.firstRow(query, as: Int.self) == 1
    }
  }
}
