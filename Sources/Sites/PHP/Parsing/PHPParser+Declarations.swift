extension PHPParser {
  /// `function name(…) { … }`.
  mutating func functionDeclaration() throws -> PHPFunction {
    index += 1
    _ = take("&")
    guard case .name(let name)? = token else { throw unexpected() }
    index += 1
    return try function(name: resolved(name, isFunction: true).candidates[0])
  }

  /// From the parameters to the end of the body.
  mutating func function(name: String, isArrow: Bool = false) throws -> PHPFunction {
    let start = index
    let parameters = try parameterList()
    var captured: [String]? = []
    if !isArrow, takeWord("use") {
      try expect("(")
      while !take(")") {
        if token == .symbol("&") { throw Unsupported(line: line, construct: "a reference (&)") }
        captured?.append(try variableName())
        if token != .symbol(")") { try expect(",") }
      }
    }
    let returnType = take(":") ? typeText() : ""
    let body: [PHPStatement]
    if isArrow {
      captured = nil
      try expect("=>")
      let line = self.line
      body = [PHPStatement(kind: .leave(.functionReturn, try expression()), line: line)]
    } else {
      body = try block()
    }
    return PHPFunction(
      identity: "\(file.path):\(file.evaluatedOnLine ?? 0):\(start)", name: name, parameters: parameters,
      returnType: returnType, captured: captured, body: body, tokens: tokens[start..<index].map(\.token),
      file: file)
  }

  private mutating func parameterList() throws -> [PHPFunction.Parameter] {
    try expect("(")
    var result: [PHPFunction.Parameter] = []
    while !take(")") {
      while token == .symbol("#") { try skipAttribute() }
      var type = typeText()
      let isSpecial = type.contains("&") || type.contains("...")
      type.removeAll { $0 == "&" || $0 == "." }
      let name = try variableName()
      let defaultValue = take("=") ? try expression() : nil
      result.append(
        PHPFunction.Parameter(name: name, type: type, defaultValue: defaultValue, isSpecial: isSpecial))
      if token != .symbol(")") { try expect(",") }
    }
    return result
  }

  /// A type, and the signs for a reference or a variable number of arguments after it.
  private mutating func typeText() -> String {
    var text = ""
    while let token {
      switch token {
      case .name(let name): text += name.lowercased()
      case .symbol(let sign) where ["?", "|", "&", "...", "(", ")"].contains(sign):
        // The parenthesis that ends the parameter list is not part of the type.
        if sign == ")", !text.contains("(") { return text }
        text += sign
      default: return text
      }
      index += 1
    }
    return text
  }

  /// A class, interface, trait or enum. Its body runs no code; only its static methods can be called.
  mutating func typeDeclaration() throws -> PHPClass {
    while ["abstract", "final", "readonly"].contains(keyword ?? "") { index += 1 }
    index += 1
    guard case .name(let name)? = token else { throw unexpected() }
    index += 1
    // Inherited members are not followed.
    let isPlain = token == .symbol("{")
    while token != .symbol("{") {
      guard token != nil else { throw unexpected() }
      index += 1
    }
    let start = index
    try skipGroup()
    let end = index
    guard isPlain, namespace.isEmpty, let methods = staticMethods(from: start + 1, to: end - 1) else {
      return PHPClass(name: name.lowercased(), methods: [:])
    }
    return PHPClass(name: name.lowercased(), methods: methods)
  }

  /// The static methods in a class's body; nil when it cannot be parsed.
  private func staticMethods(from start: Int, to end: Int) -> [String: PHPFunction]? {
    var parser = self
    parser.index = start
    var isStatic = false
    var methods: [String: PHPFunction] = [:]
    while parser.index < end {
      switch parser.token {
      case .symbol("{"), .symbol("("), .symbol("["):
        guard (try? parser.skipGroup()) != nil else { return nil }
        isStatic = false
        continue
      case .symbol(";"): isStatic = false
      case .name(let word) where word.lowercased() == "use": return nil
      case .name(let word) where word.lowercased() == "static": isStatic = true
      case .name(let word) where word.lowercased() == "function" && isStatic:
        parser.index += 1
        guard case .name(let name)? = parser.token else { return nil }
        parser.index += 1
        guard let method = try? parser.function(name: "") else { return nil }
        methods[name.lowercased()] = method
        isStatic = false
        continue
      default: break
      }
      parser.index += 1
    }
    return methods
  }
}
