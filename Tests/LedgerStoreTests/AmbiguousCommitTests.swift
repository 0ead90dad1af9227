import LedgerStore
import MariaDB
import TestSupport
import Testing
import Text

@Suite(.freshDatabase) struct AmbiguousCommitTests {
  /// A site with a ledger, and rows that it does not hold yet.
  private func siteWithNews() throws -> (site: TestSite, old: [LogRow], new: [LogRow]) {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    let old = (0..<5).flatMap { LogRow.answer(number: $0, at: time) }
    try site.write(old)
    try site.sync()
    let new = (5..<9).flatMap { LogRow.answer(number: $0, at: time) }
    try site.write(new)
    return (site, old, new)
  }

  private func tokenRows(_ rows: [LogRow]) -> Int { rows.count { $0.type?.hasSuffix("Tokens") == true } }

  private func sync(_ site: TestSite, through proxy: FaultProxy) throws -> SyncOutcome {
    var sync = try Sync(
      SiteSession(site.through(proxy)), settings: SyncSettings(pace: .full, connections: 1))
    return try sync.run()
  }

  @Test("A COMMIT that a node cut off from its cluster answered with 1180 is looked up: here it had happened")
  func happened() throws {
    let (site, old, new) = try siteWithNews()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    // The first COMMIT ends the transaction that read where the ledger stands.
    proxy.inject(.errorAfter(code: 1180, state: "HY000"), at: 2, where: { $0 == "COMMIT" })
    #expect(try sync(site, through: proxy).rowsCounted == tokenRows(new))
    #expect(proxy.strikes == 1)
    try site.expectLedger(holds: old + new)
  }

  @Test("… and here it had not: the run is told to try again, and nothing is counted twice")
  func didNotHappen() throws {
    let (site, old, new) = try siteWithNews()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    proxy.inject(.error(code: 1180, state: "HY000"), at: 2, where: { $0 == "COMMIT" })
    #expect { _ = try sync(site, through: proxy) } throws: { ($0 as? Failure)?.cause == .overtaken }
    #expect(proxy.strikes == 1)
    try site.expectLedger(holds: old)
    #expect(try site.sync().rowsCounted == tokenRows(new))
    try site.expectLedger(holds: old + new)
  }

  @Test("A duplicate key behind the fence means that the transaction was rolled back, where it was")
  func duplicateKey() throws {
    let (site, old, new) = try siteWithNews()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    let isInsert: @Sendable (String) -> Bool = { $0.contains("INSERT INTO `wp_tokenledger_day_totals`") }
    // Where it was not, this would be a fault of the program.
    proxy.inject(.error(code: 1062, state: "23000"), at: 1, where: isInsert)
    #expect { _ = try sync(site, through: proxy) } throws: { ($0 as? MariaDBError)?.kind == .duplicateKey }
    try site.expectLedger(holds: old)
    proxy.inject(.abort(code: 1062, state: "23000"), at: 1, where: isInsert)
    #expect { _ = try sync(site, through: proxy) } throws: { ($0 as? Failure)?.cause == .overtaken }
    #expect(proxy.strikes == 1)
    try site.expectLedger(holds: old)
    #expect(try site.sync().rowsCounted == tokenRows(new))
    try site.expectLedger(holds: old + new)
  }

  @Test("A log that seems to be another one, but not from inside the transaction, is not taken for one")
  func unconfirmedBreach() throws {
    let (site, old, new) = try siteWithNews()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    // What a server that lags behind, or one that is being restored, shows: another row with the id of one counted.
    let newest = try #require(Int(site.run("SELECT MAX(id) FROM LEDGER_checkpoints").dropLast()))
    try site.run("UPDATE LOG SET session_id = CONCAT(session_id, '!') WHERE id = \(newest)")
    proxy.inject(
      .pause, at: 1,
      strike: {
        #expect(throws: Never.self) {
          try site.run("UPDATE LOG SET session_id = TRIM(TRAILING '!' FROM session_id) WHERE id = \(newest)")
        }
      }, where: { $0.hasPrefix("UPDATE `wp_tokenledger_state`") })
    #expect { _ = try sync(site, through: proxy) } throws: { ($0 as? Failure)?.cause == .overtaken }
    #expect(proxy.strikes == 1)
    #expect(try site.notices() == [])
    #expect(try site.sync().rowsCounted == tokenRows(new))
    try site.expectLedger(holds: old + new)
  }
}
