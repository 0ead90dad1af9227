import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct PurgeAttack {
  @Test(
    "The purge, before, between and within syncs, never makes a total fall, however far from UTC the site is",
    arguments: ["Pacific/Pago_Pago", "Pacific/Kiritimati", "UTC"])
  func never(zone: String) throws {
    let proxied = try ProxiedSite(idType: "INT")
    defer { proxied.proxy.close() }
    let (site, oracle) = (proxied.site, proxied.oracle)
    try site.set(option: "timezone_string", to: zone)
    try site.set(option: "chatbot_chatgpt_conversation_log_days_to_keep", to: "1")
    let offset = ["Pacific/Pago_Pago": -11, "Pacific/Kiritimati": 14][zone] ?? 0
    func siteClock() throws -> SiteTime { try site.clock(hoursAgo: -offset) }
    for number in stride(from: 1 + Int(Seed.run % 3), to: 40, by: 3) {
      // Rows that the purge will take when they have been counted, and rows that it will leave.
      let now = try siteClock()
      try oracle.write(oracle.answer(at: now.adding(seconds: -60 * 3600)), to: site)
      try proxied.sync()
      try oracle.write(oracle.answer(at: now), to: site)
      if number % 2 == 0 { try purge(site) }
      let before = try requests(site)
      proxied.proxy.inject(.pause, at: number, strike: { #expect(throws: Never.self) { try purge(site) } })
      let outcome = try proxied.sync()
      // Not in the next round, where a sync of fewer commands was not struck.
      proxied.proxy.heal()
      #expect(outcome.epoch == 1)
      #expect(try requests(site) >= before)
      if number % 7 == 0 { try purge(site) }
      try oracle.check(site, "\(zone), purged at \(number)")
      Figures.survived(faults: 1)
    }
    // Only what is young is left in the log.
    try purge(site)
    try site.sync()
    try oracle.check(site, "\(zone)")
  }

  /// The chatbot's own statement: a day reckoned in UTC, compared with the site's time.
  private func purge(_ site: TestSite) throws {
    try site.wordPress().execute(
      "DELETE FROM \(identifier: site.log) WHERE interaction_time < UTC_DATE() - INTERVAL 1 DAY")
  }

  private func requests(_ site: TestSite) throws -> Int {
    try site.database.connect().firstRow("SELECT requests FROM wp_tokenledger_state", as: Int.self) ?? 0
  }

  @Test("Rows that were purged before any sync saw them are said to be missing, until that is acknowledged")
  func blind() throws {
    let site = try TestSite(options: ["chatbot_chatgpt_conversation_log_days_to_keep": "1"])
    let oracle = Oracle()
    try oracle.write(oracle.answer(at: site.clock(hoursAgo: 80)), to: site)
    try site.sync()
    try site.run("UPDATE LEDGER_cursors SET synced_site = synced_site - INTERVAL 78 HOUR")
    // Written and purged unseen.
    try site.write(oracle.answer(at: site.clock(hoursAgo: 60)))
    try purge(site)
    try oracle.write(oracle.answer(at: site.clock(hoursAgo: 1)), to: site)
    let socket = try TestServer.current.socket
    let end = try TokenLedgerProcess(on: site, socket: socket).end()
    #expect(end.status == 0)
    #expect(end.errors.contains("may have been purged before any sync saw them"), "\(end.errors)")
    try oracle.check(site)
    let doctor = try TokenLedgerProcess(["doctor"], on: site, socket: socket).end()
    #expect(doctor.output.contains("may have been purged before any sync saw them"), "\(doctor.output)")
    _ = try TokenLedgerProcess(["doctor", "--acknowledge"], on: site, socket: socket).end()
    let later = try TokenLedgerProcess(["doctor"], on: site, socket: socket).end()
    #expect(!later.output.contains("may have been purged before any sync saw them"), "\(later.output)")
    Figures.survived(faults: 1)
  }
}
