/// Text from outside, fit for a message on a terminal: control, formatting (bidirectional marks among them)
/// and unassigned characters are escaped as in Swift (`\n`, `\u{1B}`), and long texts are cut.
package func printable(_ text: some StringProtocol) -> String {
  var result = ""
  for (position, scalar) in text.unicodeScalars.enumerated() {
    guard position < 200 else { return result + "…" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
      result += scalar.escaped(asASCII: true)
    default:
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// A name of a setting found in a file, when it looks like one: a line that is no setting at all may be a
/// password that lost its key, so anything unusual stays unnamed.
func settingName(_ text: some StringProtocol) -> String? {
  let isNameLike = text.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "-") }
  return isNameLike && !text.isEmpty && text.utf8.count <= 64 ? String(text) : nil
}

/// A list as in a sentence: "a", "a and b", "a, b and c".
package func enumeration(_ items: [String]) -> String {
  guard let last = items.last, items.count > 1 else { return items.first ?? "" }
  return items.dropLast().joined(separator: ", ") + " and " + last
}

/// The text without blanks and tabs at either end.
func trimmed(_ text: some StringProtocol) -> Substring {
  let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
  var result = Substring(text)
  while let first = result.first, isBlank(first) { result.removeFirst() }
  while let last = result.last, isBlank(last) { result.removeLast() }
  return result
}

/// Whether a byte is an ASCII letter, a digit or an underscore.
package func isWordByte(_ byte: UInt8) -> Bool {
  isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_")
}

/// Whether a byte is an ASCII digit.
package func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// Whether a byte is an ASCII letter.
func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
