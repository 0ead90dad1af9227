import Ledger
import Sites
import Testing

@testable import Worker

@Suite("The time of the daily file")
struct DailyTimeTests {
  @Test("A time is two digits, a colon and two digits", arguments: ["00:00", "02:30", "23:59"])
  func good(text: String) throws {
    #expect(try #require(DailyTime(text)).description == text)
  }

  @Test(
    "Anything else is none",
    arguments: [
      "", "2:30", "02:3", "24:00", "23:60", "02:30:00", "-2:30", "02.30", " 02:30", "٠٢:٣٠", "0x:10",
    ])
  func bad(text: String) {
    #expect(DailyTime(text) == nil)
  }

  /// Zone, time of day, day, and the instant in UTC by the machine's own `date`.
  @Test(
    "It comes once a day on the site's clock, also where that leaps or shows it twice",
    arguments: [
      ("UTC", "02:30", "2026-11-21", 1_795_228_200),
      ("Asia/Kathmandu", "02:30", "2026-11-21", 1_795_207_500),
      ("America/St_Johns", "02:30", "2026-11-21", 1_795_240_800),
      // New York leaps from 02:00 to 03:00, and shows 01:30 twice.
      ("America/New_York", "02:30", "2026-03-08", 1_772_953_200),
      ("America/New_York", "01:59", "2026-03-08", 1_772_953_140),
      ("America/New_York", "03:00", "2026-03-08", 1_772_953_200),
      ("America/New_York", "01:30", "2026-11-01", 1_793_511_000),
      ("America/New_York", "02:30", "2026-11-01", 1_793_518_200),
      // Lord Howe Island leaps by half an hour, Samoa left out a day.
      ("Australia/Lord_Howe", "02:15", "2026-10-04", 1_791_041_400),
      ("Pacific/Apia", "02:30", "2011-12-30", 1_325_239_200),
    ])
  func instants(zone: String, time: String, day: String, instant: Int) throws {
    let found = try #require(DailyTime(time)).instant(
      on: try #require(Day(day)), in: SiteTimeZone(named: zone))
    #expect(found.secondsSince1970 == instant)
  }

  @Test(
    "It is the first minute at which the clock shows the time or a later one of the day, on every day of a year",
    arguments: [
      "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu",
      "Africa/Casablanca", "Pacific/Chatham", "America/Santiago",
    ], ["00:00", "00:30", "02:30", "23:45"])
  func bruteForce(name: String, time: String) throws {
    let (zone, time) = (try SiteTimeZone(named: name), try #require(DailyTime(time)))
    // Minute after minute around midnights and leaps would take long; a quarter of an hour is what zones leap by.
    let first = Day(year: 2025, month: 1, day: 1)?.number ?? 0
    var expected: [Int: UTCTime] = [:]
    for seconds in stride(from: first * 86_400 - 86_400 * 2, to: (first + 367) * 86_400, by: 900) {
      let instant = UTCTime(secondsSince1970: seconds)
      let wall = instant.siteTime(offset: zone.secondsFromGMT(at: seconds))
      let day = wall.secondOfDay >= time.secondOfDay ? wall.day.number : wall.day.number - 1
      if expected[day] == nil { expected[day] = instant }
    }
    for day in first..<first + 365 {
      #expect(time.instant(on: Day(number: day), in: zone) == expected[day], "\(Day(number: day))")
      let instant = try #require(expected[day])
      #expect(time.lastDay(at: instant, in: zone).number == day)
      #expect(time.lastDay(at: instant.adding(seconds: -1), in: zone).number == day - 1)
    }
  }
}
