/// Makes text from outside harmless to print: what would move a cursor, change a colour, reorder a line or
/// hide itself is shown as an escape in plain ASCII.
///
///     TerminalText.sanitize("a\u{1B}[2Jb\nc\u{202E}")  // #"a\u{1B}[2Jb\nc\u{202E}"#
public enum TerminalText {
  /// `text` with every control, bidirectional and invisible format character, line and paragraph separator
  /// replaced by an escape as in Swift (`\n`, `\u{1B}`, `\u{202E}`). Zero-width joiners stay: names and emoji
  /// need them.
  public static func sanitize(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHarmful(scalar) {
        result += scalar.escaped(asASCII: true)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether a terminal, or a person reading, could take the scalar for something other than text.
  static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    if scalar.value == 0x200C || scalar.value == 0x200D { return false }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
