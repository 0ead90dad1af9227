import Text

/// Parses PHP into statements, as far as configuration files need it.
///
/// An unknown construct becomes a statement that says so, and ends the list: nothing after it is guessed.
struct PHPParser {
  private static let depthLimit = 60
  private static let heightLimit = 120

  let tokens: [PHPLexeme]
  let file: PHPFile
  var index = 0
  /// The namespace that the code is in, in lower case; empty outside all.
  var namespace = ""
  /// Whether `use` gives names another meaning.
  var hasImports = false
  private var depth = 0
  /// At least the height of the expression that is being parsed.
  var height = 0

  init(tokens: [PHPLexeme], file: PHPFile) {
    self.tokens = tokens
    self.file = file
  }

  /// What cannot be parsed: its line and the construct.
  struct Unsupported: Error {
    let line: Int
    let construct: String
    /// Whether the whole file is refused, not only the statement.
    var isFatal = false
  }

  /// The statements of a whole file.
  ///
  /// - Throws: `PHPSyntaxError` when code is nested too deeply.
  mutating func statements() throws -> [PHPStatement] {
    var result: [PHPStatement] = []
    var usesNamespace = false
    while token != nil {
      do {
        let line = self.line
        if keyword == "namespace", tokens.count > index + 1, next != .symbol("\\") {
          usesNamespace = true
          result += try namespaceStatement()
        } else {
          result += [try statement()]
          if hasFunctionImports {
            throw Unsupported(line: line, construct: "use function or use const", isFatal: true)
          }
        }
      } catch let found as Unsupported {
        let refusal = PHPStatement(kind: .unsupported(found.construct), line: found.line)
        // In a namespace, a function that is declared later may replace one of PHP's own.
        return found.isFatal || usesNamespace ? [refusal] : result + [refusal]
      }
    }
    return result
  }

  /// Whether `use function` or `use const` was met.
  private var hasFunctionImports = false

  var token: PHPToken? { index < tokens.count ? tokens[index].token : nil }
  var next: PHPToken? { index + 1 < tokens.count ? tokens[index + 1].token : nil }
  var line: Int { index < tokens.count ? tokens[index].line : tokens.last?.line ?? 1 }

  var keyword: String? {
    if case .name(let name)? = token { return name.lowercased() }
    return nil
  }

  /// Skips a symbol if it is next.
  mutating func take(_ symbol: String) -> Bool {
    guard token == .symbol(symbol) else { return false }
    index += 1
    return true
  }

  /// Skips a word if it is next.
  mutating func takeWord(_ word: String) -> Bool {
    guard keyword == word else { return false }
    index += 1
    return true
  }

  mutating func expect(_ symbol: String) throws {
    guard take(symbol) else { throw unexpected() }
  }

  mutating func variableName() throws -> String {
    guard case .variable(let name)? = token else { throw unexpected() }
    index += 1
    return name
  }

  func unexpected() -> Unsupported {
    switch token {
    case nil: Unsupported(line: line, construct: "the end of the file inside a statement")
    case .symbol("<?"):
      Unsupported(line: line, construct: "<?, which opens PHP on some servers and not on others,")
    case .symbol(let text): Unsupported(line: line, construct: "\(printable(text))")
    // It may be a piece of a password whose quotes are wrong.
    case .name: Unsupported(line: line, construct: "an unexpected word")
    case .variable: Unsupported(line: line, construct: "an unexpected variable")
    case .number, .string, .template: Unsupported(line: line, construct: "a value without an operator")
    case .shellCommand: Unsupported(line: line, construct: "a shell command")
    }
  }

  /// Runs a parsing step one level deeper.
  mutating func nested<Result>(_ body: (inout PHPParser) throws -> Result) throws -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= PHPParser.depthLimit else {
      throw PHPSyntaxError(problem: "statements are nested too deeply", line: line)
    }
    return try body(&self)
  }

  /// Runs a parsing step with the height of expressions counted from 0.
  mutating func measured<Result>(_ body: (inout PHPParser) throws -> Result) throws -> Result {
    let outer = height
    height = 0
    let result = try body(&self)
    height = max(outer, height + 1)
    guard height <= PHPParser.heightLimit else {
      throw Unsupported(line: line, construct: "an expression of more than \(PHPParser.heightLimit) parts")
    }
    return result
  }

  /// `namespace X;` or `namespace X { … }`: names carry their namespace, so it leaves no statement of its own.
  private mutating func namespaceStatement() throws -> [PHPStatement] {
    index += 1
    namespace = ""
    hasImports = false
    if case .name(let name)? = token {
      namespace = name.lowercased()
      index += 1
    }
    if take(";") { return [] }
    let result = try block()
    namespace = ""
    return result
  }

  /// `use A\B;`, where functions and constants are told apart.
  mutating func useStatement() throws -> PHPStatement.Kind {
    index += 1
    hasImports = true
    while let token, token != .symbol(";") {
      if token.isName("function") || token.isName("const") { hasFunctionImports = true }
      index += 1
    }
    try expect(";")
    return .nothing
  }

  /// A name as PHP resolves it here.
  func resolved(_ name: String, isFunction: Bool) -> PHPName {
    let written = name.hasPrefix("\\") ? String(name.dropFirst()) : name
    func full(_ text: String) -> String {
      if isFunction { return text.lowercased() }
      guard let separator = text.lastIndex(of: "\\") else { return text }
      return text[..<separator].lowercased() + text[separator...]
    }
    if name.hasPrefix("\\") || namespace.isEmpty { return PHPName(text: name, candidates: [full(written)]) }
    let own = full("\(namespace)\\\(written)")
    return PHPName(text: name, candidates: written.contains("\\") ? [own] : [own, full(written)])
  }
}
