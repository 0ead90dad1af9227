import Ledger
import Reports
import Testing
import Text

@Suite("Windows")
struct WindowTests {
  private let asOf = day("2026-11-21")
  private let recorded = days("2026-05-05", "2026-11-20")

  private func window(
    _ request: Window.Request, _ period: Period = .daily, asOf: Day? = nil
  ) throws(Failure) -> Window {
    try Window(request, of: period, asOf: asOf ?? self.asOf, recorded: recorded)
  }

  @Test(
    "The standard window starts with a period's first day and ends as of the day",
    arguments: [
      (Period.daily, days("2026-11-15", "2026-11-21"), days("2026-11-08", "2026-11-14")),
      (.weekly, days("2026-09-28", "2026-11-21"), days("2026-08-03", "2026-09-26")),
      (.monthly, days("2026-08-01", "2026-11-21"), days("2026-04-01", "2026-07-21")),
      (.yearly, days("2023-01-01", "2026-11-21"), days("2019-01-01", "2022-11-21")),
    ])
  func standard(period: Period, days: ClosedRange<Day>, previous: ClosedRange<Day>) throws {
    let window = try window(.standard, period)
    #expect(window.days == days)
    #expect(window.previous == previous)
    #expect(window.warnings == [])
  }

  @Test("The window before ends at the same place, clamped to a shorter month")
  func previousClamped() throws {
    let march = try window(.last(1), .monthly, asOf: day("2026-03-31"))
    #expect(march.days == days("2026-03-01", "2026-03-31"))
    #expect(march.previous == days("2026-02-01", "2026-02-28"))
    let leapYear = try window(.last(1), .yearly, asOf: day("2024-02-29"))
    #expect(leapYear.previous == days("2023-01-01", "2023-02-28"))
  }

  @Test("The last N periods count the running one")
  func last() throws {
    #expect(try window(.last(1)).days == days("2026-11-21", "2026-11-21"))
    #expect(try window(.last(7), .monthly).days == days("2026-05-01", "2026-11-21"))
  }

  @Test("The last N periods do not go back before the ledger, which has the first part of its first one")
  func lastOfLedger() throws {
    for count in [12, 100_000] {
      let months = try window(.last(count), .monthly)
      #expect(months.days == days("2026-05-01", "2026-11-21"))
      // As many periods before as are shown.
      #expect(months.previous == days("2025-10-01", "2026-04-21"))
    }
    #expect(try window(.last(3000), .yearly).days == days("2026-01-01", "2026-11-21"))
    #expect(try window(.last(8), .daily, asOf: day("2026-05-07")).days == days("2026-05-05", "2026-05-07"))
    // Where nothing is known of the ledger, all are shown.
    let unknown = try Window(.last(12), of: .monthly, asOf: asOf, recorded: nil)
    #expect(unknown.days == days("2025-12-01", "2026-11-21"))
    // The standard window is always whole.
    #expect(try window(.standard, .yearly).days.lowerBound == day("2023-01-01"))
  }

  @Test("Given days are exact, and either end may be left out")
  func exactDays() throws {
    let both = try window(.days(from: day("2026-10-10"), to: day("2026-11-09")), .monthly)
    #expect(both.days == days("2026-10-10", "2026-11-09"))
    #expect(both.previous == days("2026-09-09", "2026-10-09"))
    #expect(try window(.days(from: day("2026-10-10"), to: nil)).days == days("2026-10-10", "2026-11-21"))
  }

  @Test(
    "A last day alone keeps the length of the standard window, which then ends on it",
    arguments: Period.allCases)
  func lastDayAlone(period: Period) throws {
    let end = day("2026-06-10")
    let (alone, standard) = (
      try window(.days(from: nil, to: end), period), try window(.standard, period, asOf: end)
    )
    #expect(alone.days == standard.days)
    #expect(alone.previous == standard.previous)
    #expect(alone.asOf == asOf)
    let late = try window(.days(from: nil, to: day("2027-01-01")), period)
    #expect(late.days == (try window(.standard, period)).days)
    #expect(late.warnings == ["--to 2027-01-01 is later than 2026-11-21; the report ends there"])
  }

  @Test("An end after the as-of day is pulled back to it, with a warning")
  func endInFuture() throws {
    let window = try window(.days(from: day("2026-11-01"), to: day("2027-01-01")))
    #expect(window.days == days("2026-11-01", "2026-11-21"))
    #expect(window.warnings == ["--to 2027-01-01 is later than 2026-11-21; the report ends there"])
  }

  @Test("Everything runs from the first day's period to the later of the last day and the as-of day")
  func all() throws {
    #expect(try window(.all, .monthly).days == days("2026-05-01", "2026-11-21"))
    #expect(try window(.all, .monthly, asOf: day("2026-06-01")).days == days("2026-05-01", "2026-11-20"))
    #expect(try window(.all, .yearly, asOf: day("2025-06-01")).days == days("2026-01-01", "2026-11-20"))
    #expect(try window(.all, .monthly).previous == nil)
    let empty = try Window(.all, of: .weekly, asOf: asOf, recorded: nil)
    #expect(empty.days == days("2026-11-16", "2026-11-21"))
  }

  @Test("What has no answer is refused with advice")
  func refusals() {
    func error(_ request: Window.Request, _ period: Period = .daily) -> Failure? {
      do throws(Failure) {
        _ = try window(request, period)
        return nil
      } catch {
        return error
      }
    }
    let errors = [
      error(.days(from: day("2026-11-02"), to: day("2026-11-01"))),
      error(.days(from: day("2026-11-22"), to: nil)),
      error(.last(0)), error(.last(-5)), error(.last(.max)),
      error(.days(from: day("0001-01-01"), to: nil)),
    ]
    #expect(
      errors.map { $0?.message } == [
        "--from 2026-11-02 is after --to 2026-11-01",
        "--from 2026-11-22 is after 2026-11-21, the day the report is made for",
        "--last 0 is not a number of periods from 1 to 100000",
        "--last -5 is not a number of periods from 1 to 100000",
        "--last 9223372036854775807 is not a number of periods from 1 to 100000",
        "a daily report from 0001-01-01 to 2026-11-21 has 739941 rows, more than 100000",
      ])
    #expect(errors.allSatisfy { $0?.advice.isEmpty == false })
    #expect(error(.last(100_000)) == nil)
    #expect(error(.last(2027), .yearly) == nil)
    #expect(throws: Failure.self) { try Window(.last(2027), of: .yearly, asOf: asOf, recorded: nil) }
  }

  @Test("The edges of the calendar are windows like any other", arguments: Period.allCases)
  func calendarEdges(period: Period) throws {
    let last = try window(.last(1), period, asOf: day("9999-12-31"))
    #expect(last.days.upperBound == day("9999-12-31"))
    let first = try window(.last(1), period, asOf: day("0001-01-01"))
    #expect(first.days == days("0001-01-01", "0001-01-01"))
    #expect(first.previous == nil)
  }
}
