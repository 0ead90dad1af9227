import Ledger
import Testing

@Suite struct WallClockTests {
  @Test("Seconds outside a day carry into the days around it")
  func carries() throws {
    let day = try #require(Day("2026-03-01"))
    #expect(WallClock(day: day, secondOfDay: -1).description == "2026-02-28 23:59:59")
    #expect(WallClock(day: day, secondOfDay: -86_400).description == "2026-02-28 00:00:00")
    #expect(WallClock(day: day, secondOfDay: -86_401).description == "2026-02-27 23:59:59")
    #expect(WallClock(day: day, secondOfDay: 86_399).description == "2026-03-01 23:59:59")
    #expect(WallClock(day: day, secondOfDay: 86_400).description == "2026-03-02 00:00:00")
    #expect(
      WallClock(day: day, secondOfDay: 0).adding(seconds: 48 * 3600 + 61).description == "2026-03-03 00:01:01"
    )
  }

  @Test("An instant becomes the wall clock of a place")
  func instant() {
    #expect(WallClock(secondsSince1970: 0, offset: 0).description == "1970-01-01 00:00:00")
    #expect(WallClock(secondsSince1970: 0, offset: -3600 * 5).description == "1969-12-31 19:00:00")
    #expect(WallClock(secondsSince1970: 1_700_000_000, offset: -12_600).description == "2023-11-14 18:43:20")
    #expect(WallClock(secondsSince1970: 1_700_000_000, offset: 50_400).description == "2023-11-15 12:13:20")
  }

  @Test("The hour and the seconds are those of the wall")
  func parts() throws {
    let clock = WallClock(day: try #require(Day("1970-01-03")), secondOfDay: 23 * 3600 + 59 * 60 + 59)
    #expect(clock.hour == 23)
    #expect(clock.seconds == 3 * 86_400 - 1)
  }

  @Test("Times compare by day, then by second")
  func order() throws {
    let day = try #require(Day("2026-03-01"))
    let sorted = [
      WallClock(day: day.adding(days: -1), secondOfDay: 86_399), WallClock(day: day, secondOfDay: 0),
      WallClock(day: day, secondOfDay: 1), WallClock(day: day.adding(days: 1), secondOfDay: 0),
    ]
    #expect(sorted.reversed().sorted() == sorted)
  }
}
