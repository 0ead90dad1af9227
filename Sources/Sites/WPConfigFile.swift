import MariaDB
import Text

/// A wp-config.php, read and never executed.
struct WPConfigFile {
  private let file: InputFile
  private let script: WPConfigScript
  private static let otherConnection = "Give the connection with --site - or --defaults-file."

  /// Reads the file, which may be a pipe where it was named itself.
  ///
  /// - Throws: `Failure`: no such file (66), unreadable (77), not PHP (78).
  init(path: String, isNamed: Bool, environment: EnvironmentVariables) throws {
    file = try InputFile(
      path: path, isNamed: isNamed,
      advice: "Give the file with --wp-config, or the WordPress folder with --wp-path.")
    guard !file.bytes.starts(with: [0xFF, 0xFE]), !file.bytes.starts(with: [0xFE, 0xFF]) else {
      throw Failure(
        .configuration, "\(printable(path)) is saved as UTF-16, in which PHP finds no code",
        advice: "Save it as UTF-8.")
    }
    do {
      script = try WPConfigScript(source: file.bytes, path: path, environment: environment)
    } catch let error as PHPSyntaxError {
      throw Failure(
        .configuration, "\(printable(path)), line \(error.line): \(error.problem)",
        advice: "Check the file with php -l.")
    }
  }

  /// How to reach the site's database. `needed` are the settings that the command line does not give.
  ///
  /// - Throws: `Failure` (78) naming the settings that are missing or cannot be known.
  func source(needed: [WPConfigScript.Setting]) throws -> SiteSource {
    try refuseHidden(needed)
    let missing = needed.filter { script.outcome(of: $0) == .missing }.map(\.rawValue)
    guard missing.isEmpty else {
      throw Failure(
        .configuration, "\(printable(file.path)) does not set \(enumeration(missing))",
        advice:
          "Give the wp-config.php that the site runs with, or the connection with --site - or --defaults-file."
      )
    }
    let name = "DB_HOST in \(printable(file.path))"
    return SiteSource(
      endpoint: try DatabaseHost(text(of: .host) ?? "", name: name).endpoint(name: name),
      user: try text(of: .user) ?? "", password: try value(of: .password)?.bytes,
      database: needed.contains(.name) ? try text(of: .name) : nil,
      prefix: needed.contains(.tablePrefix) ? try text(of: .tablePrefix) : nil,
      charset: try text(of: .charset), userTable: userTable,
      tls: try tls(), origin: printable(file.path),
      names: SiteSource.Names(
        database: "DB_NAME in \(printable(file.path))", prefix: "$table_prefix in \(printable(file.path))"),
      configFile: ConfigFile(path: file.path, permissions: file.permissions))
  }

  /// The name of the table of the accounts. It only serves to show names, so one that is not known is no reason to refuse
  /// the site.
  private var userTable: [UInt8]? {
    do { return try value(of: .userTable)?.bytes } catch { return [] }
  }

  /// Refuses a file in which code that is not understood may make the requested settings.
  private func refuseHidden(_ needed: [WPConfigScript.Setting]) throws {
    let optional: [WPConfigScript.Setting] = [.clientFlags, .charset]
    var (hidden, first): ([String], PHPObstacle?) = ([], nil)
    for setting in needed + optional {
      guard case .hidden(let obstacle) = script.outcome(of: setting) else { continue }
      first = first ?? obstacle
      if needed.contains(setting) || hidden.isEmpty { hidden.append(setting.rawValue) }
    }
    guard let first else { return }
    throw error("\(first.clause) may change \(enumeration(hidden))", first)
  }

  private func tls() throws -> TLSOptions {
    guard let (value, line) = try setValue(of: .clientFlags) else { return TLSOptions() }
    guard let text = value.bytes.map(lenientText), let options = TLSOptions(clientFlags: text) else {
      throw error(
        "MYSQL_CLIENT_FLAGS is not a number", place(line), advice: "Write it with PHP's own constants.")
    }
    return options
  }

  /// The value of a setting; nil when the file does not set it.
  private func setValue(of setting: WPConfigScript.Setting) throws -> (value: PHPValue, line: Int)? {
    switch script.outcome(of: setting) {
    case .value(let value, let line): return (value, line)
    case .missing: return nil
    case .hidden(let obstacle): throw error("\(obstacle.clause) may change \(setting.rawValue)", obstacle)
    case .unknown(let obstacle):
      if let error = obstacle.error { throw error }
      // After a dollar sign, part of a password looks like a variable, so it is not shown.
      let isShown = setting != .password || obstacle.variable != nil
      throw error(
        "\(setting.rawValue) depends on \(isShown ? obstacle.problem : "code whose result is not known")",
        obstacle)
    }
  }

  /// The bytes of a setting, which are what PHP sends; nil when the file does not set it.
  private func value(of setting: WPConfigScript.Setting) throws -> (bytes: [UInt8], line: Int)? {
    guard let (value, line) = try setValue(of: setting) else { return nil }
    let known: [UInt8]?
    if case .environment(let bytes) = value { known = bytes } else { known = value.bytes }
    guard let bytes = known else {
      throw error("\(setting.rawValue) is an array", place(line), advice: "Write it as a plain string.")
    }
    guard !bytes.contains(0) else {
      throw error("\(setting.rawValue) holds a NUL byte", place(line), advice: WPConfigFile.otherConnection)
    }
    return (bytes, line)
  }

  /// The text of a setting; nil when the file does not set it.
  private func text(of setting: WPConfigScript.Setting) throws -> String? {
    guard let (bytes, line) = try value(of: setting) else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw error(
        "\(setting.rawValue) is not valid UTF-8 text", place(line), advice: WPConfigFile.otherConnection)
    }
    return text
  }

  private func place(_ line: Int) -> PHPObstacle {
    PHPObstacle(problem: "", file: PHPFile(path: file.path), line: line)
  }

  private func error(_ problem: String, _ place: PHPObstacle, advice: String? = nil) -> Failure {
    let first =
      advice != nil
      ? ""
      : place.variable != nil
        ? "Run with the site's environment variables"
        : place.isInclude
          ? "Pass the file that has the settings with --wp-config FILE (with --prefix PREFIX when it sets no $table_prefix)"
          : "The file is read, never executed: write the values as plain strings"
    return Failure(
      .configuration, "\(printable(place.file.path)), line \(place.line): \(problem)",
      advice: advice
        ?? "\(first), give the connection with --site - or --defaults-file, or let PHP read it with --wp-config-by php."
    )
  }
}

extension PHPObstacle {
  /// The problem as the subject of a sentence.
  fileprivate var clause: String {
    problem.contains(", ") && !problem.hasSuffix(",") ? problem + "," : problem
  }
}
