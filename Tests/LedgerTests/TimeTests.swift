import Foundation
import Ledger
import Testing

@Suite struct TimeTests {
  @Test("Seconds outside a day carry into the days around it")
  func carries() throws {
    let day = try #require(Day("2026-03-01"))
    #expect(SiteTime(day: day, secondOfDay: -1).description == "2026-02-28 23:59:59")
    #expect(SiteTime(day: day, secondOfDay: -86_400).description == "2026-02-28 00:00:00")
    #expect(SiteTime(day: day, secondOfDay: -86_401).description == "2026-02-27 23:59:59")
    #expect(SiteTime(day: day, secondOfDay: 86_399).description == "2026-03-01 23:59:59")
    #expect(SiteTime(day: day, secondOfDay: 86_400).description == "2026-03-02 00:00:00")
    #expect(
      SiteTime(day: day, secondOfDay: 0).adding(seconds: 48 * 3600 + 61).description == "2026-03-03 00:01:01")
  }

  @Test(
    "By the offset of a site an instant becomes its time, and its time an instant",
    arguments: [
      (0, 0, "1970-01-01 00:00:00"), (0, -3600 * 5, "1969-12-31 19:00:00"),
      (1_700_000_000, -12_600, "2023-11-14 18:43:20"), (1_700_000_000, 50_400, "2023-11-15 12:13:20"),
    ])
  func offset(seconds: Int, offset: Int, text: String) {
    let instant = UTCTime(secondsSince1970: seconds)
    let time = instant.siteTime(offset: offset)
    #expect(time.description == text)
    #expect(time.utc(offset: offset) == instant)
    #expect(Moment(instant, offset: offset) == Moment(utc: instant, local: time))
  }

  @Test("A site's time has a day and an hour")
  func parts() throws {
    let day = try #require(Day("1970-01-03"))
    let time = SiteTime(day: day, secondOfDay: 23 * 3600 + 59 * 60 + 59)
    #expect(time.day == day && time.hour == 23 && time.secondOfDay == 86_399)
    #expect(time.seconds(since: SiteTime(day: Day(number: 0), secondOfDay: 0)) == 3 * 86_400 - 1)
  }

  @Test("A site's times compare by day, then by second")
  func order() throws {
    let day = try #require(Day("2026-03-01"))
    let sorted = [
      SiteTime(day: day.adding(days: -1), secondOfDay: 86_399), SiteTime(day: day, secondOfDay: 0),
      SiteTime(day: day, secondOfDay: 1), SiteTime(day: day.adding(days: 1), secondOfDay: 0),
    ]
    #expect(sorted.reversed().sorted() == sorted)
  }

  @Test("An instant is written as RFC 3339 writes it, and read again; a site's time has no zone")
  func texts() throws {
    let instant = try #require(UTCTime(rfc3339: "2026-11-21T14:03:11Z"))
    #expect(instant.secondsSince1970 == 1_795_269_791)
    #expect(instant.rfc3339 == "2026-11-21T14:03:11Z")
    #expect(instant.description == "2026-11-21 14:03:11")
    #expect(SiteTime("2026-11-21 14:03:11")?.utc(offset: 0) == instant)
    #expect(UTCTime(rfc3339: "1969-12-31T23:59:59Z")?.secondsSince1970 == -1)
    let json = try JSONEncoder().encode([instant])
    #expect(String(decoding: json, as: UTF8.self) == "[\"2026-11-21T14:03:11Z\"]")
    #expect(try JSONDecoder().decode([UTCTime].self, from: json) == [instant])
    let times = [instant.siteTime(offset: -3600)]
    let local = try JSONEncoder().encode(times)
    #expect(String(decoding: local, as: UTF8.self) == "[\"2026-11-21 13:03:11\"]")
    #expect(try JSONDecoder().decode([SiteTime].self, from: local) == times)
  }

  @Test(
    "Any other text is no time",
    arguments: [
      "", "2026-11-21", "2026-11-21T14:03:11", "2026-11-21 14:03:11Z", "2026-11-21T14:03:11+00:00",
      "2026-02-30T14:03:11Z", "2026-11-21T24:00:00Z", "2026-11-21T14:60:00Z", "2026-11-21T14:03:60Z",
      "2026-11-21T14:03Z", "2026-11-21T14:03:1Z", "2026-11-21T14:03:11.5Z", "2026-11-21T-1:03:11Z",
      "2026-11-21T١٤:03:11Z", "2026-11-21T14:03:11ZZ", "2026-11-21TT14:03:11Z",
      "2026-02-30 14:03:11", "2026-11-21 24:00:00", "2026-11-21 14:60:00", "2026-11-21 14:03:60",
      "2026-11-21 14:03", "2026-11-21 14:03:1", "2026-11-21 14:03:11.5", "2026-11-21 -1:03:11",
      "2026-11-21 ١٤:03:11", "2026-11-21 14:03:11 ", " 2026-11-21 14:03:11", "2026-11-21  14:03:11",
      "2026-11-21 14-03-11", "2026-11-21 14:03:11+00:00",
    ])
  func noTime(text: String) {
    #expect(UTCTime(rfc3339: text) == nil)
    #expect(SiteTime(text) == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([UTCTime].self, from: Data("[\"\(text)\"]".utf8))
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([SiteTime].self, from: Data("[\"\(text)\"]".utf8))
    }
  }
}
