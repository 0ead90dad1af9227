import Text

/// Splits PHP source into tokens without executing any of it.
///
/// It knows what is needed never to take text for code: comments, both kinds of strings with their escapes,
/// heredocs, text outside `<?php … ?>` and after `__halt_compiler`.
struct PHPTokenizer {
  private static let operators: [StaticString] = [
    "?->", "===", "!==", "<=>", "**=", "...", "<<=", ">>=", "??=", "||", "&&", "==", "!=", "<>", "=>", "->",
    "::",
    ".=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "??", "++", "--", "**", "<<", ">>", "<=", ">=",
  ]
  private static let interpolationDepthLimit = 32

  var scanner: ByteScanner
  private var isInPHP = false
  private var interpolationDepth = 0

  init(_ source: [UInt8], isInPHP: Bool = false) {
    scanner = ByteScanner(source)
    self.isInPHP = isInPHP
  }

  /// The tokens of a PHP file, or of text for `eval`, which is PHP from its first byte.
  ///
  /// - Throws: `PHPSyntaxError` for a string, comment or heredoc that is never closed.
  static func tokens(of source: [UInt8], isEvaluated: Bool = false) throws -> [PHPLexeme] {
    var tokenizer = PHPTokenizer(source, isInPHP: isEvaluated)
    var tokens: [PHPLexeme] = []
    while let token = try tokenizer.next() {
      if token.token.isName("__halt_compiler") { break }
      tokens.append(token)
    }
    return tokens
  }

  private mutating func next() throws -> PHPLexeme? {
    if !isInPHP, let echo = skipText() { return echo }
    while let byte = scanner.next {
      let line = scanner.line
      if scanner.take("?>") {
        isInPHP = false
        return PHPLexeme(token: .symbol(";"), line: line)
      }
      if try skipBlankOrComment(byte) { continue }
      return PHPLexeme(token: try token(startingWith: byte), line: line)
    }
    return nil
  }

  /// Skips text up to and including the next opening tag. `<?=` is an echo; `<?` becomes a token, since short_open_tag
  /// decides whether it opens PHP.
  private mutating func skipText() -> PHPLexeme? {
    while scanner.next != nil {
      let line = scanner.line
      if scanner.take("<?=") {
        isInPHP = true
        return PHPLexeme(token: .name("echo"), line: line)
      }
      if scanner.take("<?") {
        let name = lenientText(scanner.take(upTo: 3) { isLetter($0) }).lowercased()
        let isSeparated = scanner.next.map { isBlank($0) } ?? true
        if name == "php", isSeparated {
          isInPHP = true
          return nil
        }
        // The code that `<?xml` would open is not valid PHP.
        if name != "xml" { return PHPLexeme(token: .symbol("<?"), line: line) }
        continue
      }
      scanner.take()
    }
    return nil
  }

  /// Steps over one blank or comment, when one follows.
  private mutating func skipBlankOrComment(_ byte: UInt8) throws -> Bool {
    if isBlank(byte) {
      scanner.take { isBlank($0) }
      return true
    }
    if scanner.starts(with: "/*") {
      let line = scanner.line
      scanner.skip(2)
      while !scanner.take("*/") {
        guard scanner.take() != nil else {
          throw PHPSyntaxError(problem: "a comment is never closed", line: line)
        }
      }
      return true
    }
    // "#[" opens an attribute, which is code.
    guard scanner.starts(with: "//") || (byte == UInt8(ascii: "#") && !scanner.starts(with: "#[")) else {
      return false
    }
    // A closing tag ends a one-line comment too.
    while let byte = scanner.next, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r"),
      !scanner.starts(with: "?>")
    {
      scanner.take()
    }
    return true
  }

  private mutating func token(startingWith byte: UInt8) throws -> PHPToken {
    switch byte {
    case UInt8(ascii: "'"):
      return try singleQuotedString()
    case UInt8(ascii: "\""):
      return try doubleQuotedString()
    case UInt8(ascii: "`"):
      return try shellCommand()
    case UInt8(ascii: "$") where scanner.peek(1).map { isNameStart($0) } ?? false:
      scanner.take()
      return .variable(phpName(scanner.take { isNamePart($0) }))
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      return .number(lenientText(scanner.take { isNamePart($0) || $0 == UInt8(ascii: ".") }))
    case _ where isNameStart(byte) || byte == UInt8(ascii: "\\"):
      return .name(phpName(scanner.take { isNamePart($0) || $0 == UInt8(ascii: "\\") }))
    default:
      if scanner.starts(with: "<<<"), let heredoc = try heredoc() { return heredoc }
      for text in PHPTokenizer.operators where scanner.take(text) { return .symbol("\(text)") }
      scanner.take()
      return .symbol(lenientText([byte]))
    }
  }

  /// Takes the code of `{$…}` or, without its dollar sign, `${…}` inside a string; quotes and braces nest in it.
  mutating func interpolation() throws -> PHPTemplatePart {
    let line = scanner.line
    interpolationDepth += 1
    defer { interpolationDepth -= 1 }
    guard interpolationDepth <= PHPTokenizer.interpolationDepthLimit else {
      throw PHPSyntaxError(problem: "strings are nested too deeply", line: line)
    }
    var depth = 0
    var code: [PHPToken] = []
    while isInPHP, let lexeme = try next() {
      if lexeme.token == .symbol("{") { depth += 1 }
      if lexeme.token == .symbol("}") {
        depth -= 1
        if depth == 0 { return PHPTokenizer.part(for: code.dropFirst()) }
      }
      code.append(lexeme.token)
    }
    throw PHPSyntaxError(problem: "a string is never closed", line: line)
  }

  private static func part(for code: ArraySlice<PHPToken>) -> PHPTemplatePart {
    guard let first = code.first else { return .code }
    if code.count == 1 {
      // "${name}" is the variable of that name.
      if case .name(let name) = first { return .variable(name) }
      if case .variable(let name) = first { return .variable(name) }
    }
    guard case .variable = first else { return .code }
    let isRead = code.dropFirst().allSatisfy { token in
      switch token {
      case .variable, .number, .string: true
      case .name(let name):
        !["include", "require", "eval", "new"].contains { name.lowercased().hasPrefix($0) }
      case .symbol(let sign): sign == "[" || sign == "]" || sign == "->" || sign == "?->"
      case .template, .shellCommand: false
      }
    }
    return isRead ? .element : .code
  }
}

/// Whether a byte separates PHP tokens.
func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || (9...13).contains(byte)
}

/// Whether a byte can begin a PHP name; all bytes of non-ASCII characters can.
func isNameStart(_ byte: UInt8) -> Bool {
  isLetter(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
}

/// Whether a byte can stand in a PHP name.
func isNamePart(_ byte: UInt8) -> Bool {
  isNameStart(byte) || isDigit(byte)
}
