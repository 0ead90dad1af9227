import Text

/// An exact amount of money in pico-dollars, 1e-12 USD each: what a token costs at a price of one micro-dollar per million
/// tokens.
///
/// Only what is shown is rounded, so the order in which amounts are added makes no difference.
///
///     let cost = try PicoDollars(2_500_000, times: 123_457)
///     cost.exact         // "0.3086425"
///     Money(cost).shown  // "0.31"
public struct PicoDollars: Hashable, Comparable, Sendable {
  /// Nothing.
  public static let zero = PicoDollars(0)

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

  /// What some tokens cost at a price in pico-dollars a token; `tokens` may be negative if it is a difference.
  ///
  /// - Throws: `Failure` (65) when it is 1e18 USD or more.
  public init(_ price: Int, times tokens: Int) throws {
    let (high, low) = price.multipliedFullWidth(by: tokens)
    self = try Self.checked((Int128(high) << 64 | Int128(low), false))
  }

  private static func checked(_ result: (partialValue: Int128, overflow: Bool)) throws -> PicoDollars {
    guard !result.overflow, result.partialValue.magnitude < limit.magnitude else { throw isTooLarge }
    return PicoDollars(result.partialValue)
  }

  /// Why an amount is no figure.
  static let isTooLarge = Failure(
    .badData, "a cost is larger than can be counted",
    advice: "Look for impossible numbers of tokens: tokenledger verify compares the ledger with the log.")

  /// The amount in another currency, in units of 1e-22.
  ///
  /// - Throws: `Failure` (65) when it is larger than can be counted.
  public func converted(by rate: ExchangeRates.Rate) throws -> Int128 {
    let (amount, overflow) = count.multipliedReportingOverflow(by: rate.count)
    if overflow { throw Self.isTooLarge }
    return amount
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
  public var exact: String { Money(self).exact }
}
