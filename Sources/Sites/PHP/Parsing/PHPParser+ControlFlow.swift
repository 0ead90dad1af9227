/// Conditions, loops, `switch` and `try`.
extension PHPParser {
  mutating func ifStatement() throws -> PHPStatement.Kind {
    var branches: [(condition: PHPExpression, body: [PHPStatement])] = []
    while true {
      index += 1
      let condition = try parenthesized()
      let usesColon = token == .symbol(":")
      branches.append((condition, try body(until: ["elseif", "else", "endif"])))
      if keyword == "elseif" { continue }
      guard keyword == "else" else { break }
      if next?.isName("if") ?? false, !usesColon {
        index += 1
        continue
      }
      index += 1
      return .conditional(branches, otherwise: try body(until: ["endif"]))
    }
    return .conditional(branches, otherwise: [])
  }

  mutating func loop() throws -> PHPStatement.Kind {
    if takeWord("do") {
      let body = [try statement()]
      guard takeWord("while") else { throw unexpected() }
      let condition = try parenthesized()
      try endOfStatement()
      return .loop(first: [], condition: [condition], step: [], body: body, testsFirst: false)
    }
    if takeWord("while") {
      let condition = try parenthesized()
      return .loop(
        first: [], condition: [condition], step: [], body: try body(until: ["endwhile"]), testsFirst: true)
    }
    index += 1
    try expect("(")
    let first = try expressions(upTo: ";")
    let condition = try expressions(upTo: ";")
    let step = try expressions(upTo: ")")
    return .loop(
      first: first, condition: condition, step: step, body: try body(until: ["endfor"]), testsFirst: true)
  }

  mutating func expressions(upTo end: String) throws -> [PHPExpression] {
    var result: [PHPExpression] = []
    while !take(end) {
      result.append(try expression())
      if token != .symbol(end) { try expect(",") }
    }
    return result
  }

  mutating func forEach() throws -> PHPStatement.Kind {
    index += 1
    try expect("(")
    let subject = try expression()
    guard takeWord("as") else { throw unexpected() }
    var (key, value): (PHPExpression?, PHPExpression) = (nil, try expression())
    if take("=>") { (key, value) = (value, try expression()) }
    try expect(")")
    return .forEach(subject, key: key, value: value, body: try body(until: ["endforeach"]))
  }

  mutating func choice() throws -> PHPStatement.Kind {
    index += 1
    let subject = try parenthesized()
    let usesColon = take(":")
    if !usesColon { try expect("{") }
    _ = take(";")
    var cases: [(value: PHPExpression?, body: [PHPStatement])] = []
    while !(usesColon ? takeWord("endswitch") : take("}")) {
      var value: PHPExpression?
      if takeWord("case") { value = try expression() } else if !takeWord("default") { throw unexpected() }
      guard take(":") || take(";") else { throw unexpected() }
      var body: [PHPStatement] = []
      while token != .symbol("}"), !["case", "default", "endswitch"].contains(keyword ?? "") {
        guard token != nil else { throw unexpected() }
        body.append(try statement())
      }
      cases.append((value, body))
    }
    if usesColon { try endOfStatement() }
    return .choice(subject, cases)
  }

  mutating func attempt() throws -> PHPStatement.Kind {
    let start = index
    index += 1
    let body = try block()
    var catches: [(variable: String?, body: [PHPStatement])] = []
    while takeWord("catch") {
      try expect("(")
      var variable: String?
      while !take(")") {
        guard let token else { throw unexpected() }
        if case .variable(let name) = token { variable = name }
        index += 1
      }
      catches.append((variable, try block()))
    }
    let end = index
    let finally = takeWord("finally") ? try block() : []
    // Leaving the block runs finally first.
    for lexeme in tokens[start..<end] where !finally.isEmpty {
      guard case .name(let word) = lexeme.token, ["return", "break", "continue"].contains(word.lowercased())
      else {
        continue
      }
      throw Unsupported(line: lexeme.line, construct: "\(word.lowercased()) before finally")
    }
    return .attempt(body, catches: catches, finally: finally)
  }
}
