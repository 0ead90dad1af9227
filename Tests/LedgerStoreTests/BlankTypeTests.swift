import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase) struct BlankTypeTests {
  /// An answer whose token rows have no type yet, as an ENUM stores what it does not know, or after an upgrade.
  private func blank(_ answer: [LogRow], as type: String?) -> [LogRow] {
    answer.map { row in
      var row = row
      if row.type?.hasSuffix("Tokens") == true { row.type = type }
      return row
    }
  }

  /// What the chatbot's upgrade does with such rows.
  private func repair(_ site: TestSite) throws {
    try site.run(
      """
      UPDATE LOG SET user_type = ELT(1 + id % 5 - 2, 'Prompt Tokens', 'Completion Tokens', 'Total Tokens')
      WHERE user_type IS NULL OR user_type = ''
      """)
  }

  @Test(
    "Rows without a type wait, and are counted once, on their own day, when they have one",
    arguments: [nil, ""])
  func waits(type: String?) throws {
    let site = try TestSite()
    let old = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 100), firstID: 1)
    let new = LogRow.answer(number: 2, at: try site.clock(hoursAgo: 1), firstID: 6)
    try site.write(blank(old, as: type) + new)
    let first = try site.sync()
    #expect((first.rowsRead, first.rowsCounted, first.rowsWaiting) == (6, 3, 3))
    let second = try site.sync()
    #expect((second.rowsRead, second.rowsWaiting, second.rowsRepaired) == (0, 0, 0))
    try site.expectLedger(holds: new)

    try repair(site)
    let third = try site.sync()
    #expect((third.rowsRead, third.rowsRepaired, third.daysChanged) == (0, 3, Set(try old.days().map(\.day))))
    try site.expectLedger(holds: old + new)
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_waiting") == "0\n")
    #expect(try site.sync().rowsRepaired == 0)
    try site.expectLedger(holds: old + new)
  }

  @Test("Rows that are gone for a day before they have a type are rejected, and stay so")
  func vanishes() throws {
    let site = try TestSite()
    let answer = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 100), firstID: 1)
    try site.write(blank(answer, as: nil))
    try site.sync()
    try site.run("DELETE FROM LOG WHERE id IN (2, 4)")
    try site.sync()
    #expect(try site.run("SELECT epoch, id FROM LEDGER_gone") == "1\t2\n1\t4\n")
    let almost = "UPDATE LEDGER_gone SET missing_since = missing_since - INTERVAL 86390 SECOND"
    try site.run(almost)
    try site.sync()
    #expect(try site.run("SELECT id FROM LEDGER_waiting; SELECT id FROM LEDGER_rejected") == "2\n3\n4\n")
    try site.run("UPDATE LEDGER_gone SET missing_since = missing_since - INTERVAL 20 SECOND")
    try site.sync()
    #expect(
      try site.run("SELECT epoch, id, reason, row_time FROM LEDGER_rejected ORDER BY id")
        == "1\t2\tvanished_untyped\t\n1\t4\tvanished_untyped\t\n")
    #expect(try site.run("SELECT id FROM LEDGER_waiting; SELECT id FROM LEDGER_gone") == "3\n")
    try repair(site)
    try site.sync()
    try site.expectLedger(holds: [answer[2]])
  }

  @Test(
    "Rows without a type that a restore brings back later are counted when they have one, and once",
    arguments: [false, true])
  func restored(isTyped: Bool) throws {
    let site = try TestSite()
    let answer = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 100), firstID: 1)
    try site.write(blank(answer, as: nil))
    try site.sync()
    try site.run(
      "CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG; DELETE FROM LOG WHERE id > 1")
    try site.sync()
    try site.sync()
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_gone") == "3\n")
    try site.run("INSERT IGNORE INTO LOG SELECT * FROM backup")
    if !isTyped {
      try site.sync()
      #expect(
        try site.run("SELECT COUNT(*) FROM LEDGER_gone; SELECT COUNT(*) FROM LEDGER_waiting") == "0\n3\n")
    }
    try repair(site)
    #expect(try site.sync().rowsRepaired == 3)
    try site.expectLedger(holds: answer)
    #expect(
      try site.run(
        "SELECT id FROM LEDGER_gone; SELECT id FROM LEDGER_waiting; SELECT id FROM LEDGER_rejected") == "")
    #expect(try site.sync().rowsRepaired == 0)
    try site.expectEqual()
  }

  @Test("A row that turns out to be no token row, or no count, is settled too")
  func othersSettle() throws {
    let site = try TestSite()
    let answer = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 100), firstID: 1)
    try site.write(blank(answer, as: ""))
    try site.sync()
    try site.run(
      """
      UPDATE LOG SET user_type = 'Chatbot' WHERE id = 2;
      UPDATE LOG SET user_type = 'Total Tokens', message_text = 'Array' WHERE id = 3;
      """)
    #expect(try site.sync().rowsRepaired == 1)
    #expect(try site.run("SELECT id FROM LEDGER_waiting") == "4\n")
    #expect(try site.run("SELECT id, reason FROM LEDGER_rejected") == "3\tnot_a_number\n")
    try site.expectLedger(holds: [])
  }

  @Test(
    "Of many waiting rows the first thousand are examined in every sync, and the others once one was typed")
  func many() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 1)
    let rows = (0..<800).flatMap { LogRow.answer(number: $0, at: now, firstID: 1 + 5 * $0) }
    try site.write(blank(rows, as: nil))
    #expect(try site.sync().rowsWaiting == 2_400)
    // The sync after the one that found them examines all of them once.
    #expect(try site.sync().rowsRepaired == 0)
    // One that is not among the first thousand is found within the hour.
    try site.run("UPDATE LOG SET user_type = 'Total Tokens' WHERE id = 3999")
    #expect(try site.sync().rowsRepaired == 0)
    try site.run("UPDATE LEDGER_cursors SET waiting_utc = waiting_utc - INTERVAL 3590 SECOND")
    #expect(try site.sync().rowsRepaired == 0)
    try site.run("UPDATE LEDGER_cursors SET waiting_utc = waiting_utc - INTERVAL 10 SECOND")
    #expect(try site.sync().rowsRepaired == 1)
    #expect(try site.sync().rowsRepaired == 0)
    try repair(site)
    #expect(try site.sync().rowsRepaired == 2_399)
    try site.expectLedger(holds: rows)
    try site.expectEqual()
  }

  @Test("Rows typed since the last sync are missing in the ledger, and verify says so")
  func verified() throws {
    let site = try TestSite()
    let answer = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 1), firstID: 1)
    try site.write(blank(answer, as: nil))
    try site.sync()
    let session = try site.session()
    let before = try Evidence(session, facts: session.facts(), from: nil, to: nil)
    #expect(before.leftOut.map { "\($0.reason) \($0.rows)" } == ["untyped 3"])
    #expect(before.typedSince == 0)
    try repair(site)
    let after = try Evidence(session, facts: session.facts(), from: nil, to: nil)
    #expect((after.leftOut, after.typedSince) == ([], 3))
    #expect(try site.verdicts() == ["\(try site.clock(hoursAgo: 1).day) ledger_has_less"])
    try site.sync()
    try site.expectEqual()
  }
}
