import MariaDB
import Text

/// The settings of a Bedrock-style site: the variables of the process, then those of `.env` and `.env.local` that the
/// process does not set.
struct BedrockSite {
  private let folder: String
  private let application: BedrockApplication
  private let environment: EnvironmentVariables
  private let variables: [String: [UInt8]]
  /// The `.env` that was read; nil when all settings come from the process.
  private let file: ConfigFile?

  /// Whether a folder is the root of such a site.
  ///
  /// - Throws: `Failure` (77) for folders that may not be looked into.
  static func isRoot(_ folder: String) throws -> Bool {
    try InputFile.exists(absolutePath("config/application.php", from: folder))
  }

  /// Whether a `.env` or the process could name a database.
  ///
  /// - Throws: As ``isRoot(_:)``.
  static func isConfigured(_ folder: String, _ environment: EnvironmentVariables) throws -> Bool {
    if environment.bytes(of: "DB_NAME") != nil || environment.bytes(of: "DATABASE_URL") != nil { return true }
    return try InputFile.exists(absolutePath(".env", from: folder))
  }

  /// The site whose root is a folder.
  ///
  /// - Throws: `Failure`: unreadable (77), malformed, or settings made in ways that are not Bedrock's (78).
  init(root folder: String, environment: EnvironmentVariables) throws {
    self.folder = folder
    self.environment = environment
    application = try BedrockApplication(
      path: absolutePath("config/application.php", from: folder))
    let path = absolutePath(".env", from: folder)
    guard try InputFile.exists(path) else {
      file = nil
      variables = environment.all
      return
    }
    let input = try InputFile(path: path)
    var settings = try DotEnvFile(input.bytes, path: path)
    let localPath = path + ".local"
    if application.readsLocalFile, try InputFile.exists(localPath) {
      settings = settings.followed(by: try DotEnvFile(InputFile(path: localPath).bytes, path: localPath))
    }
    file = ConfigFile(path: path, permissions: input.permissions)
    variables = settings.variables(in: environment)
  }

  /// How to reach the site's database.
  ///
  /// - Throws: `Failure` (78) naming a setting that is missing or cannot be used.
  func source() throws -> SiteSource {
    let mode = variable("WP_ENV").text.map { lenientText($0) } ?? "production"
    try BedrockApplication.checkOverrides(
      path: absolutePath("config/environments/\(mode).php", from: folder), mode: mode)
    var source = SiteSource(
      user: "", prefix: try text(of: .tablePrefix), charset: try text(of: .charset),
      userTable: value(of: .userTable), origin: file.map { printable($0.path) } ?? "the environment",
      names: SiteSource.Names(database: place(of: .name), prefix: place(of: .tablePrefix)), configFile: file)
    if application.readsSSL, variable("DB_SSL").isTrue { source.tls = TLSOptions(mode: .required) }
    var (host, hostName) = (try text(of: .host) ?? "localhost", place(of: .host))
    if application.readsURL, variable("DATABASE_URL").isTrue {
      let name = "DATABASE_URL in \(origin(of: "DATABASE_URL"))"
      let url = try DatabaseURL(variable("DATABASE_URL").text ?? [], name: name)
      source.user = try utf8(url.user, name)
      source.password = url.password
      source.database = try utf8(url.database, name)
      (host, hostName) = (try utf8(url.host, name), name)
      source.names.database = name
    } else {
      source.password = value(of: .password)
      source.database = try text(of: .name)
      guard let user = try text(of: .user) else {
        throw Failure(
          .configuration, "\(place(of: .user)) is not set",
          advice: "Set it to the site's value, or give the connection with --site - or --defaults-file.")
      }
      source.user = user
    }
    source.endpoint = try DatabaseHost(host, name: hostName).endpoint(name: hostName)
    return source
  }

  /// The value of a setting; nil when it is not set.
  private func value(of setting: WPConfigScript.Setting) -> [UInt8]? {
    switch application.value(of: setting) {
    case .literal(let bytes): return bytes
    case .variable(let name, let isRaw, let fallback):
      if let fallback, !variable(name, isRaw: isRaw).isTrue { return fallback }
      return variable(name, isRaw: isRaw).text
    case nil: return nil
    }
  }

  private func text(of setting: WPConfigScript.Setting) throws -> String? {
    guard let bytes = value(of: setting), !bytes.isEmpty else { return nil }
    return try utf8(bytes, place(of: setting))
  }

  private func variable(_ name: String, isRaw: Bool = false) -> BedrockVariable {
    isRaw ? BedrockVariable(raw: variables[name]) : BedrockVariable(variables[name])
  }

  private func utf8(_ bytes: [UInt8], _ name: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw Failure(
        .configuration, "\(name) is not valid UTF-8 text",
        advice: "Give the connection with --site - or --defaults-file.")
    }
    return text
  }

  /// A setting and where it is made, for messages.
  private func place(of setting: WPConfigScript.Setting) -> String {
    guard case .variable(let name, _, _)? = application.value(of: setting) else {
      return "\(setting.rawValue) in \(printable(application.path))"
    }
    return "\(name) in \(origin(of: name))"
  }

  private func origin(of variable: String) -> String {
    if environment.bytes(of: variable) != nil { return "the environment" }
    return file.map { printable($0.path) } ?? "the environment"
  }
}

/// A variable as Bedrock's `env()` returns it: `true`, `false`, `null` and whole numbers are converted, and quotes
/// around other values are dropped.
struct BedrockVariable {
  /// The value as PHP converts it to text; nil when there is none.
  let text: [UInt8]?

  /// The value of a variable; nil where it is not set.
  init(_ value: [UInt8]?) {
    guard let value else {
      text = nil
      return
    }
    switch lenientText(value).lowercased() {
    case "true": text = Array("1".utf8)
    case "false", "null": text = nil
    default:
      if !value.isEmpty, value.allSatisfy(isDigit) {
        // PHP's largest integer when it is too large.
        text = Array("\(Int(lenientText(value)) ?? Int.max)".utf8)
      } else if let quote = value.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
        value.last == quote
      {
        text = Array(value.dropFirst().dropLast())
      } else {
        text = value
      }
    }
  }

  /// The value as `getenv` gives it.
  init(raw value: [UInt8]?) {
    text = value
  }

  /// Whether PHP takes it for true.
  var isTrue: Bool { text.map { !$0.isEmpty && $0 != [UInt8(ascii: "0")] } ?? false }
}
