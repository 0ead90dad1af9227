import Ledger
import Testing

@Suite struct DatabaseClockTests {
  private func wall(_ text: String) throws -> SiteTime {
    try #require(SiteTime(text))
  }

  private func shift(
    from: @escaping @Sendable (UTCTime) -> Int, to: @escaping @Sendable (UTCTime) -> Int
  ) throws -> ClockShift {
    DatabaseClock(before: try #require(Day("2024-08-01")), zone: "X", offset: from).shift(toSite: to)
  }

  @Test(
    "A row stored before the day is shifted to the site's time; from that day on no row is")
  func before() throws {
    let shift = try shift(from: { _ in 0 }, to: { _ in -5 * 3600 })
    #expect(try shift.siteTime(of: wall("2024-07-31 23:59:59")).description == "2024-07-31 18:59:59")
    #expect(try shift.siteTime(of: wall("2024-07-31 04:59:59")).description == "2024-07-30 23:59:59")
    #expect(try shift.siteTime(of: wall("2024-08-01 00:00:00")).description == "2024-08-01 00:00:00")
    let nepal = try self.shift(from: { _ in -12_600 }, to: { _ in 20_700 })
    #expect(try nepal.siteTime(of: wall("2024-07-31 23:50:01")).description == "2024-08-01 09:05:01")
  }

  @Test(
    "When the clock changes, a time that occurs twice is the first one, and a skipped time moves forward"
  )
  func changes() throws {
    // An hour ahead of UTC in winter, two from 2024-03-31 01:00 UTC to 2023-10-29 01:00 UTC of the year before.
    let spring = try #require(UTCTime(rfc3339: "2024-03-31T01:00:00Z"))
    let autumn = try #require(UTCTime(rfc3339: "2023-10-29T01:00:00Z"))
    let shift = try shift(from: { $0 >= spring || $0 < autumn ? 7200 : 3600 }, to: { _ in 0 })
    for (stored, expected) in [
      ("2023-10-29 01:59:59", "2023-10-28 23:59:59"), ("2023-10-29 02:30:00", "2023-10-29 00:30:00"),
      ("2023-10-29 03:00:00", "2023-10-29 02:00:00"), ("2024-03-31 01:59:59", "2024-03-31 00:59:59"),
      ("2024-03-31 02:30:00", "2024-03-31 01:30:00"), ("2024-03-31 03:00:00", "2024-03-31 01:00:00"),
    ] {
      #expect(try shift.siteTime(of: wall(stored)).description == expected, "\(stored)")
    }
  }

  @Test("2.0.7 was released on 2024-07-19")
  func release() {
    #expect(DatabaseClock.release.description == "2024-07-19")
  }

  @Test("A fold counts by the site's time, and keeps its bounds in stored time")
  func fold() throws {
    let shift = try shift(from: { _ in 0 }, to: { _ in 9 * 3600 })
    let time = try wall("2024-07-31 20:00:00")
    var fold = UsageFold(
      rules: CountingRules(siteNow: try wall("2026-01-01 00:00:00")), timeline: ModelTimeline(), shift: shift)
    fold.add(TokenRow(id: 1, kind: .total, time: .at(time), tokens: .success(5)))
    let day = try #require(Day("2024-08-01"))
    #expect(fold.days == [day: TokenCount(total: 5, requests: 1)])
    #expect(fold.hours.keys.map(\.hour) == [5])
    #expect(fold.earliestCounted == time && fold.latestCounted == time)
  }
}
