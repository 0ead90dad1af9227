import Ledger
import Reports
import TestSupport
import Testing

@Suite("Period reports")
struct PeriodReportTests {
  /// A report's rows as one line each, to be compared whole.
  private func lines(_ report: PeriodReport) -> [String] {
    report.rows.map { row in
      "\(row.label) \(row.days.lowerBound) \(row.days.upperBound) \(row.count.total) "
        + (row.isComplete ? "complete" : "partial")
    }
  }

  private let usages = [
    usage("2026-08-10", 100), usage("2026-09-01", 10), usage("2026-09-30", 20), usage("2026-11-20", 5),
    usage("2026-11-21", 7), usage("2026-11-22", 1000),
  ]
  private let recorded = days("2026-08-10", "2026-11-22")
  private let asOf = day("2026-11-21")
  /// A sync days after all usage in the reports.
  private let late = synced("2027-01-05 00:00:00")

  @Test("Months have a row each, zeros too, and only wholly recorded ones that are over are complete")
  func months() throws {
    let window = try Window(.standard, of: .monthly, asOf: asOf, recorded: recorded)
    let report = PeriodReport(window, usage: usages, context: .init(completeness: late, warnings: ["first"]))
    #expect(
      lines(report) == [
        "2026-08 2026-08-01 2026-08-31 100 partial",
        "2026-09 2026-09-01 2026-09-30 30 complete",
        "2026-10 2026-10-01 2026-10-31 0 complete",
        "2026-11 2026-11-01 2026-11-21 12 partial",
      ])
    #expect(report.totals == TokenCount(prompt: 85, completion: 56, total: 142, requests: 5))
    #expect(
      report.comparison.previous
        == SpanUsage(days: days("2026-04-01", "2026-07-21"), count: .zero, isRecorded: false))
    #expect(report.warnings == ["first"])
  }

  @Test("Given days cut their periods, which keep their names and are not complete")
  func clipped() throws {
    let window = try Window(
      .days(from: day("2026-09-02"), to: day("2026-11-20")), of: .monthly, asOf: asOf, recorded: recorded)
    #expect(
      lines(PeriodReport(window, usage: usages, context: .init(completeness: late))) == [
        "2026-09 2026-09-02 2026-09-30 20 partial",
        "2026-10 2026-10-01 2026-10-31 0 complete",
        "2026-11 2026-11-01 2026-11-20 5 partial",
      ])
  }

  @Test("Today still runs, yesterday is over, and later usage is left out")
  func daysWithFuture() throws {
    let window = try Window(.last(2), of: .daily, asOf: asOf, recorded: recorded)
    let report = PeriodReport(window, usage: usages, context: .init(completeness: late))
    #expect(
      lines(report) == [
        "2026-11-20 2026-11-20 2026-11-20 5 complete", "2026-11-21 2026-11-21 2026-11-21 7 partial",
      ])
    #expect(
      report.comparison.previous
        == SpanUsage(days: days("2026-11-18", "2026-11-19"), count: .zero, isRecorded: true))
  }

  @Test("As of a day in the past the report is what it was then")
  func past() throws {
    let window = try Window(.standard, of: .yearly, asOf: day("2026-09-01"), recorded: recorded)
    #expect(
      lines(PeriodReport(window, usage: usages, context: .init(completeness: late))).last
        == "2026 2026-01-01 2026-09-01 110 partial")
    let month = try Window(.last(1), of: .monthly, asOf: day("2026-09-30"), recorded: recorded)
    let report = PeriodReport(month, usage: usages, context: .init(completeness: late))
    #expect(lines(report) == ["2026-09 2026-09-01 2026-09-30 30 partial"])
    #expect(report.comparison.previous?.count.total == 100)
    // The ledger began on the tenth of August: a change would be against a part of it.
    #expect(report.comparison.change == nil)
    let whole = try Window(
      .days(from: day("2026-09-01"), to: day("2026-09-22")), of: .daily, asOf: day("2026-09-30"),
      recorded: recorded)
    let change = PeriodReport(whole, usage: usages, context: .init(completeness: late)).comparison.change
    #expect(change == PerMille(changeFrom: 100, to: 10))
  }

  @Test("An empty ledger gives rows of zeros, none of them complete")
  func empty() throws {
    let window = try Window(.standard, of: .weekly, asOf: asOf, recorded: nil)
    let report = PeriodReport(window, usage: [], context: .init(completeness: late))
    #expect(report.rows.count == 8)
    #expect(report.rows.allSatisfy { $0.count == .zero && !$0.isComplete })
    #expect(report.totals == .zero)
    #expect(report.comparison.previous?.isRecorded == false)
  }

  @Test("Rows, totals and the window before equal independent sums for random days and windows")
  func randomSums() throws {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<40 {
      let usage = randomUsage(limit: 500, using: &generator)
      let asOf = Day(
        number: Int.random(in: day("2020-01-01").number...day("2027-12-31").number, using: &generator))
      let from = asOf.adding(days: -Int.random(in: 0...500, using: &generator))
      let to = Day(number: Int.random(in: from.number...asOf.number, using: &generator))
      let recorded = usage.first.flatMap { first in usage.last.map { first.day...$0.day } }
      let requests: [Window.Request] = [
        .standard, .all, .last(Int.random(in: 1...20, using: &generator)), .days(from: from, to: to),
      ]
      for request in requests {
        for period in Period.allCases {
          let window = try Window(request, of: period, asOf: asOf, recorded: recorded)
          let report = PeriodReport(
            window, usage: usage, context: .init(completeness: synced("2028-01-01 00:00:00")))
          func sum(_ days: ClosedRange<Day>) -> TokenCount {
            usage.filter { days.contains($0.day) }.reduce(.zero) { $0 + $1.count }
          }
          #expect(report.rows.map(\.count) == report.rows.map { sum($0.days) })
          #expect(report.totals == sum(window.days))
          #expect(report.totals == report.rows.reduce(.zero) { $0 + $1.count })
          #expect(report.comparison.previous?.count == window.previous.map(sum))
          if let previous = window.previous, request != .all {
            #expect(previous.upperBound < window.days.lowerBound)
            #expect(period.count(in: previous) >= 1)
          }
          if request == .all {
            #expect(report.totals == usage.reduce(.zero) { $0 + $1.count })
          }
        }
      }
    }
  }
}
