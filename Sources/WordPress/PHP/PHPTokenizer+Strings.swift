extension PHPTokenizer {
  /// `'…'`: only `\\` and `\'` are escapes.
  mutating func singleQuotedString() throws -> PHPToken {
    let line = scanner.line
    var value: [UInt8] = []
    scanner.take()
    while let byte = scanner.take() {
      switch byte {
      case UInt8(ascii: "'"):
        return .string(value)
      case UInt8(ascii: "\\"):
        if let escaped = scanner.next, escaped == UInt8(ascii: "'") || escaped == byte {
          scanner.take()
          value.append(escaped)
        } else {
          value.append(byte)
        }
      default:
        value.append(byte)
      }
    }
    throw PHPSyntaxError(problem: "a string is never closed", line: line)
  }

  /// `"…"`: a string with its escapes resolved, or opaque when a variable is in it.
  mutating func doubleQuotedString() throws -> PHPToken {
    try quotedString(closedBy: UInt8(ascii: "\""))
  }

  /// A command in backticks, which is never run.
  mutating func shellCommand() throws -> PHPToken {
    _ = try quotedString(closedBy: UInt8(ascii: "`"))
    return .opaque
  }

  private mutating func quotedString(closedBy quote: UInt8) throws -> PHPToken {
    let line = scanner.line
    var value: [UInt8] = []
    var hasVariables = false
    scanner.take()
    while let byte = scanner.next {
      if scanner.starts(with: "{$") || scanner.starts(with: "${") {
        hasVariables = true
        if byte == UInt8(ascii: "$") { scanner.take() }
        try skipInterpolation()
        continue
      }
      scanner.take()
      switch byte {
      case quote:
        return hasVariables ? .opaque : .string(value)
      case UInt8(ascii: "\\"):
        value += try escapeSequence(quote: quote)
      case UInt8(ascii: "$") where scanner.next.map { isNameStart($0) } ?? false:
        hasVariables = true
      default:
        value.append(byte)
      }
    }
    throw PHPSyntaxError(problem: "a string is never closed", line: line)
  }

  /// What follows a backslash in a double-quoted string; an unknown escape keeps its backslash.
  private mutating func escapeSequence(quote: UInt8) throws -> [UInt8] {
    let backslash = UInt8(ascii: "\\")
    guard let byte = scanner.next else { return [backslash] }
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      let digits = scanner.take(upTo: 3) { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
      return [UInt8(truncatingIfNeeded: Int(lenientText(digits), radix: 8) ?? 0)]
    case UInt8(ascii: "x") where scanner.peek(1).map { isHexDigit($0) } ?? false:
      scanner.take()
      return [UInt8(lenientText(scanner.take(upTo: 2) { isHexDigit($0) }), radix: 16) ?? 0]
    case UInt8(ascii: "u") where scanner.peek(1) == UInt8(ascii: "{"):
      return try unicodeEscape()
    default:
      scanner.take()
      return simpleEscape(byte, quote: quote).map { [$0] } ?? [backslash, byte]
    }
  }

  private func simpleEscape(_ byte: UInt8, quote: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "v"): 11
    case UInt8(ascii: "e"): 27
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "\\"), UInt8(ascii: "$"), quote: byte
    default: nil
    }
  }

  /// `u{20AC}`, the backslash being taken already.
  private mutating func unicodeEscape() throws -> [UInt8] {
    let line = scanner.line
    scanner.skip(2)
    let digits = lenientText(scanner.take { isHexDigit($0) })
    guard scanner.take("}"), let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number)
    else {
      throw PHPSyntaxError(problem: "a string holds an invalid \\u{…}", line: line)
    }
    return Array(String(Character(scalar)).utf8)
  }

  /// A heredoc or nowdoc, skipped; nil when `<<<` opens none.
  mutating func heredoc() throws -> PHPToken? {
    let line = scanner.line
    let start = scanner
    scanner.skip(3)
    scanner.take { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let quote = scanner.next.flatMap { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") ? $0 : nil }
    if quote != nil { scanner.take() }
    let label = scanner.take { isNamePart($0) }
    let isQuoteClosed = quote == nil || scanner.take() == quote
    guard let first = label.first, isNameStart(first), isQuoteClosed,
      scanner.next == UInt8(ascii: "\n") || scanner.next == UInt8(ascii: "\r")
    else {
      scanner = start
      return nil
    }
    while let byte = scanner.take() {
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
      // The closing label stands first on its line, indented or not, and is a whole word.
      scanner.take { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      if scanner.take(while: { isNamePart($0) }).elementsEqual(label) { return .opaque }
    }
    throw PHPSyntaxError(problem: "a heredoc is never closed", line: line)
  }
}

/// Whether a byte is a hexadecimal digit.
func isHexDigit(_ byte: UInt8) -> Bool {
  isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
}
