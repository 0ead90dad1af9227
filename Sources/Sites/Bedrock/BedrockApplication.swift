import Text

/// Where the config/application.php of a Bedrock site takes its database settings from.
///
/// Bedrock's own statements are known; a file that makes the settings in any other way, or includes another file for
/// them, is refused.
struct BedrockApplication {
  /// Where a setting comes from.
  enum Value: Equatable {
    case literal([UInt8])
    /// `env('NAME') ?: 'fallback'`, or with `getenv`, which converts nothing.
    case variable(String, isRaw: Bool, fallback: [UInt8]?)
  }

  typealias Setting = WPConfigScript.Setting

  /// Where the file lies.
  let path: String
  /// Whether `.env.local` is read after `.env`, whether DATABASE_URL takes precedence, and whether DB_SSL requests TLS:
  /// older versions do not know them.
  let readsLocalFile: Bool
  let readsURL: Bool
  let readsSSL: Bool
  private let values: [Setting: Value]

  /// Bedrock's defaults, for a file that sets none of them itself.
  private static let own: [Setting: Value] = [
    .name: .variable("DB_NAME", isRaw: false, fallback: nil),
    .user: .variable("DB_USER", isRaw: false, fallback: nil),
    .password: .variable("DB_PASSWORD", isRaw: false, fallback: nil),
    .host: .variable("DB_HOST", isRaw: false, fallback: Array("localhost".utf8)),
    .tablePrefix: .variable("DB_PREFIX", isRaw: false, fallback: Array("wp_".utf8)),
  ]

  /// Reads the file.
  ///
  /// - Throws: `Failure` (78) naming the line of what is not Bedrock's own; or as reading a file does.
  init(path: String) throws {
    self.path = path
    var scan = try BedrockScan(path: path)
    try scan.readAll(isApplication: true)
    let mentions = scan.mentions
    let isOwn = scan.values.isEmpty
    readsLocalFile = isOwn || mentions.contains(".env.local")
    readsURL = isOwn || mentions.contains("DATABASE_URL")
    readsSSL = isOwn || mentions.contains("DB_SSL")
    values = scan.values.merging(BedrockApplication.own) { own, _ in own }
  }

  /// The source of a setting; nil when nothing sets it.
  func value(of setting: Setting) -> Value? { values[setting] }

  /// Refuses a file of config/environments that makes database settings: they would take precedence.
  ///
  /// - Throws: `Failure` (78).
  static func checkOverrides(path: String, mode: String) throws {
    let isName = mode.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "-") }
    guard isName, try InputFile.exists(path) else { return }
    var scan = try BedrockScan(path: path)
    try scan.readAll(isApplication: false)
  }
}

/// A walk over the tokens of one of Bedrock's files.
struct BedrockScan {
  typealias Setting = WPConfigScript.Setting

  private static let includes: Set = ["require", "require_once", "include", "include_once"]

  private(set) var values: [Setting: BedrockApplication.Value] = [:]
  /// The strings in the file.
  private(set) var mentions: Set<String> = []
  private let path: String
  private let tokens: [PHPLexeme]

  init(path: String) throws {
    self.path = path
    do {
      tokens = try PHPTokenizer.tokens(of: InputFile(path: path).bytes)
    } catch let error as PHPSyntaxError {
      throw Failure(
        .configuration, "\(printable(path)), line \(error.line): \(error.problem)",
        advice: "Check the file with php -l.")
    }
  }

  /// Whether the file is Bedrock's own wp-config.php: it leaves everything to config/application.php.
  var leavesAllToApplication: Bool {
    var includes = false
    for (index, lexeme) in tokens.enumerated() {
      switch lexeme.token {
      case .name(let name) where Self.includes.contains(name.lowercased()):
        let included = expression(from: index + 1, to: .symbol(";"))
        let known = ["vendor/autoload.php", "config/application.php", "wp-settings.php"]
        guard case .string(let path)? = included.last(where: { $0 != .symbol(")") }),
          known.contains(where: lenientText(path).hasSuffix)
        else { return false }
      case .variable("table_prefix"): return false
      case .string(let bytes):
        let text = lenientText(bytes)
        if Setting(rawValue: text) != nil { return false }
        if text.hasSuffix("config/application.php") { includes = true }
      default: break
      }
    }
    return includes
  }

  /// Collects the settings.
  ///
  /// - Throws: `Failure` (78) for one that is not made in a way of Bedrock's own.
  mutating func readAll(isApplication: Bool) throws {
    var depth = 0
    for (index, lexeme) in tokens.enumerated() {
      switch lexeme.token {
      case .symbol("{"): depth += 1
      case .symbol("}"): depth -= 1
      case .string(let bytes):
        let text = lenientText(bytes)
        mentions.insert(text)
        guard let setting = Setting(rawValue: text), setting != .tablePrefix else { break }
        if isApplication, isArgument(at: index) { break }
        guard isApplication, isDefinition(at: index), take(setting, after: index, depth) else {
          throw refusal("\(text) is set", index)
        }
      case .variable("table_prefix"):
        let value = expression(from: index + 2, to: .symbol(";"))
        guard isApplication, depth == 0, token(index + 1) == .symbol("="), values[.tablePrefix] == nil,
          let value = Self.value(value)
        else { throw refusal("$table_prefix is set", index) }
        values[.tablePrefix] = value
      case .name(let name) where Self.includes.contains(name.lowercased()):
        guard isApplication, isOwnInclude(at: index) else { throw refusal("another file is included", index) }
      case .name(let name) where ["eval", "extract", "parse_str", "putenv"].contains(name.lowercased()):
        throw refusal("\(name) is used", index)
      default: break
      }
    }
  }

  /// Takes the value that a definition gives; false when it is not one of Bedrock's.
  private mutating func take(_ setting: Setting, after index: Int, _ depth: Int) -> Bool {
    guard token(index + 1) == .symbol(",") else { return false }
    let value = expression(from: index + 2, to: .symbol(")"))
    // The block for DATABASE_URL, and the one for DB_SSL.
    if depth == 1, value.contains(.variable("dsn")) { return true }
    if setting == .clientFlags { return depth == 1 && value == [.name("MYSQLI_CLIENT_SSL")] }
    guard depth == 0, values[setting] == nil, let found = Self.value(value) else { return false }
    values[setting] = found
    return true
  }

  /// `'text'`, `env('NAME')`, `env('NAME') ?: 'text'`, and the same with `getenv`.
  private static func value(_ tokens: [PHPToken]) -> BedrockApplication.Value? {
    if case .string(let text)? = tokens.first, tokens.count == 1 { return .literal(text) }
    guard tokens.count >= 4, case .name(let function) = tokens[0],
      ["env", "getenv"].contains(function.lowercased()),
      tokens[1] == .symbol("("), case .string(let name) = tokens[2], tokens[3] == .symbol(")")
    else { return nil }
    let isRaw = function.lowercased() == "getenv"
    let rest = tokens.dropFirst(4)
    if rest.isEmpty { return .variable(lenientText(name), isRaw: isRaw, fallback: nil) }
    guard rest.count == 3, rest.first == .symbol("?"), rest.dropFirst().first == .symbol(":"),
      case .string(let fallback)? = rest.last
    else { return nil }
    return .variable(lenientText(name), isRaw: isRaw, fallback: fallback)
  }

  /// Whether a string is what is asked for in `env('…')`, or required of dotenv in `required(['…'])`.
  private func isArgument(at index: Int) -> Bool {
    var before = index - 1
    while before > 0 {
      switch token(before) {
      case .string, .symbol(","), .symbol("["), .symbol("("): before -= 1
      case .name(let name):
        if name.lowercased() == "array" {
          before -= 1
          continue
        }
        return ["env", "getenv", "required"].contains(name.lowercased())
      default: return false
      }
    }
    return false
  }

  /// Whether a string is the name in `define('…', …)` or `Config::define('…', …)`.
  private func isDefinition(at index: Int) -> Bool {
    guard token(index - 1) == .symbol("("), token(index - 2)?.isName("define") == true else { return false }
    guard token(index - 3) == .symbol("::") else { return token(index - 3) != .symbol("->") }
    guard case .name(let name)? = token(index - 4) else { return false }
    return name.lowercased().split(separator: "\\").last == "config"
  }

  /// Composer's autoloader, and the file of the environment, which is looked at itself.
  private func isOwnInclude(at index: Int) -> Bool {
    let included = expression(from: index + 1, to: .symbol(";"))
    if included == [.variable("env_config")] { return true }
    return included.contains { token in
      guard case .string(let text) = token else { return false }
      return ["/environments/", "/vendor/autoload.php"].contains(lenientText(text))
    }
  }

  /// The tokens up to the one that ends an expression, outside all brackets.
  private func expression(from start: Int, to end: PHPToken) -> [PHPToken] {
    var depth = 0
    var result: [PHPToken] = []
    for lexeme in tokens.dropFirst(start) {
      if depth == 0, lexeme.token == end { break }
      switch lexeme.token {
      case .symbol("("), .symbol("["), .symbol("{"): depth += 1
      case .symbol(")"), .symbol("]"), .symbol("}"): depth -= 1
      default: break
      }
      result.append(lexeme.token)
    }
    return result
  }

  private func token(_ index: Int) -> PHPToken? {
    tokens.indices.contains(index) ? tokens[index].token : nil
  }

  private func refusal(_ what: String, _ index: Int) -> Failure {
    Failure(
      .configuration,
      "\(printable(path)), line \(tokens[index].line): \(what) in a way that is not Bedrock's own",
      advice:
        "Let PHP read it with --wp-config-by php, or give the connection with --site - or --defaults-file.")
  }
}
