import Ledger
import Reports
import Testing
import Text

@Suite("Summaries of finished periods")
struct PeriodSummaryTests {
  private let usages = [
    usage("2026-01-15", 70), usage("2026-01-31", 30), usage("2026-02-01", 40), usage("2026-02-28", 20),
    usage("2026-03-01", 999),
  ]

  private func summary(
    _ period: Period, before asOf: String, synced time: String? = nil, early: EarlyUsage? = nil
  ) throws -> PeriodSummary {
    let completeness = synced(time ?? "\(asOf) 09:00:00")
    return PeriodSummary(
      try PeriodSummary.Days(of: period, before: day(asOf)), usage: usages,
      context: .init(today: day(asOf), completeness: completeness, early: early))
  }

  @Test(
    "They are about the last period that was over when the day began, and the whole one before it",
    arguments: [
      (Period.daily, "2026-12-01", days("2026-11-30", "2026-11-30"), days("2026-11-29", "2026-11-29")),
      (.weekly, "2026-12-06", days("2026-11-23", "2026-11-29"), days("2026-11-16", "2026-11-22")),
      (.weekly, "2026-12-07", days("2026-11-30", "2026-12-06"), days("2026-11-23", "2026-11-29")),
      (.monthly, "2026-12-01", days("2026-11-01", "2026-11-30"), days("2026-10-01", "2026-10-31")),
      (.monthly, "2026-11-30", days("2026-10-01", "2026-10-31"), days("2026-09-01", "2026-09-30")),
      (.monthly, "2026-01-31", days("2025-12-01", "2025-12-31"), days("2025-11-01", "2025-11-30")),
      (.yearly, "2026-01-01", days("2025-01-01", "2025-12-31"), days("2024-01-01", "2024-12-31")),
    ])
  func period(period: Period, asOf: String, current: ClosedRange<Day>, previous: ClosedRange<Day>) throws {
    let days = try PeriodSummary.Days(of: period, before: day(asOf))
    #expect(days.current == current)
    #expect(days.previous == previous)
    #expect(days.all == previous.lowerBound...current.upperBound)
  }

  @Test(
    "The first period of the calendar has none before it, and before that is nothing",
    arguments: Period.allCases)
  func edges(period: Period) throws {
    #expect(throws: Failure.self) { try PeriodSummary.Days(of: period, before: day("0001-01-01")) }
    let days = try PeriodSummary.Days(of: period, before: period.end(of: day("0001-01-08")).adding(days: 1))
    #expect(days.current.upperBound == period.end(of: day("0001-01-08")))
    #expect((days.previous == nil) == (period == .monthly || period == .yearly))
  }

  @Test("A whole month is compared with the whole month before, however long that was")
  func whole() throws {
    let summary = try summary(.monthly, before: "2026-03-01")
    #expect((summary.label, summary.labelBefore) == ("2026-02", "2026-01"))
    #expect(summary.usage.current.count.total == 60)
    #expect(summary.usage.comparison.previous?.days == days("2026-01-01", "2026-01-31"))
    #expect(summary.usage.comparison.previous?.count.total == 100)
    // The ledger began on 15 January.
    #expect(summary.usage.comparison.change == nil)
    #expect(summary.before?.count.total == 100)
    #expect(summary.isComplete)
    #expect(summary.average?.days == days("2026-02-01", "2026-02-28"))
    #expect(summary.average?.tokensPerDay == 2)
    #expect(summary.busiestDay?.day == day("2026-02-01"))
    // What was used later is no part of it.
    #expect(try self.summary(.monthly, before: "2026-03-31").usage.current.count.total == 60)
  }

  @Test("The change is that of the whole periods")
  func change() throws {
    let summary = try summary(.monthly, before: "2026-04-01")
    #expect(summary.usage.comparison.change == PerMille(changeFrom: 60, to: 999))
    #expect(summary.usage.comparison.previous?.days == days("2026-02-01", "2026-02-28"))
  }

  @Test("A period that is not wholly counted says so, and its counted hours are compared")
  func incomplete() throws {
    let february = try PeriodSummary.Days(of: .monthly, before: day("2026-03-05"))
    let hours = february.hours(until: clock("2026-02-28 10:30:00"))
    #expect(hours?.hour == 10)
    #expect(hours?.days == [day("2026-02-28"), day("2026-01-31")])
    #expect(february.hours(until: clock("2026-03-01 10:30:00")) == nil)
    let summary = try summary(.monthly, before: "2026-03-05", synced: "2026-02-20 00:10:00")
    #expect(!summary.isComplete)
    #expect(summary.usage.comparison.current?.days == days("2026-02-01", "2026-02-19"))
    #expect(summary.usage.comparison.previous?.days == days("2026-01-01", "2026-01-19"))
    #expect(summary.average?.days == days("2026-02-01", "2026-02-19"))
  }

  @Test("Without a sync that reached the end nothing but the figures is known")
  func neverSynced() throws {
    let summary = PeriodSummary(
      try PeriodSummary.Days(of: .monthly, before: day("2026-03-05")), usage: usages,
      context: .init(today: day("2026-03-05")))
    #expect(!summary.isComplete)
    #expect(summary.average == nil)
    #expect(summary.busiestDay == nil)
    #expect(summary.usage.comparison == .impossible(.neverSynced))
  }

  @Test("A month without usage, and an empty ledger")
  func empty() throws {
    let unused = try summary(.monthly, before: "2026-05-01")
    #expect(unused.usage.current.count == .zero)
    #expect(unused.isComplete)
    #expect(unused.busiestDay == nil)
    #expect(unused.average?.tokensPerDay == 0)
    let nothing = PeriodSummary(
      try PeriodSummary.Days(of: .monthly, before: day("2026-03-05")), usage: [],
      context: .init(today: day("2026-03-05"), completeness: synced("2026-03-05 09:00:00")))
    #expect(!nothing.isComplete)
    #expect(nothing.average == nil)
  }
}
