import Text

/// A site given by the variables `TOKENLEDGER_DB_HOST`, `_PORT`, `_SOCKET`, `_USER`, `_PASSWORD`, `_NAME` and
/// `_PREFIX`.
struct EnvironmentSource {
  private static let start = "TOKENLEDGER_DB_"
  private let environment: EnvironmentVariables

  init(_ environment: EnvironmentVariables) {
    self.environment = environment
  }

  /// Whether the variables name a database; without it the others are not used.
  var isGiven: Bool { value("NAME") != nil }

  /// A warning about variables that are set but not used, because they name no database.
  var warning: String? {
    let names = ["HOST", "PORT", "SOCKET", "USER", "PASSWORD", "PREFIX"].filter { value($0) != nil }
    guard !isGiven, !names.isEmpty else { return nil }
    return enumeration(names.map { EnvironmentSource.start + $0 })
      + " not used, because \(EnvironmentSource.start)NAME is not set"
  }

  /// How to reach the database.
  ///
  /// - Throws: `Failure` (78) naming the variable that is missing or cannot be used.
  func source() throws -> SiteSource {
    guard let user = try text("USER") else {
      throw Failure(
        .configuration, "\(EnvironmentSource.start)NAME is set, but \(EnvironmentSource.start)USER is not",
        advice: "Set it to the database user.")
    }
    let hostName = EnvironmentSource.start + "HOST"
    let portName = EnvironmentSource.start + "PORT"
    var place = try DatabaseHost(text("HOST") ?? "", name: hostName)
    if let port = try text("PORT") {
      // What is no number ends in the same error as a port out of range.
      place = try DatabaseHost(
        host: place.host, port: Int(port) ?? 0, socket: place.socket, portName: portName)
    }
    if let socket = try text("SOCKET") { place.socket = socket }
    return SiteSource(
      endpoint: place.endpoint(name: hostName), user: user,
      password: value("PASSWORD"), database: try text("NAME"), prefix: try text("PREFIX"),
      origin: "the environment",
      names: SiteSource.Names(
        database: EnvironmentSource.start + "NAME", prefix: EnvironmentSource.start + "PREFIX"))
  }

  /// A variable's bytes; an empty one counts as not set.
  private func value(_ name: String) -> [UInt8]? {
    environment.bytes(of: EnvironmentSource.start + name).flatMap { $0.isEmpty ? nil : $0 }
  }

  private func text(_ name: String) throws -> String? {
    guard let bytes = value(name) else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(
        .configuration, "\(EnvironmentSource.start)\(name) is not valid UTF-8 text",
        advice: "Set it in UTF-8: of these variables only the password may hold other bytes.")
    }
    return text
  }
}
