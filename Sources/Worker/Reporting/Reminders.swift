/// Remembers what was said when, so that it is said once, and again every hour for as long as it holds.
struct Reminders {
  /// How long something that was said need not be said again.
  static let pause: Duration = .seconds(3600)

  private struct Key: Hashable {
    let site: String
    let text: String
  }

  private var said: [Key: Duration] = [:]

  /// Whether to say something of a site now; then it counts as said. Texts that differ in their numbers alone are
  /// the same.
  mutating func isDue(_ text: String, of site: String, at now: Duration) -> Bool {
    let key = Key(site: site, text: Self.withoutNumbers(text))
    if let last = said[key], now < last + Self.pause { return false }
    // What has not been said for so long would be said again anyway.
    said = said.filter { now < $0.value + Self.pause }
    said[key] = now
    return true
  }

  /// Forgets what was said of a site, so that it is said at once when it holds again.
  mutating func forget(_ text: String, of site: String) {
    said[Key(site: site, text: Self.withoutNumbers(text))] = nil
  }

  private static func withoutNumbers(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let isDigit = ("0"..."9").contains(scalar)
      if !isDigit {
        result.unicodeScalars.append(scalar)
      } else if result.unicodeScalars.last != "0" {
        result.unicodeScalars.append("0")
      }
    }
    return result
  }
}
