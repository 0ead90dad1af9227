/// Variables, literals, words and what is in brackets.
extension PHPParser {
  mutating func primary() throws -> PHPExpression {
    let line = self.line
    guard let token else { throw unexpected() }
    let kind: PHPExpression.Kind
    switch token {
    case .variable(let name):
      index += 1
      kind = .variable(name)
    case .string(let bytes):
      index += 1
      kind = .literal(.string(bytes))
    case .template(let parts):
      index += 1
      if parts.contains(.code) { throw Unsupported(line: line, construct: "code inside a string") }
      kind = .template(parts)
    case .number(let text):
      index += 1
      kind = PHPValue(number: text).map { .literal($0) } ?? .opaque("a number with a fraction")
    case .symbol("("):
      let inner = try parenthesized()
      // Parentheses remove the ambiguity of an operator beside them.
      kind = .unary("()", inner)
    case .symbol("["):
      index += 1
      kind = .array(try items(upTo: "]"))
    case .symbol("$"):
      index += 1
      kind = .dynamicVariable(try nested { try $0.dynamicName() })
    case .symbol("#"):
      try skipAttribute()
      return try primary()
    case .name(let name): kind = try word(name)
    case .shellCommand: throw Unsupported(line: line, construct: "a shell command")
    default: throw unexpected()
    }
    return PHPExpression(kind: kind, line: line)
  }

  /// The expression that names the variable after a lone dollar sign.
  private mutating func dynamicName() throws -> PHPExpression {
    if take("{") {
      let name = try expression()
      try expect("}")
      return name
    }
    return try primary()
  }

  /// `key => value, …` up to a closing bracket; gaps are elements that `list` leaves out.
  private mutating func items(upTo end: String) throws -> [PHPArrayItem] {
    var result: [PHPArrayItem] = []
    while !take(end) {
      if token == .symbol(",") || token == .symbol("...") {
        throw Unsupported(line: line, construct: "a list with gaps or ...")
      }
      var item = PHPArrayItem(value: try expression())
      if take("=>") { item = PHPArrayItem(key: item.value, value: try expression()) }
      result.append(item)
      if token != .symbol(end) { try expect(",") }
    }
    return result
  }

  private mutating func word(_ name: String) throws -> PHPExpression.Kind {
    let word = name.lowercased()
    index += 1
    switch word {
    case "true", "\\true": return .literal(.bool(true))
    case "false", "\\false": return .literal(.bool(false))
    case "null", "\\null": return .literal(.null)
    case "array" where take("("), "list" where take("("): return .array(try items(upTo: ")"))
    case "isset" where take("("):
      var values: [PHPExpression] = []
      while !take(")") {
        values.append(try expression())
        if token != .symbol(")") { try expect(",") }
      }
      return .isset(values)
    case "empty":
      let value = try parenthesized()
      return .unary("empty", value)
    case "eval": return .eval(try parenthesized())
    case "exit", "die":
      guard take("(") else { return .exit(nil) }
      if take(")") { return .exit(nil) }
      let status = try expression()
      try expect(")")
      return .exit(status)
    case "function", "fn":
      _ = take("&")
      return .closure(try function(name: "", isArrow: word == "fn"))
    case "static" where keyword == "function" || keyword == "fn": return try self.word(keyword ?? "")
    case "__dir__", "__file__", "__line__", "__function__", "__class__", "__method__", "__namespace__",
      "__trait__":
      return .magicConstant(word)
    case "if", "else", "elseif", "while", "for", "foreach", "switch", "case", "default", "do", "return",
      "break",
      "continue", "as", "namespace", "global", "const", "use", "class", "goto", "try", "catch", "finally":
      index -= 1
      throw unexpected()
    default: break
    }
    guard !word.hasPrefix("namespace\\") else {
      throw Unsupported(line: line, construct: "a name in namespace\\")
    }
    if token == .symbol("(") { return .call(resolved(name, isFunction: true), try arguments()) }
    return .constant(resolved(name, isFunction: false))
  }
}
