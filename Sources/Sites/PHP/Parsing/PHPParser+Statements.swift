extension PHPParser {
  static let blockEnds: Set = [
    "endif", "endwhile", "endfor", "endforeach", "endswitch", "enddeclare",
  ]

  /// The statement that starts here.
  mutating func statement() throws -> PHPStatement {
    let line = self.line
    let kind = try nested { try $0.statementKind() }
    return PHPStatement(kind: kind, line: line)
  }

  private mutating func statementKind() throws -> PHPStatement.Kind {
    while token == .symbol("#") { try skipAttribute() }
    switch token {
    case .symbol("{"): return .block(try block())
    case .symbol(";"):
      index += 1
      return .nothing
    case .name(let name)
    where next == .symbol(":") && !name.contains("\\") && keyword != "default" && keyword != "else":
      // A label, to which only goto leads.
      index += 2
      return .nothing
    case .name: return try keywordStatement()
    default: return .expression(try wholeExpression())
    }
  }

  private mutating func keywordStatement() throws -> PHPStatement.Kind {
    switch keyword {
    case "if": return try ifStatement()
    case "while", "for", "do": return try loop()
    case "foreach": return try forEach()
    case "switch": return try choice()
    case "try": return try attempt()
    case "return": return try returnStatement()
    case "break", "continue": return try jump()
    case "function" where isDeclaration: return .function(try functionDeclaration())
    case "class", "abstract", "final", "interface", "trait": return .type(try typeDeclaration())
    case "readonly" where isTypeWord(next): return .type(try typeDeclaration())
    case "enum" where isPlainName(next): return .type(try typeDeclaration())
    case "const": return try constants()
    case "echo": return try echo()
    case "global": return try global()
    case "static" where isVariable(next): throw Unsupported(line: line, construct: "a static variable")
    case "unset": return try unset()
    case "use": return try useStatement()
    case "declare": return try declare()
    case "throw": return try throwStatement()
    case "goto":
      index += 2
      try endOfStatement()
      return .jump
    default: return .expression(try wholeExpression())
    }
  }

  private var isDeclaration: Bool {
    if case .name? = next { return true }
    return next == .symbol("&") && isPlainName(index + 2 < tokens.count ? tokens[index + 2].token : nil)
  }

  private func isVariable(_ token: PHPToken?) -> Bool {
    if case .variable? = token { return true }
    return false
  }

  private func isPlainName(_ token: PHPToken?) -> Bool {
    if case .name? = token { return true }
    return false
  }

  private func isTypeWord(_ token: PHPToken?) -> Bool {
    token?.isName("class") ?? false || token?.isName("final") ?? false || token?.isName("abstract") ?? false
  }

  /// The statements between braces; an unknown one ends the list, not the file.
  mutating func block() throws -> [PHPStatement] {
    let start = index
    try expect("{")
    var result: [PHPStatement] = []
    do {
      while !take("}") {
        guard token != nil else { throw unexpected() }
        result.append(try statement())
      }
    } catch let found as Unsupported {
      index = start
      try skipGroup()
      result.append(PHPStatement(kind: .unsupported(found.construct), line: found.line))
    }
    return result
  }

  /// The statement after a condition, or the statements after a colon up to one of `ends`, which stays.
  mutating func body(until ends: Set<String>) throws -> [PHPStatement] {
    guard take(":") else { return [try statement()] }
    var result: [PHPStatement] = []
    while !ends.contains(keyword ?? "") {
      guard token != nil else { throw unexpected() }
      result.append(try statement())
    }
    if let keyword, PHPParser.blockEnds.contains(keyword) {
      index += 1
      try endOfStatement()
    }
    return result
  }

  /// The semicolon or closing tag that ends a statement, or the end of the file after the last one.
  mutating func endOfStatement() throws {
    try expect(";")
  }

  mutating func wholeExpression() throws -> PHPExpression {
    let result = try expression()
    try endOfStatement()
    return result
  }

  mutating func parenthesized() throws -> PHPExpression {
    try expect("(")
    let result = try expression()
    try expect(")")
    return result
  }

  private mutating func returnStatement() throws -> PHPStatement.Kind {
    index += 1
    if take(";") { return .leave(.functionReturn, nil) }
    return .leave(.functionReturn, try wholeExpression())
  }

  private mutating func jump() throws -> PHPStatement.Kind {
    let isBreak = keyword == "break"
    index += 1
    var levels = 1
    if case .number(let digits)? = token {
      guard let number = Int(digits), number > 0 else { throw unexpected() }
      levels = number
      index += 1
    }
    try endOfStatement()
    return .leave(isBreak ? .loopBreak(levels) : .loopContinue(levels), nil)
  }

  /// Throwing itself sets nothing: the script ends, or continues at the catch.
  private mutating func throwStatement() throws -> PHPStatement.Kind {
    while token != .symbol(";") {
      if token == .symbol("(") || token == .symbol("[") || token == .symbol("{") {
        try skipGroup()
      } else {
        guard token != nil, token != .symbol("}") else { throw unexpected() }
        index += 1
      }
    }
    index += 1
    return .throwing
  }

  private mutating func constants() throws -> PHPStatement.Kind {
    var result: [(name: PHPName, value: PHPExpression)] = []
    repeat {
      index += 1
      guard case .name(let name)? = token, !name.contains("\\") else { throw unexpected() }
      index += 1
      try expect("=")
      // A declaration defines exactly one constant: the first of the names that a use of it may resolve to.
      let resolved = resolved(name, isFunction: false)
      let own = PHPName(text: name, candidates: Array(resolved.candidates.prefix(1)))
      result.append((own, try expression()))
    } while token == .symbol(",")
    try endOfStatement()
    return .constants(result)
  }

  private mutating func echo() throws -> PHPStatement.Kind {
    var values: [PHPExpression] = []
    repeat {
      index += 1
      values.append(try expression())
    } while token == .symbol(",")
    try endOfStatement()
    return .sequence(values)
  }

  private mutating func global() throws -> PHPStatement.Kind {
    var names: [String] = []
    repeat {
      index += 1
      names.append(try variableName())
    } while token == .symbol(",")
    try endOfStatement()
    return .global(names)
  }

  private mutating func unset() throws -> PHPStatement.Kind {
    index += 1
    try expect("(")
    let targets = try expressions(upTo: ")")
    try endOfStatement()
    return .unset(targets)
  }

  /// `declare(strict_types=1);`, `declare(ticks=1) { … }`: neither changes what is assigned.
  private mutating func declare() throws -> PHPStatement.Kind {
    let line = self.line
    index += 1
    try expect("(")
    guard keyword == "strict_types" || keyword == "ticks", next == .symbol("=") else {
      throw Unsupported(line: line, construct: "declare")
    }
    index += 2
    guard case .number? = token else { throw unexpected() }
    index += 1
    try expect(")")
    return take(";") ? .nothing : .block(try body(until: ["enddeclare"]))
  }

  /// `#[…]`: an attribute, which runs no code.
  mutating func skipAttribute() throws {
    try expect("#")
    guard token == .symbol("[") else { throw unexpected() }
    try skipGroup()
  }

  /// Skips brackets and their contents.
  mutating func skipGroup() throws {
    var open = 0
    repeat {
      switch token {
      case nil: throw unexpected()
      case .symbol("("), .symbol("["), .symbol("{"): open += 1
      case .symbol(")"), .symbol("]"), .symbol("}"): open -= 1
      default: break
      }
      index += 1
    } while open > 0
  }
}
