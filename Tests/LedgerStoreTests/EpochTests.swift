import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase) struct EpochTests {
  private func answers(_ numbers: Range<Int>, _ site: TestSite, hoursAgo: Int) throws -> [LogRow] {
    let time = try site.clock(hoursAgo: hoursAgo)
    return numbers.flatMap { LogRow.answer(number: $0, at: time.adding(seconds: $0)) }
  }

  @Test("A log that is emptied and goes on begins a new epoch, in which all is counted")
  func truncated() throws {
    let site = try TestSite()
    let old = try answers(0..<20, site, hoursAgo: 5)
    try site.write(old)
    try site.sync()
    try site.run("TRUNCATE LOG")
    let new = try answers(20..<23, site, hoursAgo: 1)
    try site.write(new)
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowsCounted) == (2, 9))
    try site.expectLedger(holds: old + new)
    #expect(try site.sync().rowsRead == 0)
    try site.expectLedger(holds: old + new)
    #expect(
      try site.run("SELECT epoch, resumed_id, first_id, last_id, rows_skipped, is_scanned FROM LEDGER_epochs")
        == "1\t0\t2\t100\t0\t1\n2\t0\t2\t15\t0\t1\n")
  }

  @Test("The warning names both epochs and what was taken as counted, and is kept as a notice")
  func warning() throws {
    let site = try TestSite()
    let old = try answers(0..<20, site, hoursAgo: 5)
    try site.write(old)
    try site.sync()
    try site.run("TRUNCATE LOG")
    let warning = """
      the conversation log was replaced or restored (the log hands out id 1 after 100 was seen): \
      epoch 1 ends at id 100, epoch 2 begins after id 0; rows up to \(old[99].time) are taken as counted
      """
    #expect(try site.sync().warnings == [warning])
    let notices = try site.notices()
    #expect(notices.map(\.kind) == [.newEpoch])
    #expect(notices.first?.message.hasSuffix(": " + warning) == true)
    #expect(try site.sync().warnings == [])
  }

  @Test("A log that was made again and has grown past the old one is known by its rows")
  func recreated() throws {
    let site = try TestSite()
    let old = try answers(0..<20, site, hoursAgo: 5)
    try site.write(old)
    try site.sync()
    try site.run("DROP TABLE LOG")
    try site.database.connect().execute(Query(unchecked: LogTableShape().createTable(site.log)))
    let new = try answers(20..<60, site, hoursAgo: 1)
    try site.write(new)
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowsCounted) == (2, 120))
    #expect(outcome.warnings.first?.contains("a row of the log is another one than was counted") == true)
    try site.expectLedger(holds: old + new)
  }

  @Test("After an older copy of the log was restored nothing is counted twice, and what comes is counted")
  func restored() throws {
    let site = try TestSite()
    // Three syncs, so that there are three checkpoints.
    let parts = try [answers(0..<20, site, hoursAgo: 50), answers(20..<40, site, hoursAgo: 40)]
    let lost = try answers(40..<60, site, hoursAgo: 30)
    try site.write(parts[0])
    try site.sync()
    try site.write(parts[1])
    try site.run("CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG")
    try site.sync()
    try site.write(lost)
    try site.sync()
    try site.run("DROP TABLE LOG; RENAME TABLE backup TO LOG")
    let new = try answers(60..<75, site, hoursAgo: 1)
    try site.write(new)
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowsRead, outcome.rowsCounted) == (2, 45, 45))
    #expect(outcome.warnings.first?.contains("epoch 1 ends at id 300, epoch 2 begins after id 199") == true)
    try site.expectLedger(holds: parts[0] + parts[1] + lost + new)
    try site.sync()
    try site.expectLedger(holds: parts[0] + parts[1] + lost + new)
  }

  @Test("Where no checkpoint is left, a restored copy's rows are taken as counted by their time")
  func restoredWithoutCheckpoint() throws {
    let site = try TestSite()
    let all = try answers(0..<60, site, hoursAgo: 50)
    try site.write(all)
    try site.sync()
    try site.run("CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG WHERE id <= 200")
    try site.run("DROP TABLE LOG; RENAME TABLE backup TO LOG")
    let new = try answers(60..<62, site, hoursAgo: 1)
    try site.write(new)
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowsRead, outcome.rowsCounted) == (2, 6, 6))
    try site.expectLedger(holds: all + new)
    #expect(try site.run("SELECT rows_skipped FROM LEDGER_epochs ORDER BY epoch") == "0\n120\n")
  }

  @Test("What waited in the part that both logs share still waits, and its gaps stay open")
  func carriedOver() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 2)
    let first = LogRow.answer(number: 1, at: now, firstID: 11)
    var untyped = LogRow(id: 12, time: now.description, type: "", text: "5")
    untyped.id = 16
    try site.write(LogRow.answer(number: 0, at: now, firstID: 1) + first + [untyped])
    try site.write(LogRow.answer(number: 2, at: now, firstID: 17))
    try site.sync()
    try site.run("CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG")
    try site.write(LogRow.answer(number: 3, at: now, firstID: 30))
    try site.sync()
    try site.run("DROP TABLE LOG; RENAME TABLE backup TO LOG")
    #expect(try site.sync().epoch == 2)
    #expect(try site.run("SELECT epoch, id FROM LEDGER_waiting") == "2\t16\n")
    #expect(
      try site.gaps()
        == "1\t22\t29\t0\n2\t6\t10\t1\n")
    try site.run("UPDATE LOG SET user_type = 'Prompt Tokens' WHERE id = 16")
    let late = LogRow.answer(number: 4, at: now, firstID: 6)
    try site.write(late)
    let outcome = try site.sync()
    #expect((outcome.rowsCounted, outcome.rowsRepaired) == (3, 1))
    untyped.type = "Prompt Tokens"
    try site.expectLedger(
      holds: (0...4).flatMap { LogRow.answer(number: $0, at: now) } + [untyped])
  }

  @Test("A counted row of the future does not hide what a new epoch logs")
  func future() throws {
    let site = try TestSite()
    let ahead = LogRow.answer(number: 1, at: try site.clock(hoursAgo: -40))
    try site.write(ahead)
    try site.sync()
    try site.run(
      "UPDATE LEDGER_cursors SET seen_site = seen_site - INTERVAL 2 HOUR, synced_site = synced_site - INTERVAL 2 HOUR; TRUNCATE LOG"
    )
    let new = LogRow.answer(number: 2, at: try site.clock(hoursAgo: 1))
    try site.write(new)
    #expect(try site.sync().rowsCounted == 3)
    try site.expectLedger(holds: ahead + new)
  }

  @Test("Where nothing was counted before, nothing is taken as counted")
  func nothingCounted() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 1)
    try site.write((0..<9).map { _ in LogRow(time: now.description, type: "Total Tokens", text: "Array") })
    try site.sync()
    try site.run("TRUNCATE LOG")
    let rows = LogRow.answer(number: 2, at: try site.clock(hoursAgo: 100))
    try site.write(rows)
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowsCounted) == (2, 3))
    try site.expectLedger(holds: rows)
  }

  @Test("A visitor who erases the newest rows does not begin an epoch, nor lose a row that comes late")
  func erased() throws {
    let site = try TestSite()
    var rows = try answers(0..<20, site, hoursAgo: 1)
    try site.write(rows)
    let slow = try site.wordPress()
    try slow.execute("START TRANSACTION")
    let late = LogRow.answer(number: 20, at: try site.clock())
    try site.write(late, on: slow)
    let newest = LogRow.answer(number: 21, at: try site.clock())
    try site.write(newest)
    rows += newest
    try site.sync()
    try site.run("DELETE FROM LOG WHERE id > 105")
    #expect(try site.sync().epoch == 1)
    try slow.execute("COMMIT")
    try site.sync()
    try site.run("DELETE FROM LOG WHERE id > 50")
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.warnings) == (1, []))
    try site.expectLedger(holds: rows + late)
    #expect(try site.notices() == [])
  }

  @Test("Emptied by DELETE, a log goes on in the same epoch")
  func emptied() throws {
    let site = try TestSite()
    let rows = try answers(0..<20, site, hoursAgo: 1)
    try site.write(rows)
    try site.sync()
    try site.run("DELETE FROM LOG")
    #expect(try site.sync().epoch == 1)
    try site.expectLedger(holds: rows)
  }

  @Test("At the ceiling of MEDIUMINT the log goes on in the same epoch, until it is emptied")
  func ceiling() throws {
    let site = try TestSite()
    let full = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 100), firstID: 8_388_603)
    try site.write(full)
    #expect(try site.sync().epoch == 1)
    #expect(try site.sync().epoch == 1)
    try site.expectLedger(holds: full)
    // The owner makes room.
    try site.run("TRUNCATE LOG")
    let new = LogRow.answer(number: 2, at: try site.clock(hoursAgo: 1))
    try site.write(new)
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowsCounted) == (2, 3))
    try site.expectLedger(holds: full + new)
  }

  @Test("A widened log goes on in the same epoch")
  func widened() throws {
    let site = try TestSite()
    let full = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 2), firstID: 8_388_603)
    try site.write(full)
    try site.sync()
    try site.run("ALTER TABLE LOG MODIFY id BIGINT NOT NULL AUTO_INCREMENT")
    let new = LogRow.answer(number: 2, at: try site.clock(hoursAgo: 1))
    try site.write(new)
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowsCounted) == (1, 3))
    try site.expectLedger(holds: full + new)
  }
}
