import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase) struct SyncersTests {
  private func hosts(_ site: TestSite) throws -> [String] {
    let keeping = try #require(try HealthFacts(site.session()).keeping.get())
    return try keeping.syncers.get()
  }

  @Test("A machine that syncs notes its name, and again only when an hour has passed")
  func hourly() throws {
    let site = try TestSite()
    try site.sync()
    let name = try #require(try hosts(site).first)
    #expect(try hosts(site) == [name])
    try site.run("UPDATE LEDGER_syncers SET noted_utc = UTC_TIMESTAMP() - INTERVAL 59 MINUTE")
    let before = try site.run("SELECT * FROM LEDGER_syncers")
    try site.sync()
    #expect(try site.run("SELECT * FROM LEDGER_syncers") == before)
    try site.run("UPDATE LEDGER_syncers SET noted_utc = UTC_TIMESTAMP() - INTERVAL 61 MINUTE")
    try site.sync()
    #expect(
      try site.run("SELECT noted_utc >= UTC_TIMESTAMP() - INTERVAL 1 MINUTE FROM LEDGER_syncers") == "1\n")
  }

  @Test("Machines that synced the site within a day are known, and others are forgotten")
  func several() throws {
    let site = try TestSite()
    try site.sync()
    let name = try #require(try hosts(site).first)
    try site.run(
      """
      INSERT INTO LEDGER_syncers VALUES ('web2', UTC_TIMESTAMP() - INTERVAL 23 HOUR),
        ('old', UTC_TIMESTAMP() - INTERVAL 25 HOUR)
      """)
    #expect(try hosts(site) == [name, "web2"].sorted())
  }
}
