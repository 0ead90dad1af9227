import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase) struct OverlappingCreationTests {
  /// A site whose ledger another run is about to complete: its tables are there, and still without their first rows.
  private func site() throws -> (site: TestSite, complete: @Sendable () -> Void) {
    let site = try TestSite()
    try site.write(LogRow.answer(number: 0, at: try site.clock(hoursAgo: 1)))
    try site.sync()
    let tables = ["state", "migrations"].map { "wp_tokenledger_\($0)" }
    let connection = try site.database.connect()
    for table in tables {
      try connection.execute(
        "CREATE TABLE \(identifier: table + "_kept") AS SELECT * FROM \(identifier: table)")
      try connection.execute("DELETE FROM \(identifier: table)")
    }
    return (
      site,
      {
        #expect(throws: Never.self) {
          let connection = try site.database.connect()
          for table in tables {
            try connection.execute(
              "INSERT INTO \(identifier: table) SELECT * FROM \(identifier: table + "_kept")")
          }
        }
      }
    )
  }

  private let asksForVersion: @Sendable (String) -> Bool = {
    $0.hasPrefix("SELECT COALESCE(MAX(version), 0) FROM")
  }

  @Test(
    "A ledger that another run completes while a sync looks at it is not taken for one that has lost its state"
  )
  func sync() throws {
    let (site, complete) = try site()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    proxy.inject(.pause, at: 1, strike: complete, where: asksForVersion)
    var sync = try Sync(SiteSession(site.through(proxy)), settings: SyncSettings(pace: .full, connections: 1))
    #expect(try sync.run().lastSync != nil)
    #expect(proxy.strikes == 1)
  }

  @Test("A report that reads it at that moment shows it")
  func report() throws {
    let (site, complete) = try site()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    proxy.inject(.pause, at: 1, strike: complete, where: asksForVersion)
    #expect(try LedgerReader(SiteSession(site.through(proxy))).snapshot()?.days.count == 1)
    #expect(proxy.strikes == 1)
  }
}
