import Text

/// An exact decimal as text: a whole number of units of a power of ten.
struct DecimalText {
  private let count: Int128
  private let digits: Int

  /// The decimal of `count` units of 10 to the power of -`digits`, where `digits` is from 2 to 38.
  init(_ count: Int128, digits: Int) {
    (self.count, self.digits) = (count, digits)
  }

  private var sign: String { count < 0 ? "-" : "" }

  private static let powers = (0..<38).reduce(into: [1 as UInt128]) { powers, place in
    powers.append(powers[place] * 10)
  }

  private static func power(_ exponent: Int) -> UInt128 { powers[exponent] }

  /// To the last digit, without an exponent, a thousands separator or zeros at its end.
  ///
  ///     DecimalText(1_615_000_000, digits: 12).exact       // "0.001615"
  ///     DecimalText(-2_000_000_000_000, digits: 12).exact  // "-2"
  var exact: String { String(unsafeUninitializedCapacity: 64, initializingUTF8With: writeExact) }

  /// Writes the same; `bytes` has room for 64.
  ///
  /// - Returns: The place behind its end.
  func writeExact(to bytes: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let (whole, rest) = count.magnitude.quotientAndRemainder(dividingBy: Self.power(digits))
    var end = 0
    if count < 0 {
      bytes[0] = UInt8(ascii: "-")
      end = 1
    }
    end = Self.write(whole, digits: 1, to: bytes, at: end)
    if rest == 0 { return end }
    bytes[end] = UInt8(ascii: ".")
    end = Self.write(rest, digits: digits, to: bytes, at: end + 1)
    while bytes[end - 1] == UInt8(ascii: "0") { end -= 1 }
    return end
  }

  /// Writes a number with zeros before it up to some digits; returns the place behind the last.
  private static func write(
    _ number: UInt128, digits: Int, to bytes: UnsafeMutableBufferPointer<UInt8>, at start: Int
  ) -> Int {
    if let number = UInt64(exactly: number) {
      return bytes.writeDigits(of: number, atLeast: digits, at: start)
    }
    // What does not fit into 64 bits is below 1e39, and so has at most 20 digits before the last 19.
    let (high, low) = number.quotientAndRemainder(dividingBy: power(19))
    let end = write(high, digits: digits - 19, to: bytes, at: start)
    return bytes.writeDigits(of: UInt64(low), atLeast: 19, at: end)
  }

  /// To the second digit after the point, and below 0.01 to four significant digits, so that only nothing is shown as 0.00.
  /// Halves are rounded away from zero.
  var shown: String {
    let amount = count.magnitude
    let hundredth = Self.power(digits - 2)
    if amount == 0 || amount >= hundredth { return rounded(to: hundredth) }
    var unit: UInt128 = 1
    while amount / unit >= 10_000 { unit *= 10 }
    let rounded = (amount + unit / 2) / unit * unit
    return sign + DecimalText(Int128(rounded), digits: digits).exact
  }

  private func rounded(to hundredth: UInt128) -> String {
    // Without the addition of half of it, which the largest amounts have no room for.
    let (hundredths, rest) = count.magnitude.quotientAndRemainder(dividingBy: hundredth)
    let text = String(rest * 2 >= hundredth ? hundredths + 1 : hundredths)
    let padded = String(repeating: "0", count: max(0, 3 - text.utf8.count)) + text
    return sign + padded.dropLast(2) + "." + padded.suffix(2)
  }
}
