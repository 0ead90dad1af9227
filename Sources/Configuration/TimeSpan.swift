import Text

/// A length of time as people write it: `90s`, `15m` or `24h`.
public struct TimeSpan: Sendable, Hashable {
  /// How many seconds it lasts, 0 to 3,599,996,400.
  public let seconds: Int

  /// How to write a duration, for error messages.
  package static let form = "a duration is a whole number and s, m or h, such as 90s, 15m or 24h"

  /// A length in seconds.
  public init(seconds: Int) {
    self.seconds = seconds
  }

  /// The whole seconds of a length as the clock counts it.
  package init(_ duration: Duration) {
    self.init(seconds: Int(duration.components.seconds))
  }

  /// The length as the clock counts it.
  package var duration: Duration { .seconds(seconds) }

  /// The length that a text says: one to six digits and `s`, `m` or `h`; nil for any other text.
  public init?(_ text: some StringProtocol) {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    let digits = text.dropLast()
    guard let unit = text.last.flatMap({ units[$0] }), (1...6).contains(digits.utf8.count),
      digits.utf8.allSatisfy(isDigit), let number = Int(digits)
    else { return nil }
    seconds = number * unit
  }
}

extension TimeSpan: CustomStringConvertible {
  /// The length in seconds, such as `90s`.
  public var description: String { "\(seconds)s" }
}
