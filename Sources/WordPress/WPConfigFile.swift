import MariaDB

/// A wp-config.php, read and never executed.
struct WPConfigFile {
  private let file: InputFile
  private let script: WPConfigScript
  private let environment: [String: String]

  /// Reads the file, which may be a pipe where it was named itself.
  ///
  /// - Throws: `SiteError`: no such file (66), unreadable (77), not PHP (78).
  init(path: String, isNamed: Bool, environment: [String: String]) throws {
    file = try InputFile(
      path: path, isNamed: isNamed,
      advice: "Give the file with --wp-config, or the WordPress folder with --wp-path.")
    self.environment = environment
    do {
      script = try WPConfigScript(source: file.bytes)
    } catch let error as PHPSyntaxError {
      throw SiteError(
        .configuration, "\(printable(path)), line \(error.line): \(error.problem)",
        advice: "Check the file with php -l.")
    }
  }

  /// Whether the file leaves settings to other files that it includes.
  func dependsOnInclude(needed: [WPConfigScript.Setting]) -> Bool {
    needed.contains { script.outcome(of: $0) == .dependsOnInclude }
  }

  /// How to reach the site's database. `needed` are the settings that the command line does not give.
  ///
  /// - Throws: `SiteError` (78) naming the settings that are missing or cannot be known.
  func source(needed: [WPConfigScript.Setting]) throws -> SiteSource {
    if dependsOnInclude(needed: needed), let line = script.includeLine {
      throw error(
        "takes settings of the database from another file that it includes", line: line,
        advice: "Pass that file with --wp-config FILE (with --prefix PREFIX when it sets no $table_prefix).")
    }
    let missing = needed.filter { script.outcome(of: $0) == .missing }.map(\.rawValue)
    guard missing.isEmpty else {
      throw SiteError(
        .configuration, "\(printable(file.path)) does not set \(enumeration(missing))",
        advice:
          "Give the wp-config.php that the site runs with, or the connection with --site - or --defaults-file."
      )
    }
    let name = "DB_HOST in \(printable(file.path))"
    return SiteSource(
      endpoint: try DatabaseHost(value(of: .host) ?? "", name: name).endpoint(name: name),
      user: try value(of: .user) ?? "", password: try value(of: .password),
      database: needed.contains(.name) ? try value(of: .name) : nil,
      prefix: needed.contains(.tablePrefix) ? try value(of: .tablePrefix) : nil,
      charset: try value(of: .charset), userTable: try value(of: .userTable),
      tls: try tls(), origin: printable(file.path),
      names: SiteSource.Names(
        database: "DB_NAME in \(printable(file.path))", prefix: "$table_prefix in \(printable(file.path))"),
      configFile: ConfigFile(path: file.path, permissions: file.permissions))
  }

  private func tls() throws -> TLSOptions {
    guard let (expression, line) = try expression(of: .clientFlags) else { return TLSOptions() }
    let flags: [String]
    switch expression {
    case .flags(let names): flags = names
    case .literal(let digits): flags = [lenientText(digits)]
    default: throw unknownError(.clientFlags, line: line)
    }
    // PHP's constants, which can be written as the number that they add up to.
    let sum = flags.reduce(0) { $0 | (Int($1) ?? 0) }
    if flags.contains("MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT") || sum & 1 << 30 != 0 {
      return TLSOptions(mode: .verifyIdentity)
    }
    let asksForTLS = flags.contains { $0.hasPrefix("MYSQLI_CLIENT_SSL") } || sum & 1 << 11 != 0
    return TLSOptions(mode: asksForTLS ? .required : .preferred)
  }

  private func expression(of setting: WPConfigScript.Setting) throws -> (PHPExpression, line: Int)? {
    switch script.outcome(of: setting) {
    case .value(let expression, let line): return (expression, line)
    case .missing, .dependsOnInclude: return nil
    case .ambiguous:
      throw SiteError(
        .configuration,
        "\(printable(file.path)) sets \(setting.rawValue) to different values under conditions",
        advice: "\(WPConfigFile.neverExecuted); give the connection with --site - or --defaults-file.")
    }
  }

  /// The text of a setting; nil when the file does not set it.
  private func value(of setting: WPConfigScript.Setting) throws -> String? {
    guard let (expression, line) = try expression(of: setting) else { return nil }
    let bytes: [UInt8]
    switch expression {
    case .literal(let literal): bytes = literal
    case .environment(let variable): bytes = try variableValue(variable, setting, line: line)
    case .dockerEnvironment(let variable, let fallback): bytes = try dockerValue(variable) ?? fallback
    case .flags, .unknown: throw unknownError(setting, line: line)
    }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw error(
        "\(setting.rawValue) is not valid UTF-8 text", line: line,
        advice: "Save the file as UTF-8, without NUL bytes.")
    }
    return text
  }

  private func variableValue(_ name: String, _ setting: WPConfigScript.Setting, line: Int) throws -> [UInt8] {
    guard let value = environment[name] else {
      throw error(
        "\(setting.rawValue) is taken from the environment variable \(printable(name)), which is not set here",
        line: line, advice: "Run with the variables that the site runs with.")
    }
    return Array(value.utf8)
  }

  /// As `getenv_docker` of Docker's official image does it; nil stands for the default.
  private func dockerValue(_ name: String) throws -> [UInt8]? {
    // PHP takes the text "0" for false.
    if let path = environment[name + "_FILE"], !path.isEmpty, path != "0" {
      var bytes = try InputFile(
        path: path, isNamed: true,
        advice: "\(printable(name))_FILE names this file: run where the site's secrets are."
      ).bytes
      while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
        bytes.removeLast()
      }
      return bytes
    }
    return environment[name].map { Array($0.utf8) }
  }

  private static let neverExecuted = "The file is read, never executed"

  private func unknownError(_ setting: WPConfigScript.Setting, line: Int) -> SiteError {
    error(
      "\(setting.rawValue) is an expression", line: line,
      advice: "\(WPConfigFile.neverExecuted): write the value as a plain string, or give the connection with "
        + "--site - or --defaults-file.")
  }

  private func error(_ problem: String, line: Int, advice: String) -> SiteError {
    SiteError(.configuration, "\(printable(file.path)), line \(line): \(problem)", advice: advice)
  }
}
