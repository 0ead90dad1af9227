/// Whether a byte is an ASCII letter, a digit or an underscore.
package func isWordByte(_ byte: UInt8) -> Bool {
  isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_")
}

/// Whether a byte is an ASCII digit.
package func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// Whether a byte is an ASCII letter.
package func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

/// The text without blanks, tabs and line ends at either end.
package func trimmed(_ text: some StringProtocol) -> Substring {
  let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
  var result = Substring(text)
  while let first = result.first, isBlank(first) { result.removeFirst() }
  while let last = result.last, isBlank(last) { result.removeLast() }
  return result
}
