import Ledger
import Reports

/// Numbers as text, the same on every machine.
public enum NumberText {
  /// The digits of `number`, in groups of three when `thousands` is true.
  ///
  ///     NumberText.integer(-1_234_567, thousands: true)  // "-1,234,567"
  static func integer(_ number: some BinaryInteger, thousands: Bool) -> String {
    let digits = Array(String(number.magnitude))
    guard thousands, digits.count > 3 else { return String(number) }
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
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

  /// Per cent with one decimal place: "12.3", "-0.4".
  static func percent(_ ratio: PerMille, thousands: Bool = false) -> String {
    let (whole, tenths) = ratio.value.magnitude.quotientAndRemainder(dividingBy: 10)
    let sign = ratio.value < 0 ? "-" : ""
    return "\(sign)\(integer(Int(whole), thousands: thousands)).\(tenths)"
  }

  /// A share for people: "12.3 %".
  static func share(_ ratio: PerMille) -> String {
    percent(ratio) + " %"
  }

  /// A change for people: "▲ 12.3 %", "▼ 0.4 %", "± 0.0 %".
  static func change(_ ratio: PerMille) -> String {
    let sign = ratio.value > 0 ? "▲" : ratio.value < 0 ? "▼" : "±"
    let text = percent(ratio, thousands: true)
    return "\(sign) \(text.drop { $0 == "-" }) %"
  }
}
