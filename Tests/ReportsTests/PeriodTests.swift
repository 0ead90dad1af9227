import Ledger
import TestSupport
import Testing

@testable import Reports

@Suite("Periods")
struct PeriodTests {
  @Test(
    "A week belongs to the year of its Thursday",
    arguments: [
      ("2020-12-31", "2020-W53", "2020-12-28", "2021-01-03"),
      ("2021-01-03", "2020-W53", "2020-12-28", "2021-01-03"),
      ("2021-01-04", "2021-W01", "2021-01-04", "2021-01-10"),
      ("2024-12-30", "2025-W01", "2024-12-30", "2025-01-05"),
      ("2026-11-21", "2026-W47", "2026-11-16", "2026-11-22"),
      ("2026-12-31", "2026-W53", "2026-12-28", "2027-01-03"),
      ("2027-01-01", "2026-W53", "2026-12-28", "2027-01-03"),
    ])
  func weeks(text: String, label: String, first: String, last: String) {
    #expect(Period.weekly.label(day(text)) == label)
    #expect(Period.weekly.start(of: day(text)) == day(first))
    #expect(Period.weekly.end(of: day(text)) == day(last))
  }

  @Test("Days, months and years have ISO labels and whole bounds")
  func labels() {
    let leapDay = day("2024-02-29")
    #expect(Period.allCases.map { $0.label(leapDay) } == ["2024-02-29", "2024-W09", "2024-02", "2024"])
    #expect(
      Period.allCases.map { $0.start(of: leapDay).description }
        == ["2024-02-29", "2024-02-26", "2024-02-01", "2024-01-01"])
    #expect(
      Period.allCases.map { $0.end(of: leapDay).description }
        == ["2024-02-29", "2024-03-03", "2024-02-29", "2024-12-31"])
  }

  @Test(
    "A shift keeps the place in the period and clamps to the month's last day",
    arguments: [
      (Period.daily, "2024-03-01", -1, "2024-02-29"),
      (.weekly, "2026-11-21", -52, "2025-11-22"),
      (.monthly, "2026-03-31", -1, "2026-02-28"),
      (.monthly, "2024-03-31", -1, "2024-02-29"),
      (.monthly, "2026-01-15", -1, "2025-12-15"),
      (.monthly, "2025-12-31", 2, "2026-02-28"),
      (.yearly, "2024-02-29", -1, "2023-02-28"),
      (.yearly, "2024-02-29", -4, "2020-02-29"),
    ])
  func shifts(period: Period, from: String, count: Int, to: String) {
    #expect(period.shift(day(from), by: count) == day(to))
  }

  @Test("Nothing leaves the years 1 to 9999", arguments: Period.allCases)
  func bounds(period: Period) {
    #expect(Day.earliest.description == "0001-01-01")
    #expect(Day.latest.description == "9999-12-31")
    #expect(period.end(of: .latest) == .latest)
    #expect(period.start(of: .earliest) == .earliest)
    #expect(period.shift(.latest, by: 1) == nil)
    #expect(period.shift(.earliest, by: -1) == nil)
    #expect(period.shift(.latest, by: .max) == nil)
    #expect(period.shift(.earliest, by: .min) == nil)
    #expect(period.partition(day("9999-12-01") ... .latest).last?.upperBound == .latest)
  }

  @Test("A partition is contiguous, covers every day once and never crosses a period's end")
  func partitions() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<200 {
      let first = Day(number: Int.random(in: -719_162...2_900_000, using: &generator))
      let days = first...first.adding(days: Int.random(in: 0...1500, using: &generator))
      for period in Period.allCases {
        let parts = period.partition(days)
        #expect(parts.count == period.count(in: days))
        #expect(parts.first?.lowerBound == days.lowerBound)
        #expect(parts.last?.upperBound == days.upperBound)
        for (part, next) in zip(parts, parts.dropFirst()) {
          #expect(next.lowerBound == part.upperBound.adding(days: 1))
          #expect(period.label(part.upperBound) != period.label(next.lowerBound))
        }
        for part in parts {
          #expect(period.label(part.lowerBound) == period.label(part.upperBound))
        }
      }
    }
  }

  @Test(
    "The site's option chooses the period, and a missing one means daily",
    arguments: [
      (nil, Period.daily), ("Daily", .daily), ("Weekly", .weekly), ("Monthly", .monthly),
      ("Yearly", .yearly), (" yearly\n", .yearly),
    ] as [(String?, Period)])
  func option(option: String?, period: Period) {
    let reading = Period.reading(option: option)
    #expect(reading.period == period)
    #expect(reading.warning == nil)
  }

  @Test("Any other option means daily with a warning that is harmless to print")
  func unknownOption() {
    let reading = Period.reading(option: "Hourly\u{1B}[2J\u{202E}\"é")
    #expect(reading.period == .daily)
    #expect(
      reading.warning
        == #"the site's Reporting Period is "Hourly\u{1B}[2J\u{202E}\"\u{00E9}", not Daily, Weekly, Monthly "#
        + "or Yearly; reporting by day")
    #expect(Period.reading(option: "").warning?.hasPrefix(#"the site's Reporting Period is """#) == true)
    let long = Period.reading(option: String(repeating: "x", count: 70_000)).warning
    #expect(long?.contains(String(repeating: "x", count: 40) + "...\"") == true)
    #expect((long?.count ?? .max) < 200)
  }
}
