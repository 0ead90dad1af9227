import MariaDB
import Text

/// Finds out how to reach a site's database, without connecting to it.
///
/// What the command line names comes first, then the environment (`TOKENLEDGER_DB_NAME` and its like), then what the
/// configuration names, then the WordPress folder around the current directory. `--database`, `--prefix` and `--blog`
/// override what the source says.
///
///     let finder = SiteFinder(environment: environment, currentDirectory: "/") { standardInput }
///     try finder.find(SiteRequest(wpPath: "/srv/www")).origin  // "/srv/www/wp-config.php"
public struct SiteFinder {
  private let environment: EnvironmentVariables
  private let currentDirectory: String
  private let standardInput: () throws -> [UInt8]

  /// A finder that looks at the given environment and directory (an absolute path), and reads standard input
  /// only for `--site -`.
  public init(
    environment: EnvironmentVariables, currentDirectory: String, standardInput: @escaping () throws -> [UInt8]
  ) {
    self.environment = environment
    self.currentDirectory = currentDirectory
    self.standardInput = standardInput
  }

  /// By what it is said which site is meant.
  ///
  /// - Parameters:
  ///   - request: What the command line says.
  ///   - configured: What the configuration says; nil when it names no site.
  /// - Returns: What has the say.
  public func means(of request: SiteRequest, configured: SiteRequest? = nil) -> SiteMeans {
    if request.namesSource { return .option }
    if EnvironmentSource(environment).isGiven { return .environment }
    return configured == nil ? .currentDirectory : .configuration
  }

  /// What is asked for when the command line's words and the configuration's are taken together.
  public func request(_ request: SiteRequest, configured: SiteRequest?) -> SiteRequest {
    guard let configured, means(of: request, configured: configured) == .configuration else { return request }
    return configured.overridden(by: request)
  }

  /// The site that is meant.
  ///
  /// - Parameters:
  ///   - request: What the command line says.
  ///   - configured: What the configuration says; nil when it names no site. Its paths are absolute.
  /// - Returns: The site and how to reach it.
  /// - Throws: `Failure`: a contradiction on the command line (64), a file that is not there (66) or may not be
  ///   read (77), settings that are missing or cannot be used (78).
  public func find(_ request: SiteRequest, configured: SiteRequest? = nil) throws -> Site {
    try check(request)
    let request = self.request(request, configured: configured)
    let source = try source(for: request)
    let database = try database(request, source)
    let prefix = try prefix(request, source)
    let blogID = request.blog ?? source.blogID ?? 1
    var site = Site(
      connection: ConnectionOptions(
        address: source.endpoint.address, user: source.user,
        password: source.password.map { Secret(bytes: $0) },
        database: database, tls: source.tls),
      basePrefix: prefix, blogID: blogID, origin: source.origin,
      warnings: source.warnings + [source.endpoint.warning].compactMap { $0 }, configFile: source.configFile)
    if let seconds = source.connectTimeout { site.connection.connectTimeout = seconds }
    let (charset, warning) = LegacyCharset.read(source.charset, origin: source.origin)
    site.charset = charset
    if let warning { site.warnings.append(warning) }
    if let bytes = source.userTable {
      site.userTable = String(validating: bytes, as: UTF8.self).flatMap { UserTable($0) }
      site.hasUnknownUserTable = site.userTable == nil
      if site.hasUnknownUserTable { site.warnings.append(UserTable.warning(origin: source.origin)) }
    }
    guard site.prefix.utf8.count <= TablePrefix.longest else {
      throw Failure(
        .usage, "the tables of blog \(blogID) would have names longer than 64 characters",
        advice: "Give the number of a blog that exists.")
    }
    return site
  }

  private func check(_ request: SiteRequest) throws {
    let ways = [
      ("--wp-path", request.wpPath), ("--wp-config", request.wpConfig),
      ("--defaults-file", request.defaultsFile),
      ("--site", request.site),
    ].filter { $0.1 != nil }.map(\.0)
    guard ways.count < 2 else {
      throw Failure(.usage, "\(enumeration(ways)) exclude each other", advice: "Give one of them.")
    }
    guard request.site == nil || request.site == "-" else {
      throw Failure(
        .usage, "--site takes only -, a JSON object on standard input",
        advice: "Use --wp-path, --wp-config or --defaults-file to name a folder or file.")
    }
    guard request.defaultsGroup == nil || request.defaultsFile != nil else {
      throw Failure(
        .usage, "--defaults-group needs --defaults-file", advice: "Name the option file that holds the group."
      )
    }
    guard request.wpConfigBy == nil || request.defaultsFile == nil && request.site == nil else {
      throw Failure(
        .usage, "--wp-config-by is for sites that are found by their wp-config.php",
        advice: "Leave it out, or name the site with --wp-path or --wp-config.")
    }
    guard request.blog.map({ $0 >= 1 }) ?? true else {
      throw Failure(.usage, "--blog is not a number from 1", advice: "Blogs are numbered from 1.")
    }
  }

  private func source(for request: SiteRequest) throws -> SiteSource {
    if request.site != nil { return try SiteDescription.decode(standardInput()).source() }
    if let path = request.defaultsFile {
      let file = try OptionFileSource(
        path: absolutePath(path, from: currentDirectory), group: request.defaultsGroup)
      return try file.source()
    }
    if let path = request.wpConfig {
      return try wordPressSource(.config(absolutePath(path, from: currentDirectory)), request)
    }
    if let path = request.wpPath { return try wordPressSource(location(in: path), request) }
    let variables = EnvironmentSource(environment)
    if variables.isGiven { return try variables.source() }
    var source = try wordPressSource(
      WordPressLocator(environment: environment).location(around: currentDirectory), request)
    if let warning = variables.warning { source.warnings.insert(warning, at: 0) }
    return source
  }

  private func location(in path: String) throws -> WordPressLocator.Location {
    let folder = absolutePath(path, from: currentDirectory)
    switch try InputFile.isFolder(folder) {
    case nil:
      throw Failure(.noInput, "\(printable(folder)) does not exist", advice: "Give the WordPress folder.")
    case false?:
      throw Failure(
        .noInput, "\(printable(folder)) is not a folder",
        advice: "Use --wp-config to name a wp-config.php itself.")
    case true?:
      let locator = WordPressLocator(environment: environment)
      if let location = try locator.location(in: resolvedPath(folder)) { return location }
      throw Failure(
        .noInput, "no wp-config.php in \(printable(folder))",
        advice: "Give the folder that holds wp-config.php, or the file itself with --wp-config.")
    }
  }

  private func wordPressSource(_ location: WordPressLocator.Location, _ request: SiteRequest) throws
    -> SiteSource
  {
    let isPHPAsked = try isPHPAsked(request)
    switch location {
    case .bedrock(let folder) where isPHPAsked:
      let paths = ["web/wp-config.php", "config/application.php"].map { absolutePath($0, from: folder) }
      return try askPHP(try paths.first { try InputFile.exists($0) } ?? paths[0], request)
    case .bedrock(let folder):
      return try BedrockSite(root: folder, environment: environment).source()
    case .config(let path) where isPHPAsked: return try askPHP(path, request)
    case .config(let path):
      if let folder = try bedrockRoot(of: path) {
        return try wordPressSource(.bedrock(folder: folder), request)
      }
      let file = try WPConfigFile(
        path: path, isNamed: request.wpConfig != nil, environment: environment)
      return try file.source(needed: request.settingsNeeded)
    }
  }

  /// Whether PHP should run wp-config.php, by the command line, the configuration, or the variable
  /// `TOKENLEDGER_WP_CONFIG_BY`.
  private func isPHPAsked(_ request: SiteRequest) throws -> Bool {
    if let reader = request.wpConfigBy { return reader == .php }
    guard let name = environment["TOKENLEDGER_WP_CONFIG_BY"], !name.isEmpty else { return false }
    guard WPConfigReader(rawValue: name) == .php else {
      throw Failure(
        .configuration, "TOKENLEDGER_WP_CONFIG_BY is not php", advice: "Set it to php, or do not set it.")
    }
    return true
  }

  private func askPHP(_ path: String, _ request: SiteRequest) throws -> SiteSource {
    let file = try PHPConfigFile(
      path: path, folder: wordPressFolder(of: path, request), environment: environment)
    return try file.source(needed: request.settingsNeeded)
  }

  /// The folder of the WordPress that a wp-config.php belongs to: its own, or the folder below it where the search
  /// began.
  private func wordPressFolder(of path: String, _ request: SiteRequest) throws -> String? {
    func hasSettings(_ folder: String) throws -> Bool {
      try InputFile.exists(absolutePath("wp-settings.php", from: folder))
    }
    let own = parentFolder(of: resolvedPath(path))
    if let own, try hasSettings(own) { return own }
    var folder: String? = resolvedPath(absolutePath(request.wpPath ?? ".", from: currentDirectory))
    while let current = folder {
      let parent = parentFolder(of: current)
      if parent == own, try hasSettings(current) { return current }
      folder = parent
    }
    return nil
  }

  /// The root of the Bedrock site that a wp-config.php belongs to: the folder that it is in or one above, if the file
  /// delegates to the config/application.php there. Nil for any other file.
  private func bedrockRoot(of path: String) throws -> String? {
    guard let folder = parentFolder(of: resolvedPath(path)) else { return nil }
    for root in [folder, parentFolder(of: folder)].compactMap({ $0 }) where try BedrockSite.isRoot(root) {
      guard try InputFile.isFile(path), try BedrockScan(path: path).leavesAllToApplication else { return nil }
      guard try BedrockSite.isConfigured(root, environment) else {
        throw Failure(
          .noInput,
          "there is no \(printable(absolutePath(".env", from: root))), and the environment sets neither DB_NAME nor DATABASE_URL",
          advice: "Run with the site's environment variables.")
      }
      return root
    }
    return nil
  }

  private func database(_ request: SiteRequest, _ source: SiteSource) throws -> String {
    let isOption = request.database != nil
    guard let name = request.database ?? source.database else {
      throw missing(source.names.database, option: "--database", request)
    }
    guard (1...64).contains(name.count), !name.utf8.contains(0) else {
      throw Failure(
        isOption ? .usage : .configuration,
        "\(isOption ? "--database" : source.names.database) is not the name of a database",
        advice: "Names have 1 to 64 characters.")
    }
    return name
  }

  private func prefix(_ request: SiteRequest, _ source: SiteSource) throws -> String {
    if let prefix = request.prefix {
      return try TablePrefix.checked(prefix, kind: .usage, source: "--prefix")
    }
    guard let prefix = source.prefix else { throw missing(source.names.prefix, option: "--prefix", request) }
    return try TablePrefix.checked(prefix, kind: .configuration, source: source.names.prefix)
  }

  /// An option file knows no prefix, and often no database: there the command line is to blame.
  private func missing(_ name: String, option: String, _ request: SiteRequest) -> Failure {
    if request.defaultsFile != nil {
      return Failure(
        .usage, "--defaults-file needs \(option)",
        advice: "Give \(option) as the site's wp-config.php has it.")
    }
    return Failure(.configuration, "\(name) is not set", advice: "Set it, or give \(option).")
  }
}

extension SiteRequest {
  /// The settings that wp-config.php must give because the command line does not.
  fileprivate var settingsNeeded: [WPConfigScript.Setting] {
    (database == nil ? [.name] : []) + [.user, .password, .host] + (prefix == nil ? [.tablePrefix] : [])
  }
}
