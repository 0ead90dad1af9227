import MariaDB
import Testing
import Text

@testable import Sites

@Suite("Bedrock-style sites")
struct BedrockTests {
  private let folder: TemporaryFolder

  /// The database statements of a current Bedrock.
  private static let application = """
    <?php
    use Roots\\WPConfig\\Config;
    use function Env\\env;
    $root_dir = dirname(__DIR__);
    if (file_exists($root_dir . '/.env')) {
        $env_files = file_exists($root_dir . '/.env.local') ? ['.env', '.env.local'] : ['.env'];
        $dotenv->required(['WP_HOME', 'WP_SITEURL']);
        if (!env('DATABASE_URL')) {
            $dotenv->required(['DB_NAME', 'DB_USER', 'DB_PASSWORD']);
        }
    }
    if (env('DB_SSL')) {
        Config::define('MYSQL_CLIENT_FLAGS', MYSQLI_CLIENT_SSL);
    }
    Config::define('DB_NAME', env('DB_NAME'));
    Config::define('DB_USER', env('DB_USER'));
    Config::define('DB_PASSWORD', env('DB_PASSWORD'));
    Config::define('DB_HOST', env('DB_HOST') ?: 'localhost');
    Config::define('DB_CHARSET', 'utf8mb4');
    Config::define('DB_COLLATE', '');
    $table_prefix = env('DB_PREFIX') ?: 'wp_';
    if (env('DATABASE_URL')) {
        $dsn = (object) parse_url(env('DATABASE_URL'));
        Config::define('DB_NAME', substr($dsn->path, 1));
        Config::define('DB_USER', $dsn->user);
        Config::define('DB_PASSWORD', isset($dsn->pass) ? $dsn->pass : null);
        Config::define('DB_HOST', isset($dsn->port) ? "{$dsn->host}:{$dsn->port}" : $dsn->host);
    }
    $env_config = __DIR__ . '/environments/' . WP_ENV . '.php';
    if (file_exists($env_config)) {
        require_once $env_config;
    }
    Config::apply();

    """

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "web/wp-config.php",
      """
      <?php
      require_once dirname(__DIR__) . '/vendor/autoload.php';
      require_once dirname(__DIR__) . '/config/application.php';
      require_once ABSPATH . 'wp-settings.php';
      """)
    try folder.write("config/application.php", Self.application)
    try folder.write("web/wp/wp-settings.php", "<?php")
  }

  private func site(
    _ settings: String?, from place: String = "web/wp", environment: [String: String] = [:]
  ) throws -> Site {
    if let settings { try folder.write(".env", settings) }
    return try SiteFinder(in: "\(folder.path)/\(place)", environment: environment).find(SiteRequest())
  }

  @Test(
    "The .env file above the web folder tells all, from every folder of the site",
    arguments: ["web/wp", "web", "config", ""])
  func everyFolder(_ place: String) throws {
    let site = try site(
      """
      \u{FEFF}# Database
      DB_NAME='bedrock'
      export DB_USER = "us\\"er"   # a comment
      DB_PASSWORD='pass # $word ${x}'

      # DB_HOST='dead'
      DB_HOST=db.example:3307 # a comment
      DB_PREFIX=br_
      WP_ENV=development
      WP_HOME=http://example.com
      WP_SITEURL="${WP_HOME}/wp"
      A_LINE_WITHOUT_VALUE
      """, from: place)
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "db.example", port: 3307), user: "us\"er",
          password: Secret("pass # $word ${x}"), database: "bedrock"))
    #expect(site.prefix == "br_")
    #expect(site.origin == folder.path + "/.env")
    #expect(site.configFile == ConfigFile(path: folder.path + "/.env", permissions: 0o600))
  }

  @Test("Host and prefix have Bedrock's defaults, and .env.local overrides")
  func defaults() throws {
    try folder.write(".env.local", "DB_NAME=mine\nDB_PASSWORD=a")
    let site = try site("DB_NAME=d\nDB_USER=u\nDB_PASSWORD=p\nDB_HOST=\nDB_PREFIX=0")
    #expect(
      site.connection
        == ConnectionOptions(address: .localDefault, user: "u", password: Secret("a"), database: "mine"))
    #expect(site.prefix == "wp_")
  }

  @Test("Variables of the process win over .env and .env.local, an empty one too")
  func process() throws {
    try folder.write(".env.local", "DB_NAME=local\nDB_PASSWORD=local")
    let settings = "DB_NAME=old\nDB_USER=u\nDB_PASSWORD=p\nDB_HOST=h\nDB_PREFIX=old_"
    let environment = ["DB_NAME": "live", "DB_PREFIX": "live_", "DB_PASSWORD": ""]
    let site = try site(settings, environment: environment)
    #expect(site.connection.database == "live")
    #expect(site.connection.password == Secret(""))
    #expect(site.connection.user == "u")
    #expect(site.prefix == "live_")
    #expect(
      failure { try self.site(settings, environment: ["DB_NAME": ""]) }
        == Failure(
          .configuration, "DB_NAME in the environment is not set", advice: "Set it, or give --database."))
  }

  @Test("Without a .env the process has all settings; missing ones are reported", arguments: ["web/wp", ""])
  func noFile(_ place: String) throws {
    let site = try site(
      nil, from: place, environment: ["DB_NAME": "d", "DB_USER": "u", "DB_PASSWORD": "p#1"])
    #expect(
      site.connection
        == ConnectionOptions(address: .localDefault, user: "u", password: Secret("p#1"), database: "d"))
    #expect(site.origin == "the environment")
    #expect(site.configFile == nil)
    #expect(
      failure { try self.site(nil) }
        == Failure(
          .noInput,
          "there is no \(folder.path)/.env, and the environment sets neither DB_NAME nor DATABASE_URL",
          advice: "Run with the site's environment variables."))
  }

  @Test("DATABASE_URL takes precedence over single settings, as written, from the process first")
  func databaseURL() throws {
    let settings =
      "DB_NAME=other\nDB_USER=other\nDATABASE_URL='mysql://us%3Aer:p%40ss@[::1]:3307/my%20db?charset=utf8'\nDB_PREFIX=p_"
    let site = try site(settings)
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "::1", port: 3307), user: "us%3Aer", password: Secret("p%40ss"),
          database: "my%20db"))
    #expect(site.prefix == "p_")
    let process = try self.site(settings, environment: ["DATABASE_URL": "mysql://u@db/d"])
    #expect(
      process.connection
        == ConnectionOptions(address: .tcp(host: "db", port: 3306), user: "u", database: "d"))
  }

  @Test(
    "A malformed DATABASE_URL is refused without being shown",
    arguments: [
      "mysql://u:p@h", "mysql://h/d", "mysql://:p@h/d", "mysql://u:p@h/", "mysql://u:p@h:99999/d", "u:p@h/d",
    ])
  func badURL(_ address: String) {
    #expect(
      failure { try site("DATABASE_URL='\(address)'") }
        == Failure(
          .configuration, "DATABASE_URL in \(folder.path)/.env is not a database address",
          advice:
            "Write it as mysql://USER:PASSWORD@HOST:PORT/DATABASE; PHP uses each part as written."))
  }

  @Test(
    "DB_SSL requires TLS when its value is true in PHP",
    arguments: [
      ("true", true), ("1", true), ("yes", true), ("false", false), ("0", false), ("", false),
      ("null", false),
    ])
  func ssl(_ value: String, _ isOn: Bool) throws {
    let site = try site("DB_NAME=d\nDB_USER=u\nDB_SSL=\(value)")
    #expect(site.connection.tls.mode == (isOn ? .required : .preferred))
  }

  @Test(
    "Values are converted as by Bedrock's env()",
    arguments: [
      ("00123", "123"), ("true", "1"), ("\"'quoted'\"", "quoted"), ("12a", "12a"), ("'a b'", "a b"),
    ])
  func conversions(_ written: String, _ meant: String) throws {
    #expect(
      try site("DB_NAME=d\nDB_USER=u\nDB_PASSWORD=\(written)").connection.password == Secret(meant))
  }

  @Test(
    "An application.php that makes the settings in other ways is refused with the line and advice"
  )
  func otherApplication() throws {
    let others = [
      ("Config::define('DB_NAME', 'shop_' . env('DB_NAME'));", "DB_NAME is set"),
      ("foreach (['DB_NAME', 'DB_USER'] as $key) define($key, getenv($key));", "DB_NAME is set"),
      ("if (env('WP_ENV') == 'staging') { Config::define('DB_NAME', env('DB_STAGING')); }", "DB_NAME is set"),
      ("$table_prefix = $prefixes[WP_ENV];", "$table_prefix is set"),
      ("$table_prefix = env('DB_PREFIX') ?: 'wp_';\n$table_prefix .= 'x_';", "$table_prefix is set"),
      ("require __DIR__ . '/local.php';", "another file is included"),
      ("$_ENV['DB_NAME'] = 'y';", "DB_NAME is set"), ("putenv('DB_NAME=x');", "putenv is used"),
      ("eval($code);", "eval is used"),
    ]
    for (code, what) in others {
      try folder.write("config/application.php", "<?php\n\n" + code)
      let line = code.contains("\n") ? 4 : 3
      #expect(
        failure { try site("DB_NAME=d\nDB_USER=u") }
          == Failure(
            .configuration,
            "\(folder.path)/config/application.php, line \(line): \(what) in a way that is not Bedrock's own",
            advice:
              "Let PHP read it with --wp-config-by php, or give the connection with --site - or --defaults-file."
          ),
        "\(code)")
    }
  }

  @Test("A file of config/environments that changes the database settings is refused")
  func environmentFile() throws {
    try folder.write("config/environments/development.php", "<?php Config::define('SAVEQUERIES', true);")
    try folder.write("config/environments/staging.php", "<?php Config::define('DB_NAME', 'staging');")
    let settings = "DB_NAME=d\nDB_USER=u\nWP_ENV="
    #expect(try site(settings + "development").connection.database == "d")
    #expect(try site(settings + "production").connection.database == "d")
    #expect(
      failure { try site(settings + "staging") }?.message
        == "\(folder.path)/config/environments/staging.php, line 1: DB_NAME is set in a way that is not Bedrock's own"
    )
  }

  @Test("An older Bedrock knows no .env.local, no DATABASE_URL and no DB_SSL")
  func older() throws {
    try folder.write(
      "config/application.php",
      """
      <?php
      Dotenv::load($root_dir);
      Dotenv::required(array('DB_NAME', 'DB_USER', 'DB_PASSWORD', 'WP_HOME', 'WP_SITEURL'));
      define('DB_NAME', getenv('DB_NAME'));
      define('DB_USER', getenv('DB_USER'));
      define('DB_PASSWORD', getenv('DB_PASSWORD'));
      define('DB_HOST', getenv('DB_HOST') ?: 'db');
      define('CUSTOM_USER_TABLE', 'shared.people');
      $table_prefix = 'old_';
      """)
    try folder.write(".env.local", "DB_NAME=mine")
    let site = try site("DB_NAME=d\nDB_USER=u\nDB_PASSWORD=007\nDATABASE_URL=mysql://x@y/z\nDB_SSL=true")
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "db", port: 3306), user: "u", password: Secret("007"), database: "d"))
    #expect(site.prefix == "old_")
    #expect(site.userTable == UserTable("shared.people"))
  }

  @Test("A .env beside a wp-config.php that is not Bedrock's is ignored")
  func foreignFile() throws {
    try folder.write(
      "web/wp-config.php", "<?php\nrequire '/etc/site.php';\nrequire ABSPATH . 'wp-settings.php';")
    #expect(failure { try site("DB_NAME=d\nDB_USER=u", from: "web") }?.kind == .configuration)
  }

  @Test("Bad bytes, open quotes and missing settings are reported with their position")
  func badSettings() throws {
    let place = "\(folder.path)/.env"
    #expect(
      failure { try site("DB_NAME=d\nDB_PASSWORD='never closed\n") }?.message
        == "\(place), line 2: a quote is never closed")
    #expect(
      failure { try site("DB_NAME=d\n") }
        == Failure(
          .configuration, "DB_USER in \(place) is not set",
          advice: "Set it to the site's value, or give the connection with --site - or --defaults-file."))
    #expect(
      failure { try site("DB_NAME=d\nDB_USER=u\nDB_HOST=h:x") }
        == Failure(
          .configuration, "DB_HOST in \(place) has a port that is not a number from 1 to 65535",
          advice: "Write it as host, host:port, host:/path/to/socket or [IPv6 address]:port."))
    #expect(
      failure { try site("WP_ENV=production", from: "web") }?.message == "DB_USER in \(place) is not set")
  }
}
