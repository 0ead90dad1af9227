/// Text for XML 1.0, and for HTML.
package enum XMLText {
  /// `text` as character data or inside of an attribute: what people or parsers could take for something else is
  /// shown as an escape, as everywhere (see ``TerminalText``), and what XML cannot hold as U+FFFD.
  package static func escape(_ text: String) -> String {
    var result = ""
    for scalar in TerminalText.sanitize(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
