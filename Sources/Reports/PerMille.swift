/// A share or a change in tenths of a per cent, rounded to the nearest, halves away from zero.
///
///     PerMille(1, of: 3)?.value                  // 333
///     PerMille(changeFrom: 200, to: 150)?.value  // -250
public struct PerMille: Hashable, Sendable {
  /// Tenths of a per cent.
  public let value: Int

  /// `part` as a share of `whole`; nil when `whole` is not positive.
  public init?(_ part: Int, of whole: Int) {
    guard whole > 0 else { return nil }
    let divisor = whole.magnitude
    let (ones, rest) = part.magnitude.quotientAndRemainder(dividingBy: divisor)
    // The product may need more than 64 bits; its quotient is below 1000, because `rest` is below `divisor`.
    let (fraction, remainder) = divisor.dividingFullWidth(rest.multipliedFullWidth(by: 1000))
    let roundUp: UInt = remainder >= divisor - remainder ? 1 : 0
    let (thousands, overflow) = ones.multipliedReportingOverflow(by: 1000)
    let magnitude = overflow ? Int.max : Int(clamping: thousands + fraction + roundUp)
    self.value = part < 0 ? -magnitude : magnitude
  }

  /// `part` as a share of `whole`, neither negative and both below 1e34; nil when `whole` is 0.
  public init?(_ part: Int128, of whole: Int128) {
    guard whole > 0 else { return nil }
    value = Int(clamping: (part * 2000 + whole) / (whole * 2))
  }

  /// How much more, or less when negative, `new` is than `old`; nil when there was nothing before.
  public init?(changeFrom old: Int, to new: Int) {
    self.init(new - old, of: old)
  }
}
