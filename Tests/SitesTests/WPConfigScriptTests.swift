import Testing

@testable import Sites

@Suite("What a wp-config.php assigns")
struct WPConfigScriptTests {
  private func literal(_ text: String, line: Int) -> WPConfigScript.Outcome {
    .value(.text(text), line: line)
  }

  private func outcome(
    _ setting: WPConfigScript.Setting, _ code: String, environment: [String: String] = [:]
  ) throws -> WPConfigScript.Outcome {
    try WPConfigScript(
      source: Array(("<?php\n" + code).utf8), path: "/nowhere/wp-config.php",
      environment: EnvironmentVariables(environment)
    ).outcome(of: setting)
  }

  /// The obstacle: its line and its problem.
  private func obstacle(_ setting: WPConfigScript.Setting, _ code: String) throws -> String? {
    switch try outcome(setting, code) {
    case .hidden(let obstacle), .unknown(let obstacle): "\(obstacle.line): \(obstacle.problem)"
    case .value, .missing: nil
    }
  }

  /// Scripts whose value can be known; the same is asked of PHP itself.
  static let certain = [
    "define('DB_NAME', 'a');", "\\DEFINE(\"DB_NAME\", \"a\");", "const DB_NAME = 'a';",
    "const X = 1, DB_NAME = 'a', Y = [1, 2];", "define('DB_NAME', 'a', );",
    "define(value: 'a', constant_name: 'DB_NAME');",
    "// define('DB_NAME', 'dead');\n# define('DB_NAME', 'dead');\n/* define('DB_NAME', 'dead'); */\ndefine('DB_NAME', 'a');",
    "$x = <<<EOT\ndefine('DB_NAME', 'dead');\nEOT;\ndefine('DB_NAME', 'a');",
    "define('DB_NAME', <<<'X'\n  a\n  X);",
    "?>\ndefine('DB_NAME', 'dead');\n<?php define('DB_NAME', 'a') ?>",
    "define('DB_NAME', 'a');\n@define('DB_NAME', 'b');",
    "if ( ! defined( 'DB_NAME' ) ) { define('DB_NAME', 'a'); }\nif (!defined('DB_NAME')) define('DB_NAME', 'b');",
    "define('DB_NAME', 'a'); if (!defined('DB_NAME')): define('DB_NAME', 'b'); endif;",
    "if (defined('DB_NAME')) { define('DB_NAME', 'b'); } elseif (!defined('DB_NAME')) { define('DB_NAME', 'a'); } else { define('DB_NAME', 'c'); }",
    "if (defined('DB_NAME')): define('DB_NAME', 'b'); else: define('DB_NAME', 'a'); endif;",
    "defined('DB_NAME') || define('DB_NAME', 'a'); defined('DB_NAME') or define('DB_NAME', 'b');",
    "define('DB_NAME', 'a'); return; define('DB_NAME', 'b');",
    "class C { const DB_NAME = 'dead'; function define($x) { return $this->define('DB_NAME', 'dead'); } }\ndefine('DB_NAME', 'a');",
    "define('OTHER', 'b'); define('db_name', 'b'); define('DB_NAME', 'a');",
    "foreach ([1] as $x) { $y[$x] = function () { return '}'; }; }\nif (rand()) : $z = 1; else : $z = 2; endif; define('DB_NAME', 'a');",
    "define('DB_NAME', 'a'); __halt_compiler(); define('DB_NAME', 'b');",
    "switch (2) { case 1: $x = 1; break; default: define('DB_NAME', 'a'); }",
    "try { define('DB_NAME', 'a'); } catch (Exception $e) { } finally { $x = 1; }",
    "do { $x = 1; } while (false); define('DB_NAME', 'a');",
    "namespace Site; const DB_NAME = 'b'; define('DB_NAME', 'a');",
    "foreach (['NAME' => 'a', 'USER' => 'u'] as $k => $v) define('DB_' . $k, $v);",
    "$d = 'define'; $d('DB_NAME', 'a');",
    "eval(\"define('DB_NAME', 'a');\"); if (!defined('DB_NAME')) define('DB_NAME', 'b');",
    "[$x, $y] = ['b', 'a']; define('DB_NAME', $y);",
    "(function ($n) { define('DB_NAME', $n); })('a');",
    "function env($k, $d = 'a') { return $k ? $d : 'b'; } define('DB_NAME', env('x'));",
    "final class S { static function define($a, $b) {} } S::define('DB_NAME', 'b'); define('DB_NAME', 'a');",
    "define('DB_NAME', trim(' a ')); define('DB_USER', strrev('x'));",
    "define('DB_NAME', base64_decode('YQ=='));",
    "$x = 'a'; $k = 'x'; define('DB_NAME', $$k);", "if (rand(0, 1) > 5) { exit; } define('DB_NAME', 'a');",
    "function unused() { extract($_GET); define('DB_NAME', 'b'); } define('DB_NAME', 'a');",
    "define('DB_NAME', false ?: (null ?? 'a'));",
    "define('DB_NAME', 'a'); extract(['x' => 1]); call_user_func('define', 'DB_NAME', 'b');",
  ]

  @Test("A value that does not depend on conditions is the one PHP itself defines", arguments: certain)
  func certainValues(_ code: String) throws {
    guard case .value(let value, _) = try outcome(.name, code) else {
      Issue.record("not known: \(try outcome(.name, code))")
      return
    }
    #expect(value == .text("a"))
    let folder = try TemporaryFolder()
    let path = try folder.write("wp-config.php", "<?php\n" + code)
    let program = "ob_start(); require '\(path)'; ob_end_clean(); echo DB_NAME;"
    #expect(try output(of: "php", ["-n", "-r", program]) == "a")
  }

  @Test("A value that both branches of a condition set is known only if it is the same")
  func branches() throws {
    let same = "if (time()) { define('DB_NAME', 'a'); } else { define('DB_NAME', 'a'); }"
    #expect(try outcome(.name, same) == literal("a", line: 2))
    let different = "if (time()) { define('DB_NAME', 'a'); } else { define('DB_NAME', 'b'); }"
    #expect(try obstacle(.name, different) == "2: time()")
    #expect(
      try obstacle(.name, "if (time()) define('DB_NAME', 'a');\n@define('DB_NAME', 'b');")
        == "3: an earlier conditional definition")
    #expect(
      try outcome(.name, "define('DB_NAME', 'a');\nif (time()) define('DB_NAME', 'b');")
        == literal("a", line: 2))
    #expect(try outcome(.name, "if (time()) define('DB_NAME', 'a');") == literal("a", line: 2))
    let cases = "switch (time()) { case 1: define('DB_NAME', 'a'); break; case 2: define('DB_NAME', 'b'); }"
    #expect(try obstacle(.name, cases) != nil)
    let chain = "if (time()): define('DB_NAME', 'a'); elseif (rand()): define('DB_NAME', 'b'); endif;"
    #expect(try obstacle(.name, chain) == "2: time()")
  }

  @Test("An optional constant counts only if it is certain")
  func optionalConstants() throws {
    #expect(try obstacle(.userTable, "if (time()) define('CUSTOM_USER_TABLE', 'people');") == "2: time()")
    #expect(try outcome(.userTable, "define('CUSTOM_USER_TABLE', 'people');") == literal("people", line: 2))
    #expect(try outcome(.charset, "$x = 1;") == .missing)
  }

  @Test("Of several assignments to the table prefix the last holds, unless it depends on a condition")
  func tablePrefix() throws {
    #expect(
      try outcome(.tablePrefix, "$table_prefix = 'a_';\n$table_prefix = 'b_';") == literal("b_", line: 3))
    #expect(
      try obstacle(.tablePrefix, "$table_prefix = 'a_'; if (time()) $table_prefix = 'b_';") == "2: time()")
    #expect(
      try outcome(.tablePrefix, "if (time()) $table_prefix = 'b_'; $table_prefix = 'a_';")
        == literal("a_", line: 2))
    #expect(
      try outcome(.tablePrefix, "$table_prefix = 'a_'; $table_prefix .= 'x';") == literal("a_x", line: 2))
    #expect(try outcome(.tablePrefix, "$x = $table_prefix = 'a_';") == literal("a_", line: 2))
    #expect(try outcome(.tablePrefix, "// $table_prefix = 'a_';") == .missing)
  }

  @Test(
    "Code that may set the prefix in a way that is not followed is reported, with its line and name",
    arguments: [
      ("extract(['table_prefix' => 'b_']);", "3: a call of extract()"),
      ("$p = &$table_prefix;\n$p = 'b_';", "3: a reference (=&)"),
      ("goto x; x: $table_prefix = 'b_';", "3: goto"),
      ("${$_GET['x']} = 'b_';", "3: a variable whose name is computed"),
      ("array_walk($GLOBALS, 'f');", "3: a call of array_walk()"), ("eval($_GET['x']);", "3: eval"),
      ("`ls`;", "3: a shell command"),
      ("$o = new Site();", "3: new"), ("set_error_handler('f');", "3: a call of set_error_handler()"),
      ("?>\n<? $table_prefix = 'b_'; ?>", "4: <?, which opens PHP on some servers and not on others,"),
      ("foreach ($_GET as $k => $v) $$k = $v;", "3: a variable whose name is computed"),
      ("$a->b();", "3: a call of a method"),
      ("require $x;", "3: require of a file whose name depends on $x, which is not set yet"),
      ("require 'local.php';", "3: require of local.php, which PHP may look for in several folders,"),
      (
        "require '/elsewhere/wp-settings.php';",
        "3: require of /elsewhere/wp-settings.php, which does not exist,"
      ),
      ("require '/tmp/x-wp-settings.php';", "3: require of /tmp/x-wp-settings.php, which does not exist,"),
      ("ini_set('mysqli.default_socket', '/x');", "3: a call of ini_set()"),
      ("static $table_prefix = 'b_';", "3: a static variable"),
    ])
  func hiding(_ code: String, _ expected: String) throws {
    #expect(try obstacle(.tablePrefix, "$table_prefix = 'a_';\n" + code) == expected)
    #expect(try outcome(.name, "define('DB_NAME', 'a');\n" + code) == literal("a", line: 2))
  }

  @Test("Whether define() defines anything is not known behind code that may have defined it before")
  func definitionBehindUnknownCode() throws {
    let loop = "foreach ([1, 2] as $x) { if (!define('DB_NAME', 'a')) { return; } }"
    #expect(try obstacle(.name, "extract($_GET);\n\(loop) die('x');") == "2: a call of extract()")
    #expect(try outcome(.name, "\(loop) die('x');") == literal("a", line: 2))
  }

  @Test("An included file is followed if its name is known")
  func includes() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "local.php", "<?php if (!defined('DB_NAME')) { define('DB_NAME', 'local'); } $table_prefix = 'l_';")
    func outcome(_ setting: WPConfigScript.Setting, _ code: String) throws -> WPConfigScript.Outcome {
      try WPConfigScript(
        source: Array(("<?php\n" + code).utf8), path: folder.path + "/wp-config.php", environment: [:]
      ).outcome(of: setting)
    }
    let include = "$table_prefix = 'a_'; require_once __DIR__ . '/local.php';"
    #expect(try outcome(.tablePrefix, include) == literal("l_", line: 1))
    #expect(try outcome(.name, include + " @define('DB_NAME', 'b');") == literal("local", line: 1))
    #expect(try outcome(.name, "define('DB_NAME', 'a'); " + include) == literal("a", line: 2))
    let choice =
      "if (file_exists(dirname(__FILE__) . '/local.php')) include(dirname(__FILE__) . '/local.php'); else define('DB_NAME', 'b');"
    #expect(try outcome(.name, choice) == literal("local", line: 1))
    #expect(
      try outcome(.name, "@include __DIR__ . '/none.php'; define('DB_NAME', 'a');") == literal("a", line: 2))
    let end = "require_once ABSPATH . 'wp-settings.php'; $table_prefix = 'b_';"
    #expect(try outcome(.tablePrefix, "$table_prefix = 'a_'; \(end)") == literal("a_", line: 2))
    let other = "define('ABSPATH', '/other/'); $table_prefix = 'a_'; \(end)"
    guard case .hidden = try outcome(.tablePrefix, other) else {
      Issue.record("understood")
      return
    }
  }

  @Test(
    "The sources of a value that need no execution are known",
    arguments: [
      ("'x'", PHPValue.text("x")), ("4711", .int(4711)), ("0", .int(0)), ("010", .int(8)), ("null", .null),
      ("getenv('X')", .text("v")), ("\\GetEnv(\"X\")", .text("v")), ("$_ENV['X']", .environment([118])),
      ("$_SERVER['X']", .environment([118])), ("getenv_docker('NONE', 'd')", .text("d")),
      ("getenv_docker('X', 'd')", .text("v")),
      ("MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_COMPRESS|1", .int(2081)), ("'a' . 'b'", .text("ab")),
      ("getenv('X') ?: 'd'", .text("v")),
      ("getenv('EMPTY') ?: 'd'", .text("d")), ("<<<X\na\nX", .text("a")), ("PHP_EOL", .text("\n")),
    ])
  func expressions(_ code: String, _ expected: PHPValue) throws {
    let environment = ["X": "v", "EMPTY": ""]
    #expect(
      try outcome(.name, "define('DB_NAME', \(code));", environment: environment) == .value(expected, line: 2)
    )
  }

  @Test(
    "Sources that only the running site knows are unknown",
    arguments: [
      "\"a$b\"", "gethostname()", "$_ENV['X'] ?? 'd'", "$_SERVER['HTTP_HOST']",
      "isset($_ENV['X']) ? 'a' : 'b'", "A + B",
      "getenv('NONE') ?: 'd'", "getenv('X', true)", "PHP_VERSION", "$x", "__LINE__",
    ])
  func unknownExpressions(_ code: String) throws {
    guard case .unknown = try outcome(.name, "define('DB_NAME', \(code));", environment: ["X": "v"]) else {
      Issue.record("known: \(try outcome(.name, "define('DB_NAME', \(code));", environment: ["X": "v"]))")
      return
    }
  }

  @Test("An environment variable that the script changes is no longer the process's")
  func changedEnvironment() throws {
    for change in ["putenv('X=b');", "$_ENV['X'] = 'b';", "$_SERVER['X'] = 'b';"] {
      let read = change.hasPrefix("putenv") ? "getenv('X')" : change.prefix { $0 != " " } + ""
      let result = try outcome(.name, "\(change) define('DB_NAME', \(read));", environment: ["X": "a"])
      #expect(result != literal("a", line: 2))
    }
  }

  @Test(
    "Code that breaks off or nests without end is survived",
    arguments: [
      "define(", "define('DB_NAME'", "define('DB_NAME',", "if (", "if (x", "if (x) {", "$table_prefix =",
      "$table_prefix", "const",
      "const DB_NAME", "const DB_NAME =", "defined('DB_NAME') ||", "}}}", "))", "require", "function",
      "class {", "defined(", "while",
      "switch (x) :", "else", "if (defined('DB_NAME'", "endif",
    ])
  func brokenCode(_ code: String) throws {
    guard case .hidden = try outcome(.name, code) else {
      Issue.record("\(try outcome(.name, code))")
      return
    }
  }

  @Test("A file that is cut or damaged anywhere is survived")
  func damagedFile() throws {
    let source = Array(("<?php\n" + Self.certain.joined(separator: "\n")).utf8)
    func survive(_ source: [UInt8]) {
      _ = try? WPConfigScript(source: source, path: "/nowhere/wp-config.php", environment: [:])
    }
    for length in stride(from: 0, to: source.count, by: 13) { survive(Array(source.prefix(length))) }
    for index in stride(from: 0, to: source.count, by: 29) {
      for byte in Array("'\"(){;<?$".utf8) {
        var damaged = source
        damaged[index] = byte
        survive(damaged)
      }
    }
  }

  @Test(
    "Statements nested without end are refused before the stack is full",
    arguments: ["{", "if (x) ", "do ", "(", "!", "[", "f("])
  func nestedStatements(_ code: String) {
    #expect(throws: PHPSyntaxError(problem: "statements are nested too deeply", line: 2)) {
      try outcome(.name, String(repeating: code, count: 100_000))
    }
  }

  @Test("Long chains of operators and loops without end are refused, not followed")
  func endlessWork() throws {
    #expect(try obstacle(.name, "$x = " + String(repeating: "1 . ", count: 50_000) + "1;") != nil)
    #expect(
      try obstacle(.name, "foreach (array(" + String(repeating: "1, ", count: 301) + "2) as $x) { }")
        == "2: a loop of more than 300 iterations")
    let loops =
      String(repeating: "for ($i = '0'; true; $i .= 'x') { ", count: 8) + String(repeating: "}", count: 8)
    guard case .hidden = try outcome(.name, loops) else {
      Issue.record("followed to the end")
      return
    }
  }
}
