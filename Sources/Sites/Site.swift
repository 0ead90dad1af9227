import MariaDB

/// A WordPress site: how its database is reached and what its tables are called.
///
///     let finder = SiteFinder(environment: environment, currentDirectory: "/srv/www") { [] }
///     let site = try finder.find(SiteRequest())
///     site.prefix + "options"  // "wp_options"
public struct Site: Sendable {
  /// How to reach the database; its name is set.
  public var connection: ConnectionOptions
  /// The prefix of the tables that all blogs share, such as `wp_`: at most 32 of `A`–`Z`, `a`–`z`, `0`–`9`, `_`.
  public var basePrefix: String
  /// The blog of a multisite, from 1; 1 where nothing was asked for.
  public var blogID: Int
  /// Where all this was found, for messages: a file, "standard input" or "the environment".
  public var origin: String
  /// What the owner should know about the settings, a line each.
  public var warnings: [String]
  /// The file of WordPress that holds the password, when the site was found by one.
  public var configFile: ConfigFile?
  /// The users table; nil when it is the base prefix and `users`.
  public var userTable: UserTable?
  /// Whether they are in another table, of which it is not understood which: nobody's name is known then.
  public var hasUnknownUserTable = false
  /// The character set that WordPress reads and writes texts with; nil for UTF-8.
  public var charset: LegacyCharset?
  /// What the owner calls it.
  public var labels = SiteLabels()

  /// The prefix of the blog's own tables: the base prefix for blog 1, `{base}N_` for blog N.
  public var prefix: String {
    blogID == 1 ? basePrefix : "\(basePrefix)\(blogID)_"
  }

  /// A site of the given parts.
  public init(
    connection: ConnectionOptions, basePrefix: String, blogID: Int = 1, origin: String,
    warnings: [String] = [], configFile: ConfigFile? = nil
  ) {
    self.connection = connection
    self.basePrefix = basePrefix
    self.blogID = blogID
    self.origin = origin
    self.warnings = warnings
    self.configFile = configFile
  }
}

/// The file in which WordPress keeps the way to its database.
public struct ConfigFile: Sendable, Hashable {
  /// Where it lies: wp-config.php, or the `.env` file of a Bedrock site.
  public var path: String
  /// Its permission bits, such as 0o640.
  public var permissions: UInt32

  /// Whether users other than its owner and group can read it, and with it the password.
  public var isReadableByOthers: Bool { permissions & 0o004 != 0 }

  /// A file with the given permission bits.
  public init(path: String, permissions: UInt32) {
    self.path = path
    self.permissions = permissions
  }
}

/// What the command line says about which site is meant; nothing at all means the one around the current
/// directory.
public struct SiteRequest: Sendable, Hashable {
  /// `--wp-path`: the WordPress folder.
  public var wpPath: String?
  /// `--wp-config`: the wp-config.php, whatever its name.
  public var wpConfig: String?
  /// `--defaults-file`: a MariaDB option file.
  public var defaultsFile: String?
  /// `--defaults-group`: the only group to read from the option file.
  public var defaultsGroup: String?
  /// `--database`: the database, whatever the source says.
  public var database: String?
  /// `--prefix`: the table prefix, whatever the source says.
  public var prefix: String?
  /// `--site`: `-`, a JSON object on standard input.
  public var site: String?
  /// `--blog`: the blog of a multisite, from 1.
  public var blog: Int?
  /// `--wp-config-by`: who reads wp-config.php; nil for this program, which runs nothing.
  public var wpConfigBy: WPConfigReader?

  /// A request of the given parts.
  public init(
    wpPath: String? = nil, wpConfig: String? = nil, defaultsFile: String? = nil, defaultsGroup: String? = nil,
    database: String? = nil, prefix: String? = nil, site: String? = nil, blog: Int? = nil,
    wpConfigBy: WPConfigReader? = nil
  ) {
    self.wpPath = wpPath
    self.wpConfig = wpConfig
    self.defaultsFile = defaultsFile
    self.defaultsGroup = defaultsGroup
    self.database = database
    self.prefix = prefix
    self.site = site
    self.blog = blog
    self.wpConfigBy = wpConfigBy
  }

  /// Whether it says itself where the site is.
  var namesSource: Bool { wpPath != nil || wpConfig != nil || defaultsFile != nil || site != nil }

  /// The same place, with the database, prefix and blog that another request names.
  func overridden(by other: SiteRequest) -> SiteRequest {
    var request = self
    request.database = other.database ?? database
    request.prefix = other.prefix ?? prefix
    request.blog = other.blog ?? blog
    request.wpConfigBy = other.wpConfigBy ?? wpConfigBy
    return request
  }
}

/// The program that reads wp-config.php, if not this one.
public enum WPConfigReader: String, Sendable, CaseIterable {
  /// PHP runs it, without WordPress, and reports its settings.
  case php
}

/// By what it is said which site is meant, the first that is there.
public enum SiteMeans: String, Sendable {
  /// The command line.
  case option
  /// Variables of the environment.
  case environment
  /// tokenledger.yml.
  case configuration
  /// The WordPress folder that the current directory is in.
  case currentDirectory
}
