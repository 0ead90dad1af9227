import TestSupport

/// A random wp-config.php, with the files it may include and its environment variables.
struct WPConfigVariant {
  /// `~~` stands for the prefix of its files' names; the first is the wp-config.php.
  var files: [(name: String, text: String)]
  var environment: [String: String]
  /// Whether it contains only usual code, so that it must be understood.
  let isUsual: Bool
}

/// Generates random variants of wp-config.php: settings in all forms, and statements that change them or do not, in any
/// order and nested.
struct WPConfigVariants {
  private var random: SeededGenerator
  private var files: [(name: String, text: String)] = []
  private var environment: [String: String] = [:]
  private var count = 0

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  /// The next variant.
  mutating func next() -> WPConfigVariant {
    (files, count) = ([], 0)
    environment = [
      "FUZZ_DB": "env_db", "FUZZ_PREFIX": "env_", "FUZZ_EMPTY": "", "FUZZ_ZERO": "0", "FUZZ_LIST": "a,b",
    ]
    let isUsual = chance(3)
    var statements = isUsual ? usualConfig() : wildConfig()
    if chance(12), !isUsual { statements.insert("namespace Fuzz;", at: 0) }
    let separator = pick(["\n", "\n", "\n\n", "\r\n", " "])
    let start = pick([
      "<?php\n", "<?php\n", "<?php\r\n", "\u{FEFF}<?php\n", "#!/usr/bin/php\n<?php\n", "text\n<?PHP ",
    ])
    let isSpaced = start != "<?php\n" && statements.first == "namespace Fuzz;"
    var text = (isSpaced ? "<?php\n" : start) + statements.joined(separator: separator) + separator
    if separator == " " { text = text.replacing("// ", with: "/* */ ") }
    text += pick([
      "require_once ABSPATH . 'wp-settings.php';", "require_once(ABSPATH . 'wp-settings.php');",
      "require __DIR__ . '/wp-settings.php';",
      "/** Sets up. */\nrequire_once ABSPATH.\"wp-settings.php\";\n?>\n",
      "require_once ABSPATH . 'wp-settings.php';\n$table_prefix = 'after_';", "",
    ])
    let used = reachable(from: text)
    return WPConfigVariant(
      files: [(name: "~~config.php", text: text)] + used, environment: environment, isUsual: isUsual)
  }

  /// The files that a text names, directly or indirectly; others were made for alternatives that were not chosen.
  private func reachable(from text: String) -> [(name: String, text: String)] {
    var used: [(name: String, text: String)] = []
    var texts = [text]
    while let text = texts.popLast() {
      for file in files
      where text.contains("/" + file.name) && !used.contains(where: { $0.name == file.name }) {
        used.append(file)
        texts.append(file.text)
      }
    }
    return used
  }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  mutating func pick(_ elements: [String]) -> String {
    elements[Int.random(in: 0..<elements.count, using: &random)]
  }

  mutating func value() -> String { pick(["one", "two", "three", "db1", "it"]) }

  mutating func prefix() -> String { pick(["wp_", "x_", "blog_", "a1_", "q_"]) }

  mutating func fresh() -> Int {
    count += 1
    return count
  }

  /// Adds a file to the variant; returns an expression of its path.
  mutating func file(_ text: String) -> String {
    let name = "~~\(fresh()).php"
    files.append((name: name, text: text))
    return pick(["__DIR__ . '/\(name)'", "dirname(__FILE__) . '/\(name)'", "__DIR__ . \"/\(name)\""])
  }

  mutating func setEnvironment(_ name: String, _ value: String) { environment[name] = value }

  private mutating func usualConfig() -> [String] {
    var statements = usualSettings()
    for _ in 0..<Int.random(in: 2..<9, using: &random) {
      statements.insert(
        harmlessStatement(isUsual: true), at: Int.random(in: 0...statements.count, using: &random))
    }
    return statements + ["if ( ! defined( 'ABSPATH' ) ) { define( 'ABSPATH', __DIR__ . '/' ); }"]
  }

  private mutating func usualSettings() -> [String] {
    let variable = "v\(fresh())"
    let forms = [
      "define( 'DB_NAME', '\(value())' );", "define(\"DB_NAME\", \"\(value())\");",
      "const DB_NAME = '\(value())';",
      "define('DB_NAME', getenv('FUZZ_DB'));", "if ( !defined('DB_NAME') ) define('DB_NAME', '\(value())');",
      "defined('DB_NAME') || define('DB_NAME', '\(value())');", "define('DB_NAME', 'a' . '\(value())');",
      "$\(variable) = '\(value())'; define('DB_NAME', $\(variable));", "define('DB_NAME', $_ENV['FUZZ_DB']);",
      "define('DB_NAME', getenv('FUZZ_EMPTY') ?: '\(value())');",
      "foreach (['DB_NAME' => '\(value())', 'X\(fresh())' => 'y'] as $k => $v) { define($k, $v); }",
    ]
    let prefixes = [
      "$table_prefix = '\(prefix())';", "$table_prefix  = \"\(prefix())\";",
      "$table_prefix = getenv('FUZZ_PREFIX');",
      "$table_prefix = 'wp' . '_';", "$table_prefix = '\(prefix())'; $table_prefix .= 'b_';",
      "$GLOBALS['table_prefix'] = '\(prefix())';", "global $table_prefix; $table_prefix = '\(prefix())';",
    ]
    return [
      pick(forms), "define( 'DB_USER', '\(value())' );", "define('DB_CHARSET', 'utf8mb4');", pick(prefixes),
    ]
  }

  private mutating func wildConfig() -> [String] {
    var statements = chance(2) ? usualSettings() : []
    for _ in 0..<Int.random(in: 2..<10, using: &random) {
      statements.insert(statement(depth: 0), at: Int.random(in: 0...statements.count, using: &random))
    }
    if chance(4) {
      statements.insert(
        "define('ABSPATH', \(pick(["__DIR__ . '/'", "__DIR__ . '/~~other/'", "'/nowhere/'"])));", at: 0)
    }
    statements.append("if ( ! defined( 'ABSPATH' ) ) { define( 'ABSPATH', __DIR__ . '/' ); }")
    if chance(6) { statements.shuffle(using: &random) }
    return statements
  }

  /// A statement of any kind, which may hold others.
  mutating func statement(depth: Int) -> String {
    if depth < 3, chance(4) { return nest(depth: depth) }
    switch Int.random(in: 0..<10, using: &random) {
    case 0...1: return harmlessStatement(isUsual: false)
    case 2...4: return constantStatement()
    case 5...7: return prefixStatement()
    default: return hostileStatement()
    }
  }

  private mutating func statements(_ depth: Int) -> String {
    (0..<Int.random(in: 1..<4, using: &random)).map { _ in statement(depth: depth + 1) }.joined(
      separator: " ")
  }

  /// A condition: known, unknown or with an effect of its own.
  mutating func condition() -> String {
    pick([
      "true", "false", "1", "0", "''", "'0'", "'a' == 'b'", "'a' === 'a'", "null", "defined('DB_NAME')",
      "!defined('DB_NAME')", "defined('DB_USER') && true", "getenv('FUZZ_EMPTY')",
      "getenv('FUZZ_ZERO') || false",
      "getenv('FUZZ_DB') === 'env_db'", "getenv('FUZZ_UNSET')", "isset($_SERVER['HTTP_HOST'])",
      "isset($_ENV['FUZZ_DB'])",
      "empty($_SERVER['FUZZ_DB'])", "PHP_VERSION_ID > 70000", "php_sapi_name() === 'cli'",
      "isset($table_prefix)",
      "empty($table_prefix)", "$table_prefix == 'wp_'", "function_exists('helper')", "rand(0, 1) >= 0",
      "file_exists(__DIR__ . '/~~nothing.php')", "file_exists(__FILE__)", "is_dir(__DIR__)", "@$undefined",
      "($table_prefix = 'c_') && false", "!define('DB_NAME', 'cond')",
      "define('DB_USER', 'u') and defined('DB_NAME')",
      "('1' == '01')", "'abc' == 0", "null ?? false", "[] ", "[0]", "defined('FUZZ_X') xor true",
      "!($x = 'b')",
      "strpos('abc', 'c') === 2", "in_array('a', ['a'])", "time() > 5", "defined('ABSPATH')", "$x ?? 0",
      "1 <=> 2",
    ])
  }

  private mutating func nest(depth: Int) -> String {
    let body = statements(depth)
    let other = statements(depth)
    let name = "f\(fresh())"
    return pick([
      "if (\(condition())) { \(body) }", "if (\(condition())) { \(body) } else { \(other) }",
      "if (\(condition())): \(body) elseif (\(condition())): \(other) else: endif;",
      "if (\(condition())) { \(body) } else if (\(condition())) { \(other) }",
      "foreach ([1, 2] as $item) { \(body) }", "for ($n = 0; $n < 2; $n++) { \(body) }",
      "while (\(condition())) { \(body) break; }", "do { \(body) } while (false);",
      "do { \(body) if (\(condition())) break; \(other) } while (0);",
      "switch (\(pick(["1", "'a'", "getenv('FUZZ_DB')", "rand(0, 1)", "true", "$table_prefix"]))) { case 'a': \(body) case 1: \(other) break; default: \(constantStatement()) }",
      "try { \(body) } catch (Throwable $e) { \(other) }",
      "try { \(body) throw new Exception('x'); \(other) } catch (Exception $e) { \(prefixStatement()) }",
      "try { \(body) } finally { \(other) }", "function \(name)() { \(body) } \(name)();",
      "function \(name)() { \(body) }",
      "(function () { \(body) })();", "(function () use ($table_prefix) { \(body) return 1; \(other) })();",
      "{ \(body) }",
      "function \(name)($a = 1) { global $table_prefix; if ($a) { return 2; } \(body) } \(name)(); \(name)(0);",
      "foreach (explode(',', getenv('FUZZ_LIST')) as $item) { \(body) if (\(condition())) continue; \(other) }",
      "include \(file("<?php \(body)"));",
      "eval('\(body.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))');",
      "foreach ($_SERVER as $k => $v) { if ($k == 'FUZZ_DB') { \(body) } }",
      "$r\(name) = include \(file("<?php \(body) return 'r_'; \(other)"));",
      "if (\(condition())) { \(body) return; }",
      "try { \(body) if (\(condition())) { throw new Exception('y'); } \(other) } catch (Exception $e) { } finally { \(constantStatement()) }",
      "if (!function_exists('\(name)')) { function \(name)() { \(body) } } \(name)();",
      "switch (true) { case \(condition()): \(body) break; case \(condition()): \(other) }",
    ])
  }
}
