import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// Which rows of a file the ledger surely lacks.
@Suite(.freshDatabase) struct ImportDecisionTests {
  @Test("A row in a gap that was given up is imported; in an open gap it is left to the sync")
  func gaps() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    let first = LogRow.answer(number: 1, at: time, firstID: 1)
    let late = LogRow.answer(number: 2, at: time, firstID: 6)
    let last = LogRow.answer(number: 3, at: time, firstID: 11)
    try site.write(first)
    try site.sync()
    try site.write(late)
    let file = try Download(site)
    try site.run("DELETE FROM LOG WHERE id BETWEEN 6 AND 10")
    try site.write(last)
    #expect(try site.import(file).figures == [0, 0, 3, 3, 0])
    // The lowest id of this one lies in the midst of the gap.
    #expect(try site.import(Download(file.rows.filter { $0.id > 5 })).figures == [0, 0, 0, 3, 0])
    try site.expectLedger(holds: first + last)

    try site.age(days: 2)
    let outcome = try site.import(file)
    #expect(outcome.figures == [3, 0, 3, 0, 0])
    try site.expectLedger(holds: first + late + last)
    #expect(try site.import(file).figures == [0, 3, 3, 0, 0])
  }

  @Test("A row that came late, below all that its epoch had counted, is not taken for missing")
  func lateFirst() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    let late = LogRow.answer(number: 1, at: time.adding(seconds: -1), firstID: 1)
    let first = LogRow.answer(number: 2, at: time, firstID: 6)
    try site.write(first)
    try site.sync()
    try site.write(late)
    try site.sync()
    let file = try Download(site)
    try site.run("DELETE FROM LOG")
    #expect(try site.import(file).figures == [0, 0, 6, 0, 0])
    try site.expectLedger(holds: late + first)
  }

  @Test("Rows that a later sync counted, later than all before, are not taken for missing")
  func laterSync() throws {
    let site = try TestSite()
    let counted = try [90, 60, 30].map { LogRow.answer(number: $0, at: try site.clock(hoursAgo: $0)) }
    for rows in counted {
      try site.write(rows)
      try site.sync()
    }
    let file = try Download(site)
    try site.run("DELETE FROM LOG")
    #expect(try site.import(file).figures == [0, 0, 9, 0, 0])
    try site.expectLedger(holds: counted.flatMap(\.self))
  }

  @Test("An hour that an import alone has filled proves nothing counted in it")
  func importedHour() throws {
    let site = try TestSite()
    let rows = try [(1, 110), (2, 90), (3, 90), (4, 80)].map { number, hours in
      LogRow.answer(number: number, at: try site.clock(hoursAgo: hours))
    }
    try site.write(rows.flatMap(\.self))
    let all = try Download(site)
    try site.run("DELETE FROM LOG WHERE id BETWEEN 6 AND 15")
    for ids in [6...10, 11...15] {
      let file = Download(all.rows.filter { ids.contains($0.id) })
      #expect(try site.import(file).figures == [3, 0, 0, 0, 0], "\(ids)")
    }
    try site.expectLedger(holds: rows.flatMap(\.self))
  }

  @Test("Rows past the highest id seen are left to the sync")
  func pastCursor() throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 1))
    try site.write(rows)
    try site.sync()
    let new = LogRow.answer(number: 2, at: try site.clock(), firstID: 6)
    try site.write(new)
    let file = try Download(site)
    // The sync before this import did not see them, because they come from a copy of the log.
    try site.run("DELETE FROM LOG WHERE id > 5")
    #expect(try site.import(file).figures == [0, 0, 3, 3, 0])
    try site.expectLedger(holds: rows)
    try site.write(new)
    try site.sync()
    try site.expectLedger(holds: rows + new)
  }

  @Test("Until a sync has read all of an epoch, rows past the highest id seen are left to it, however old")
  func unfinishedSync() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 500)
    let rows = (0..<2).map { LogRow.answer(number: $0, at: time) }
    try site.write(rows[0])
    try site.sync()
    try site.write(rows[1])
    let file = try Download(site)
    // As after a first sync that was cut off between the two.
    try site.run("UPDATE LEDGER_epochs SET is_scanned = 0")
    let outcome = try LedgerImport.run(site.session(), files: ["a.csv"]) { add in
      for row in file.rows { try add(row) }
    }
    #expect(outcome.figures == [0, 0, 3, 3, 0])
    try site.sync()
    try site.expectLedger(holds: rows.flatMap(\.self))
  }

  @Test("A row that had no type is left to the sync, and imported once it is gone for good")
  func waiting() throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 100))
    try site.write(rows)
    let file = try Download(site)
    try site.run("UPDATE LOG SET user_type = '' WHERE id = 4")
    #expect(try site.import(file).figures == [0, 0, 2, 1, 0])
    try site.run("DELETE FROM LOG WHERE id = 4")
    #expect(try site.import(file).figures == [0, 0, 2, 1, 0])
    try site.run("UPDATE LEDGER_gone SET missing_since = missing_since - INTERVAL 25 HOUR")
    let outcome = try site.import(file)
    #expect(outcome.figures == [1, 0, 2, 0, 0])
    try site.expectLedger(holds: rows)
  }

  @Test("Rows that do not count are rejected with their reason, and those counted when their time had come")
  func rejected() throws {
    let site = try TestSite()
    let far = try site.clock().adding(seconds: 86_400 * 10)
    try site.write(
      [LogRow(time: far.description, type: "Total Tokens", text: "7")]
        + LogRow.answer(number: 1, at: try site.clock()))
    var file = try Download(site)
    #expect(try site.import(file).rejections == [.inTheFuture: 1])
    file.rows += [
      TokenRow(id: 90, kind: .total, time: .impossible(.zeroDate, text: "0000-00-00 00:00:00")),
      TokenRow(
        id: 91, kind: .total, time: .at(far.adding(seconds: -86_400 * 900)), tokens: .failure(.notANumber)),
      TokenRow(id: 92, kind: .other, time: .at(far)),
    ]
    let outcome = try site.import(file)
    #expect(outcome.rejections == [.inTheFuture: 1, .zeroDate: 1, .notANumber: 1])
    #expect(outcome.rowsRead == 6)
  }

  @Test("A row that the log held erased from the midst of a day is not guessed to be missing")
  func doubt() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 24 * 30)
    let rows = (0..<5).flatMap { LogRow.answer(number: $0, at: time) }
    try site.write(rows)
    let file = try Download(site)
    try site.run("DELETE FROM LOG WHERE id BETWEEN 6 AND 10")
    #expect(try site.import(file).figures == [0, 0, 15, 0, 0])
    try site.expectLedger(holds: Array(rows[..<5] + rows[10...]))
  }
}
