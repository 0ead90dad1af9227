/// What a wp-config.php sets, found without running it.
struct WPConfigScript {
  /// The constants and the variable that determine the database connection and the site's tables.
  enum Setting: String, CaseIterable {
    case name = "DB_NAME"
    case user = "DB_USER"
    case password = "DB_PASSWORD"
    case host = "DB_HOST"
    case clientFlags = "MYSQL_CLIENT_FLAGS"
    /// The character set of the site's connection, which its text columns were written through.
    case charset = "DB_CHARSET"
    /// The users table, if it is not the prefix and `users`.
    case userTable = "CUSTOM_USER_TABLE"
    case tablePrefix = "$table_prefix"
  }

  /// What is known of a setting.
  enum Outcome: Equatable {
    case value(PHPValue, line: Int)
    /// Nothing sets it.
    case missing
    /// Code that may set it to anything: no value is known.
    case hidden(PHPObstacle)
    /// It is set to an unknown value.
    case unknown(PHPObstacle)
  }

  private let state: PHPState?

  /// Follows a PHP file.
  ///
  /// - Parameters:
  ///   - source: Its bytes.
  ///   - path: Its path, from which included files are resolved.
  ///   - environment: The environment variables of the site.
  /// - Throws: `PHPSyntaxError`.
  init(source: [UInt8], path: String, environment: EnvironmentVariables) throws {
    var parser = PHPParser(tokens: try PHPTokenizer.tokens(of: source), file: PHPFile(path: path))
    let statements = try parser.statements()
    var interpreter = PHPInterpreter(path: path, variables: environment)
    state = interpreter.finalState(of: statements)
  }

  /// What is known about a setting when WordPress starts.
  func outcome(of setting: Setting) -> Outcome {
    guard let state else { return .missing }
    let slot =
      setting == .tablePrefix
      ? state.scopes[0].variables[PHPState.prefixName] : state.constants[setting.rawValue]
    if let obstacle = state.obstacle, setting == .tablePrefix || !(slot?.isCertain ?? false) {
      return .hidden(obstacle)
    }
    guard let slot, setting != .tablePrefix || slot.value != .null else { return .missing }
    if case .unknown(let obstacle) = slot.value { return .unknown(obstacle) }
    return .value(slot.value, line: slot.line)
  }
}
