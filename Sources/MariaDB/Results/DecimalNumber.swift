/// A DECIMAL as the server wrote it, exact to the last digit.
///
/// `SUM` of integers is a DECIMAL in MariaDB; decode it as `Int` where it is a whole number, or as this.
///
///     try DecimalNumber("8300000").wholeNumber  // Optional(8300000)
public struct DecimalNumber: Hashable, Sendable {
  /// The digits as sent, such as `-12.50`.
  public let text: String

  /// The number written as `text`: an optional sign, digits, and optionally a point and more digits; nil for
  /// any other text.
  public init?(_ text: String) {
    var digits = Substring(text)
    if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.contains(where: { !$0.isEmpty }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } })
    else { return nil }
    self.text = text
  }

  /// The number as an integer of any type; nil when it has a fraction or does not fit.
  public func wholeNumber<Number: FixedWidthInteger>(as type: Number.Type = Int.self) -> Number? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first,
      parts.dropFirst().allSatisfy({ $0.utf8.allSatisfy { $0 == UInt8(ascii: "0") } })
    else { return nil }
    switch whole {
    case "", "-", "+": return 0
    default: return Number(whole)
    }
  }
}

extension DecimalNumber: CustomStringConvertible {
  /// The digits as sent.
  public var description: String { text }
}
