/// The right-hand sides that can be known without running PHP.
enum PHPExpression: Equatable {
  /// A string, or a whole number as its digits.
  case literal([UInt8])
  /// `getenv('NAME')`, `$_ENV['NAME']` or `$_SERVER['NAME']`.
  case environment(String)
  /// `getenv_docker('NAME', 'default')` of Docker's official image: `NAME_FILE` names a file, else `NAME`
  /// holds the value.
  case dockerEnvironment(String, default: [UInt8])
  /// Names of constants and decimal numbers joined by `|`.
  case flags([String])
  /// Anything else.
  case unknown

  init(_ tokens: ArraySlice<PHPLexeme>) {
    let tokens = tokens.map(\.token)
    self =
      PHPExpression.literal(in: tokens) ?? PHPExpression.environment(in: tokens)
      ?? PHPExpression.flags(in: tokens) ?? .unknown
  }

  private static func literal(in tokens: [PHPToken]) -> PHPExpression? {
    guard tokens.count == 1 else { return nil }
    switch tokens[0] {
    case .string(let value): return .literal(value)
    case .number(let digits) where isDecimal(digits): return .literal(Array(digits.utf8))
    default: return nil
    }
  }

  /// Whether a number is what its digits say; a leading zero would make it octal.
  private static func isDecimal(_ digits: String) -> Bool {
    digits.utf8.allSatisfy(isDigit) && (digits == "0" || digits.first != "0")
  }

  private static func environment(in tokens: [PHPToken]) -> PHPExpression? {
    switch tokens.count {
    case 4:
      guard case .string(let name) = tokens[2] else { return nil }
      let isCall = tokens[0].isName("getenv") && tokens[1] == .symbol("(") && tokens[3] == .symbol(")")
      let isArray =
        (tokens[0] == .variable("_ENV") || tokens[0] == .variable("_SERVER"))
        && tokens[1] == .symbol("[") && tokens[3] == .symbol("]")
      return isCall || isArray ? .environment(lenientText(name)) : nil
    case 6:
      guard tokens[0].isName("getenv_docker"), tokens[1] == .symbol("("), case .string(let name) = tokens[2],
        tokens[3] == .symbol(","), case .string(let fallback) = tokens[4], tokens[5] == .symbol(")")
      else { return nil }
      return .dockerEnvironment(lenientText(name), default: fallback)
    default:
      return nil
    }
  }

  private static func flags(in tokens: [PHPToken]) -> PHPExpression? {
    guard tokens.count % 2 == 1 else { return nil }
    var names: [String] = []
    for (position, token) in tokens.enumerated() {
      switch token {
      case .name(let name) where position % 2 == 0: names.append(name)
      case .number(let digits) where position % 2 == 0 && isDecimal(digits): names.append(digits)
      case .symbol("|") where position % 2 == 1: break
      default: return nil
      }
    }
    return .flags(names)
  }
}
