import Ledger
import WordPress

/// A time of day at which something happens on every day of a site's clock.
///
/// On a day whose clock leaps over the time it happens at the leap, and on one that shows it twice, at the first.
public struct DailyTime: Sendable, Equatable {
  /// Seconds since midnight, 0 to 86,399.
  public let secondOfDay: Int

  /// Half past two, when little happens.
  public static let standard = DailyTime(secondOfDay: 9000)

  private init(secondOfDay: Int) {
    self.secondOfDay = secondOfDay
  }

  /// The time written as `HH:MM`; nil for any other text.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { digits ~= $0 } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
    else { return nil }
    secondOfDay = hour * 3600 + minute * 60
  }

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

extension DailyTime: CustomStringConvertible {
  /// The time as `HH:MM`.
  public var description: String {
    zeroPadded(secondOfDay / 3600, to: 2) + ":" + zeroPadded(secondOfDay / 60 % 60, to: 2)
  }
}
