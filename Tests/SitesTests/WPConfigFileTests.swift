import MariaDB
import TestSupport
import Testing
import Text

@testable import Sites

@Suite("Reading wp-config.php")
struct WPConfigFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func site(_ config: String, environment: [String: String] = [:]) throws -> Site {
    let path = try folder.write("wp-config.php", config)
    return try SiteFinder(in: "/", environment: environment).find(SiteRequest(wpConfig: path))
  }

  private func configurationError(_ message: String, _ advice: String) -> Failure {
    Failure(.configuration, "\(folder.path)/wp-config.php\(message)", advice: advice)
  }

  /// The advice when the file cannot be understood.
  private let otherWays =
    ", give the connection with --site - or --defaults-file, or let PHP read it with --wp-config-by php."
  private let plainStrings = "The file is read, never executed: write the values as plain strings"

  @Test("WordPress's own sample, filled in, tells all")
  func sample() throws {
    let config = """
      <?php
      /**
       * The base configuration for WordPress
       * @link https://example.org/support/article/editing-wp-config-php/
       */
      // ** Database settings - You can get this info from your web host ** //
      /** The name of the database for WordPress */
      define( 'DB_NAME', 'database_name_here' );
      /** Database username */
      define( 'DB_USER', 'username_here' );
      /** Database password */
      define( 'DB_PASSWORD', 'it\\'s "secret" \\\\ ?> // #' );
      /** Database hostname */
      define( 'DB_HOST', 'localhost' );
      define( 'DB_CHARSET', 'utf8' );
      define( 'DB_COLLATE', '' );
      define( 'AUTH_KEY',         'put your unique phrase here' );
      $table_prefix = 'shop_';
      define( 'WP_DEBUG', false );
      /* That's all, stop editing! Happy publishing. */
      if ( ! defined( 'ABSPATH' ) ) {
      \tdefine( 'ABSPATH', __DIR__ . '/' );
      }
      require_once ABSPATH . 'wp-settings.php';
      """
    let site = try site(config)
    #expect(
      site.connection
        == ConnectionOptions(
          address: .localDefault, user: "username_here", password: Secret("it's \"secret\" \\ ?> // #"),
          database: "database_name_here"))
    #expect(site.prefix == "shop_")
    #expect(site.blogID == 1)
    #expect(site.warnings == [])
    #expect(site.origin == folder.path + "/wp-config.php")
    #expect(site.configFile == ConfigFile(path: folder.path + "/wp-config.php", permissions: 0o600))
  }

  private static let docker = """
    <?php
    if (!function_exists('getenv_docker')) {
      function getenv_docker($env, $default) {
        if ($fileEnv = getenv($env . '_FILE')) {
          return rtrim(file_get_contents($fileEnv), "\\r\\n");
        }
        else if (($val = getenv($env)) !== false) {
          return $val;
        }
        else {
          return $default;
        }
      }
    }
    define( 'DB_NAME', getenv_docker('WORDPRESS_DB_NAME', 'wordpress') );
    define( 'DB_USER', getenv_docker('WORDPRESS_DB_USER', 'example username') );
    define( 'DB_PASSWORD', getenv_docker('WORDPRESS_DB_PASSWORD', 'example password') );
    define( 'DB_HOST', getenv_docker('WORDPRESS_DB_HOST', 'mysql') );
    $table_prefix = getenv_docker('WORDPRESS_TABLE_PREFIX', 'wp_');
    define( 'WP_DEBUG', !!getenv_docker('WORDPRESS_DEBUG', '') );
    if (isset($_SERVER['HTTP_X_FORWARDED_PROTO']) && strpos($_SERVER['HTTP_X_FORWARDED_PROTO'], 'https') !== false) {
      $_SERVER['HTTPS'] = 'on';
    }
    if ($configExtra = getenv_docker('WORDPRESS_CONFIG_EXTRA', '')) {
      eval($configExtra);
    }
    if ( ! defined( 'ABSPATH' ) ) {
      define( 'ABSPATH', __DIR__ . '/' );
    }
    require_once ABSPATH . 'wp-settings.php';
    """

  @Test("Docker's image takes its settings from variables, files and defaults")
  func dockerImage() throws {
    let secret = try folder.write("secret", "from a file\r\n\n")
    let site = try site(
      Self.docker,
      environment: [
        "WORDPRESS_DB_NAME": "shop", "WORDPRESS_DB_PASSWORD": "unused", "WORDPRESS_DB_PASSWORD_FILE": secret,
        "WORDPRESS_DB_USER_FILE": "", "WORDPRESS_DB_HOST_FILE": "0", "WORDPRESS_TABLE_PREFIX": "",
      ])
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "mysql", port: 3306), user: "example username", password: Secret("from a file"),
          database: "shop"))
    #expect(site.prefix == "")
  }

  @Test("A file that a Docker variable names must be there")
  func dockerFileMissing() {
    let error = failure { try site(Self.docker, environment: ["WORDPRESS_DB_HOST_FILE": "/nowhere/host"]) }
    #expect(
      error
        == Failure(
          .noInput, "/nowhere/host does not exist",
          advice: "WORDPRESS_DB_HOST_FILE names this file: run where the site's secrets are."))
  }

  @Test("A value from the environment is taken from it, and missed by name")
  func environment() throws {
    let config = wpConfig(name: "getenv('BLOG_DB')", prefix: "$_ENV['BLOG_PREFIX']")
    let site = try site(config, environment: ["BLOG_DB": "b", "BLOG_PREFIX": "p_"])
    #expect(site.connection.database == "b")
    #expect(site.prefix == "p_")
    #expect(
      failure { try self.site(config, environment: ["BLOG_DB": "b"]) }
        == configurationError(
          ", line 6: $table_prefix depends on the environment variable BLOG_PREFIX, which is not set here",
          "Run with the site's environment variables\(otherWays)"))
  }

  @Test(
    "An unknown value is refused with its name and without its text",
    arguments: [
      ("ucwords('secret')", "ucwords()"),
      ("getenv('X') ?: 'secret'", "the environment variable X, which is not set here"),
      ("\"$secret\"", "$secret, which is not set yet"), ("SECRET", "the constant SECRET"),
      ("$_GET['secret']", "$_GET, which comes with a request"),
    ])
  func expressions(_ code: String, _ problem: String) {
    let advice = code.hasPrefix("getenv") ? "Run with the site's environment variables" : plainStrings
    #expect(
      failure { try site(wpConfig(name: code)) }
        == configurationError(", line 2: DB_NAME depends on \(problem)", advice + otherWays))
  }

  @Test("The character set and the table of the accounts are read where the file sets them")
  func optionalSettings() throws {
    let more = "define('DB_CHARSET', 'latin1'); define('CUSTOM_USER_TABLE', 'people');"
    let path = try folder.write("wp-config.php", wpConfig(more: more))
    let needed: [WPConfigScript.Setting] = [.name, .user, .password, .host, .tablePrefix]
    let source = try WPConfigFile(path: path, isNamed: true, environment: [:]).source(needed: needed)
    #expect(source.charset == "latin1")
    #expect(source.userTable == Array("people".utf8))
    try folder.write("wp-config.php", wpConfig())
    let plain = try WPConfigFile(path: path, isNamed: true, environment: [:]).source(needed: needed)
    #expect(plain.charset == nil)
    #expect(plain.userTable == nil)
  }

  @Test(
    "A table of the accounts that is not understood costs their names, and no more",
    arguments: [
      "define('CUSTOM_USER_TABLE', ucwords('people'));", "define('CUSTOM_USER_TABLE', ['people']);",
      "define('CUSTOM_USER_TABLE', \"p\\xE9\");", "define('CUSTOM_USER_TABLE', 'all people');",
      "if (time()) define('CUSTOM_USER_TABLE', 'people');",
    ])
  func unknownUserTable(_ code: String) throws {
    let site = try site(wpConfig(more: code))
    #expect((site.userTable, site.hasUnknownUserTable) == (nil, true))
    #expect(site.warnings == [UserTable.warning(origin: "\(folder.path)/wp-config.php")])
    #expect(site.connection.database == "blog")
  }

  @Test("Missing settings are all named")
  func missing() {
    let advice =
      "Give the wp-config.php that the site runs with, or the connection with --site - or --defaults-file."
    #expect(
      failure { try site("<?php define('DB_USER', 'x'); define('DB_HOST', 'x');") }
        == configurationError(" does not set DB_NAME, DB_PASSWORD and $table_prefix", advice))
    #expect(
      failure { try site("") }
        == configurationError(
          " does not set DB_NAME, DB_USER, DB_PASSWORD, DB_HOST and $table_prefix", advice))
  }

  @Test("A file that includes another for its settings asks for that one")
  func includes() {
    #expect(
      failure { try site("<?php\n$x = 1;\nrequire_once('/etc/wordpress/config-' . $host . '.php');\n") }
        == configurationError(
          ", line 3: require_once of a file whose name depends on $host, which is not set yet, may change DB_NAME, "
            + "DB_USER, DB_PASSWORD, DB_HOST and $table_prefix",
          "Pass the file that has the settings with --wp-config FILE (with --prefix PREFIX when it sets no "
            + "$table_prefix)\(otherWays)"))
  }

  @Test("A file without a prefix is enough beside --prefix, one without a name beside --database")
  func overrides() throws {
    let config = "<?php define('DB_USER', 'u'); define('DB_PASSWORD', ''); define('DB_HOST', '');"
    let path = try folder.write("config-example.php", config)
    let site = try SiteFinder(in: folder.path).find(
      SiteRequest(wpConfig: "config-example.php", database: "d", prefix: "p_"))
    #expect(
      site.connection
        == ConnectionOptions(address: .localDefault, user: "u", password: Secret(""), database: "d"))
    #expect(site.prefix == "p_")
    #expect(site.origin == path)
  }

  @Test("Different values under conditions are refused by name")
  func ambiguous() {
    #expect(
      failure { try site(wpConfig(more: "if (time() > 5) { $table_prefix = 'b_'; }")) }
        == configurationError(", line 7: $table_prefix depends on time()", plainStrings + otherWays))
  }

  @Test("Code that may change a setting is named with its line")
  func hidden() {
    #expect(
      failure { try site(wpConfig(more: "extract($x);")) }
        == configurationError(
          ", line 7: a call of extract() may change $table_prefix", plainStrings + otherWays))
  }

  @Test("A file that Windows saved as UTF-16 is reported")
  func utf16() throws {
    let path = try folder.write(
      "wp-config.php", [0xFF, 0xFE] + Array(wpConfig().utf16).flatMap { [UInt8($0), 0] })
    #expect(
      failure { try SiteFinder(in: "/").find(SiteRequest(wpConfig: path)) }
        == configurationError(" is saved as UTF-16, in which PHP finds no code", "Save it as UTF-8."))
  }

  @Test(
    "Client flags that ask for TLS are obeyed, others change nothing",
    arguments: [
      ("MYSQLI_CLIENT_SSL", TLSMode.required), ("MYSQLI_CLIENT_COMPRESS | \\MYSQLI_CLIENT_SSL", .required),
      ("MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT", .required), ("2048", .required),
      ("MYSQLI_CLIENT_COMPRESS", .preferred),
      ("MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT", .verifyIdentity),
      ("1073743872", .verifyIdentity),
      ("0", .preferred),
    ])
  func clientFlags(_ code: String, _ mode: TLSMode) throws {
    let site = try site(wpConfig(more: "define('MYSQL_CLIENT_FLAGS', \(code));"))
    #expect(site.connection.tls == TLSOptions(mode: mode))
  }

  @Test("Client flags that cannot be understood are refused, not ignored")
  func unknownClientFlags() {
    #expect(
      failure { try site(wpConfig(more: "define('MYSQL_CLIENT_FLAGS', time());")) }
        == configurationError(", line 7: MYSQL_CLIENT_FLAGS depends on time()", plainStrings + otherWays))
  }

  @Test("A host with a bad port and a prefix with other characters name their setting")
  func badValues() {
    #expect(
      failure { try site(wpConfig(host: "'host:abc'")) }
        == Failure(
          .configuration,
          "DB_HOST in \(folder.path)/wp-config.php has a port that is not a number from 1 to 65535",
          advice: "Write it as host, host:port, host:/path/to/socket or [IPv6 address]:port."))
    #expect(
      failure { try site(wpConfig(prefix: "'wp-'")) }
        == Failure(
          .configuration,
          "$table_prefix in \(folder.path)/wp-config.php holds characters other than letters, digits and underscores",
          advice: "Give the table prefix exactly as wp-config.php has it, such as wp_."))
    #expect(
      failure { try site(wpConfig(name: "''")) }
        == Failure(
          .configuration, "DB_NAME in \(folder.path)/wp-config.php is not the name of a database",
          advice: "Names have 1 to 64 characters."))
  }

  @Test("Bytes that are no UTF-8 are refused in a value and harmless elsewhere")
  func invalidUTF8() throws {
    let path = try folder.write(
      "wp-config.php", Array("<?php // \u{e9}".utf8) + [0xE9, 10] + Array(wpConfig().dropFirst(5).utf8))
    #expect(try SiteFinder(in: "/").find(SiteRequest(wpConfig: path)).connection.database == "blog")
    #expect(
      failure { try site(wpConfig(name: "\"caf\\xE9\"")) }
        == configurationError(
          ", line 2: DB_NAME is not valid UTF-8 text", "Give the connection with --site - or --defaults-file."
        ))
    #expect(
      failure { try site(wpConfig(name: "\"a\\0b\"")) }
        == configurationError(
          ", line 2: DB_NAME holds a NUL byte", "Give the connection with --site - or --defaults-file."))
  }

  @Test("A file that breaks off names the line")
  func brokenOff() {
    #expect(
      failure { try site(wpConfig(more: "/* and then")) }
        == configurationError(", line 7: a comment is never closed", "Check the file with php -l."))
  }

  @Test("A missing file, a folder, an unreadable file and a huge one are told apart")
  func unreadable() throws {
    let finder = SiteFinder(in: folder.path)
    let advice = "Give the file with --wp-config, or the WordPress folder with --wp-path."
    #expect(
      failure { try finder.find(SiteRequest(wpConfig: "none.php")) }
        == Failure(.noInput, "\(folder.path)/none.php does not exist", advice: advice))
    #expect(
      failure { try finder.find(SiteRequest(wpConfig: ".")) }
        == Failure(.noInput, "\(folder.path)/. is a folder, not a file", advice: advice))
    try folder.write("private.php", wpConfig(), permissions: 0)
    #expect(
      try asNobody { failure { try finder.find(SiteRequest(wpConfig: "private.php")) } }
        == Failure(
          .permission, "\(folder.path)/private.php may not be read by this user",
          advice: "Run as the user that the site runs as, or give this user read permission."))
    try folder.write("huge.php", wpConfig() + String(repeating: " ", count: 1 << 20))
    #expect(
      failure { try finder.find(SiteRequest(wpConfig: "huge.php")) }
        == Failure(
          .configuration, "\(folder.path)/huge.php is larger than 1 MB, too large for a configuration file",
          advice: "Give the file that holds the settings."))
  }
}
