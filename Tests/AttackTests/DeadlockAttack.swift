import Ledger
import LedgerStore
import MariaDB
import Synchronization
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct DeadlockAttack {
  @Test(
    "A sync that loses a real deadlock, over any table it writes, runs its transaction again and counts once")
  func everyTable() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    let (site, oracle) = (proxied.site, proxied.oracle)
    try proxied.writeWork(round: 0)
    try site.sync()
    let tables = [
      "usage_facts", "hour_totals", "day_totals", "user_months", "names", "gaps", "missing_ids", "rejected",
      "waiting",
    ]
    for (round, table) in tables.enumerated() {
      try proxied.writeWork(round: round + 1)
      let table = site.prefix + "tokenledger_" + table
      // The server ends the transaction that has changed less: this one has changed much.
      let rival = try site.database.connect()
      try rival.execute("CREATE TABLE weight (n INT PRIMARY KEY)")
      try rival.execute("START TRANSACTION")
      try rival.execute("INSERT INTO weight SELECT seq FROM seq_1_to_5000")
      try rival.execute("SELECT * FROM \(identifier: table) FOR UPDATE")
      let sync = Background { try site.sync().isComplete }
      let observer = try site.database.connect()
      try eventually("the sync to wait for \(table)") { try waits(for: table, observer) }
      // The sync holds this row: only the end of its transaction lets anybody have it.
      try rival.execute("SELECT * FROM wp_tokenledger_state FOR UPDATE")
      try rival.execute("ROLLBACK")
      #expect(try sync.value(), "\(table)")
      try rival.execute("DROP TABLE weight")
      try oracle.check(site, "\(table)")
      Figures.survived(faults: 1)
    }
  }

  @Test("A log that is altered under a snapshot of verify is looked at again, and the verdict is right")
  func alteredSnapshot() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    try proxied.writeWork(round: 0)
    try proxied.site.sync()
    let owner = try proxied.site.wordPress()
    try owner.execute("SET lock_wait_timeout = 1")
    let alter = UncheckedConnection(owner)
    let log = proxied.site.log
    let snapshots = Mutex(0)
    let altered = Mutex(0)
    proxied.proxy.inject(
      .pause, at: 1, times: .max,
      strike: {
        // Once, when the first snapshot was taken and before the log is read in it.
        let isDue = snapshots.withLock { $0 } == 1 && altered.withLock { $0 } == 0
        guard isDue, (try? alter.value.execute("ALTER TABLE \(identifier: log) FORCE")) != nil else { return }
        altered.withLock { $0 += 1 }
      },
      where: { text in
        if text.hasPrefix("START TRANSACTION WITH CONSISTENT") {
          snapshots.withLock { $0 += 1 }
          return false
        }
        return true
      })
    let end = try TokenLedgerProcess(["verify"], on: proxied.site, socket: proxied.proxy.socket).end()
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.output.contains("equal") && !end.output.contains("LESS"), "\(end.output)")
    // The look that failed, the one again, and its second connection's.
    #expect((altered.withLock { $0 }, snapshots.withLock { $0 }) == (1, 3))
    Figures.survived(faults: 1)
  }

  /// Whether somebody is about to write to a table. One that meets a lock stays under way.
  private func waits(for table: String, _ connection: Connection) throws -> Bool {
    let query: Query = """
      SELECT COUNT(*) FROM information_schema.processlist
      WHERE db = DATABASE() AND info REGEXP CONCAT('^(INSERT INTO|DELETE FROM|UPDATE) `', \(table), '`')
      """
    return try connection.firstRow(query, as: Int.self) == 1
  }
}
