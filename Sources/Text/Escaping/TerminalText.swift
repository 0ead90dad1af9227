/// Makes text from outside harmless to print: what would move a cursor, change a colour, reorder a line or
/// hide itself is shown as an escape in plain ASCII.
///
///     TerminalText.sanitize("a\u{1B}[2Jb\nc\u{202E}")  // #"a\u{1B}[2Jb\nc\u{202E}"#
package enum TerminalText {
  /// `text` with every character that is not safe to print as an escape in Swift's notation (`\n`, `\u{1B}`,
  /// `\u{202E}`). Zero-width joiners stay: names and emoji need them.
  package static func sanitize(_ text: String) -> String {
    text.escaping { $0.isHarmful }
  }
}

/// A name, path or other short text from outside, fit to be quoted in a message: besides what
/// ``TerminalText/sanitize(_:)`` escapes, also what a reader could not make out, and only its first 200 characters.
package func printable(_ text: some StringProtocol) -> String {
  let limit = 200
  let beginning = text.unicodeScalars.prefix(limit)
  let isCut = beginning.endIndex < text.unicodeScalars.endIndex
  return String(String.UnicodeScalarView(beginning)).withObscureCharactersEscaped + (isCut ? "…" : "")
}

extension String {
  /// The text with every character escaped that is harmful or that a reader could not make out.
  package var withObscureCharactersEscaped: String { escaping { $0.isObscure } }

  /// Whether there is nothing but printable ASCII.
  private var isPlainASCII: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }

  /// The text with each character that `needsEscape` replaced by its escape, which is Swift's unless said otherwise.
  /// Printable ASCII never needs one.
  func escaping(
    as escape: (Unicode.Scalar) -> String = { $0.escaped(asASCII: true) },
    where needsEscape: (Unicode.Scalar) -> Bool
  ) -> String {
    // Nearly every name is of letters that nobody escapes.
    guard !isPlainASCII, unicodeScalars.contains(where: needsEscape) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      if needsEscape(scalar) {
        result += escape(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether a terminal, or a person reading, could take the character for something other than text: a control, a
  /// bidirectional or invisible format character other than a zero-width joiner, a line or paragraph separator.
  package var isHarmful: Bool {
    if value < 0x7F { return value < 0x20 }
    return !isJoiner && isControlOrFormat
  }

  /// Whether the character is harmful, or one that nobody could make out: a joiner, one without a common picture
  /// (private use) or one that Unicode does not know yet.
  fileprivate var isObscure: Bool {
    if value < 0x7F { return value < 0x20 }
    return switch properties.generalCategory {
    case .privateUse, .unassigned, .surrogate: true
    default: isControlOrFormat
    }
  }

  private var isJoiner: Bool { value == 0x200C || value == 0x200D }

  private var isControlOrFormat: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

extension String {
  /// The text as one line that is harmless on a terminal.
  package var sanitizedLine: String { TerminalText.sanitize(self) }
}
