extension PHPParser {
  /// The precedences of the binary operators.
  private static let precedences: [String: Int] = [
    "or": 1, "xor": 2, "and": 3, "?": 5, "??": 6, "||": 7, "&&": 8, "|": 9, "^": 10, "&": 11, "==": 12,
    "!=": 12,
    "<>": 12, "===": 12, "!==": 12, "<=>": 12, "<": 13, "<=": 13, ">": 13, ">=": 13, ".": 14, "<<": 15,
    ">>": 15,
    "+": 16, "-": 16, "*": 17, "/": 17, "%": 17, "instanceof": 19, "**": 21,
  ]
  private static let assignments: Set = [
    "=", ".=", "+=", "-=", "*=", "/=", "%=", "**=", "|=", "&=", "^=", "<<=", ">>=", "??=",
  ]
  private static let assignmentPrecedence = 4
  private static let unaryPrecedence = 20

  /// The expression that starts here.
  mutating func expression() throws -> PHPExpression { try expression(from: 0) }

  /// An expression of operators of at least `precedence`.
  private mutating func expression(from precedence: Int) throws -> PHPExpression {
    try nested { parser in
      try parser.measured { try $0.operators(from: precedence) }
    }
  }

  private mutating func operators(from precedence: Int) throws -> PHPExpression {
    var left = try operand()
    while let sign = operatorSign, let own = PHPParser.precedences[sign], own >= precedence {
      let line = self.line
      index += 1
      height += 1
      left = PHPExpression(kind: try combined(left, sign, own), line: line)
    }
    return left
  }

  private mutating func combined(_ left: PHPExpression, _ sign: String, _ precedence: Int) throws
    -> PHPExpression.Kind
  {
    switch sign {
    case "?":
      if take(":") {
        return .conditional(left, then: nil, otherwise: try expression(from: precedence + 1))
      }
      let then = try expression(from: PHPParser.assignmentPrecedence)
      try expect(":")
      let otherwise = try expression(from: precedence + 1)
      // PHP 7 and 8 disagree about a second one after it.
      if token == .symbol("?") {
        throw Unsupported(line: line, construct: "nested ? : without parentheses")
      }
      return .conditional(left, then: then, otherwise: otherwise)
    case "??": return .binary(sign, left, try expression(from: precedence))
    case "**": return .binary(sign, left, try expression(from: precedence))
    case "instanceof": throw Unsupported(line: line, construct: "instanceof")
    case "==", "!=", "<>", "===", "!==", "<=>", "<", "<=", ">", ">=":
      let right = try expression(from: precedence + 1)
      // They cannot be chained.
      if let next = operatorSign, PHPParser.precedences[next] == precedence { throw unexpected() }
      return .binary(sign, left, right)
    case ".":
      let right = try expression(from: precedence + 1)
      // PHP 7 and 8 disagree about which of them goes first.
      if right.isSum || left.isSum {
        throw Unsupported(line: line, construct: ". mixed with + or - without parentheses")
      }
      return .binary(sign, left, right)
    default: return .binary(sign, left, try expression(from: precedence + 1))
    }
  }

  private var operatorSign: String? {
    switch token {
    case .symbol(let sign): sign
    case .name(let name):
      ["and", "or", "xor", "instanceof"].contains(name.lowercased()) ? name.lowercased() : nil
    default: nil
    }
  }

  /// An operand with its unary operators.
  private mutating func operand() throws -> PHPExpression {
    let line = self.line
    switch token {
    case .symbol(let sign) where ["!", "-", "+", "~", "@"].contains(sign):
      index += 1
      // An assignment binds to the variable to its left, whatever precedes that.
      let operand = try expression(from: sign == "!" ? 18 : PHPParser.unaryPrecedence)
      return PHPExpression(kind: .unary(sign, operand), line: line)
    case .symbol(let sign) where sign == "++" || sign == "--":
      index += 1
      return PHPExpression(kind: .step(try expression(from: PHPParser.unaryPrecedence)), line: line)
    case .symbol("&"): throw Unsupported(line: line, construct: "a reference (&)")
    case .symbol("("):
      if let type = cast {
        index += 3
        return PHPExpression(
          kind: .cast(type, try expression(from: PHPParser.unaryPrecedence)), line: line)
      }
    case .name(let name):
      if let kind = try wordOperator(name.lowercased()) { return PHPExpression(kind: kind, line: line) }
    default: break
    }
    return try assignment(of: try postfix())
  }

  private var cast: String? {
    guard case .name(let name)? = next, index + 2 < tokens.count, tokens[index + 2].token == .symbol(")")
    else {
      return nil
    }
    let types = [
      "string", "int", "integer", "bool", "boolean", "float", "double", "real", "array", "object", "unset",
      "binary",
    ]
    return types.contains(name.lowercased()) ? name.lowercased() : nil
  }

  /// Keywords that are followed by an expression.
  private mutating func wordOperator(_ word: String) throws -> PHPExpression.Kind? {
    switch word {
    case "include", "include_once", "require", "require_once":
      index += 1
      return .include(word: word, try expression())
    case "print":
      index += 1
      return .unary("print", try expression(from: PHPParser.assignmentPrecedence))
    case "throw", "new", "clone", "yield", "match":
      throw Unsupported(line: line, construct: word)
    default: return nil
    }
  }

  private mutating func assignment(of target: PHPExpression) throws -> PHPExpression {
    guard case .symbol(let sign)? = token, PHPParser.assignments.contains(sign) else { return target }
    let line = self.line
    index += 1
    if sign == "=", token == .symbol("&") { throw Unsupported(line: line, construct: "a reference (=&)") }
    let value = try expression(from: PHPParser.assignmentPrecedence)
    return PHPExpression(kind: .assignment(target, operator: sign, value), line: line)
  }

  /// A value with the subscripts, member accesses and calls after it.
  private mutating func postfix() throws -> PHPExpression {
    var result = try primary()
    while case .symbol(let sign)? = token {
      let line = self.line
      let kind: PHPExpression.Kind
      switch sign {
      case "[":
        index += 1
        let position = token == .symbol("]") ? nil : try expression()
        try expect("]")
        kind = .element(result, index: position)
      case "->", "?->":
        index += 1
        kind = try member(of: result)
      case "::":
        index += 1
        kind = try staticMember(of: result)
      case "(": kind = .callOfValue(result, try arguments())
      case "++", "--":
        index += 1
        kind = .step(result)
      default: return result
      }
      height += 1
      result = PHPExpression(kind: kind, line: line)
    }
    return result
  }

  private mutating func member(of object: PHPExpression) throws -> PHPExpression.Kind {
    switch token {
    case .name, .variable: index += 1
    case .symbol("{"): throw Unsupported(line: line, construct: "a property whose name is computed")
    default: throw unexpected()
    }
    if token == .symbol("(") { throw Unsupported(line: line, construct: "a call of a method") }
    return .property(object)
  }

  private mutating func staticMember(of type: PHPExpression) throws -> PHPExpression.Kind {
    guard case .constant(let name) = type.kind, case .name(let member)? = token else {
      throw Unsupported(line: line, construct: "::")
    }
    index += 1
    guard token == .symbol("(") else { return .classConstant }
    guard namespace.isEmpty, !hasImports else {
      throw Unsupported(line: line, construct: "a call of a method")
    }
    return .staticCall(type: name.candidates[0].lowercased(), method: member.lowercased(), try arguments())
  }

  /// The arguments of a call.
  mutating func arguments() throws -> [PHPArgument] {
    try expect("(")
    var result: [PHPArgument] = []
    while !take(")") {
      if token == .symbol("...") { throw Unsupported(line: line, construct: "... in a call") }
      var name: String?
      if case .name(let word)? = token, next == .symbol(":") {
        name = word
        index += 2
      }
      result.append(PHPArgument(name: name, value: try expression()))
      if token != .symbol(")") { try expect(",") }
    }
    return result
  }
}

extension PHPExpression {
  /// Whether it is a sum or a difference that is not in parentheses.
  fileprivate var isSum: Bool {
    if case .binary(let sign, _, _) = kind { return ["+", "-", "<<", ">>"].contains(sign) }
    return false
  }
}
