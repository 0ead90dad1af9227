/// Follows the statements of a wp-config.php as far as needed to know which assignments run.
///
/// Conditions are not evaluated, save the one that is common: `defined('DB_NAME')` and its negation.
struct WPConfigParser {
  typealias Reach = WPConfigScript.Reach
  typealias Setting = WPConfigScript.Setting

  private static let depthLimit = 200
  private static let blockEnds: Set = [
    "endif", "endwhile", "endfor", "endforeach", "endswitch", "enddeclare",
  ]

  let tokens: [PHPLexeme]
  var result = WPConfigScript()
  private var index = 0
  private var depth = 0
  private var hasEnded = false
  /// For each opening bracket the place of the one that closes it.
  private let closings: [Int: Int]

  init(tokens: [PHPLexeme]) {
    self.tokens = tokens
    closings = WPConfigParser.closings(in: tokens)
  }

  /// The assignments of the whole file.
  ///
  /// - Throws: `PHPSyntaxError` when statements are nested too deeply.
  mutating func script() throws -> WPConfigScript {
    while index < tokens.count { try statement(.certain) }
    return result
  }

  private var token: PHPToken? { index < tokens.count ? tokens[index].token : nil }

  private var keyword: String? {
    if case .name(let name)? = token { return name.lowercased() }
    return nil
  }

  private mutating func statement(_ reach: Reach) throws {
    guard let token else { return }
    let reach = hasEnded ? .never : reach
    depth += 1
    defer { depth -= 1 }
    guard depth <= WPConfigParser.depthLimit else {
      throw PHPSyntaxError(problem: "statements are nested too deeply", line: tokens[index].line)
    }
    switch token {
    case .symbol("{"):
      index += 1
      while let next = self.token, next != .symbol("}") { try statement(reach) }
      index += 1
    case .symbol(";"), .symbol("}"):
      index += 1
    case .name:
      try keywordStatement(reach)
    default:
      expressionStatement(reach)
    }
  }

  private mutating func keywordStatement(_ reach: Reach) throws {
    switch keyword {
    case "if":
      try ifStatement(reach)
    case "while", "for", "foreach", "switch", "declare", "catch":
      index += 1
      scan(parentheses(), reach.when(nil))
      try body(reach.when(nil))
    case "do", "try", "finally":
      index += 1
      try statement(reach.when(nil))
    case "function", "class", "abstract", "final", "interface", "trait":
      declaration(reach)
    case "const":
      index += 1
      constants(in: expression(), reach)
    case "return", "exit", "die":
      expressionStatement(reach)
      if reach == .certain { hasEnded = true }
    default:
      if let keyword, WPConfigParser.blockEnds.contains(keyword) {
        index += 1
      } else {
        expressionStatement(reach)
      }
    }
  }

  private mutating func ifStatement(_ reach: Reach) throws {
    var remaining = reach
    while keyword == "if" || keyword == "elseif" {
      index += 1
      let condition = parentheses()
      scan(condition, remaining.when(nil))
      let holds = truth(of: condition)
      try body(remaining.when(holds))
      remaining = remaining.when(holds.map { !$0 })
      if keyword == "else" {
        index += 1
        if keyword == "if" { continue }
        try body(remaining)
        return
      }
      if keyword != "elseif" { return }
    }
  }

  /// The statement after a condition, or the statements after a colon up to `else`, `endif` and the like.
  private mutating func body(_ reach: Reach) throws {
    guard token == .symbol(":") else { return try statement(reach) }
    index += 1
    while token != nil {
      if let keyword, keyword == "else" || keyword == "elseif" || WPConfigParser.blockEnds.contains(keyword) {
        break
      }
      try statement(reach)
    }
    if let keyword, WPConfigParser.blockEnds.contains(keyword) { index += 1 }
  }

  /// A function or class: its body may run later, or never.
  private mutating func declaration(_ reach: Reach) {
    let start = index
    while let token, token != .symbol("{"), token != .symbol(";") { index += 1 }
    if token == .symbol("{") { _ = group() }
    scan(start..<index, reach.when(nil))
  }

  /// The tokens between the parentheses that open here; steps behind them.
  private mutating func parentheses() -> Range<Int> {
    guard token == .symbol("(") else { return index..<index }
    return group()
  }

  /// The tokens inside the bracket that opens here; steps behind it.
  private mutating func group() -> Range<Int> {
    let start = index + 1
    let end = endOfGroup(at: index)
    index = min(end + 1, tokens.count)
    return start..<max(start, min(end, tokens.count))
  }

  /// The tokens up to the end of the statement; steps behind its semicolon.
  private mutating func expression() -> Range<Int> {
    let start = index
    while let token, token != .symbol(";"), token != .symbol("}") {
      index = isOpening(token) ? endOfGroup(at: index) + 1 : index + 1
    }
    index = min(index, tokens.count)
    let range = start..<index
    if token == .symbol(";") { index += 1 }
    return range
  }

  private mutating func expressionStatement(_ reach: Reach) {
    record(expression(), reach)
  }

  private func isOpening(_ token: PHPToken) -> Bool {
    token == .symbol("(") || token == .symbol("[") || token == .symbol("{")
  }

  /// The place of the bracket that closes the one at `start`; the number of tokens when none does.
  func endOfGroup(at start: Int) -> Int {
    closings[start] ?? tokens.count
  }

  private static func closings(in tokens: [PHPLexeme]) -> [Int: Int] {
    var closings: [Int: Int] = [:]
    var open: [Int] = []
    for (position, lexeme) in tokens.enumerated() {
      switch lexeme.token {
      case .symbol("("), .symbol("["), .symbol("{"): open.append(position)
      case .symbol(")"), .symbol("]"), .symbol("}"):
        if let start = open.popLast() { closings[start] = position }
      default: break
      }
    }
    return closings
  }
}
