import Text

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
}

extension DailyTime: CustomStringConvertible {
  /// The time as `HH:MM`.
  public var description: String {
    zeroPadded(secondOfDay / 3600, to: 2) + ":" + zeroPadded(secondOfDay / 60 % 60, to: 2)
  }
}
