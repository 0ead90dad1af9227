import Text

/// What all charts are drawn with: shapes and text alone, no styles, no scripts, nothing fetched. Text and lines have the
/// colour of the page's text.
enum SVG {
  /// The width of every drawing, in its own units: it scales as a whole.
  static let width = 640.0
  /// What is left free at the sides.
  static let edge = 8.0
  /// How far a line of text is below the one before.
  static let lineHeight = 16.0
  private static let fontSize = 12.0

  /// A document that can stand by itself or inside a page. Title and description are its accessible name.
  static func document(
    id: String, height: Double, title: String, description: String, _ elements: [String]
  ) -> String {
    let lines =
      [
        "<title id=\"\(id)-title\">\(XMLText.escape(title))</title>",
        "<desc id=\"\(id)-desc\">\(XMLText.escape(description))</desc>",
      ] + elements
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" \
      width="100%" role="img" aria-labelledby="\(id)-title \(id)-desc" fill="currentColor" \
      font-family="system-ui, sans-serif" font-size="\(number(fontSize))">
      \(lines.joined(separator: "\n"))
      </svg>

      """
  }

  /// A text; `fill` is its colour if that is not the page's.
  static func text(
    _ text: String, x: Double, y: Double, anchor: String = "start", fill: String? = nil
  ) -> String {
    let color = fill.map { " fill=\"\($0)\"" } ?? ""
    return
      "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\"\(color)>\(XMLText.escape(text))</text>"
  }

  /// A coordinate, rounded to hundredths.
  static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return "\(sign)\(whole)."
      + (rest < 10 ? "0\(rest)" : rest.isMultiple(of: 10) ? "\(rest / 10)" : "\(rest)")
  }

  /// The width of a text in any usual typeface without serifs: an estimate from above.
  static func width(of text: String) -> Double {
    text.reduce(0) { $0 + ems(of: $1) * fontSize }
  }

  /// A text from outside as it can be shown, or its beginning and an ellipsis, so that it fits into a width.
  static func fitting(_ text: String, into width: Double) -> String {
    let text = TerminalText.sanitize(text)
    if Self.width(of: text) <= width { return text }
    var used = ems(of: "…") * fontSize
    let beginning = text.prefix { character in
      used += ems(of: character) * fontSize
      return used <= width
    }
    return beginning + "…"
  }

  /// The width of a character in the widest of the usual typefaces.
  private static func ems(of character: Character) -> Double {
    switch character {
    case "0"..."9": 0.64
    case "-": 0.46
    case ",": 0.37
    case "i", "j", "l", "f", "t", "r", "I", " ", ".", ":", ";", "'", "!", "|", "(", ")", "/": 0.47
    case "m", "w", "M", "W": 1.0
    case "a"..."z": 0.66
    case "A"..."Z": 0.82
    default: DisplayWidth.of(character) > 1 ? 1.4 : 1.0
    }
  }
}
