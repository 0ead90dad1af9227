import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// The log beside an import: syncs meanwhile, and imported rows that come back into it.
@Suite(.freshDatabase) struct ImportedLogRowTests {
  @Test("A sync in the midst of an import costs neither of them anything")
  func syncMeanwhile() throws {
    let site = try TestSite()
    try site.sync()
    let start = SiteTime(day: Day(number: 18_000), secondOfDay: 0)
    let new = LogRow.answer(number: 5, at: try site.clock())
    let outcome = try LedgerImport.run(try site.session(), files: ["a.csv"]) { add in
      for number in 0..<20_000 {
        let time = start.adding(seconds: 600 * number)
        try add(TokenRow(id: 1 + number, kind: .total, time: .at(time), tokens: .success(1)))
        if number == 18_000 {
          try site.write(new)
          try site.sync()
        }
      }
    }
    #expect(outcome.figures == [20_000, 0, 0, 0, 0])
    #expect(try site.run("SELECT requests FROM LEDGER_state") == "20001\n")
    try site.expectAgreement()
  }

  @Test("Imported rows that are put back into the log are not counted again", arguments: [1, 2])
  func putBack(connections: Int) throws {
    let site = try TestSite()
    let old = try site.answers(from: 30, to: 20)
    try site.write(old)
    let file = try Download(site)
    try site.run("CREATE TABLE dump AS SELECT * FROM LOG; DELETE FROM LOG")
    #expect(try site.import(file).rowsImported == file.rows.count)
    let new = try site.answers(from: 10)
    try site.write(new)
    // Beyond the highest id seen, where the sync reads on.
    try site.run("INSERT INTO LOG SELECT * FROM dump")
    #expect(try site.sync(connections: connections).rowsCounted == new.count / 5 * 3)
    try site.expectLedger(holds: old + new)
  }

  @Test("An imported row that is put back into an open gap is not counted again")
  func putBackIntoGap() throws {
    let site = try TestSite()
    let old = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 500))
    try site.write(old)
    let file = try Download(site)
    try site.run("CREATE TABLE dump AS SELECT * FROM LOG; DELETE FROM LOG")
    // Below a young row, the first sync opens a gap for what may be late.
    let new = LogRow.answer(number: 2, at: try site.clock())
    try site.write(new)
    #expect(try site.import(file).figures == [3, 0, 0, 0, 0])
    try site.run("INSERT INTO LOG SELECT * FROM dump")
    #expect(try site.sync().rowsCounted == 0)
    try site.expectLedger(holds: old + new)
  }

  @Test(
    "Imported rows that are in the log as well are no fault to a verification, and a rebuild leaves them be")
  func verifyAndRebuild() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 200)
    let first = LogRow.answer(number: 1, at: time, firstID: 1)
    let late = LogRow.answer(number: 2, at: time, firstID: 6)
    let last = LogRow.answer(number: 3, at: time, firstID: 11)
    try site.write(first)
    try site.sync()
    try site.write(late)
    let file = try Download(site)
    try site.run("CREATE TABLE dump AS SELECT * FROM LOG WHERE id > 5; DELETE FROM LOG WHERE id > 5")
    try site.write(last)
    try site.sync()
    try site.age(days: 2)
    #expect(try site.import(file).rowsImported == 3)
    // The row came back after its gap had been given up: verify would point to rebuild, were it not imported.
    try site.run("INSERT INTO LOG SELECT * FROM dump")
    for _ in 1...2 {
      try site.expectEqual()
      let session = try site.session()
      #expect(try Evidence(session, facts: session.facts(), from: nil, to: nil).late == [:])
      let before = try site.contents()
      #expect(!(try site.rebuild().losesUsage))
      #expect(try site.contents() == before)
      try site.expectLedger(holds: first + late + last)
      // The same without the gap.
      try site.forgetGaps()
    }
    // Without the import they are the log's again.
    _ = try ImportUndo(1, site.session())
    try site.rebuild()
    try site.expectLedger(holds: first + late + last)
    try site.expectEqual()
  }
}
