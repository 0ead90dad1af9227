/// A site given by the variables `TOKENLEDGER_DB_HOST`, `_PORT`, `_SOCKET`, `_USER`, `_PASSWORD`, `_NAME` and
/// `_PREFIX`.
struct EnvironmentSource {
  private static let start = "TOKENLEDGER_DB_"
  private let environment: [String: String]

  init(_ environment: [String: String]) {
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
  /// - Throws: `SiteError` (78) naming the variable that is missing or cannot be used.
  func source() throws -> SiteSource {
    guard let user = value("USER") else {
      throw SiteError(
        .configuration, "\(EnvironmentSource.start)NAME is set, but \(EnvironmentSource.start)USER is not",
        advice: "Set it to the database user.")
    }
    let hostName = EnvironmentSource.start + "HOST"
    let portName = EnvironmentSource.start + "PORT"
    var place = try DatabaseHost(value("HOST") ?? "", name: hostName)
    if let text = value("PORT") {
      // What is no number ends in the same error as a port out of range.
      place = try DatabaseHost(
        host: place.host, port: Int(text) ?? 0, socket: place.socket, portName: portName)
    }
    if let socket = value("SOCKET") { place.socket = socket }
    return SiteSource(
      endpoint: place.endpoint(name: hostName), user: user,
      password: value("PASSWORD").map { Array($0.utf8) },
      database: value("NAME"),
      prefix: value("PREFIX"), origin: "the environment",
      names: SiteSource.Names(
        database: EnvironmentSource.start + "NAME", prefix: EnvironmentSource.start + "PREFIX"))
  }

  /// A variable's value; an empty one counts as not set.
  private func value(_ name: String) -> String? {
    environment[EnvironmentSource.start + name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
