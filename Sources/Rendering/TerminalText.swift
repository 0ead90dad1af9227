/// Makes text from outside harmless to print: what would move a cursor, change a colour, reorder a line or
/// hide itself is shown as an escape in plain ASCII.
///
///     TerminalText.sanitize("a\u{1B}[2Jb\nc\u{202E}")  // #"a\x1B[2Jb\nc\u202E"#
public enum TerminalText {
  /// `text` with every control, bidirectional and invisible format character, line and paragraph separator
  /// replaced by an escape (`\n`, `\t`, `\r`, `\x1B`, `\u202E`, `\U000E0001`). Zero-width joiners stay: names
  /// and emoji need them.
  public static func sanitize(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHarmful(scalar) {
        result += escape(scalar)
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

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default:
      switch scalar.value {
      case ...0xFF: "\\x" + hexadecimal(scalar.value, digits: 2)
      case ...0xFFFF: "\\u" + hexadecimal(scalar.value, digits: 4)
      default: "\\U" + hexadecimal(scalar.value, digits: 8)
      }
    }
  }
}

/// A number in upper-case base 16 with leading zeros.
func hexadecimal(_ number: some BinaryInteger, digits: Int) -> String {
  let text = String(number, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
