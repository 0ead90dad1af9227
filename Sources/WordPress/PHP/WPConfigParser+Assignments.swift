extension WPConfigParser {
  private static let includes: Set = ["require", "require_once", "include", "include_once"]
  private static let assignmentOperators: Set = ["=", ".=", "??="]

  /// Records what one expression statement assigns.
  mutating func record(_ range: Range<Int>, _ reach: Reach) {
    var (start, reach) = (range.lowerBound, reach)
    // defined('DB_NAME') || define('DB_NAME', '…');
    if range.count > 5, isCall(of: "defined", at: start, with: 1),
      let undefined = truth(of: start..<start + 4),
      tokens[start + 4].token == .symbol("||") || tokens[start + 4].token.isName("or")
    {
      reach = reach.when(!undefined)
      start += 5
    }
    if isCall(of: "define", at: start), endOfGroup(at: start + 1) == range.upperBound - 1 {
      recordDefinition(at: start, reach)
    } else if case .variable("table_prefix") = tokens[safe: start]?.token,
      tokens[safe: start + 1]?.token == .symbol("="), start + 2 < range.upperBound
    {
      let value = PHPExpression(tokens[start + 2..<range.upperBound])
      result.record(.tablePrefix, value, reach: reach, line: tokens[start].line)
    } else if isInclude(at: start) {
      recordInclude(at: start, upTo: range.upperBound, reach)
    } else {
      scan(start..<range.upperBound, reach.when(nil))
    }
  }

  /// Records what may be assigned somewhere inside an expression or a body.
  mutating func scan(_ range: Range<Int>, _ reach: Reach) {
    for position in range {
      if isCall(of: "define", at: position) {
        recordDefinition(at: position, reach)
      } else if isInclude(at: position) {
        recordInclude(at: position, upTo: range.upperBound, reach)
      } else if case .variable("table_prefix") = tokens[position].token,
        case .symbol(let sign)? = tokens[safe: position + 1]?.token,
        WPConfigParser.assignmentOperators.contains(sign)
      {
        result.record(.tablePrefix, .unknown, reach: reach, line: tokens[position].line)
      }
    }
  }

  /// `const DB_NAME = '…', DB_USER = '…';`
  mutating func constants(in range: Range<Int>, _ reach: Reach) {
    for part in split(range) where part.count > 2 && tokens[part.lowerBound + 1].token == .symbol("=") {
      if case .name(let name) = tokens[part.lowerBound].token, let setting = constant(named: name) {
        let value = PHPExpression(tokens[part.dropFirst(2)])
        result.record(setting, value, reach: reach, line: tokens[part.lowerBound].line)
      }
    }
  }

  /// Whether a condition holds: known for `defined('DB_NAME')` and `! defined('DB_NAME')` alone.
  func truth(of condition: Range<Int>) -> Bool? {
    var start = condition.lowerBound
    let isNegated = tokens[safe: start]?.token == .symbol("!")
    if isNegated { start += 1 }
    guard condition.upperBound - start == 4, isCall(of: "defined", at: start, with: 1),
      case .string(let name) = tokens[start + 2].token, let setting = constant(named: lenientText(name))
    else { return nil }
    return result.isDefined(setting).map { $0 != isNegated }
  }

  private mutating func recordDefinition(at start: Int, _ reach: Reach) {
    let arguments = split(start + 2..<endOfGroup(at: start + 1))
    guard arguments.count >= 2, arguments[0].count == 1,
      case .string(let name) = tokens[arguments[0].lowerBound].token,
      let setting = constant(named: lenientText(name))
    else { return }
    result.record(setting, PHPExpression(tokens[arguments[1]]), reach: reach, line: tokens[start].line)
  }

  private func constant(named name: String) -> Setting? {
    name == Setting.tablePrefix.rawValue ? nil : Setting(rawValue: name)
  }

  private mutating func recordInclude(at start: Int, upTo end: Int, _ reach: Reach) {
    // WordPress's own last line includes nothing that assigns.
    for position in start..<end {
      if tokens[position].token == .symbol(";") { break }
      if case .string(let path) = tokens[position].token, lenientText(path).hasSuffix("wp-settings.php") {
        return
      }
    }
    result.recordInclude(line: tokens[start].line, reach: reach)
  }

  private func isInclude(at position: Int) -> Bool {
    guard case .name(let name)? = tokens[safe: position]?.token else { return false }
    return WPConfigParser.includes.contains(name.lowercased()) && !isMember(at: position)
  }

  /// Whether a call of a global function stands at a position, when `strings` is given with that many strings
  /// as its arguments.
  private func isCall(of function: String, at position: Int, with strings: Int? = nil) -> Bool {
    guard let token = tokens[safe: position]?.token, token.isName(function),
      tokens[safe: position + 1]?.token == .symbol("("), !isMember(at: position)
    else { return false }
    guard strings == 1 else { return true }
    guard case .string? = tokens[safe: position + 2]?.token else { return false }
    return tokens[safe: position + 3]?.token == .symbol(")")
  }

  /// Whether the word at a position names a method or a declared function.
  private func isMember(at position: Int) -> Bool {
    guard let before = tokens[safe: position - 1]?.token else { return false }
    return before == .symbol("->") || before == .symbol("?->") || before == .symbol("::")
      || before.isName("function") || before.isName("new") || before.isName("const")
  }

  /// The parts of a range between the commas outside all brackets.
  private func split(_ range: Range<Int>) -> [Range<Int>] {
    guard range.lowerBound < min(range.upperBound, tokens.count) else { return [] }
    var parts: [Range<Int>] = []
    var (start, position) = (range.lowerBound, range.lowerBound)
    while position < range.upperBound {
      switch tokens[position].token {
      case .symbol(","):
        parts.append(start..<position)
        start = position + 1
      case .symbol("("), .symbol("["), .symbol("{"):
        position = endOfGroup(at: position)
      default: break
      }
      position += 1
    }
    return parts + [start..<range.upperBound]
  }
}

extension Array {
  /// The element at an index, nil outside the array.
  fileprivate subscript(safe index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
