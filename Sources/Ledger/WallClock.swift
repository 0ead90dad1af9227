/// A date and a time of day as a clock on the wall shows them: no time zone, no instant.
///
/// This is what the chatbot logs (`current_time('mysql')`, the site's clock). Two of them compare as the wall
/// shows them, so around the end of daylight-saving time a later instant can compare lower.
public struct WallClock: Hashable, Comparable, Sendable {
  /// The date.
  public let day: Day
  /// Seconds since midnight, 0 to 86,399.
  public let secondOfDay: Int

  /// The wall clock on `day`, `secondOfDay` seconds past midnight; seconds outside a day carry into the days
  /// around it.
  public init(day: Day, secondOfDay: Int) {
    let days = (secondOfDay >= 0 ? secondOfDay : secondOfDay - 86_399) / 86_400
    self.day = day.adding(days: days)
    self.secondOfDay = secondOfDay - days * 86_400
  }

  /// The wall clock of a place that is `offset` seconds ahead of UTC, at an instant in seconds since
  /// 1970-01-01 00:00:00 UTC.
  public init(secondsSince1970: Int, offset: Int) {
    self.init(day: Day(number: 0), secondOfDay: secondsSince1970 + offset)
  }

  /// Seconds from 1970-01-01 00:00:00 on the same wall to this time.
  public var seconds: Int { day.number * 86_400 + secondOfDay }

  /// The hour, 0 to 23.
  public var hour: Int { secondOfDay / 3600 }

  /// The time `seconds` later on the same wall.
  public func adding(seconds: Int) -> WallClock {
    WallClock(day: day, secondOfDay: secondOfDay + seconds)
  }

  /// Earlier times come first.
  public static func < (left: WallClock, right: WallClock) -> Bool {
    (left.day, left.secondOfDay) < (right.day, right.secondOfDay)
  }
}

extension WallClock: CustomStringConvertible {
  /// The time as `YYYY-MM-DD HH:MM:SS`.
  public var description: String {
    "\(day) \(zeroPadded(hour, to: 2)):\(zeroPadded(secondOfDay / 60 % 60, to: 2)):"
      + zeroPadded(secondOfDay % 60, to: 2)
  }
}
