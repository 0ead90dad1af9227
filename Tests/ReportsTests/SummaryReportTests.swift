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

  /// The summary's spans: the counted usage, the compared part of it, and the part before.
  private func spans(_ context: SummaryReport.Context) -> [[String?]] {
    let report = summary(context)
    return [report.today, report.month, report.year].map { comparison in
      [comparison.current, comparison.comparison.current, comparison.comparison.previous].map { span in
        span.map { span in
          "\(span.days.lowerBound) \(span.until.map { "\($0)" } ?? "\(span.days.upperBound)") "
            + "\(span.count.total) \(span.isRecorded)"
        }
      }
    }
  }

  /// The usage before 14:00 on the days that a summary of 31 March compares.
  private let early: EarlyUsage = {
    var early = EarlyUsage(before: 14)
    for (text, total, part) in [("2026-03-31", 5, 2), ("2026-03-30", 60, 10), ("2025-03-31", 50, 0)] {
      let whole = usage(text, total).count
      let count = TokenCount(total: part, requests: part > 0 ? 1 : 0)
      early.add(count, on: day(text), isEarly: true)
      early.add(whole.excess(over: count), on: day(text), isEarly: false)
    }
    return early
  }()

  @Test("The finished hours of today, this month and this year are compared with the same hours before")
  func comparisons() {
    #expect(
      spans(.init(today: day("2026-03-31"), completeness: synced("2026-03-31 14:59:59"), early: early)) == [
        [
          "2026-03-31 2026-03-31 5 true", "2026-03-31 2026-03-31 14:00:00 2 true",
          "2026-03-30 2026-03-30 14:00:00 10 true",
        ],
        // February has no 31st: all of its days lie in the finished part of March.
        [
          "2026-03-01 2026-03-31 80 true", "2026-03-01 2026-03-31 14:00:00 77 true",
          "2026-02-01 2026-02-28 30 true",
        ],
        [
          "2026-01-01 2026-03-31 510 true", "2026-01-01 2026-03-31 14:00:00 507 true",
          "2025-01-01 2025-03-31 14:00:00 0 false",
        ],
      ])
    #expect(
      SummaryReport.hours(on: day("2026-03-31"), until: clock("2026-03-31 14:59:59"))
        == EarlyUsage.Request(
          days: [day("2025-03-31"), day("2026-03-30"), day("2026-03-31")], hour: 14))
  }

  @Test("In the first hour of a day its month is compared up to the evening before, and the day not at all")
  func midnight() {
    #expect(
      spans(.init(today: day("2026-03-31"), completeness: synced("2026-03-31 00:59:59"))) == [
        ["2026-03-31 2026-03-31 5 true", nil, nil],
        ["2026-03-01 2026-03-31 80 true", "2026-03-01 2026-03-30 75 true", "2026-02-01 2026-02-28 30 true"],
        [
          "2026-01-01 2026-03-31 510 true", "2026-01-01 2026-03-30 505 true", "2025-01-01 2025-03-30 0 false",
        ],
      ])
    let context = SummaryReport.Context(
      today: day("2026-03-31"), completeness: synced("2026-03-31 00:59:59"))
    #expect(summary(context).today.comparison == .impossible(.noHourOver))
    #expect(SummaryReport.hours(on: day("2026-03-31"), until: clock("2026-03-31 00:59:59")) == nil)
  }

  @Test("Spans that no sync has reached are not compared")
  func stale() {
    let time = clock("2026-03-30 14:10:00")
    var context = SummaryReport.Context(
      today: day("2026-03-31"), completeness: synced("2026-03-30 14:10:00"), early: early)
    #expect(summary(context).today.comparison == .impossible(.notCounted(since: time)))
    #expect(
      spans(context)[1] == [
        "2026-03-01 2026-03-31 80 true", "2026-03-01 2026-03-30 14:00:00 25 true",
        "2026-02-01 2026-02-28 30 true",
      ])
    #expect(summary(context).average?.days == days("2026-02-28", "2026-03-29"))
    context.retention = .init(isLogging: true, daysKept: 1)
    #expect(summary(context).nextPurge?.takesDay == day("2026-03-30"))
    #expect(summary(context).nextPurge?.count == nil)

    context.completeness = Completeness(lastSync: nil)
    let never = summary(context)
    #expect([never.today, never.month, never.year].allSatisfy { $0.comparison == .impossible(.neverSynced) })
    #expect(never.average == nil)
    #expect(never.busiestDay == nil)
    #expect(never.nextPurge?.count == nil)
  }

  @Test("Days whose hours do not add up to their total are not compared by the hour")
  func unknownHours() {
    var context = SummaryReport.Context(
      today: day("2026-03-31"), completeness: synced("2026-03-31 14:10:00"), early: EarlyUsage(before: 14))
    #expect(summary(context).today.comparison == .impossible(.hoursUnknown(day("2026-03-31"))))
    context.early = nil
    #expect(summary(context).year.comparison == .impossible(.hoursUnknown(day("2026-03-31"))))
  }

  @Test("Averages are over the last 30 whole days, rounded to the nearest")
  func averages() {
    let average = summary(.init(today: day("2026-03-31"), completeness: synced("2026-03-31 00:10:00")))
      .average
    #expect(average?.days == days("2026-03-01", "2026-03-30"))
    #expect(average?.tokensPerDay == 3)  // 75 / 30 = 2.5
    #expect(average?.tokensPerRequest == 38)  // 75 / 2 = 37.5
  }

  @Test("A young ledger is averaged over the days it has")
  func youngLedger() {
    let young = [usage("2026-03-30", 60), usage("2026-03-31", 5)]
    let second = SummaryReport(
      usage: young, context: .init(today: day("2026-03-31"), completeness: synced("2026-03-31 00:10:00"))
    ).average
    #expect(second?.days == days("2026-03-30", "2026-03-30"))
    #expect(second?.tokensPerDay == 60)
    let first = SummaryReport(
      usage: young, context: .init(today: day("2026-03-30"), completeness: synced("2026-03-30 00:10:00"))
    ).average
    #expect(first?.days == days("2026-03-30", "2026-03-30"))
    let idle = SummaryReport(
      usage: young, context: .init(today: day("2026-06-30"), completeness: synced("2026-06-30 00:10:00"))
    ).average
    #expect(idle?.tokensPerDay == 0)
    #expect(idle?.tokensPerRequest == nil)
  }

  @Test("The busiest day is the earliest of equals and never later than today")
  func busiestDay() {
    #expect(
      summary(.init(today: day("2026-03-31"), completeness: synced("2026-03-31 00:10:00"))).busiestDay
        == usage("2025-04-01", 500))
    let equals = [usage("2026-03-01", 7), usage("2026-03-02", 7)]
    let report = SummaryReport(
      usage: equals, context: .init(today: day("2026-03-31"), completeness: synced("2026-03-31 00:10:00")))
    #expect(report.busiestDay == equals[0])
  }

  @Test("The next purge takes the day that falls out of the retention tomorrow")
  func purge() {
    func purge(_ isLogging: Bool, _ daysKept: Int?) -> SummaryReport.Purge? {
      summary(
        .init(
          today: day("2026-03-31"), completeness: synced("2026-03-31 00:10:00"),
          retention: .init(isLogging: isLogging, daysKept: daysKept))
      ).nextPurge
    }
    let next = purge(true, 30)
    #expect(next?.runsOn == day("2026-04-01"))
    #expect(next?.takesDay == day("2026-03-01"))
    #expect(next?.count?.total == 15)
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
    #expect(ranking.other == Figures(TokenCount(total: 6, requests: 3)))
    #expect(Ranking([]) == Ranking([idle]))
  }

  @Test(
    "Where answers lack their total a sentence explains the columns, but not of a day that is not counted to its end"
  )
  func notes() {
    let count = TokenCount(prompt: 70, completion: 5, total: 60, requests: 1)
    func notes(_ time: String) -> [String] {
      SummaryReport(
        usage: [DayUsage(day: day("2026-03-30"), count: count)],
        context: .init(today: day("2026-03-31"), completeness: synced(time))
      ).notes
    }
    #expect(notes("2026-03-31 14:00:00") == [TokenCount.missingTotals])
    #expect(notes("2026-03-30 14:00:00") == [])
    #expect(summary(.init(today: day("2026-03-31"), completeness: synced("2026-03-31 14:00:00"))).notes == [])
  }

  @Test("An empty ledger has zeros, no averages and no busiest day")
  func empty() {
    let report = SummaryReport(
      usage: [], context: .init(today: day("2026-03-31"), completeness: synced("2026-03-31 14:00:00")))
    #expect(report.today.current.count == .zero)
    #expect(report.year.comparison.previous?.isRecorded == false)
    #expect(report.average == nil)
    #expect(report.busiestDay == nil)
    #expect(report.month.current.days == days("2026-03-01", "2026-03-31"))
  }
}
