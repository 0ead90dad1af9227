import Ledger
import LedgerStore
import TestSupport
import Testing

/// Backups that are loaded late, in parts, or after a run that was cut off.
@Suite(.freshDatabase) struct RestoredLogTests {
  private func answers(_ numbers: Range<Int>, _ site: TestSite, hoursAgo: Int) throws -> [LogRow] {
    let time = try site.clock(hoursAgo: hoursAgo)
    return numbers.flatMap { LogRow.answer(number: $0, at: time.adding(seconds: $0)) }
  }

  @Test("A backup that is loaded after a sync saw the log empty is not counted again")
  func restoredLate() throws {
    let site = try TestSite()
    let rows = try answers(0..<40, site, hoursAgo: 5)
    try site.write(rows)
    try site.sync()
    try site.run("CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG; TRUNCATE LOG")
    #expect(try site.sync().epoch == 2)
    try site.run("INSERT INTO LOG SELECT * FROM backup")
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowsCounted) == (2, 0))
    #expect(outcome.warnings == ["120 rows were taken as counted in an earlier epoch of the log"])
    try site.expectLedger(holds: rows)
  }

  @Test("A backup that is loaded in parts, with syncs in between, is not counted again")
  func restoredInParts() throws {
    let site = try TestSite()
    let rows = try answers(0..<60, site, hoursAgo: 5)
    try site.write(rows)
    try site.sync()
    try site.run("CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG; DROP TABLE LOG")
    try site.run("CREATE TABLE LOG LIKE backup; ALTER TABLE LOG AUTO_INCREMENT = 290")
    for part in ["id <= 100", "id > 100 AND id <= 200", "id > 200"] {
      try site.run("INSERT INTO LOG SELECT * FROM backup WHERE \(part)")
      try site.sync()
      try site.expectLedger(holds: rows, "after \(part)")
    }
  }

  @Test("Rows that a sync counted before it was cut off are not counted again after a restore")
  func cutOff() throws {
    let site = try TestSite()
    let early = try answers(0..<20, site, hoursAgo: 9)
    try site.write(early)
    try site.sync()
    // The first sync is long ago; of the second its chunk is there, but not its end.
    try site.run(
      """
      UPDATE LEDGER_cursors SET seen_site = seen_site - INTERVAL 8 HOUR, synced_site = synced_site - INTERVAL 8 HOUR
      """)
    let late = try answers(20..<40, site, hoursAgo: 2)
    try site.write(late)
    let ended = try site.run("SELECT synced_site, synced_utc FROM LEDGER_cursors").split(separator: "\t")
    try site.sync()
    try site.run("UPDATE LEDGER_cursors SET synced_site = '\(ended[0])'")
    // The backup's own rows are known by no checkpoint.
    try site.run(
      """
      CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG;
      DELETE FROM LEDGER_checkpoints; TRUNCATE LOG
      """)
    try site.run("INSERT INTO LOG SELECT * FROM backup; ALTER TABLE LOG AUTO_INCREMENT = 201")
    try site.run("UPDATE LEDGER_cursors SET last_id = 400")
    #expect(try site.sync().epoch == 2)
    try site.expectLedger(holds: early + late)
  }

  @Test("Rows that a rebuild counted after the last sync are not counted again after a restore")
  func afterRebuild() throws {
    let site = try TestSite()
    let early = try site.clock(hoursAgo: 9)
    let first = LogRow.answer(number: 1, at: early, firstID: 1)
    let last = LogRow.answer(number: 3, at: early, firstID: 11)
    for rows in [first, last] {
      try site.write(rows)
      try site.sync()
    }
    try site.ageGaps()
    try site.sync()
    // That sync is long ago when rows come that it had given up.
    try site.run(
      """
      UPDATE LEDGER_cursors SET seen_site = seen_site - INTERVAL 8 HOUR, synced_site = synced_site - INTERVAL 8 HOUR
      """)
    let late = LogRow.answer(number: 2, at: try site.clock(hoursAgo: 1), firstID: 6)
    try site.write(late)
    try site.rebuild()
    try site.expectLedger(holds: first + late + last)
    // The backup's rows are known by no checkpoint.
    try site.run(
      """
      CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG;
      DELETE FROM LEDGER_checkpoints; TRUNCATE LOG
      """)
    try site.run("INSERT INTO LOG SELECT * FROM backup; ALTER TABLE LOG AUTO_INCREMENT = 16")
    try site.run("UPDATE LEDGER_cursors SET last_id = 400")
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowsCounted) == (2, 0))
    try site.expectLedger(holds: first + late + last)
  }

  @Test("A late row in a gap that was carried over to a new epoch is counted")
  func lateRowInCarriedGap() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 2)
    let first = LogRow.answer(number: 1, at: now, firstID: 1) + LogRow.answer(number: 2, at: now, firstID: 11)
    try site.write(first)
    try site.sync()
    try site.run("CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG")
    let lost = LogRow.answer(number: 3, at: now, firstID: 16)
    try site.write(lost)
    try site.sync()
    try site.run("DROP TABLE LOG; RENAME TABLE backup TO LOG")
    #expect(try site.sync().epoch == 2)
    let late = LogRow.answer(number: 4, at: now, firstID: 6)
    try site.write(late)
    #expect(try site.sync().rowsCounted == 3)
    try site.expectLedger(holds: first + lost + late)
  }

  @Test("A row that waited and was restored with a type counts once, however often the log is restored")
  func restoredAgain() throws {
    let site = try TestSite()
    let counted = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 2), firstID: 21)
    var untyped = LogRow(id: 50, time: try site.clock(hoursAgo: 1).description, type: "", text: "70")
    try site.write(counted + [untyped])
    try site.sync()
    try site.run(
      "UPDATE LOG SET user_type = 'Total Tokens' WHERE id = 50; CREATE TABLE backup AS SELECT * FROM LOG")
    untyped.type = "Total Tokens"
    for epoch in 2...4 {
      try site.run("TRUNCATE LOG")
      #expect(try site.sync().epoch == epoch)
      try site.run("INSERT INTO LOG SELECT * FROM backup")
      #expect(try site.sync().rowsCounted == (epoch == 2 ? 1 : 0))
      try site.expectLedger(holds: counted + [untyped])
      #expect(try site.run("SELECT id FROM LEDGER_waiting; SELECT id FROM LEDGER_gone") == "")
    }
    #expect(try site.run("SELECT id FROM LEDGER_rejected") == "")
  }

  @Test(
    "A row with the id of one that waited, and another time, is taken as counted, and what the log has is not given up"
  )
  func renumbered() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 2)
    let answer = LogRow.answer(number: 1, at: now, firstID: 21)
    try site.write([LogRow(id: 7, time: now.adding(seconds: -60).description, type: "", text: "70")] + answer)
    try site.sync()
    // Its id is that of a row that was counted under another one.
    try site.run(
      """
      CREATE TABLE backup AS SELECT * FROM LOG; TRUNCATE LOG;
      INSERT INTO LOG SELECT * FROM backup WHERE id > 20; UPDATE LOG SET id = 7 WHERE id = 24;
      ALTER TABLE LOG AUTO_INCREMENT = 1; DELETE FROM LEDGER_checkpoints
      """)
    try site.run("UPDATE LEDGER_cursors SET last_id = 40")
    #expect(try site.sync().epoch == 2)
    try site.expectLedger(holds: answer)
    try site.run("UPDATE LEDGER_gone SET missing_since = missing_since - INTERVAL 25 HOUR")
    try site.run("UPDATE LOG SET id = 24 WHERE id = 7; INSERT INTO LOG SELECT * FROM backup WHERE id = 7")
    try site.sync()
    #expect(try site.run("SELECT id FROM LEDGER_rejected") == "")
    try site.expectLedger(holds: answer)
  }

  @Test("An untyped row without a valid time is not known again by the time at which it was seen")
  func withoutTime() throws {
    let site = try TestSite(options: ["timezone_string": "Asia/Kathmandu"])
    let answer = LogRow.answer(number: 1, at: try site.clock().adding(seconds: 4 * 3600), firstID: 21)
    try site.write([LogRow(id: 7, time: "0000-00-00 00:00:00", type: "", text: "70")] + answer)
    try site.sync()
    // In the log that takes its place, another row has the id and the time under which it waits.
    try site.run(
      """
      UPDATE LOG SET user_type = 'Total Tokens',
        interaction_time = (SELECT row_time FROM LEDGER_waiting WHERE id = 7) WHERE id = 7;
      DELETE FROM LEDGER_checkpoints; UPDATE LEDGER_cursors SET last_id = 40;
      """)
    #expect(try site.sync().epoch == 2)
    try site.expectLedger(holds: answer)
  }

  @Test("Untyped rows of a restored log wait on where they waited, and are not counted where they were")
  func untypedRows() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 2)
    let answer = LogRow.answer(number: 1, at: now, firstID: 21)
    var waits = LogRow(id: 7, time: now.description, type: "", text: "70")
    waits.id = 7
    var counted = LogRow(id: 8, time: now.description, type: "", text: "80")
    counted.id = 8
    var gone = LogRow(id: 9, time: now.description, type: "", text: "90")
    gone.id = 9
    try site.write([waits, counted, gone] + answer)
    try site.sync()
    try site.run("CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG WHERE id <> 9")
    try site.run("UPDATE LOG SET user_type = 'Total Tokens' WHERE id = 8")
    try site.sync()
    // No checkpoint is left, so that the whole log is another one.
    try site.run("DELETE FROM LEDGER_checkpoints; DROP TABLE LOG; RENAME TABLE backup TO LOG")
    try site.run("ALTER TABLE LOG AUTO_INCREMENT = 26; UPDATE LEDGER_cursors SET last_id = 40")
    #expect(try site.sync().epoch == 2)
    #expect(try site.run("SELECT epoch, id FROM LEDGER_waiting") == "1\t9\n2\t7\n")
    #expect(try site.run("SELECT epoch, id FROM LEDGER_gone") == "1\t9\n")
    try site.run("UPDATE LEDGER_gone SET missing_since = missing_since - INTERVAL 25 HOUR")
    try site.sync()
    #expect(try site.run("SELECT epoch, id FROM LEDGER_waiting") == "2\t7\n")
    #expect(try site.run("SELECT epoch, id FROM LEDGER_gone") == "")
    #expect(try site.run("SELECT epoch, id, reason FROM LEDGER_rejected") == "1\t9\tvanished_untyped\n")
    try site.run("UPDATE LOG SET user_type = 'Total Tokens' WHERE id IN (7, 8)")
    #expect(try site.sync().rowsRepaired == 1)
    waits.type = "Total Tokens"
    counted.type = "Total Tokens"
    try site.expectLedger(holds: answer + [waits, counted])
  }

  @Test(
    "Untyped rows that a restored log gets only after its first sync wait on or, where they have a type, count"
  )
  func untypedRowsThatComeLater() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 2)
    let answer = LogRow.answer(number: 1, at: now, firstID: 21)
    var rows = (7...10).map { (id: Int) in LogRow(id: id, time: now.description, type: "", text: "\(id)0") }
    try site.write(rows + answer)
    try site.sync()
    try site.run("CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG")
    try site.run("DELETE FROM LEDGER_checkpoints; DELETE FROM LOG")
    try site.run("ALTER TABLE LOG AUTO_INCREMENT = 26; UPDATE LEDGER_cursors SET last_id = 40")
    #expect(try site.sync().epoch == 2)
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_gone WHERE epoch = 1") == "4\n")
    // The restore goes on: two rows have been given a type meanwhile.
    try site.run(
      "UPDATE backup SET user_type = 'Total Tokens' WHERE id IN (7, 8); INSERT INTO LOG SELECT * FROM backup")
    let outcome = try site.sync()
    #expect((outcome.rowsCounted, outcome.rowsWaiting, outcome.rowsSkipped) == (2, 2, 3))
    #expect(
      try site.run("SELECT epoch, id FROM LEDGER_waiting; SELECT id FROM LEDGER_gone") == "2\t9\n2\t10\n")
    try site.run("UPDATE LOG SET user_type = 'Total Tokens' WHERE id IN (9, 10)")
    #expect(try site.sync().rowsRepaired == 2)
    for index in rows.indices { rows[index].type = "Total Tokens" }
    try site.expectLedger(holds: answer + rows)
    #expect(try site.run("SELECT id FROM LEDGER_rejected; SELECT id FROM LEDGER_waiting") == "")
    try site.expectEqual()
  }
}
