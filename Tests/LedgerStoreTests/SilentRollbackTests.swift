import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import Text

/// What a node of a cluster does, and a plain server is made to do here: a transaction is rolled back, the statement
/// that is under way is answered as if nothing had happened, and COMMIT succeeds.
@Suite(.freshDatabase) struct SilentRollbackTests {
  @Test(
    "A sync whose transaction is silently rolled back before any statement writes none of it, and says so")
  func anyStatement() throws {
    let site = try TestSite(shape: LogTableShape(idType: "BIGINT"))
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    var rows = try site.writeAllKinds(round: 0)
    try site.sync()
    var (number, struck) = (0, 0)
    while number < 1_000 {
      number += 1
      rows += try site.writeAllKinds(round: number)
      proxy.inject(.rollback, at: number)
      let outcome = Result { try sync(site, through: proxy) }
      guard let statement = proxy.lost else { break }
      switch outcome {
      case .success:
        // It had not begun, or was over already.
        #expect(try site.days() == rows.days(), "before \(number): \(statement)")
      case .failure(let error as Failure):
        #expect(error.cause == .overtaken, "before \(number), \(statement): \(error.message)")
        struck += 1
      case .failure(let error):
        Issue.record("before \(number), \(statement): \(error)")
      }
      try site.expectAgreement()
      #expect(try site.sync().isComplete)
      #expect(try site.days() == rows.days(), "before \(number): \(statement)")
    }
    #expect(number > 30 && number < 1_000)
    // Four transactions, each with a fence, a seal and what lies between.
    #expect(struck >= 20)
    try site.expectLedger(holds: rows)
  }

  @Test(
    "An erasure, a fold and a rebuild that are silently rolled back before COMMIT say so, and change nothing")
  func otherCommands() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    let rows = (0..<20).flatMap { _ in LogRow.answer(at: time, user: "3") }
    try site.write(rows)
    try site.sync()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    let before = try site.dump()
    func expectBusy(_ body: (SiteSession) throws -> Void) throws {
      let session = try SiteSession(site.through(proxy))
      // Each attempt meets it, not only the first.
      proxy.inject(.rollback, at: 2, times: 100, where: { $0 == "COMMIT" })
      #expect { try body(session) } throws: { ($0 as? Failure)?.cause == .overtaken }
      #expect(proxy.strikes > 0)
      proxy.heal()
      #expect(try site.dump() == before)
    }
    let user = try #require(UserID("3"))
    try expectBusy { session in
      var erasure = try UserErasure(of: user, session)
      try erasure.run()
    }
    try expectBusy { session in
      var fold = try UserFold(before: time.day.adding(days: 1), session)
      try fold.run()
    }
    try expectBusy { session in
      try Rebuild(session, facts: session.facts(), days: time.day...time.day).write()
    }
    try site.expectLedger(holds: rows)
  }

  @Test(
    "A ledger that changes while a reading transaction is silently rolled back is not taken for a broken one")
  func torn() throws {
    let site = try TestSite(shape: LogTableShape(idType: "BIGINT"))
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    var rows = try site.writeAllKinds(round: 0)
    try site.sync()
    var (torn, round) = (0, 0)
    func write() throws {
      round += 1
      rows += try site.writeAllKinds(round: round)
    }
    for number in 1... {
      try write()
      // Before a query of another, so that the sync beside it need not wait for rows that the first has locked.
      proxy.inject(.rollback, at: number, strike: { _ = try? site.sync() }, where: { $0.hasPrefix("SELECT") })
      let outcome = Result { try sync(site, through: proxy) }
      guard proxy.lost != nil else { break }
      if case .failure(let error as Failure) = outcome {
        #expect(error.cause == .overtaken, "before \(number): \(error.message)")
        torn += 1
      }
      proxy.inject(.rollback, at: number, strike: { _ = try? site.sync() }, where: { $0.hasPrefix("SELECT") })
      try write()
      // A report's snapshot, too.
      #expect(throws: Never.self) { _ = try LedgerReader(SiteSession(site.through(proxy))).snapshot() }
      proxy.heal()
    }
    try site.sync()
    #expect(torn > 5)
    try site.expectLedger(holds: rows)
  }

  @Test("Without its seal a transaction that lost its beginning would commit the rest")
  func control() throws {
    // The same on a bare connection: what follows a silent rollback is there after COMMIT.
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    var options = TestDatabase.current.options
    options.address = .socket(proxy.socket)
    options.tls.mode = .disabled
    let connection = try Connection(options)
    try connection.execute("CREATE TABLE t (a INT PRIMARY KEY)")
    proxy.inject(.rollback, at: 1, where: { $0 == "INSERT INTO t VALUES (2)" })
    try connection.transaction {
      try connection.execute("INSERT INTO t VALUES (1)")
      try connection.execute("INSERT INTO t VALUES (2)")
    }
    #expect(proxy.strikes == 1)
    #expect(try TestDatabase.current.connect().rows("SELECT a FROM t", as: Int.self) == [2])
  }

  private func sync(_ site: TestSite, through proxy: FaultProxy) throws -> SyncOutcome {
    var sync = try Sync(
      SiteSession(site.through(proxy)), settings: SyncSettings(pace: .full, connections: 1))
    return try sync.run()
  }
}
