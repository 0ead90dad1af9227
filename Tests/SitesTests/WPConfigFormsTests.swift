import Testing
import Text

@testable import Sites

/// Forms of wp-config.php on real hosts, and forms that could mislead a reader to another site. PHP itself gives the
/// expected values.
@Suite("Forms of wp-config.php")
struct WPConfigFormsTests {
  struct Form: CustomTestStringConvertible {
    let testDescription: String
    let code: String
    var files: [(name: String, text: String)] = []
    var environment: [String: String] = [:]
  }

  private static let end =
    "\nif ( ! defined( 'ABSPATH' ) ) {\n\tdefine( 'ABSPATH', __DIR__ . '/' );\n}\nrequire_once ABSPATH . 'wp-settings.php';\n"
  private static let constants =
    "define( 'DB_NAME', 'shop' );\ndefine( 'DB_USER', 'u' );\ndefine( 'DB_CHARSET', 'utf8mb4' );\n"
  private static let docker = """
    if (!function_exists('getenv_docker')) {
      function getenv_docker($env, $default) {
        if ($fileEnv = getenv($env . '_FILE')) { return rtrim(file_get_contents($fileEnv), "\\r\\n"); }
        else if (($val = getenv($env)) !== false) { return $val; }
        else { return $default; }
      }
    }
    define( 'DB_NAME', getenv_docker('WORDPRESS_DB_NAME', 'wordpress') );
    define( 'DB_USER', getenv_docker('WORDPRESS_DB_USER', 'example username') );
    $table_prefix = getenv_docker('WORDPRESS_TABLE_PREFIX', 'wp_');
    define( 'WP_DEBUG', !!getenv_docker('WORDPRESS_DEBUG', '') );
    if ($configExtra = getenv_docker('WORDPRESS_CONFIG_EXTRA', '')) { eval($configExtra); }
    """

  static let understood = [
    Form(testDescription: "Docker's image without more", code: docker + end),
    Form(
      testDescription: "Docker's image with settings that leave these alone", code: docker + end,
      environment: [
        "WORDPRESS_DB_NAME": "shop",
        "WORDPRESS_CONFIG_EXTRA": "define('WP_REDIS_HOST', 'redis'); @ini_set('memory_limit', '1G');",
      ]),
    Form(
      testDescription: "Docker's image with a prefix in the settings", code: docker + end,
      environment: [
        "WORDPRESS_CONFIG_EXTRA":
          "$table_prefix = 'live_';\ndefine('CUSTOM_USER_TABLE', $table_prefix . 'people');"
      ]),
    Form(
      testDescription: "an include that sets the prefix",
      code: constants + "$table_prefix = 'wp_';\nrequire __DIR__ . '/~~local.php';" + end,
      files: [("~~local.php", "<?php $table_prefix = 'live_';")]),
    Form(
      testDescription: "settings of this machine, or the server's",
      code:
        "if ( file_exists( dirname( __FILE__ ) . '/~~local.php' ) ) { include( dirname( __FILE__ ) . '/~~local.php' ); } else { define('DB_NAME', 'server'); define('DB_USER', 's'); }\n$table_prefix = 'wp_';"
        + end,
      files: [("~~local.php", "<?php\n" + constants)]),
    Form(
      testDescription: "settings of a machine that is not this one",
      code:
        "if ( file_exists( __DIR__ . '/~~local.php' ) ) { include __DIR__ . '/~~local.php'; } else { define('DB_NAME', 'server'); define('DB_USER', 's'); }\n$table_prefix = 'wp_';"
        + end),
    Form(
      testDescription: "a host's own additions",
      code: constants
        + "$table_prefix = 'wp_';\ndefine('WPLANG','');\n# Host Settings\numask(0002);\n$all_domains=array ( 0 => 'example.org', );\n$memcached_servers=array ( 'default' => array( 0 => 'unix:///tmp/m.sock', ), );\ndefine('FS_CHMOD_DIR', 0775 & ~ 0022);"
        + end),
    Form(
      testDescription: "a proxy in front, addresses from the request, cron",
      code: constants
        + "if (isset($_SERVER['HTTP_X_FORWARDED_PROTO']) && $_SERVER['HTTP_X_FORWARDED_PROTO'] === 'https') $_SERVER['HTTPS']='on';\nif ( defined( 'WP_CLI' ) ) { $_SERVER['HTTP_HOST'] = '127.0.0.1'; }\ndefine( 'WP_HOME', 'http://' . $_SERVER['HTTP_HOST'] . '/' );\ndefine('WP_SITEURL', WP_HOME);\n$table_prefix = 'wp_';"
        + end
        + "\nif ( !defined( 'WP_CLI' ) ) { add_filter('wp_headers', function ($h) { unset($h['X-Pingback']); return $h; }); }"
    ),
    Form(
      testDescription: "secrets in files and encoded",
      code:
        "define('DB_NAME', trim(file_get_contents(__DIR__ . '/~~secret')));\ndefine('DB_USER', base64_decode('dXNlcg=='));\n$table_prefix = strtolower('WP') . '_';"
        + end,
      files: [("~~secret", "shop\n")]),
    Form(
      testDescription: "a helper of its own",
      code:
        "function env($key, $default = null) { $value = getenv($key); return $value === false ? $default : $value; }\ndefine('DB_NAME', env('BLOG_DB'));\ndefine('DB_USER', env('BLOG_USER', 'u'));\n$table_prefix = env('BLOG_PREFIX') ?: 'wp_';"
        + end,
      environment: ["BLOG_DB": "shop", "BLOG_USER": "u", "BLOG_PREFIX": ""]),
    Form(
      testDescription: "settings in an array",
      code:
        "$db = array('DB_NAME' => 'shop', 'DB_USER' => 'u');\nforeach ($db as $k => $v) define($k, $v);\n@define('DB_NAME', 'other');\n$table_prefix = 'wp_';"
        + end),
    Form(
      testDescription: "a prefix in $GLOBALS",
      code: constants + "$table_prefix = 'wp_'; $GLOBALS['table_prefix'] = 'live_';" + end),
    Form(
      testDescription: "a prefix from a list",
      code: constants + "$table_prefix = 'wp_'; [$table_prefix] = ['live_'];" + end),
    Form(
      testDescription: "a namespace",
      code:
        "namespace Site;\nconst DB_NAME = 'other';\n\\define('DB_NAME', 'shop'); define('DB_USER', 'u');\n$table_prefix = 'wp_';"
        + end),
    Form(
      testDescription: "switched off by a condition",
      code: "if (0) { define('DB_NAME', 'other'); }\n" + constants
        + "$table_prefix = 'wp_'; if (false) extract($_GET);" + end),
  ]

  static let refused = [
    Form(
      testDescription: "Docker's function, but another one",
      code: "function getenv_docker($env, $default) { return getenv('STAGE_' . $env) ?: $default; }\n"
        + docker + end, environment: ["WORDPRESS_DB_NAME": "shop"]),
    Form(
      testDescription: "Docker's image with settings that may do anything", code: docker + end,
      environment: ["WORDPRESS_CONFIG_EXTRA": "extract(['table_prefix' => 'live_']);"]),
    Form(
      testDescription: "12 factors",
      code:
        "foreach ($_ENV as $key => $value) { $c = strtoupper($key); if (!defined($c)) { define($c, $value); } }\nif (!defined('DB_NAME')) define('DB_NAME', 'other');\n$table_prefix = 'wp_';"
        + end, environment: ["DB_NAME": "shop"]),
    Form(
      testDescription: "a short tag",
      code: constants + "$table_prefix = 'wp_'; ?>\n<? $table_prefix = 'live_'; ?>"),
    Form(
      testDescription: "an error handler",
      code: constants
        + "$table_prefix = 'wp_'; set_error_handler(function () { $GLOBALS['table_prefix'] = 'live_'; return true; });\necho $undefined;"
        + end),
    Form(
      testDescription: "references",
      code: constants + "$table_prefix = 'wp_'; $p = &$table_prefix; $p = 'live_';" + end),
    Form(
      testDescription: "another wp-settings.php",
      code: constants + "$table_prefix = 'wp_';\nrequire_once '/other/wp-settings.php';"),
    Form(
      testDescription: "by host name",
      code:
        "if ($_SERVER['HTTP_HOST'] ?? '' === 'shop.example.org') { define('DB_NAME', 'shop'); } else { define('DB_NAME', 'blog'); }\ndefine('DB_USER', 'u');\n$table_prefix = 'wp_';"
        + end),
    Form(
      testDescription: "the environment changed before",
      code:
        "$_ENV['BLOG_DB'] = strrev(uniqid());\ndefine('DB_NAME', $_ENV['BLOG_DB']);\ndefine('DB_USER', 'u');\n$table_prefix = 'wp_';"
        + end, environment: ["BLOG_DB": "shop"]),
    Form(
      testDescription: "a class that is loaded",
      code: "require_once __DIR__ . '/~~autoload.php';\nSite\\Config::load();\n" + constants
        + "$table_prefix = 'wp_';" + end,
      files: [("~~autoload.php", "<?php spl_autoload_register(function ($c) { });")]),
  ]

  /// The values that are read, by name; nil when the file is refused.
  private func reading(_ form: Form) throws -> (own: [String: String]?, php: [String: String]?) {
    let folder = try TemporaryFolder()
    let variant = WPConfigVariant(
      files: [("~~config.php", "<?php\n" + form.code)] + form.files, environment: form.environment,
      isUsual: true)
    let results = try PHPOracle.findings(of: [variant], in: folder.path)
    let result = try #require(results.first)
    let script = try WPConfigScript(
      source: InputFile(path: result.path).bytes, path: result.path,
      environment: EnvironmentVariables(form.environment))
    var own: [String: String] = [:]
    for name in PHPOracle.names {
      let setting = try #require(WPConfigScript.Setting(rawValue: name))
      switch script.outcome(of: setting) {
      case .hidden, .unknown: return (nil, result.findings)
      case .missing: break
      case .value(let value, _): own[name] = PHPOracle.hexadecimal(value.bytes ?? []) + "x"
      }
    }
    return (own, result.findings)
  }

  @Test("Forms of real sites are understood as by PHP", arguments: understood)
  func known(_ form: Form) throws {
    let (own, php) = try reading(form)
    #expect(own != nil)
    #expect(own == php)
  }

  @Test("Forms that could lead to another site are refused", arguments: refused)
  func unknown(_ form: Form) throws {
    #expect(try reading(form).own == nil)
  }
}
