import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import Text

@Suite(.freshDatabase) struct RepairTests {
  private func answers(_ numbers: Range<Int>, at time: SiteTime) -> [LogRow] {
    numbers.flatMap { LogRow.answer(number: $0, at: time) }
  }

  private func repair(_ site: TestSite) throws -> Repair {
    let session = try site.session()
    return try Repair(session, facts: session.facts())
  }

  private func refusal(_ site: TestSite) -> String? {
    let error = #expect(throws: Failure.self) { try repair(site) }
    #expect(error?.kind == .badData)
    return error?.message
  }

  /// Counts `news` and takes the state back to where it was: what a node of a cluster left of a transaction that it had
  /// rolled back while it was under way.
  private func breakLedger(_ site: TestSite, with news: [LogRow]) throws {
    try site.run(
      "CREATE TABLE old_state AS SELECT * FROM LEDGER_state; CREATE TABLE old_cursors AS SELECT * FROM LEDGER_cursors"
    )
    try site.write(news)
    try site.sync()
    try site.run(
      """
      DELETE FROM LEDGER_state; INSERT INTO LEDGER_state SELECT * FROM old_state; DROP TABLE old_state;
      DELETE FROM LEDGER_cursors; INSERT INTO LEDGER_cursors SELECT * FROM old_cursors; DROP TABLE old_cursors
      """)
    let refusal = #expect(throws: Failure.self) { try site.sync() }
    #expect(refusal?.kind == .badData)
  }

  @Test("Days that hold what the state does not know of are taken over by it, and nothing is counted twice")
  func swallowedAbort() throws {
    let site = try TestSite()
    let (old, now) = (try site.clock(hoursAgo: 100), try site.clock(hoursAgo: 1))
    let rows = answers(0..<20, at: old) + answers(20..<30, at: now)
    let latest = now.adding(seconds: 60)
    let news = answers(30..<50, at: latest)
    try site.write(rows)
    try site.sync()
    try breakLedger(site, with: news)
    let before = try site.dump()
    let repair = try repair(site)
    #expect(repair.isNeeded)
    #expect(repair.stateTotal == (try rows.days()).reduce(.zero) { $0 + $1.count })
    #expect(repair.daysTotal == (try (rows + news).days()).reduce(.zero) { $0 + $1.count })
    #expect(try site.dump() == before)
    try repair.write()
    try site.expectLedger(holds: rows + news)
    #expect(
      try site.run("SELECT rows_counted, last_counted FROM LEDGER_cursors") == "150\t\(latest)\n")
    #expect(try site.sync().rowsRead == 0)
    let more = answers(50..<55, at: now)
    try site.write(more)
    #expect(try site.sync().rowsCounted == 15)
    try site.expectLedger(holds: rows + news + more)
    #expect(try !self.repair(site).isNeeded)
  }

  @Test("A ledger with an import is repaired, too")
  func imported() throws {
    let site = try TestSite()
    let old = answers(0..<3, at: try site.clock(hoursAgo: 24 * 9))
    let rows = answers(3..<10, at: try site.clock(hoursAgo: 2))
    let news = answers(10..<15, at: try site.clock(hoursAgo: 1))
    try site.write(old)
    let download = try Download(site)
    try site.run("DELETE FROM LOG")
    try site.write(rows)
    #expect(try site.import(download).rowsImported == 9)
    try breakLedger(site, with: news)
    try repair(site).write()
    try site.expectLedger(holds: old + rows + news)
    #expect(try site.sync().rowsRead == 0)
  }

  @Test("All on one day, which is the log's oldest, no row is counted twice either")
  func oneDay() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 1)
    let (rows, news) = (answers(0..<10, at: now), answers(10..<25, at: now))
    try site.write(rows)
    try site.sync()
    try breakLedger(site, with: news)
    let repair = try repair(site)
    #expect(repair.stateLastID == 50 && repair.lastID == 124)
    try repair.write()
    #expect(try site.sync().rowsRead == 0)
    try site.expectLedger(holds: rows + news)
  }

  @Test("Rows that appeared in a gap, and so below the state's id, are taken over, too")
  func inGap() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 1)
    let rows =
      LogRow.answer(number: 1, at: now, firstID: 1) + LogRow.answer(number: 2, at: now, firstID: 100)
    let late = LogRow.answer(number: 3, at: now, firstID: 50)
    try site.write(rows)
    try site.sync()
    try breakLedger(site, with: late)
    let repair = try repair(site)
    #expect(repair.isNeeded && repair.lastID == repair.stateLastID)
    try repair.write()
    #expect(try site.sync().rowsRead == 0)
    try site.expectLedger(holds: rows + late)
  }

  @Test("Nothing is taken over when rows of the same day are gone from the log as well")
  func oneDayWithLoss() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 1)
    try site.write(answers(0..<10, at: now))
    try site.sync()
    try breakLedger(site, with: answers(10..<25, at: now))
    try site.run("DELETE FROM LOG WHERE id > 100")
    let before = try site.dump()
    #expect(
      refusal(site)
        == "the ledger's state cannot be added up again: the ledger and the log differ on \(now.day)")
    #expect(try site.dump() == before)
  }

  @Test("Rows of the oldest day that were purged since do not stand in its way")
  func purged() throws {
    let site = try TestSite()
    let (old, now) = (try site.clock(hoursAgo: 100), try site.clock(hoursAgo: 1))
    let rows = answers(0..<20, at: old) + answers(20..<30, at: now)
    let news = answers(30..<35, at: now)
    try site.write(rows)
    try site.sync()
    try breakLedger(site, with: news)
    try site.run("DELETE FROM LOG WHERE id <= 40")
    try repair(site).write()
    #expect(try site.days() == (rows + news).days())
    #expect(try site.sync().rowsRead == 0)
  }

  @Test("Lists that name rows which no sync has examined are taken back to what was")
  func remains() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 1)
    let rows = answers(0..<5, at: now)
    try site.write(rows)
    try site.sync()
    try site.run(
      """
      INSERT INTO LEDGER_waiting VALUES (1, 1, 900, UTC_TIMESTAMP());
      INSERT INTO LEDGER_gaps VALUES (1, 1, 700, 5000, UTC_TIMESTAMP(), NULL);
      INSERT INTO LEDGER_missing_ids VALUES (1, 1, 0, '2026-01-01 00:00:00', 1, X'0000000000000080');
      UPDATE LEDGER_epochs SET last_id = 950
      """)
    let repair = try repair(site)
    #expect(repair.isNeeded)
    try repair.write()
    #expect(
      try site.run("SELECT (SELECT COUNT(*) FROM LEDGER_waiting), (SELECT COUNT(*) FROM LEDGER_gaps)")
        == "0\t0\n")
    #expect(try !self.repair(site).isNeeded)
    try site.expectLedger(holds: rows)
  }

  @Test("Where days are not what the log holds, nothing tells which is wrong, and nothing is written")
  func doubtful() throws {
    let site = try TestSite()
    let (old, now) = (try site.clock(hoursAgo: 100), try site.clock(hoursAgo: 1))
    try site.write(answers(0..<20, at: old) + answers(20..<30, at: now))
    try site.sync()
    try breakLedger(site, with: answers(30..<35, at: now))
    try site.run("DELETE FROM LOG WHERE user_type = 'Total Tokens' AND id > 140 LIMIT 1")
    let before = try site.dump()
    #expect(
      refusal(site)
        == "the ledger's state cannot be added up again: the ledger and the log differ on \(now.day)")
    #expect(try site.dump() == before)
  }

  @Test("Days that hold less than the state, and details that do not add up, are not for it to repair")
  func otherDamage() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 1)
    try site.write(answers(0..<20, at: now))
    try site.sync()
    try site.run("UPDATE LEDGER_state SET total_tokens = total_tokens + 5")
    #expect(refusal(site)?.contains("less than the") == true)
    try site.run("UPDATE LEDGER_hour_totals SET total_tokens = total_tokens + 5")
    #expect(refusal(site)?.contains("facts, hours and days do not add up to each other") == true)
  }

  @Test("Where the tables agree there is nothing to repair, also when rows were erased from the log since")
  func nothingToRepair() throws {
    let site = try TestSite()
    let (old, now) = (try site.clock(hoursAgo: 100), try site.clock(hoursAgo: 1))
    try site.write(answers(0..<20, at: old) + answers(20..<30, at: now))
    try site.sync()
    try site.run("DELETE FROM LOG WHERE user_type = 'Total Tokens' AND id > 140 LIMIT 1")
    #expect(try !repair(site).isNeeded)
  }

  @Test("A ledger that another run has changed since is left alone")
  func overtaken() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 1)
    try site.write(answers(0..<20, at: now))
    try site.sync()
    try breakLedger(site, with: answers(20..<25, at: now))
    let (first, second) = (try repair(site), try repair(site))
    try first.write()
    #expect { try second.write() } throws: { ($0 as? Failure)?.cause == .overtaken }
  }
}
