/// The settings of a Bedrock-style site: its `.env` file, with `.env.local` on top.
struct BedrockFile {
  private let path: String
  private let permissions: UInt32
  private let settings: DotEnvFile

  /// The `.env` of a folder; nil when there is none or it does not say how to reach a database.
  ///
  /// - Throws: `SiteError`: unreadable (77), malformed (78).
  init?(folder: String) throws {
    path = absolutePath(".env", from: folder)
    let localPath = path + ".local"
    guard try InputFile.exists(path) else { return nil }
    let file = try InputFile(path: path)
    var settings = try DotEnvFile(file.bytes, path: path)
    if try InputFile.exists(localPath) {
      let local = try InputFile(path: localPath)
      settings = settings.overridden(by: try DotEnvFile(local.bytes, path: localPath))
    }
    guard settings.values["DB_NAME"] != nil || settings.values["DATABASE_URL"] != nil else { return nil }
    self.permissions = file.permissions
    self.settings = settings
  }

  /// How to reach the site's database.
  ///
  /// - Throws: `SiteError` (78) naming a setting that is missing or cannot be used.
  func source() throws -> SiteSource {
    let place = printable(path)
    var (user, password) = (try text("DB_USER"), try text("DB_PASSWORD"))
    var (host, database) = (try text("DB_HOST") ?? "localhost", try text("DB_NAME"))
    var (hostName, databaseName) = ("DB_HOST", "DB_NAME")
    if let address = try text("DATABASE_URL") {
      let url = try DatabaseURL(address, name: "DATABASE_URL in \(place)")
      (user, password, host, database) = (url.user, url.password, url.host, url.database)
      (hostName, databaseName) = ("DATABASE_URL", "DATABASE_URL")
    }
    guard let user else {
      throw SiteError(
        .configuration, "\(place) does not set DB_USER",
        advice: "Give the connection with --site - or --defaults-file.")
    }
    hostName += " in \(place)"
    return SiteSource(
      endpoint: try DatabaseHost(host, name: hostName).endpoint(name: hostName), user: user,
      password: password,
      database: database, prefix: try text("DB_PREFIX") ?? "wp_", origin: place,
      names: SiteSource.Names(database: "\(databaseName) in \(place)", prefix: "DB_PREFIX in \(place)"),
      configFile: ConfigFile(path: path, permissions: permissions))
  }

  private func text(_ key: String) throws -> String? {
    try settings.text(key, path: path)
  }
}
