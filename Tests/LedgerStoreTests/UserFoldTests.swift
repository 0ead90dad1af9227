import Ledger
import LedgerStore
import TestSupport
import Testing

@Suite(.freshDatabase) struct UserFoldTests {
  private static let start = SiteTime(day: Day(number: 20_000), secondOfDay: 36_000)

  private func day(_ offset: Int) -> Day { Self.start.day.adding(days: offset) }

  /// An answer of each of the users 7 and 8 and of a guest on each of four days, synced.
  private func site() throws -> TestSite {
    let site = try TestSite()
    for (number, user) in ["7", "8", "0"].enumerated() {
      for day in 0..<4 {
        let time = Self.start.adding(seconds: day * 86_400)
        try site.write(LogRow.answer(at: time, prompt: 10 + number, completion: day, user: user))
      }
    }
    try site.sync()
    return site
  }

  @Test(
    "Days before the horizon are everyone's, guests stay apart, and no total changes; again it does nothing")
  func folds() throws {
    let site = try site()
    let before = try site.totals()
    let fold = try site.fold(before: day(2))
    #expect(fold.before == day(2))
    #expect((fold.moved.days, fold.moved.facts) == (2, 4))
    #expect(fold.moved.count == TokenCount(prompt: 42, completion: 2, total: 44, requests: 4))
    let folded = [
      "2024-10-04 0 12 0 12 1", "2024-10-04 everyone 21 0 21 2", "2024-10-05 0 12 1 13 1",
      "2024-10-05 everyone 21 2 23 2", "2024-10-06 0 12 2 14 1", "2024-10-06 7 10 2 12 1",
      "2024-10-06 8 11 2 13 1", "2024-10-07 0 12 3 15 1", "2024-10-07 7 10 3 13 1", "2024-10-07 8 11 3 14 1",
    ]
    #expect(try site.factsByUser() == folded)
    #expect(try site.totals() == before)
    let again = try site.fold(before: day(2))
    #expect((again.moved.facts, again.before) == (0, day(2)))
    #expect(try site.factsByUser() == folded)
    #expect(try site.totals() == before)
    try site.expectAgreement()
    try site.expectNoTraces()
  }

  @Test("The horizon never goes back, and folding on merges with what was folded")
  func horizon() throws {
    let site = try site()
    let before = try site.totals()
    try site.fold(before: day(2))
    let back = try site.fold(before: day(1))
    #expect((back.before, back.moved.facts) == (day(2), 0))
    #expect(try site.usage(of: 7).foldedBefore == day(2))
    try site.erase(7)
    let on = try site.fold(before: day(4))
    #expect((on.moved.days, on.moved.facts) == (2, 4))
    #expect(
      try site.factsByUser().filter { !$0.contains(" 0 1") } == [
        "2024-10-04 everyone 21 0 21 2", "2024-10-05 everyone 21 2 23 2", "2024-10-06 everyone 21 4 25 2",
        "2024-10-07 everyone 21 6 27 2",
      ])
    #expect(try site.totals() == before)
  }

  @Test("Imported figures keep their origin when they are folded, and can be taken back as a whole")
  func imports() throws {
    let site = try TestSite()
    let old = LogRow.answer(at: Self.start, prompt: 5, user: "7")
    let new = LogRow.answer(at: Self.start.adding(seconds: 86_400), prompt: 6, user: "7")
    try site.write(old + new)
    let download = try Download(site, where: "id < 6")
    try site.run("DELETE FROM LOG WHERE id < 6")
    #expect(try site.import(download).rowsImported == 3)
    #expect(try site.usage(of: 7).usage.count == 2)
    #expect(try site.fold(before: day(5)).moved.facts == 2)
    try site.expectLedger(holds: old + new)
    _ = try ImportUndo(1, site.session())
    try site.expectLedger(holds: new)
    #expect(try site.factsByUser() == ["2024-10-05 everyone 6 20 26 1"])
  }
}
