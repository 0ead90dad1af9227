extension UnsafeMutableBufferPointer where Element == UInt8 {
  /// Writes a number in decimal digits, byte by byte: files have tens of thousands of numbers, and a text of its own for
  /// each takes longer than the number.
  ///
  /// - Parameters:
  ///   - number: The number.
  ///   - width: How many digits there are at least, with zeros before the number.
  ///   - start: The place of the first digit.
  /// - Returns: The place behind the last digit.
  package func writeDigits(of number: UInt64, atLeast width: Int = 1, at start: Int) -> Int {
    var count = 1
    var rest = number / 10
    while rest > 0 {
      count += 1
      rest /= 10
    }
    let end = start + (count < width ? width : count)
    rest = number
    for place in (start..<end).reversed() {
      self[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return end
  }
}

/// A number with leading zeros, at least `width` digits.
package func zeroPadded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
