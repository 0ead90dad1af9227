import Text

/// What WordPress's own options say of a site's clock.
///
///     let options = try TimeZoneOptions(values: ["timezone_string": "Asia/Kathmandu"])
///     options.zone.name  // "Asia/Kathmandu"
public struct TimeZoneOptions: Sendable {
  private enum Name: String, CaseIterable {
    case timeZone = "timezone_string"
    case gmtOffset = "gmt_offset"
  }

  /// The names of the options that are read here; no others are.
  public static let names = Name.allCases.map(\.rawValue)

  /// The site's clock.
  public let zone: SiteTimeZone
  /// What the owner should know about these options, a line each.
  public let warnings: [String]

  /// What the given values, by option name, amount to; without any, UTC.
  ///
  /// - Throws: `Failure` (78) when the site's time zone is not among the system's.
  public init(values: [String: String]) throws {
    func value(_ name: Name) -> String? {
      values[name.rawValue].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let name = value(.timeZone) {
      zone = try SiteTimeZone(named: name)
      warnings = []
      return
    }
    let text = value(.gmtOffset) ?? "0"
    let (seconds, isExact) = Self.offset(hours: text)
    zone = SiteTimeZone(offsetSeconds: seconds ?? 0)
    if seconds == nil {
      warnings = [
        "the option \(Name.gmtOffset.rawValue) is not a number of hours, so UTC is used as the site's time zone"
      ]
    } else if !isExact {
      warnings = [
        "the option \(Name.gmtOffset.rawValue) holds \(printable(text)), which WordPress reads as \(zone.name)"
      ]
    } else {
      warnings = []
    }
  }

  /// Seconds from a decimal number of hours such as `-3.5`, less than a day, and whether the text is such a number and
  /// nothing else. Like PHP's `(float)` it takes the number that the text begins with: 5 of `5,5`. Nil where it begins
  /// with none.
  private static func offset(hours text: String) -> (seconds: Int?, isExact: Bool) {
    let bytes = Array(text.utf8.drop(while: isSpace))
    var end = bytes.first.map { "+-".utf8.contains($0) } ?? false ? 1 : 0
    func digits() -> Int {
      let count = bytes[end...].prefix(while: isDigit).count
      end += count
      return count
    }
    var count = digits()
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      end += 1
      count += digits()
    }
    guard count > 0 else { return (nil, false) }
    let mantissa = end
    if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
      end += 1
      if end < bytes.count, "+-".utf8.contains(bytes[end]) { end += 1 }
      if digits() == 0 { end = mantissa }
    }
    // Swift requires digits on both sides of the point.
    let number = lenientText(bytes[..<end]).replacing(
      ".", with: bytes[end - 1] == UInt8(ascii: ".") ? ".0" : ".")
    guard let hours = Double(number), abs(hours) < 24 else { return (nil, false) }
    // WordPress computes in whole minutes and drops the rest.
    let minutes = Int(abs(hours - hours.rounded(.towardZero)) * 60)
    let seconds = (Int(abs(hours)) * 60 + minutes) * 60
    return (hours < 0 ? -seconds : seconds, bytes[end...].allSatisfy(isSpace))
  }
}
