import Text

/// An exact amount of money in pico-dollars, 1e-12 USD each: what a token costs at a price of one micro-dollar per million
/// tokens.
///
/// Only what is shown is rounded, so the order in which amounts are added makes no difference.
///
///     let cost = try PicoDollars(2_500_000, times: 123_457)
///     cost.exact  // "0.3086425"
///     cost.shown  // "0.31"
public struct PicoDollars: Hashable, Comparable, Sendable {
  /// Nothing.
  public static let zero = PicoDollars(0)
  private static let perDollar: UInt128 = 1_000_000_000_000
  private static let perCent: UInt128 = perDollar / 100
  private static let digitsAfterThePoint = 12

  /// The largest amount that is counted, 1e18 USD: what DECIMAL(30,0) holds. Amounts of very many models can be added
  /// before 128 bits are full.
  private static let limit: Int128 = 1_000_000_000_000_000_000_000_000_000_000

  /// How many pico-dollars; negative for a difference of two amounts.
  public let count: Int128

  /// An amount, given in pico-dollars.
  public init(_ count: Int128) {
    self.count = count
  }

  /// The sum of two amounts.
  ///
  /// - Throws: `Failure` (65) when it is 1e18 USD or more.
  public func plus(_ other: PicoDollars) throws -> PicoDollars {
    try Self.checked(count.addingReportingOverflow(other.count))
  }

  /// The amount divided by a number above 0, rounded to whole pico-dollars, halves away from zero.
  public func quotient(by divisor: Int) -> PicoDollars {
    let (quotient, remainder) = count.magnitude.quotientAndRemainder(dividingBy: UInt128(divisor.magnitude))
    let rounded = Int128(quotient) + (remainder * 2 >= UInt128(divisor.magnitude) ? 1 : 0)
    return PicoDollars(count < 0 ? -rounded : rounded)
  }

  /// What some tokens cost at a price in pico-dollars a token; `tokens` may be negative if it is a difference.
  ///
  /// - Throws: `Failure` (65) when it is 1e18 USD or more.
  public init(_ price: Int, times tokens: Int) throws {
    let (high, low) = price.multipliedFullWidth(by: tokens)
    self = try Self.checked((Int128(high) << 64 | Int128(low), false))
  }

  private static func checked(_ result: (partialValue: Int128, overflow: Bool)) throws -> PicoDollars {
    guard !result.overflow, result.partialValue.magnitude < limit.magnitude else {
      throw Failure(
        .badData, "a cost is larger than can be counted",
        advice: "Look for impossible numbers of tokens: tokenledger verify compares the ledger with the log.")
    }
    return PicoDollars(result.partialValue)
  }

  /// Smaller amounts come first.
  public static func < (left: PicoDollars, right: PicoDollars) -> Bool { left.count < right.count }
}

extension PicoDollars {
  /// The amount in USD to its last digit, without an exponent, a thousands separator or zeros at its end: for files and
  /// documents.
  ///
  ///     PicoDollars(1_615_000_000).exact          // "0.001615"
  ///     PicoDollars(-2_000_000_000_000).exact     // "-2"
  public var exact: String {
    let (dollars, rest) = count.magnitude.quotientAndRemainder(dividingBy: Self.perDollar)
    // Amounts that fit into 64 bits are divided, and their digits found, much faster.
    let whole = sign + (UInt64(exactly: dollars).map { String($0) } ?? String(dollars))
    guard rest != 0 else { return whole }
    var (fraction, digits) = (UInt64(rest), Self.digitsAfterThePoint)
    while fraction.isMultiple(of: 10) {
      fraction /= 10
      digits -= 1
    }
    let text = String(fraction)
    return whole + "." + String(repeating: "0", count: digits - text.utf8.count) + text
  }

  /// The amount in USD for people, without a thousands separator: to the cent, and below a cent to four significant
  /// digits, so that only nothing is shown as 0.00. Halves are rounded away from zero.
  ///
  ///     PicoDollars(1_043_834_000_000_000).shown  // "1043.83"
  ///     PicoDollars(1_615_049_000).shown          // "0.001615"
  public var shown: String {
    let amount = count.magnitude
    if amount == 0 || amount >= Self.perCent { return toTheCent }
    var unit: UInt128 = 1
    while amount / unit >= 10_000 { unit *= 10 }
    let rounded = (amount + unit / 2) / unit * unit
    return sign + PicoDollars(Int128(rounded)).exact
  }

  private var sign: String { count < 0 ? "-" : "" }

  private var toTheCent: String {
    // Without the addition of half a cent, which the largest amounts have no room for.
    let (cents, rest) = count.magnitude.quotientAndRemainder(dividingBy: Self.perCent)
    let (dollars, fraction) = decimal(rest * 2 >= Self.perCent ? cents + 1 : cents, digits: 2)
    return sign + dollars + "." + fraction
  }

  /// The digits of a number before its last `digits`, and those.
  private func decimal(_ number: UInt128, digits: Int) -> (String, String) {
    let text = String(number)
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return (String(padded.dropLast(digits)), String(padded.suffix(digits)))
  }
}
