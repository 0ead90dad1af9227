import MariaDB
import Text

/// What a MariaDB option file says about a server.
struct OptionFileSource {
  /// The groups that are read, the first having the last word.
  static let defaultGroups = ["tokenledger"] + clientGroups
  /// The groups that MariaDB's own programs read. The last line that sets an option takes precedence, in whichever
  /// group it is.
  private static let clientGroups = ["client", "client-server", "client-mariadb"]

  private static let knownKeys: Set = [
    "host", "port", "socket", "user", "password", "database", "connect-timeout", "ssl", "skip-ssl",
    "ssl-mode",
    "ssl-ca", "ssl-cert", "ssl-key", "ssl-verify-server-cert",
  ]

  /// Settings that make MariaDB's clients use TLS; their values are not used here.
  private static let tlsDetails: Set = ["ssl-cipher", "tls-version", "tls-ciphersuites", "ssl-passphrase"]
  /// Settings that request a check of the server's certificate that is not supported here.
  private static let otherChecks: Set = ["ssl-capath", "ssl-crl", "ssl-crlpath", "ssl-fp", "ssl-fplist"]

  private let path: String
  private var usesTLS = false
  private var settings: [String: OptionFile.Setting] = [:]
  private var warnings: [String] = []

  /// Reads the named group of a file, or the default ones.
  ///
  /// - Throws: `Failure`: no such file (66), unreadable (77), no such group (78).
  init(path: String, group: String?) throws {
    self.path = path
    let input = try InputFile(
      path: path, isNamed: true, advice: "Give an option file that exists with --defaults-file.")
    let file = OptionFile(input.bytes)
    let wanted = group.map { [$0] } ?? OptionFileSource.defaultGroups
    let found = wanted.filter { file.groups[$0] != nil }
    guard !found.isEmpty else {
      let names = (group.map { [$0] } ?? ["tokenledger", "client"]).map { "[\(printable($0))]" }
        .joined(separator: " or ")
      throw Failure(
        .configuration, "\(printable(path)) has no group \(names)",
        advice: "Name the group that holds the connection with --defaults-group.")
    }
    if input.permissions & 0o044 != 0 {
      let mode = String(input.permissions & 0o777, radix: 8)
      warnings.append(
        "\(printable(path)) can be read by other users (mode \(mode)); chmod 600 keeps it private")
    }
    for line in file.includeLines {
      warnings.append("\(printable(path)), line \(line): other files are not included")
    }
    let isShared = { (name: String) in group == nil && OptionFileSource.clientGroups.contains(name) }
    for setting in found.filter(isShared).flatMap({ file.groups[$0] ?? [] }).sorted(by: { $0.line < $1.line })
    {
      take(setting)
    }
    for setting in found.filter({ !isShared($0) }).flatMap({ file.groups[$0] ?? [] }) { take(setting) }
  }

  private mutating func take(_ setting: OptionFile.Setting) {
    if Self.tlsDetails.contains(setting.key) { usesTLS = true }
    if OptionFileSource.knownKeys.contains(setting.key) || Self.otherChecks.contains(setting.key) {
      settings[setting.key] = setting
      // The later of two lines that contradict each other holds.
      if setting.key == "skip-ssl" { settings["ssl"] = nil }
      if setting.key == "ssl" { settings["skip-ssl"] = nil }
    } else {
      let name = settingName(setting.key) ?? "a setting"
      warnings.append("\(printable(path)), line \(setting.line): \(name) is not used")
    }
  }

  /// How to reach the database.
  ///
  /// - Throws: `Failure` (78) naming the setting that is missing or cannot be used.
  func source() throws -> SiteSource {
    guard let user = try text("user"), !user.isEmpty else {
      throw Failure(
        .configuration, "\(printable(path)) does not set user", advice: "Add a line such as user=tokenledger."
      )
    }
    let host = try DatabaseHost(
      host: text("host") ?? "", port: number("port", in: 1...65535), socket: text("socket"),
      portName: place("port"))
    return SiteSource(
      endpoint: host.endpoint(name: place("host")), user: user, password: try bytes("password"),
      database: try text("database"), prefix: nil, tls: try tls(),
      connectTimeout: try number("connect-timeout", in: 1...31_536_000), origin: printable(path),
      names: SiteSource.Names(database: "database in \(printable(path))", prefix: "--prefix"),
      warnings: warnings)
  }

  private func tls() throws -> TLSOptions {
    var settings = TLSSettings(
      mode: nil, ca: try text("ssl-ca"), certificate: try text("ssl-cert"), key: try text("ssl-key"))
    if let mode = try text("ssl-mode") {
      guard let mode = TLSSettings.mode(mode) else {
        throw error("ssl-mode", "is no TLS mode", TLSSettings.modeAdvice)
      }
      settings.mode = mode
    } else if try flag("skip-ssl") == true {
      settings.mode = .disabled
    } else if let isVerified = try flag("ssl-verify-server-cert"), isVerified || settings.ca != nil {
      settings.mode = isVerified ? .verifyIdentity : .required
    } else if let isOn = try flag("ssl") {
      if !isOn { settings.mode = .disabled } else if settings.ca == nil { settings.mode = .required }
    }
    let isDisabled = settings.mode == .disabled
    if !isDisabled, let key = Self.otherChecks.sorted().first(where: { self.settings[$0] != nil }) {
      throw error(
        key, "asks for a check of the server's certificate that is not supported",
        "Give the CA certificate with ssl-ca instead.")
    }
    let options = settings.options
    return usesTLS && settings.mode == nil && options.mode == .preferred
      ? TLSOptions(mode: .required) : options
  }

  /// The bytes of a value: only the server interprets those of a password.
  private func bytes(_ key: String) throws -> [UInt8]? {
    guard let setting = settings[key] else { return nil }
    guard let value = setting.value else { throw error(key, "has no value", "Write it as \(key)=VALUE.") }
    return value
  }

  private func text(_ key: String) throws -> String? {
    guard let value = try bytes(key) else { return nil }
    guard let text = String(validating: value, as: UTF8.self), !value.contains(0) else {
      throw error(key, "is not valid UTF-8 text", "Save the file as UTF-8, without NUL bytes.")
    }
    return text
  }

  private func number(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = try text(key) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw error(key, "is not a number from \(range.lowerBound) to \(range.upperBound)", "Correct the line.")
    }
    return number
  }

  /// A switch; its name alone switches it on.
  private func flag(_ key: String) throws -> Bool? {
    guard let setting = settings[key] else { return nil }
    guard setting.value != nil else { return true }
    switch try text(key)?.lowercased() {
    case "1", "on", "true", "yes": return true
    case "0", "off", "false", "no": return false
    default: throw error(key, "is neither on nor off", "Write it as \(key)=1 or \(key)=0.")
    }
  }

  private func place(_ key: String) -> String {
    "\(key) in \(printable(path))"
  }

  private func error(_ key: String, _ problem: String, _ advice: String) -> Failure {
    let line = settings[key]?.line ?? 0
    return Failure(.configuration, "\(printable(path)), line \(line): \(key) \(problem)", advice: advice)
  }
}
