import Ledger
import Testing

@Suite struct DayTests {
  @Test("Every day of 1900 to 2400 has the date that counting on from the first gives it")
  func everyDay() throws {
    var number = try #require(Day("1900-01-01")).number
    #expect(number == -25_567)
    // 1 January 1900 was a Monday.
    var weekday = 1
    for year in 1900...2400 {
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        for dayOfMonth in 1...days {
          let day = Day(number: number)
          let text = "\(year)-\(twoDigits(month + 1))-\(twoDigits(dayOfMonth))"
          guard day.components == (year, month + 1, dayOfMonth), day.weekday == weekday,
            day.description == text, Day(text) == day,
            Day(year: year, month: month + 1, day: dayOfMonth) == day
          else {
            Issue.record("\(text) is \(day), weekday \(day.weekday)")
            return
          }
          number += 1
          weekday = weekday % 7 + 1
        }
      }
    }
    #expect(Day(number: number).description == "2401-01-01")
  }

  private func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  @Test("Days are numbered from 1970-01-01 and reach from 0001-01-01 to 9999-12-31")
  func ends() {
    #expect(Day("1970-01-01")?.number == 0)
    #expect(Day("0001-01-01")?.number == -719_162)
    #expect(Day("9999-12-31")?.number == 2_932_896)
    #expect(Day(number: -719_162).description == "0001-01-01")
    #expect(Day(number: 2_932_896).description == "9999-12-31")
  }

  @Test(
    "A text that is no day is no day",
    arguments: [
      "", "2026-02-30", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32",
      "2026-04-31", "0000-01-01", "2026-1-01", "2026-01-1", "26-01-01", "2026/01/01", "2026-01-01 ",
      " 2026-01-01",
      "2026-01-01T00", "+026-01-01", "2026-0１-01", "-026-01-01",
    ])
  func noDay(_ text: String) {
    #expect(Day(text) == nil)
  }

  @Test(
    "The problem with a text that is not a day is described",
    arguments: [
      ("2026-02-30", "February 2026 has 28 days"), ("2024-02-30", "February 2024 has 29 days"),
      ("2100-02-29", "February 2100 has 28 days"), ("2026-04-31", "April 2026 has 30 days"),
      ("2026-12-00", "December 2026 has 31 days"), ("2026-13-01", "months go from 01 to 12"),
      ("2026-00-01", "months go from 01 to 12"), ("0000-01-01", "years go from 0001 to 9999"),
      ("2026-1-01", "a day is written YYYY-MM-DD, such as 2026-02-28"), ("2024-02-29", nil),
    ])
  func problem(_ text: String, problem: String?) {
    #expect(Day.problem(with: text) == problem)
    #expect((Day(text) == nil) == (problem != nil))
  }

  @Test(
    "The ISO week is the week of the Thursday",
    arguments: [
      ("2026-01-01", 2026, 1), ("2025-12-28", 2025, 52), ("2025-12-29", 2026, 1), ("2027-01-03", 2026, 53),
      ("2027-01-04", 2027, 1), ("2021-01-03", 2020, 53), ("2018-12-31", 2019, 1), ("2016-01-03", 2015, 53),
      ("2012-01-01", 2011, 52), ("2026-11-21", 2026, 47), ("2000-01-01", 1999, 52),
    ])
  func isoWeek(_ text: String, year: Int, week: Int) throws {
    let day = try #require(Day(text))
    #expect(day.isoWeek == (year, week))
  }

  @Test("ISO weeks follow each other from Monday to Monday, and 4 January lies in week 1")
  func weeksFollow() throws {
    var day = try #require(Day("1999-12-27"))
    var expected = (year: 1999, week: 52)
    while day.year < 2060 {
      for offset in 0..<7 where day.adding(days: offset).isoWeek != expected {
        Issue.record("\(day.adding(days: offset)) is in \(day.adding(days: offset).isoWeek)")
      }
      day = day.adding(days: 7)
      // The next week is week 1 when it holds 4 January.
      let holdsFourth = (0..<7).map { day.adding(days: $0) }.first { $0.month == 1 && $0.dayOfMonth == 4 }
      expected = holdsFourth.map { ($0.year, 1) } ?? (expected.year, expected.week + 1)
    }
  }

  @Test("Days are added and subtracted across months and leap days")
  func arithmetic() throws {
    let day = try #require(Day("2024-02-28"))
    #expect(day.adding(days: 1).description == "2024-02-29")
    #expect(day.adding(days: 2).description == "2024-03-01")
    #expect(day.adding(days: -59).description == "2023-12-31")
    #expect(try #require(Day("2025-02-28")).days(since: day) == 366)
    #expect(day < day.adding(days: 1))
  }
}
