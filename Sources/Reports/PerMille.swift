/// A share or a change in tenths of a per cent, rounded to the nearest, halves away from zero.
///
///     PerMille(1, of: 3)?.value                  // 333
///     PerMille(changeFrom: 200, to: 150)?.value  // -250
public struct PerMille: Hashable, Sendable {
  /// Tenths of a per cent.
  public let value: Int

  /// `part` as a share of `whole`; nil when `whole` is not positive.
  public init?<Number: FixedWidthInteger>(_ part: Number, of whole: Number) {
    guard whole > 0 else { return nil }
    let divisor = whole.magnitude
    let (ones, rest) = part.magnitude.quotientAndRemainder(dividingBy: divisor)
    // The product may need twice as many bits; its quotient is below 1000, because `rest` is below `divisor`.
    let (fraction, remainder) = divisor.dividingFullWidth(rest.multipliedFullWidth(by: 1000))
    let roundUp: Number.Magnitude = remainder >= divisor - remainder ? 1 : 0
    let (thousands, isTooMany) = ones.multipliedReportingOverflow(by: 1000)
    let (sum, isTooLarge) = thousands.addingReportingOverflow(fraction + roundUp)
    let magnitude = isTooMany || isTooLarge ? Int.max : Int(clamping: sum)
    self.value = part < 0 ? -magnitude : magnitude
  }

  /// How much more, or less when negative, `new` is than `old`; nil when there was nothing before.
  public init?(changeFrom old: Int, to new: Int) {
    self.init(new - old, of: old)
  }
}
