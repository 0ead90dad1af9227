import Text

/// A DATE, DATETIME or TIMESTAMP exactly as the server sent it.
///
/// Nothing is checked or converted: servers without strict modes hold `0000-00-00` and `2026-02-30`, and it is
/// for the reader of the log to say what such a date is worth.
///
///     DateTime(year: 2026, month: 2, day: 30).description  // "2026-02-30 00:00:00"
public struct DateTime: Hashable, Sendable {
  /// The year, 0 to 9999.
  public var year: Int
  /// The month, 0 to 12.
  public var month: Int
  /// The day of the month, 0 to 31.
  public var day: Int
  /// The hour, 0 to 23; 0 in a DATE.
  public var hour: Int
  /// The minute, 0 to 59.
  public var minute: Int
  /// The second, 0 to 59.
  public var second: Int
  /// The fraction of a second in microseconds, 0 to 999,999.
  public var microsecond: Int

  /// A date and time of the given parts.
  public init(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.microsecond = microsecond
  }

  /// Whether this is MariaDB's zero date, `0000-00-00 00:00:00`.
  public var isZero: Bool {
    self == DateTime(year: 0, month: 0, day: 0)
  }
}

extension DateTime: CustomStringConvertible {
  /// `YYYY-MM-DD HH:MM:SS`, then `.ffffff` when there is a fraction.
  public var description: String {
    let seconds =
      "\(zeroPadded(year, to: 4))-\(zeroPadded(month, to: 2))-\(zeroPadded(day, to: 2)) "
      + "\(zeroPadded(hour, to: 2)):\(zeroPadded(minute, to: 2)):\(zeroPadded(second, to: 2))"
    return microsecond == 0 ? seconds : seconds + "." + zeroPadded(microsecond, to: 6)
  }
}

extension DateTime {
  /// Calls `body` with the bytes of `YYYY-MM-DD HH:MM:SS` and as many digits of the fraction, 0 to 6.
  func withText(fractionDigits: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 26) { buffer in
      buffer.initialize(repeating: UInt8(ascii: "0"))
      func write(_ number: Int, _ places: Range<Int>, before separator: UInt8? = nil) {
        var rest = number
        for place in places.reversed() {
          buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
        if let separator { buffer[places.upperBound] = separator }
      }
      write(year, 0..<4, before: UInt8(ascii: "-"))
      write(month, 5..<7, before: UInt8(ascii: "-"))
      write(day, 8..<10, before: UInt8(ascii: " "))
      write(hour, 11..<13, before: UInt8(ascii: ":"))
      write(minute, 14..<16, before: UInt8(ascii: ":"))
      write(second, 17..<19, before: UInt8(ascii: "."))
      write(microsecond, 20..<26)
      let length = fractionDigits == 0 ? 19 : 20 + fractionDigits
      try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<length]))
    }
  }
}
