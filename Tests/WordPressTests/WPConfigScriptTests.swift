import Testing

@testable import WordPress

@Suite("What a wp-config.php assigns")
struct WPConfigScriptTests {
  private func literal(_ text: String, line: Int) -> WPConfigScript.Outcome {
    .value(.literal(Array(text.utf8)), line: line)
  }

  private func outcome(_ setting: WPConfigScript.Setting, _ code: String) throws -> WPConfigScript.Outcome {
    try WPConfigScript(source: Array(("<?php\n" + code).utf8)).outcome(of: setting)
  }

  /// Scripts whose value can be known; the same is asked of PHP itself.
  static let certain = [
    "define('DB_NAME', 'a');", "\\DEFINE(\"DB_NAME\", \"a\");", "const DB_NAME = 'a';",
    "const X = 1, DB_NAME = 'a', Y = [1, 2];", "define('DB_NAME', 'a', );",
    "// define('DB_NAME', 'dead');\n# define('DB_NAME', 'dead');\n/* define('DB_NAME', 'dead'); */\ndefine('DB_NAME', 'a');",
    "$x = <<<EOT\ndefine('DB_NAME', 'dead');\nEOT;\ndefine('DB_NAME', 'a');",
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
  ]

  @Test("A value that does not depend on conditions is the one PHP itself defines", arguments: certain)
  func certainValues(_ code: String) throws {
    guard case .value(let value, _) = try outcome(.name, code) else {
      Issue.record("not known: \(try outcome(.name, code))")
      return
    }
    #expect(value == .literal(Array("a".utf8)))
    let folder = try TemporaryFolder()
    let path = try folder.write("wp-config.php", "<?php\n" + code)
    let program = "ob_start(); require '\(path)'; ob_end_clean(); echo DB_NAME;"
    #expect(try output(of: "php", ["-n", "-r", program]) == "a")
  }

  @Test("A value in both branches of a condition is known when it is the same, and ambiguous when not")
  func branches() throws {
    let same = "if (f()) { define('DB_NAME', 'a'); } else { define('DB_NAME', 'a'); }"
    #expect(try outcome(.name, same) == literal("a", line: 2))
    let different = "if (f()) { define('DB_NAME', 'a'); } else { define('DB_NAME', 'b'); }"
    #expect(try outcome(.name, different) == .ambiguous)
    #expect(try outcome(.name, "if (f()) define('DB_NAME', 'a');\ndefine('DB_NAME', 'b');") == .ambiguous)
    #expect(
      try outcome(.name, "define('DB_NAME', 'a');\nif (f()) define('DB_NAME', 'b');") == literal("a", line: 2)
    )
    #expect(try outcome(.name, "if (f()) define('DB_NAME', 'a');") == literal("a", line: 2))
    let cases = "switch (f()) { case 1: define('DB_NAME', 'a'); break; case 2: define('DB_NAME', 'b'); }"
    #expect(try outcome(.name, cases) == .ambiguous)
    let chain = "if (f()): define('DB_NAME', 'a'); elseif (g()): define('DB_NAME', 'b'); endif;"
    #expect(try outcome(.name, chain) == .ambiguous)
  }

  @Test("Of several assignments to the table prefix the last holds, unless it depends on a condition")
  func tablePrefix() throws {
    #expect(
      try outcome(.tablePrefix, "$table_prefix = 'a_';\n$table_prefix = 'b_';") == literal("b_", line: 3))
    #expect(try outcome(.tablePrefix, "$table_prefix = 'a_'; if (f()) $table_prefix = 'b_';") == .ambiguous)
    #expect(
      try outcome(.tablePrefix, "if (f()) $table_prefix = 'b_'; $table_prefix = 'a_';")
        == literal("a_", line: 2))
    #expect(try outcome(.tablePrefix, "$table_prefix = 'a_'; $table_prefix .= 'x';") == .ambiguous)
    #expect(try outcome(.tablePrefix, "$x = $table_prefix = 'a_';") == .value(.unknown, line: 2))
    #expect(try outcome(.tablePrefix, "// $table_prefix = 'a_';") == .missing)
  }

  @Test("What an included file may have set is not guessed")
  func includes() throws {
    #expect(try outcome(.name, "require 'x.php';") == .dependsOnInclude)
    #expect(
      try outcome(.name, "if (f()) { include('x.php'); } else { define('DB_NAME', 'a'); }")
        == .dependsOnInclude)
    #expect(
      try outcome(.name, "@include 'x.php'; if (!defined('DB_NAME')) define('DB_NAME', 'a');")
        == .dependsOnInclude)
    #expect(try outcome(.name, "require 'x.php'; define('DB_NAME', 'a');") == literal("a", line: 2))
    #expect(
      try outcome(.name, "if (!defined('DB_NAME')) define('DB_NAME', 'a'); require 'x.php';")
        == literal("a", line: 2))
    #expect(try outcome(.name, "require_once ABSPATH . 'wp-settings.php';") == .missing)
    #expect(try outcome(.name, "return; require 'x.php';") == .missing)
  }

  @Test(
    "The sources of a value that need no execution are told from expressions",
    arguments: [
      ("'x'", PHPExpression.literal([120])), ("4711", .literal(Array("4711".utf8))), ("0", .literal([48])),
      ("getenv('X')", .environment("X")), ("\\GetEnv(\"X\")", .environment("X")),
      ("$_ENV['X']", .environment("X")),
      ("$_SERVER['X']", .environment("X")),
      ("getenv_docker('X', 'd')", .dockerEnvironment("X", default: [100])),
      ("A | B|2048", .flags(["A", "B", "2048"])), ("'a' . 'b'", .unknown), ("\"a$b\"", .unknown),
      ("f('x')", .unknown),
      ("getenv('X') ?: 'd'", .unknown), ("$_ENV['X'] ?? 'd'", .unknown), ("$_GET['X']", .unknown),
      ("010", .unknown),
      ("A + B", .unknown), ("<<<X\na\nX", .unknown), ("['a']", .unknown), ("getenv('X', true)", .unknown),
    ])
  func expressions(_ code: String, _ expected: PHPExpression) throws {
    #expect(try outcome(.name, "define('DB_NAME', \(code));") == .value(expected, line: 2))
  }

  @Test(
    "Code that breaks off or nests without end is survived",
    arguments: [
      "define(", "define('DB_NAME'", "define('DB_NAME',", "if (", "if (x", "if (x) {", "$table_prefix =",
      "$table_prefix",
      "const", "const DB_NAME", "const DB_NAME =", "defined('DB_NAME') ||", "}}}", "))", "require",
      "function", "class {",
      "defined(", "while", "switch (x) :", "else", "if (defined('DB_NAME'", "endif",
      "declare(strict_types=1);",
    ])
  func brokenCode(_ code: String) throws {
    let result = try outcome(.name, code)
    #expect(result == .missing || result == .dependsOnInclude || result == .value(.unknown, line: 2))
  }

  @Test("A file that is cut or damaged anywhere is survived")
  func damagedFile() throws {
    let source = Array(("<?php\n" + Self.certain.joined(separator: "\n")).utf8)
    for length in stride(from: 0, to: source.count, by: 3) {
      _ = try? WPConfigScript(source: Array(source.prefix(length)))
    }
    for index in stride(from: 0, to: source.count, by: 7) {
      for byte in Array("'\"(){;<?$".utf8) {
        var damaged = source
        damaged[index] = byte
        _ = try? WPConfigScript(source: damaged)
      }
    }
  }

  @Test(
    "Statements nested without end are refused before the stack is full", arguments: ["{", "if (x) ", "do "])
  func nestedStatements(_ code: String) {
    #expect(throws: PHPSyntaxError(problem: "statements are nested too deeply", line: 2)) {
      try outcome(.name, String(repeating: code, count: 100_000))
    }
  }
}
