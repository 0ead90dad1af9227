import Foundation
import Glibc
import MariaDB
import Synchronization
import TestSupport
import Testing

@testable import Worker

@Suite("A worker that is left alone", .freshDatabase, .timeLimit(.minutes(5)))
struct WorkerRecoveryTests {
  /// How a worker may log in again.
  enum Remedy: CaseIterable { case passwordIsChangedBack, optionFileIsCorrected }

  /// When the log is dropped.
  enum Moment: CaseIterable { case betweenSyncs, duringASync }

  @Test(
    "A password that was changed is complained of once, and when it is right again the worker goes on by itself",
    arguments: Remedy.allCases)
  func password(remedy: Remedy) async throws {
    let site = try TestSite()
    let row = try LogRow.answer(at: site.clock())
    try site.write(row)
    let user = "u\(getpid())_\(site.database.name.suffix(8))"
    let root = try site.wordPress()
    try root.execute("CREATE USER \(identifier: user)@localhost IDENTIFIED BY 'one'")
    defer { _ = try? root.execute("DROP USER \(identifier: user)@localhost") }
    try root.execute("GRANT ALL ON \(identifier: site.database.name).* TO \(identifier: user)@localhost")
    try await Folder.with { folder in
      @Sendable func writeOptionFile(_ password: String) throws -> String {
        try folder.write(
          "access.cnf", "[client]\nsocket=\(TestServer.current.socket)\nuser=\(user)\npassword=\(password)\n")
      }
      let arguments = [
        "--defaults-file", try writeOptionFile("one"), "--database", site.database.name, "--prefix", "wp_",
      ]
      try await WorkerRun.with(arguments, interval: "5s") { worker in
        try await worker.undisturbed(atMost: .seconds(300)) {
          try worker.visit(1)
          try site.run("ALTER USER \(user)@localhost IDENTIFIED BY 'two'")
          try worker.failTwice()
          try site.write(row)
          switch remedy {
          case .passwordIsChangedBack:
            try site.run("ALTER USER \(user)@localhost IDENTIFIED BY 'one'")
          case .optionFileIsCorrected: _ = try writeOptionFile("two")
          }
          try worker.recover()
        }
        try await expectEnd(of: worker, site, after: ["error 1045 (28000): "])
      }
    }
    try site.expectLedger(holds: row + row)
  }

  @Test(
    "A log that was dropped is complained of once, and when there is a new one the worker goes on by itself",
    arguments: Moment.allCases)
  func log(moment: Moment) async throws {
    let site = try TestSite()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    let old = try LogRow.answer(at: site.clock(hoursAgo: 2))
    let new = try LogRow.answer(number: 7, at: site.clock())
    let draft = TestSite(existing: "draft_")
    let isWritten = Mutex(false)
    try site.write(old)
    try await WorkerRun.with(interval: "5s", on: site, socket: proxy.socket) { worker in
      try await worker.undisturbed(atMost: .seconds(300)) {
        try worker.visit(1)
        switch moment {
        // Just after a visit, and long before the next.
        case .betweenSyncs: try site.run("DROP TABLE LOG")
        case .duringASync:
          let log = "`\(site.log)`"
          proxy.inject(
            .pause, at: 1,
            strike: {
              // Nobody will ever know of it.
              isWritten.withLock { $0 = (try? site.write(new)) != nil }
              _ = try? site.run("DROP TABLE LOG")
            }, where: { $0.hasPrefix("SELECT") && $0.contains(log) })
        }
        try worker.failTwice()
        // No visit finds it without its rows.
        try site.run(LogTableShape().createTable(draft.log))
        try draft.write(new)
        try site.run("RENAME TABLE \(draft.log) TO LOG")
        try worker.recover()
      }
      let table = "\(site.database.name).\(site.log)"
      try await expectEnd(
        of: worker, site,
        after: (moment == .duringASync ? ["error 1146 (42S02): Table '\(table)' doesn't exist "] : []) + [
          "error there is no conversation log \(site.log) ", "warning the conversation log was replaced ",
        ])
    }
    #expect(proxy.strikes == (moment == .duringASync ? 1 : 0))
    #expect(isWritten.withLock { $0 } == (moment == .duringASync))
    try site.expectLedger(holds: old + new)
  }

  /// Ends a worker that has failed and works again, and checks that it has said this and no more of why.
  private func expectEnd(of worker: WorkerRun, _ site: TestSite, after complaints: [String]) async throws {
    let end = try await worker.end(by: SIGTERM)
    #expect(end.status == 0)
    let name = "site=\(site.database.name)/wp_"
    let lines = end.lines.filter { $0 != "info the list of sites was read again sites=1" }
    let synced = "info synced \(name) counted=3 days=1 ms="
    let expected =
      ["info started interval_seconds=5 jobs=4 sites=1", synced] + complaints
      + ["info works again \(name) after_seconds=", synced, "info stopped"]
    #expect(lines.count == expected.count && zip(lines, expected).allSatisfy { $0.hasPrefix($1) }, "\(lines)")
  }
}

extension WorkerRun {
  /// Waits until the one site of the worker has been visited so often.
  fileprivate func visit(_ count: Int) throws {
    try eventually("visit \(count)") { state?.visits ?? 0 >= count }
  }

  /// Has the one site of the worker visited until it has failed twice.
  fileprivate func failTwice() throws {
    for count in 1...2 {
      process.signal(SIGHUP)
      try eventually("failure \(count)") { state?.sites.first?.failures ?? 0 >= count }
    }
  }

  /// Waits until the worker, having failed, syncs again by itself.
  fileprivate func recover() throws {
    try eventually("the recovery") { state?.sites.first?.failures == 0 }
  }
}
