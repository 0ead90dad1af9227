import Ledger
import Reports
import Testing

@Suite("Summaries")
struct SummaryReportTests {
  private let usages = [
    usage("2025-03-31", 50), usage("2025-04-01", 500), usage("2026-01-01", 400), usage("2026-02-28", 30),
    usage("2026-03-01", 15), usage("2026-03-30", 60), usage("2026-03-31", 5), usage("2026-04-01", 9999),
  ]

  private func summary(_ context: SummaryReport.Context) -> SummaryReport {
    SummaryReport(usage: usages, context: context)
  }

  @Test("Today, this month and this year stand beside the same span before")
  func comparisons() {
    let report = summary(.init(today: day("2026-03-31")))
    let spans = [report.today, report.month, report.year].map { comparison in
      [comparison.current, comparison.previous].map { span in
        span.map { "\($0.days.lowerBound) \($0.days.upperBound) \($0.count.total) \($0.isRecorded)" }
      }
    }
    #expect(
      spans == [
        ["2026-03-31 2026-03-31 5 true", "2026-03-30 2026-03-30 60 true"],
        ["2026-03-01 2026-03-31 80 true", "2026-02-01 2026-02-28 30 true"],
        ["2026-01-01 2026-03-31 510 true", "2025-01-01 2025-03-31 50 false"],
      ])
  }

  @Test("Averages are over the last 30 whole days, rounded to the nearest")
  func averages() {
    let average = summary(.init(today: day("2026-03-31"))).average
    #expect(average?.days == days("2026-03-01", "2026-03-30"))
    #expect(average?.tokensPerDay == 3)  // 75 / 30 = 2.5
    #expect(average?.tokensPerRequest == 38)  // 75 / 2 = 37.5
  }

  @Test("A young ledger is averaged over the days it has")
  func youngLedger() {
    let young = [usage("2026-03-30", 60), usage("2026-03-31", 5)]
    let second = SummaryReport(usage: young, context: .init(today: day("2026-03-31"))).average
    #expect(second?.days == days("2026-03-30", "2026-03-30"))
    #expect(second?.tokensPerDay == 60)
    let first = SummaryReport(usage: young, context: .init(today: day("2026-03-30"))).average
    #expect(first?.days == days("2026-03-30", "2026-03-30"))
    let idle = SummaryReport(usage: young, context: .init(today: day("2026-06-30"))).average
    #expect(idle?.tokensPerDay == 0)
    #expect(idle?.tokensPerRequest == nil)
  }

  @Test("The busiest day is the earliest of equals and never later than today")
  func busiestDay() {
    #expect(summary(.init(today: day("2026-03-31"))).busiestDay == usage("2025-04-01", 500))
    let equals = [usage("2026-03-01", 7), usage("2026-03-02", 7)]
    let report = SummaryReport(usage: equals, context: .init(today: day("2026-03-31")))
    #expect(report.busiestDay == equals[0])
  }

  @Test("The next purge takes the day that falls out of the retention tomorrow")
  func purge() {
    func purge(_ isLogging: Bool, _ daysKept: Int?) -> SummaryReport.Purge? {
      summary(
        .init(today: day("2026-03-31"), retention: .init(isLogging: isLogging, daysKept: daysKept))
      ).nextPurge
    }
    let next = purge(true, 30)
    #expect(next?.runsOn == day("2026-04-01"))
    #expect(next?.takesDay == day("2026-03-01"))
    #expect(next?.count.total == 15)
    #expect(purge(false, 30) == nil)
    #expect(purge(true, nil) == nil)
    #expect(purge(true, .max) == nil)
    #expect(summary(.init(today: day("2026-03-31"))).nextPurge == nil)
  }

  @Test("A ranking keeps the largest five and adds up the others")
  func ranking() {
    let named = (1...7).map { number in
      NamedUsage(id: "\(number)", name: "Page \(number)", count: TokenCount(total: number, requests: 1))
    }
    let idle = NamedUsage(id: "8", name: "Idle", count: .zero)
    let twin = NamedUsage(id: "0", name: "Page 7", count: TokenCount(total: 7, requests: 1))
    let ranking = Ranking([idle] + named + [twin])
    #expect(ranking.top.map(\.id) == ["0", "7", "6", "5", "4"])
    #expect(ranking.otherCount == 3)
    #expect(ranking.other == TokenCount(total: 6, requests: 3))
    #expect(Ranking([]) == Ranking([idle]))
  }

  @Test("An empty ledger has zeros, no averages and no busiest day")
  func empty() {
    let report = SummaryReport(usage: [], context: .init(today: day("2026-03-31")))
    #expect(report.today.current.count == .zero)
    #expect(report.year.previous?.isRecorded == false)
    #expect(report.average == nil)
    #expect(report.busiestDay == nil)
    #expect(report.month.current.days == days("2026-03-01", "2026-03-31"))
  }
}
