import Ledger
import Reports
import TestSupport
import Testing

@Suite("Completeness")
struct CompletenessTests {
  @Test("No period that ends on the day of the last complete sync or later is complete")
  func randomCutOffs() throws {
    var generator = SeededGenerator(seed: 13)
    let recorded = days("2019-01-01", "2027-12-31")
    for _ in 0..<60 {
      let usage = randomUsage(limit: 300, using: &generator)
      let asOf = Day(
        number: Int.random(in: day("2020-01-01").number...day("2027-12-31").number, using: &generator))
      let until = SiteTime(
        day: asOf.adding(days: -Int.random(in: 0...400, using: &generator)),
        secondOfDay: Int.random(in: 0..<86_400, using: &generator))
      let completeness = Completeness(lastSync: Moment(until.utc(offset: 0), offset: 0))
      for (period, request) in [
        (Period.daily, Window.Request.last(500)), (.weekly, .last(70)), (.monthly, .last(15)),
        (.yearly, .all),
      ] {
        let window = try Window(request, of: period, asOf: asOf, recorded: recorded)
        let report = PeriodReport(window, usage: usage, context: .init(completeness: completeness))
        let current = PeriodReport(
          window, usage: usage, context: .init(completeness: synced("2030-01-01 00:00:00")))
        for (row, whole) in zip(report.rows, current.rows) {
          // Finished, recorded periods are complete up to that sync, and none after it.
          #expect(row.isComplete == (whole.isComplete && row.days.upperBound < until.day))
        }
        let never = PeriodReport(window, usage: usage)
        #expect(never.rows.allSatisfy { !$0.isComplete })
        // Spans that are not counted are not compared.
        if let compared = report.comparison.current {
          #expect(
            compared.until ?? SiteTime(day: compared.days.upperBound.adding(days: 1), secondOfDay: 0)
              <= until)
        }
        #expect(never.comparison.current == nil)
      }
    }
  }

  @Test("Figures that lack finished days warn, and complete figures do not")
  func warnings() {
    let today = day("2026-11-28")
    let stale = synced("2026-11-25 14:03:11")
    let sentence =
      "figures are complete until 2026-11-25 14:03:11 only: what was logged since is not counted yet"
    #expect(stale.warning(through: today, today: today) == sentence)
    #expect(stale.warning(through: day("2026-11-25"), today: today) == sentence)
    #expect(stale.warning(through: day("2026-11-24"), today: today) == nil)
    #expect(synced("2026-11-28 00:00:01").warning(through: today, today: today) == nil)
    #expect(synced("2026-11-27 23:59:59").warning(through: today, today: today) != nil)
    #expect(
      Completeness(lastSync: nil).warning(through: day("2020-01-01"), today: today)
        == "no sync has reached the end of the log yet: all figures may be too low, and no period is complete"
    )
  }
}
