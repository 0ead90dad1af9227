import Ledger
import Testing

@Suite("Days as people say them")
struct AskedDayTests {
  private static let today = Day(year: 2026, month: 12, day: 1) ?? Day(number: 0)

  @Test(
    "A day, a month and a year have a first and a last day",
    arguments: [
      ("2026-11-21", "2026-11-21", "2026-11-21"), ("2026-02", "2026-02-01", "2026-02-28"),
      ("2024-02", "2024-02-01", "2024-02-29"), ("2026", "2026-01-01", "2026-12-31"),
      ("0001", "0001-01-01", "0001-12-31"), ("9999-12", "9999-12-01", "9999-12-31"),
      ("today", "2026-12-01", "2026-12-01"), ("Yesterday", "2026-11-30", "2026-11-30"),
      ("-0d", "2026-12-01", "2026-12-01"), ("-7d", "2026-11-24", "2026-11-24"),
      ("-2w", "2026-11-17", "2026-11-17"), ("-9999w", "1835-04-14", "1835-04-14"),
    ])
  func days(text: String, first: String, last: String) throws {
    let day = try #require(AskedDay(text))
    #expect(day.first(on: Self.today).description == first)
    #expect(day.last(on: Self.today).description == last)
    #expect(day.description == text)
    #expect(AskedDay.problem(with: text) == nil)
  }

  @Test("What goes by today has no fixed days, all else has")
  func fixed() {
    #expect(["today", "yesterday", "-7d", "-2w"].allSatisfy { AskedDay($0)?.fixed == nil })
    #expect(["2026-11-21", "2026-11", "2026"].allSatisfy { AskedDay($0)?.fixed != nil })
    #expect(Day("2026-11-21").map { AskedDay($0) } == AskedDay("2026-11-21"))
  }

  @Test("To report on a month or a year is to report on its last day, or on today while it lasts")
  func reported() {
    func reported(_ text: String) -> String? { AskedDay(text)?.reported(on: Self.today).description }
    #expect(reported("2026-11") == "2026-11-30")
    #expect(reported("2026-12") == "2026-12-01")
    #expect(reported("2026") == "2026-12-01")
    #expect(reported("2027") == "2027-12-31")
    #expect(reported("yesterday") == "2026-11-30")
  }

  private static let form =
    "a day is written 2026-02-28, today, yesterday, -7d or -2w, a month 2026-02, a year 2026"
  private static let before = "days before today are written -7d, weeks -2w, up to 9999"

  @Test(
    "Anything else is refused with a reason that fits",
    arguments: [
      ("2026-02-30", "February 2026 has 28 days"), ("2026-13", "months go from 01 to 12"),
      ("2026-13-01", "months go from 01 to 12"), ("0000", "years go from 0001 to 9999"),
      ("-1m", before), ("-1y", before), ("-99999d", before), ("-7D", before), ("-d", form), ("-", form),
      ("7d", form), ("+7d", form), ("tomorrow", form), ("now", form), ("", form), ("2026-2-3", form),
      ("26", form), ("2026-1", form), ("2026-11-21 ", form), ("-2026-01-01", form), ("20261121", form),
      ("２０２６", form), ("-７d", before),
    ])
  func problems(text: String, problem: String) {
    #expect(AskedDay(text) == nil)
    #expect(AskedDay.problem(with: text) == problem)
  }

  @Test("A last day before the first is a contradiction as soon as both are known")
  func contradictions() {
    func contradiction(_ from: String, _ to: String, on today: Day? = nil) -> String? {
      AskedDays(from: AskedDay(from), to: AskedDay(to)).contradiction(on: today)
    }
    #expect(contradiction("2026-03", "2026-02") == "--from 2026-03 is after --to 2026-02")
    #expect(contradiction("2026-03-02", "2026-03-01") == "--from 2026-03-02 is after --to 2026-03-01")
    #expect(contradiction("2026-03-02", "2026-03") == nil)
    #expect(contradiction("2026-03-02", "2026") == nil)
    #expect(contradiction("today", "yesterday") == nil)
    #expect(contradiction("today", "yesterday", on: Self.today) == "--from today is after --to yesterday")
    #expect(contradiction("today", "2026-11", on: Self.today) == "--from today is after --to 2026-11")
    #expect(contradiction("-7d", "2026-11", on: Self.today) == nil)
    #expect(AskedDays(from: AskedDay("today")).contradiction(on: Self.today) == nil)
  }
}
