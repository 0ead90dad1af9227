/// An exact amount of money in some currency, as it is shown.
///
///     Money(PicoDollars(1_615_000_000)).shown  // "0.001615"
public struct Money: Hashable, Sendable {
  /// The currency.
  public let currency: Currency
  /// How many of the smallest amount that is counted: 1e-12 of a USD, 1e-22 of any other currency.
  public let count: Int128

  /// An amount in USD.
  public init(_ usd: PicoDollars) {
    (currency, count) = (.usd, usd.count)
  }

  /// An amount; `count` is in units of 1e-12 USD, or of 1e-22 of any other currency.
  package init(_ count: Int128, in currency: Currency) {
    (self.currency, self.count) = (currency, count)
  }

  /// The amount to its last digit, without an exponent, a thousands separator or zeros at its end: for files and documents.
  public var exact: String { text.exact }

  /// Writes it as ``exact`` is; `bytes` has room for 64.
  ///
  /// - Returns: The place behind its end.
  package func writeExact(to bytes: UnsafeMutableBufferPointer<UInt8>) -> Int { text.writeExact(to: bytes) }

  /// The amount for people, without a thousands separator: to the cent, and below a cent to four significant digits, so that
  /// only nothing is shown as 0.00. Halves are rounded away from zero.
  public var shown: String { text.shown }

  private var text: DecimalText { DecimalText(count, digits: currency == .usd ? 12 : 22) }

  /// The amount divided by a number above 0, rounded to whole units, halves away from zero.
  package func quotient(by divisor: Int) -> Money {
    let (quotient, remainder) = count.magnitude.quotientAndRemainder(dividingBy: UInt128(divisor.magnitude))
    let rounded = Int128(quotient) + (remainder * 2 >= UInt128(divisor.magnitude) ? 1 : 0)
    return Money(count < 0 ? -rounded : rounded, in: currency)
  }
}
