import Ledger
import WordPress

extension DailyTime {
  /// The last day whose time has come by an instant, in seconds since 1970-01-01 00:00:00 UTC.
  func lastDay(at unixTime: Int, in zone: SiteTimeZone) -> Day {
    // Where the clock was set back lately, the time may have come on the day that it shows next.
    var day = WallClock(secondsSince1970: unixTime, offset: zone.secondsFromGMT(at: unixTime)).day.adding(
      days: 1)
    while instant(on: day, in: zone) > unixTime { day = day.adding(days: -1) }
    return day
  }

  /// The instant at which the time comes on a day, in seconds since 1970-01-01 00:00:00 UTC.
  func instant(on day: Day, in zone: SiteTimeZone) -> Int {
    let wall = WallClock(day: day, secondOfDay: secondOfDay).seconds
    let before = zone.secondsFromGMT(at: wall - 86_400)
    let after = zone.secondsFromGMT(at: wall + 86_400)
    // As long as the old offset holds, the time comes by it, and first.
    if before == after || zone.secondsFromGMT(at: wall - before) == before { return wall - before }
    let byNewOffset = wall - after
    if zone.secondsFromGMT(at: byNewOffset) == after { return byNewOffset }
    // The clock leaps over it, somewhere between the two.
    var (early, late) = (byNewOffset, wall - before)
    while late - early > 1 {
      let middle = (early + late) / 2
      if zone.secondsFromGMT(at: middle) == before { early = middle } else { late = middle }
    }
    return late
  }
}
