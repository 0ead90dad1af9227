import Ledger
import LedgerStore
import Synchronization
import TestSupport
import Testing

/// Until when a ledger says that it is complete.
@Suite(.freshDatabase) struct LastSyncTests {
  private func lastSync(_ site: TestSite) throws -> Moment? { try site.session().progress().lastSync }

  @Test("It is complete until the sync looked for the end of the log, not until it came there")
  func begun() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 100)
    try site.write([1, 100_001].flatMap { LogRow.answer(number: $0, at: time, firstID: $0) })
    let paused = Mutex<SiteTime?>(nil)
    var settings = SyncSettings(pace: .gentle)
    settings.pause = { _ in
      #expect(throws: Never.self) {
        let now = try site.clock()
        paused.withLock { $0 = now }
        try eventually("the next second") { try site.clock() > now }
      }
    }
    var sync = try Sync(site.session(), settings: settings)
    let outcome = try sync.run()
    let pause = try #require(paused.withLock { $0 })
    let last = try #require(try lastSync(site))
    #expect(last.local <= pause && outcome.lastSync == last)
  }

  @Test("A sync that has to leave rows out leaves it as it was")
  func leftOut() throws {
    let site = try TestSite()
    try site.write(LogRow.answer(number: 1, at: site.clock(hoursAgo: 30), firstID: 1))
    let double = """
      ALTER TABLE LOG MODIFY id MEDIUMINT(9) NOT NULL DEFAULT 0, DROP PRIMARY KEY;
      INSERT INTO LOG SELECT * FROM LOG WHERE id = 4;
      """
    let mend = """
      DELETE FROM LOG WHERE id = 4 LIMIT 1;
      ALTER TABLE LOG MODIFY id MEDIUMINT(9) NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (id);
      """
    try site.run(double)
    #expect(try site.sync().lastSync == nil)
    #expect(try lastSync(site) == nil)
    try site.run(mend)
    let first = try site.sync().lastSync
    #expect(first != nil)
    #expect(try lastSync(site) == first)
    try site.run(
      double
        + "UPDATE LEDGER_cursors SET synced_utc = synced_utc - INTERVAL 1 DAY, synced_site = synced_site - INTERVAL 1 DAY"
    )
    let before = try lastSync(site)
    #expect(try site.sync().lastSync == before)
    #expect(try lastSync(site) == before && before != first)
  }
}
