import Ledger
import Reports
import Text

/// Numbers as text, the same on every machine.
public enum NumberText {
  /// The digits of `number`, in groups of three when `thousands` is true.
  ///
  ///     NumberText.integer(-1_234_567, thousands: true)  // "-1,234,567"
  static func integer(_ number: some BinaryInteger, thousands: Bool) -> String {
    guard thousands, number.magnitude > 999 else { return String(number) }
    let digits = String(number.magnitude).unicodeScalars
    var text = (number < 0 ? "-" : "").unicodeScalars
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return String(text)
  }

  /// The digits of `number` for people, in groups of three.
  public static func grouped(_ number: Int) -> String { integer(number, thousands: true) }

  /// An amount of money for people, without its currency: "1,043.83", "0.001615".
  static func money(_ amount: Money) -> String {
    let text = amount.shown
    let whole = text.prefix { $0 != "." }
    guard let number = Int128(whole) else { return text }
    return (number == 0 ? String(whole) : integer(number, thousands: true)) + text.dropFirst(whole.count)
  }

  /// Writes per cent with one decimal place: "12.3", "-0.4"; `bytes` has room for 64.
  ///
  /// - Returns: The place behind its end.
  static func writePercent(_ ratio: PerMille, to bytes: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let (whole, tenths) = ratio.value.magnitude.quotientAndRemainder(dividingBy: 10)
    if ratio.value < 0 { bytes[0] = UInt8(ascii: "-") }
    let end = bytes.writeDigits(of: UInt64(whole), at: ratio.value < 0 ? 1 : 0)
    bytes[end] = UInt8(ascii: ".")
    return bytes.writeDigits(of: UInt64(tenths), at: end + 1)
  }

  /// A share for people: "12.3 %".
  static func share(_ ratio: PerMille) -> String {
    String(unsafeUninitializedCapacity: 64) { writePercent(ratio, to: $0) } + " %"
  }

  /// A change for people: "▲ 12.3 %", "▼ 0.4 %", "± 0.0 %".
  static func change(_ ratio: PerMille) -> String {
    let sign = ratio.value > 0 ? "▲" : ratio.value < 0 ? "▼" : "±"
    let (whole, tenths) = ratio.value.magnitude.quotientAndRemainder(dividingBy: 10)
    return "\(sign) \(integer(whole, thousands: true)).\(tenths) %"
  }
}
