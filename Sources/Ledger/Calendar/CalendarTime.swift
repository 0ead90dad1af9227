import Text

/// A date and a time of day, whosever clock shows them: the arithmetic that ``SiteTime`` and ``UTCTime`` share.
package struct CalendarTime: Hashable, Sendable {
  /// The date.
  package let day: Day
  /// Seconds since midnight, 0 to 86,399.
  package let secondOfDay: Int

  /// The time `secondOfDay` seconds past the midnight that begins `day`; seconds outside a day carry into the days
  /// around it.
  package init(day: Day, secondOfDay: Int) {
    let days = (secondOfDay >= 0 ? secondOfDay : secondOfDay - 86_399) / 86_400
    self.day = day.adding(days: days)
    self.secondOfDay = secondOfDay - days * 86_400
  }

  /// The time `seconds` after 1970-01-01 00:00:00 on the same clock.
  package init(seconds: Int) {
    self.init(day: Day(number: 0), secondOfDay: seconds)
  }

  /// The time with this hour, minute and second; nil when no clock shows it.
  package init?(day: Day, hour: Int, minute: Int, second: Int) {
    guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
    self.init(day: day, secondOfDay: hour * 3600 + minute * 60 + second)
  }

  /// The time written as ``text(separator:)`` writes it; nil for any other text.
  package init?(_ text: some StringProtocol, separator: Unicode.Scalar) {
    let bytes = Array(text.utf8)
    func number(at place: Int) -> Int? {
      let digits = bytes[place..<(place + 2)].map { Int($0) - Int(UInt8(ascii: "0")) }
      return digits.allSatisfy { (0...9).contains($0) } ? 10 * digits[0] + digits[1] : nil
    }
    guard bytes.count == 19, UInt32(bytes[10]) == separator.value, bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), let day = Day(text.prefix(10)), let hour = number(at: 11),
      let minute = number(at: 14), let second = number(at: 17)
    else { return nil }
    self.init(day: day, hour: hour, minute: minute, second: second)
  }

  /// Seconds from 1970-01-01 00:00:00 to this time on the same clock.
  package var seconds: Int { day.number * 86_400 + secondOfDay }
  /// The hour, 0 to 23.
  package var hour: Int { secondOfDay / 3600 }
  /// The minute, 0 to 59.
  package var minute: Int { secondOfDay / 60 % 60 }
  /// The second, 0 to 59.
  package var second: Int { secondOfDay % 60 }

  /// The time `seconds` later on the same clock.
  package func adding(seconds: Int) -> CalendarTime {
    CalendarTime(day: day, secondOfDay: secondOfDay + seconds)
  }

  /// The time as `YYYY-MM-DD`, the separator and `HH:MM:SS`.
  package func text(separator: Unicode.Scalar) -> String {
    "\(day)\(separator)\(zeroPadded(hour, to: 2)):\(zeroPadded(minute, to: 2)):\(zeroPadded(second, to: 2))"
  }
}

extension CalendarTime: Comparable {
  /// Earlier times come first.
  package static func < (left: CalendarTime, right: CalendarTime) -> Bool {
    (left.day, left.secondOfDay) < (right.day, right.secondOfDay)
  }
}
