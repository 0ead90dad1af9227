import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import Text

@Suite(.freshDatabase) struct FenceTests {
  private func error(_ body: () throws -> Void) -> Failure? {
    #expect(throws: Failure.self, performing: body)
  }

  private func answers(_ numbers: Range<Int>, _ site: TestSite) throws -> [LogRow] {
    let time = try site.clock(hoursAgo: 1)
    return numbers.flatMap { LogRow.answer(number: $0, at: time) }
  }

  @Test("Of two syncs that begin at the same state the second is told to try again, and writes nothing")
  func overlap() throws {
    let site = try TestSite()
    let rows = try answers(0..<20, site)
    try site.write(rows)
    var first = try Sync(site.session())
    var second = try Sync(site.session())
    #expect(try first.run().rowsCounted == 60)
    let before = try site.dump()
    #expect(error { _ = try second.run() }?.cause == .overtaken)
    #expect(try site.dump() == before)
    try site.expectLedger(holds: rows)
    #expect(try site.sync().rowsRead == 0)
  }

  @Test("A sync that another one overtakes between two chunks stops, and together they count once")
  func overtaken() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 100)
    let rows = (0..<10).flatMap { LogRow.answer(number: $0, at: time, firstID: 1 + 100_000 * $0) }
    try site.write(rows)
    let settings = SyncSettings(pace: .full, connections: 1) { done, _ in
      guard done > 300_000, done < 400_000 else { return }
      #expect(throws: Never.self) { try site.sync() }
    }
    var slow = try Sync(site.session(), settings: settings)
    #expect(error { _ = try slow.run() }?.cause == .overtaken)
    try site.expectLedger(holds: rows)
    #expect(try site.sync().rowsRead == 0)
  }

  @Test("A log that grows while a sync prepares is not taken for another log")
  func growsMeanwhile() throws {
    let site = try TestSite()
    let rows = try answers(0..<3, site)
    try site.write(rows)
    try site.sync()
    // The next sync looks at the log and then waits for our tables; meanwhile another one counts on.
    let other = try site.wordPress()
    try other.execute(
      "LOCK TABLES wp_tokenledger_migrations WRITE, wp_tokenledger_state WRITE, wp_tokenledger_cursors WRITE")
    let waiting = Background { try site.sync().epoch }
    let observer = try site.database.connect()
    try eventually("the sync to wait") {
      let query: Query = """
        SELECT id FROM information_schema.processlist
        WHERE db = DATABASE() AND state = 'Waiting for table metadata lock'
        """
      return try observer.rows(query, as: Int.self).count == 1
    }
    try site.write([LogRow(time: try site.clock().description, type: "Visitor", text: "Hello")])
    try other.execute("UPDATE wp_tokenledger_state SET fence = fence + 1")
    try other.execute("UPDATE wp_tokenledger_cursors SET last_id = 16")
    try other.execute("UNLOCK TABLES")
    #expect(try waiting.value() == 1)
    #expect(try site.notices() == [])
    try site.expectLedger(holds: rows)
  }

  @Test("A ledger whose tables were restored from different minutes is refused by sync and reader")
  func restoredApart() throws {
    let site = try TestSite()
    try site.write(answers(0..<20, site))
    try site.sync()
    try site.run("CREATE TABLE old_days AS SELECT * FROM LEDGER_day_totals")
    try site.write(answers(20..<30, site))
    try site.sync()
    try site.run("DELETE FROM LEDGER_day_totals; INSERT INTO LEDGER_day_totals SELECT * FROM old_days")
    let before = try site.dump()
    #expect(error { _ = try LedgerReader(site.session()).snapshot() }?.kind == .badData)
    let refusal = error { _ = try Sync(site.session()) }
    #expect(refusal?.kind == .badData)
    #expect(refusal?.advice.contains("drop them and run `tokenledger sync`") == true)
    #expect(try site.dump() == before)
  }

  @Test("A cursor that was restored without the state is refused: rows would be counted twice")
  func cursorApart() throws {
    let site = try TestSite()
    try site.write(answers(0..<20, site))
    try site.sync()
    try site.run("CREATE TABLE old_cursors AS SELECT * FROM LEDGER_cursors")
    try site.write(answers(20..<30, site))
    try site.sync()
    try site.run("DELETE FROM LEDGER_cursors; INSERT INTO LEDGER_cursors SELECT * FROM old_cursors")
    let before = try site.dump()
    #expect(error { _ = try LedgerReader(site.session()).snapshot() }?.kind == .badData)
    #expect(error { _ = try Sync(site.session()) }?.kind == .badData)
    #expect(try site.dump() == before)
  }

  @Test(
    "A sync refuses facts or hours that do not add up to their days",
    arguments: ["usage_facts", "hour_totals"])
  func detailsApart(table: String) throws {
    let site = try TestSite()
    try site.write(answers(0..<20, site))
    try site.sync()
    try site.run("UPDATE LEDGER_\(table) SET total_tokens = total_tokens - 1")
    #expect(error { _ = try Sync(site.session()) }?.kind == .badData)
  }

  @Test("A ledger that lost its state or its epoch is refused", arguments: ["state", "epochs"])
  func lostState(table: String) throws {
    let site = try TestSite()
    let rows = try answers(0..<20, site)
    try site.write(rows)
    try site.sync()
    try site.run("DELETE FROM LEDGER_\(table)")
    #expect(error { _ = try Sync(site.session()) }?.kind == .badData)
    // A report needs the state alone.
    if table == "epochs" { return try site.expectLedger(holds: rows) }
    let refusal = error { _ = try LedgerReader(site.session()).snapshot() }
    #expect(refusal?.kind == .badData)
    #expect(refusal?.message == "the ledger has lost its state: wp_tokenledger_state is empty")
  }

  @Test("What a newer TokenLedger wrote is refused by sync, reader and migration")
  func newer() throws {
    let site = try TestSite()
    try site.sync()
    try site.run("INSERT INTO LEDGER_migrations VALUES (\(SiteSession.ledgerVersion + 1), UTC_TIMESTAMP())")
    let before = try site.dump()
    #expect(error { _ = try Sync(site.session()) }?.kind == .configuration)
    #expect(error { _ = try LedgerReader(site.session()).snapshot() }?.kind == .configuration)
    #expect(error { try site.session().migrate() }?.kind == .configuration)
    #expect(try site.dump() == before)
    // Its tables need not be ours any more.
    try site.run("ALTER TABLE LEDGER_cursors DROP COLUMN plugin_version")
    let refusal = error { _ = try LedgerReader(site.session()).snapshot() }
    #expect(refusal?.kind == .configuration)
    #expect(refusal?.advice == "A newer TokenLedger wrote it: upgrade this one.")
  }

  @Test("A sync waits for a lock that passes, and counts once")
  func lockWait() throws {
    let site = try TestSite()
    let rows = try answers(0..<20, site)
    try site.sync()
    try site.write(rows)
    let holder = try site.database.connect()
    try holder.execute("START TRANSACTION")
    try holder.execute("SELECT * FROM wp_tokenledger_state FOR UPDATE")
    let sync = Background {
      let session = try site.session()
      try session.connection.execute("SET innodb_lock_wait_timeout = 1")
      var sync = try Sync(session)
      return try sync.run().rowsCounted
    }
    // The first attempt gives up after a second; the lock goes when the second one waits.
    var attempts = Set<Int>()
    let observer = try site.database.connect()
    try eventually("two attempts to wait for the lock") {
      attempts.formUnion(try underWay("UPDATE `wp_tokenledger_state`", observer))
      return attempts.count > 1
    }
    try holder.execute("ROLLBACK")
    #expect(try sync.value() == 60)
    try site.expectLedger(holds: rows)
  }

  @Test("A sync that loses a deadlock runs its transaction again, and counts once")
  func deadlock() throws {
    let site = try TestSite()
    let rows = try answers(0..<20, site)
    try site.write(rows)
    try site.sync()
    try site.write(rows)
    // The server ends the transaction that has changed less: this one has changed much.
    let rival = try site.database.connect()
    try rival.execute("CREATE TABLE weight (n INT PRIMARY KEY)")
    try rival.execute("START TRANSACTION")
    try rival.execute("INSERT INTO weight SELECT seq FROM seq_1_to_5000")
    try rival.execute("SELECT * FROM wp_tokenledger_day_totals FOR UPDATE")
    let deadlocks = try deadlocks(rival)
    let sync = Background { try site.sync().rowsCounted }
    let observer = try site.database.connect()
    try eventually("the sync to wait") {
      try !underWay("INSERT INTO `wp_tokenledger_day_totals`", observer).isEmpty
    }
    try rival.execute("SELECT * FROM wp_tokenledger_state FOR UPDATE")
    #expect(try self.deadlocks(rival) > deadlocks)
    try rival.execute("ROLLBACK")
    #expect(try sync.value() == 60)
    try site.expectLedger(holds: rows + rows)
  }

  /// The numbers of the statements of this database that begin like this and are under way. One that meets a
  /// lock stays under way.
  private func underWay(_ beginning: String, _ connection: Connection) throws -> [Int] {
    try connection.rows(
      """
      SELECT query_id FROM information_schema.processlist
      WHERE db = DATABASE() AND INSTR(info, \(beginning)) = 1
      """, as: Int.self)
  }

  private func deadlocks(_ connection: Connection) throws -> Int {
    let query: Query = """
      SELECT CAST(variable_value AS SIGNED) FROM information_schema.global_status
      WHERE variable_name = 'INNODB_DEADLOCKS'
      """
    return try #require(try connection.firstRow(query, as: Int.self))
  }
}
