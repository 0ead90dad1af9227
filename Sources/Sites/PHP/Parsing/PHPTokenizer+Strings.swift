import Text

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

  /// `"…"`: a string with its escapes resolved, a template when variables are in it.
  mutating func doubleQuotedString() throws -> PHPToken {
    scanner.take()
    return try template(closedBy: UInt8(ascii: "\""))
  }

  /// A command in backticks, which is never run.
  mutating func shellCommand() throws -> PHPToken {
    scanner.take()
    _ = try template(closedBy: UInt8(ascii: "`"))
    return .shellCommand
  }

  /// Text with escapes and variables up to a closing quote, or, without one, to the end.
  private mutating func template(closedBy quote: UInt8?) throws -> PHPToken {
    let line = scanner.line
    var parts: [PHPTemplatePart] = []
    var text: [UInt8] = []
    func finished() -> PHPToken { parts.isEmpty ? .string(text) : .template(parts + [.text(text)]) }
    while let byte = scanner.next {
      if scanner.starts(with: "{$") || scanner.starts(with: "${") {
        if byte == UInt8(ascii: "$") { scanner.take() }
        parts += [.text(text), try interpolation()]
        text = []
        continue
      }
      scanner.take()
      if byte == quote { return finished() }
      switch byte {
      case UInt8(ascii: "\\"):
        text += try escapeSequence(quote: quote)
      case UInt8(ascii: "$") where scanner.next.map { isNameStart($0) } ?? false:
        parts += [.text(text), simpleVariable()]
        text = []
      default:
        text.append(byte)
      }
    }
    guard quote == nil else { throw PHPSyntaxError(problem: "a string is never closed", line: line) }
    return finished()
  }

  /// `$name`, `$name[…]` or `$name->name`, the dollar sign being taken already.
  private mutating func simpleVariable() -> PHPTemplatePart {
    let name = phpName(scanner.take { isNamePart($0) })
    if scanner.next == UInt8(ascii: "[") {
      while let byte = scanner.take(), byte != UInt8(ascii: "]") {}
      return .element
    }
    for arrow: StaticString in ["->", "?->"] where scanner.starts(with: arrow) {
      guard scanner.peek(arrow.utf8CodeUnitCount).map({ isNameStart($0) }) ?? false else { continue }
      scanner.skip(arrow.utf8CodeUnitCount)
      scanner.take { isNamePart($0) }
      return .element
    }
    return .variable(name)
  }

  /// What follows a backslash in a double-quoted string; an unknown escape keeps its backslash.
  private mutating func escapeSequence(quote: UInt8?) throws -> [UInt8] {
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

  private func simpleEscape(_ byte: UInt8, quote: UInt8?) -> UInt8? {
    switch byte {
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "v"): 11
    case UInt8(ascii: "e"): 27
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "\\"), UInt8(ascii: "$"): byte
    case _ where byte == quote: byte
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

  /// A heredoc or nowdoc; nil when `<<<` opens none.
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
    if scanner.take() == UInt8(ascii: "\r"), scanner.next == UInt8(ascii: "\n") { scanner.take() }
    var lines: [ArraySlice<UInt8>] = []
    while scanner.next != nil {
      let lineStart = scanner
      // The closing label stands first on its line, indented or not, and is a whole word.
      let indentation = scanner.take { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      if scanner.take(while: { isNamePart($0) }).elementsEqual(label) {
        return try PHPTokenizer.heredoc(
          lines, indentation: indentation.count, isRaw: quote == UInt8(ascii: "'"), line)
      }
      scanner = lineStart
      var text = scanner.take { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      for end: StaticString in ["\r\n", "\n", "\r"] where scanner.take(end) {
        text += end.withUTF8Buffer { Array($0) }
        break
      }
      lines.append(text)
    }
    throw PHPSyntaxError(problem: "a heredoc is never closed", line: line)
  }

  /// The text of a heredoc: without the closing label's indentation and the last line's end.
  private static func heredoc(_ lines: [ArraySlice<UInt8>], indentation: Int, isRaw: Bool, _ line: Int) throws
    -> PHPToken
  {
    var bytes: [UInt8] = []
    for text in lines {
      let blanks = text.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      bytes += text.dropFirst(min(indentation, blanks.count))
    }
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    if isRaw { return .string(bytes) }
    // The code between braces may contain the label and line ends.
    guard !lenientText(bytes).contains("{$"), !lenientText(bytes).contains("${") else {
      return .template([.code])
    }
    var tokenizer = PHPTokenizer(bytes, isInPHP: true)
    do {
      return try tokenizer.template(closedBy: nil)
    } catch let error as PHPSyntaxError {
      throw PHPSyntaxError(problem: error.problem, line: line)
    }
  }
}

/// Whether a byte is a hexadecimal digit.
func isHexDigit(_ byte: UInt8) -> Bool {
  isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
}
