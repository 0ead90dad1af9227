import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import Text

@Suite(.freshDatabase) struct ImportUndoTests {
  @Test("An import that is taken back leaves the ledger as it was, and can be made again")
  func undo() throws {
    let site = try TestSite()
    let rows = try site.answers(from: 40)
    try site.write(rows)
    let all = try Download(site)
    let cut = try site.clock(hoursAgo: 24 * 30)
    let oldest = Download(all.rows.filter { $0.time.stored.map { $0 < cut } ?? false })
    try site.purge(before: site.clock(hoursAgo: 24 * 20))
    try site.sync()
    let before = try site.contents()
    try site.import(oldest)
    let between = try site.contents()
    let second = try site.import(all)
    #expect(second.id == 2)
    try site.expectLedger(holds: rows)

    let undone = try ImportUndo(2, site.session())
    #expect(undone.rows == second.rowsImported)
    #expect(undone.days == second.days.count)
    #expect(undone.count == second.total)
    #expect(try site.contents() == between)
    try site.expectAgreement()
    _ = try ImportUndo(1, site.session())
    #expect(try site.contents() == before)
    #expect(throws: Failure(.usage, "there is no import 2 in the ledger", advice: "Nothing is imported.")) {
      try ImportUndo(2, site.session())
    }
    #expect(try site.import(all).id == 3)
    try site.expectLedger(holds: rows)
    #expect(
      throws: Failure(.usage, "there is no import 9 in the ledger", advice: "These can be taken back: 3.")
    ) {
      try ImportUndo(9, site.session())
    }
  }

  @Test("An import that is taken back while it runs ends there")
  func undoMeanwhile() throws {
    let site = try TestSite()
    try site.sync()
    let start = SiteTime(day: Day(number: 18_000), secondOfDay: 0)
    #expect(throws: Failure(.usage, "there is no import 1 in the ledger", advice: "Nothing is imported.")) {
      try LedgerImport.run(try site.session(), files: ["a.csv"]) { add in
        for number in 0..<20_000 {
          let time = start.adding(seconds: 600 * number)
          try add(TokenRow(id: 1 + number, kind: .total, time: .at(time), tokens: .success(1)))
          if number == 18_000 { _ = try ImportUndo(1, site.session()) }
        }
      }
    }
    try site.expectLedger(holds: [])
  }
}
