extension WPConfigVariants {
  /// A statement that sets none of the settings.
  mutating func harmlessStatement(isUsual: Bool) -> String {
    let number = fresh()
    var statements = [
      "define('AUTH_KEY\(number)', '\\'$x{}|;<?php \"');", "define( 'WP_DEBUG', false );",
      "@ini_set('display_errors', 0);",
      "error_reporting(E_ALL);", "/* define('DB_NAME', 'dead'); */", "# $table_prefix = 'dead_';\n",
      "// define('DB_NAME', 'dead');\n",
      "if (isset($_SERVER['HTTP_X_FORWARDED_PROTO']) && strpos($_SERVER['HTTP_X_FORWARDED_PROTO'], 'https') !== false) { $_SERVER['HTTPS'] = 'on'; }",
      "define('WP_HOME', 'http://' . ($_SERVER['HTTP_HOST'] ?? 'x') . '/');", "define('WP_CACHE', true);",
      "define('WP_MEMORY_LIMIT', '64M');",
      "define('MULTISITE', true); define('SUBDOMAIN_INSTALL', false); $base = '/';",
      "function unused\(number)() { $table_prefix = 'dead_'; define('DB_NAME', 'dead'); $GLOBALS['table_prefix'] = 'z_'; }",
      "class Unused\(number) { const DB_NAME = 'dead'; public $table_prefix = 'dead_'; static function define($a, $b) { extract($a); } }",
      "?>\nhtml $table_prefix = 'dead_'; define('DB_NAME', 'dead');\n<?php",
      "$note\(number) = <<<EOT\ndefine('DB_NAME', 'dead');\n$table_prefix = 'x';\nEOT;",
      "if (false) { define('DB_NAME', 'dead'); extract(['table_prefix' => 'dead_']); }",
      "set_time_limit(30); ignore_user_abort(true);",
      "$servers\(number) = array('default' => array('127.0.0.1:11211'), 'b' => [1, 2 => 'x', 'k' => true]);",
      "date_default_timezone_set('UTC');",
      "if ( ! defined('WP_ENV\(number)') ) { define('WP_ENV\(number)', 'production'); }",
      "defined('X\(number)') or define('X\(number)', 5);",
      "include __DIR__ . '/~~missing.php';", "if (PHP_SAPI === 'none') { exit; }", "umask(0022);", ";",
      "foreach (['a' => 1] as $key\(number) => $item\(number)) { $sum\(number) = $item\(number); }",
    ]
    if !isUsual {
      statements += [
        "putenv('FUZZ_PUT=put_'); define('X\(number)', getenv('FUZZ_PUT'));", "echo 'x', 1;", "print 'x';",
        "$a = $b = 'c';",
        "class Base\(number) { static function go($x) { return $x; } } $y\(number) = Base\(number)::go('s');",
        "declare(ticks=1);",
        "$arrow\(number) = fn($x) => $x . 'y';", "list($a, $b) = ['p', 'q'];", "label\(number): ;",
        "$i = 0; $i++;",
        "ob_start();", "$m = []; preg_match('/a/', 'a', $m);", "switch (1) { case 2: $x = 1; }",
        "@trigger_error('x');",
        "require \(file("<?php define('Y\(number)', 1); return;"));", "goto_\(number)();",
        "$x = 'b'; unset($x);",
        "const FUZZ\(number) = 'z', G\(number) = FUZZ\(number) . 'w';",
        "enum E\(number): string { case A = 'a'; const DB_NAME = 'dead'; }",
        "assert(true);", "sprintf('%s', 'a');", "$x = match(true) { default => 1 };",
        "static $st\(number) = 5;", "function &ref\(number)(array &$x) { return $x; }",
      ]
    }
    return pick(statements)
  }

  /// A statement that sets a constant in some form.
  mutating func constantStatement() -> String {
    let name = pick(["DB_NAME", "DB_NAME", "DB_NAME", "DB_USER", "CUSTOM_USER_TABLE", "DB_CHARSET"])
    let value = value()
    let number = fresh()
    return pick([
      "@define('\(name)', '\(value)');", "DEFINE(\"\(name)\", \"\(value)\");",
      "\\define('\(name)', '\(value)');", "const \(name)\(chance(2) ? "" : "_") = '\(value)';",
      "@define(value: '\(value)', constant_name: '\(name)');",
      "@define('\(name.prefix(3))' . '\(name.dropFirst(3))', '\(value)');",
      "if (!defined('\(name)')) define('\(name)', '\(value)');",
      "defined('\(name)') or define('\(name)', '\(value)');",
      "@define('\(name)', \(expression(value)));", "@define('\(name)', \(expression(value)));",
      "@define('\(name)', \(expression(value)));",
      "$c\(number) = '\(name)'; @define($c\(number), '\(value)');",
      "$d\(number) = 'define'; @$d\(number)('\(name)', '\(value)');",
      "foreach (['\(name)' => '\(value)'] as $k => $v) @define($k, $v);",
      "foreach (['\(name.prefix(2))'] as $k) @define($k . '\(name.dropFirst(2))', '\(value)');",
      "eval(\"@define('\(name)', '\(value)');\");", "eval('@def' . 'ine(\"\(name)\", \"\(value)\");');",
      "array_map('define', ['\(name)'], ['\(value)']);",
      "call_user_func('define', '\(name)', '\(value)');",
      "(function ($n) { @define($n, '\(value)'); })('\(name)');",
      "function set\(number)($n, $v = '\(value)') { return @define($n, $v); } set\(number)('\(name)');",
      "include \(file("<?php @define('\(name)', '\(value)');"));",
      "require_once \(file("<?php if (!defined('\(name)')) { define('\(name)', '\(value)'); } return true;"));",
      "class D\(number) { public static function define($a, $b) { \\define($a, $b); } } @D\(number)::define('\(name)', '\(value)');",
      "@define('\\\\\(name)', '\(value)');", "@define('\(name.lowercased())', '\(value)');",
      "@define('\(name)', '\(value)', true);", "@define('Fuzz\\\(name)', '\(value)');",
      "foreach (parse_ini_string('\(name)=\(value)') as $k => $v) @define($k, $v);",
      "array_walk($GLOBALS['zz\(number)'], 'define'); $x = ['\(name)' => '\(value)']; array_walk($x, function ($v, $k) { @define($k, $v); });",
      "$x = @define('\(name)', '\(value)') ? 'p' : 'q';",
      "@define('\(name)', @constant('DB_USER') . '\(value)');", "@define('\(name)', DB_NAME . 'x');",
      "defined('\(name)') ?: define('\(name)', '\(value)');",
      "true && @define('\(name)', '\(value)'); false && @define('DB_NAME', 'dead');",
    ])
  }

  /// An expression with a value.
  mutating func expression(_ value: String) -> String {
    let number = fresh()
    return pick([
      "'\(value)'", "\"\(value)\"", "'a' . '\(value)'", "getenv('FUZZ_DB')",
      "getenv('FUZZ_EMPTY') ?: '\(value)'", "getenv('FUZZ_UNSET') ?: '\(value)'",
      "$_ENV['FUZZ_DB']", "$_SERVER['FUZZ_DB']", "$_ENV['FUZZ_DB'] ?? '\(value)'",
      "$_SERVER['FUZZ_UNSET'] ?? '\(value)'", "isset($_ENV['FUZZ_DB']) ? 'yes' : '\(value)'",
      "(string) '\(value)'", "trim(' \(value) ')", "strtolower('\(value.uppercased())')",
      "strtoupper('\(value)')", "strrev('\(value)')", "base64_decode('b25l')", "rtrim('\(value)xx', 'x')",
      "\"{$_SERVER['FUZZ_DB']}\"", "true ? '\(value)' : 'no'", "false ?: '\(value)'", "null ?? '\(value)'",
      "@$undefined\(number) ?? '\(value)'", "12", "0x1F", "017", "true", "null", "1.5",
      "str_replace('e', 'E', '\(value)')", "substr('\(value)', 0, 2)", "sprintf('%s_x', '\(value)')",
      "implode('', ['a', '\(value)'])", "['\(value)', 'z'][0]", "['k' => '\(value)']['k']",
      "<<<X\n\(value)\nX", "<<<'X'\n  $\(value)\n  X", "<<<X\n  a\\x41{$_SERVER['FUZZ_ZERO']}\n  X",
      "(function () { return '\(value)'; })()", "(fn() => '\(value)')()", "PHP_EOL . '\(value)'",
      "dirname('/\(value)/b')", "basename('/a/\(value)')", "$table_prefix . 'u'", "\"$table_prefix\"",
      "\"${table_prefix}x\"", "$x . ($x = '\(value)')", "($x = '\(value)') . $x",
      "match(true) { true => '\(value)' }",
      "'\(value)' . 1", "-5", "'5' + 5", "1 + 2 . 'a'", "[...['\(value)']][0]",
      "defined('DB_NAME') ? DB_NAME : '\(value)'", "file_get_contents(__DIR__ . '/~~none')",
      "ucfirst('\(value)')", "(int) '7'", "!1 . 'x'", "'a' <=> 'b'", "$GLOBALS['table_prefix']",
      "'\\x41\\'' . \"\\x41\\u{42}\\103$\"",
    ])
  }

  /// A statement that sets the table prefix in some form.
  mutating func prefixStatement() -> String {
    let prefix = prefix()
    let number = fresh()
    return pick([
      "$table_prefix = '\(prefix)';", "$table_prefix = '\(prefix)';", "$table_prefix = \(expression("p_"));",
      "$table_prefix = \(expression("p_"));", "$table_prefix .= 'x_';", "$table_prefix ??= '\(prefix)';",
      "$table_prefix = str_replace('wp', 'it', $table_prefix);", "$GLOBALS['table_prefix'] = '\(prefix)';",
      "$GLOBALS['table_' . 'prefix'] = '\(prefix)';", "list($table_prefix, $o) = ['\(prefix)', 1];",
      "[$table_prefix] = ['\(prefix)'];", "['p' => $table_prefix] = ['p' => '\(prefix)'];",
      "[[$o, $table_prefix]] = [[1, '\(prefix)']];", "foreach (['n_', '\(prefix)'] as $table_prefix) { }",
      "foreach (['\(prefix)' => 1] as $table_prefix => $o);",
      "foreach ([['\(prefix)']] as [$table_prefix]);", "extract(['table_prefix' => '\(prefix)']);",
      "parse_str('table_prefix=\(prefix)');", "parse_str('table_prefix=\(prefix)', $GLOBALS);",
      "$$k\(number) = 'u'; $k = 'table_prefix'; $$k = '\(prefix)';",
      "${'table_prefix'} = '\(prefix)';", "${'table_' . 'prefix'} = '\(prefix)';",
      "${'t' . rand(1, 2)} = 'no';", "$ref\(number) = &$table_prefix; $ref\(number) = '\(prefix)';",
      "$o = ['\(prefix)']; $table_prefix = &$o[0]; $o[0] = 'r_';",
      "(function () { global $table_prefix; $table_prefix = '\(prefix)'; })();",
      "(function () { $table_prefix = 'local_'; })();",
      "(function () use (&$table_prefix) { $table_prefix = '\(prefix)'; })();",
      "(function (&$p) { $p = '\(prefix)'; })($table_prefix);",
      "function pre\(number)() { $GLOBALS['table_prefix'] = '\(prefix)'; } pre\(number)();",
      "include \(file("<?php $table_prefix = '\(prefix)';"));", "eval(\"\\$table_prefix = '\(prefix)';\");",
      "unset($table_prefix);", "unset($GLOBALS['table_prefix']);",
      "$table_prefix[0] = 'z';", "$table_prefix++;",
      "preg_match('/(\(prefix))/', '\(prefix)', $o) && $table_prefix = $o[1];",
      "preg_match('/x/', 'x', $table_prefix);", "settype($table_prefix, 'string');",
      "$o = $table_prefix = '\(prefix)';",
      "static $table_prefix = '\(prefix)';", "global $table_prefix, $o;",
      "for ($table_prefix = '\(prefix)', $o = 0; $o < 1; $o = 1);",
      "while (($table_prefix = 'w_') && false) { }", "$x = '\(prefix)'; $table_prefix = \"{$x}\";",
      "$x = '\(prefix)'; $table_prefix = \"$x[0]b_\";",
      "$o = ['table_prefix' => '\(prefix)']; foreach ($o as $k => $v) { $$k = $v; }",
      "$o = ['table_prefix' => '\(prefix)']; foreach ($o as $k => $v) { $GLOBALS[$k] = $v; }",
      "array_walk($GLOBALS, function (&$v, $k) { if ($k == 'table_prefix') $v = '\(prefix)'; });",
      "$GLOBALS += ['table_prefix' => 'plus_'];", "$table_prefix = $table_prefix . '\(prefix)';",
      "[$table_prefix, $x] = [$x ?? 's_', $table_prefix];", "if ($table_prefix = '\(prefix)') { }",
      "$o = isset($table_prefix) ? $table_prefix : ($table_prefix = '\(prefix)');",
      "$table_prefix = true ? '\(prefix)' : 'no_';",
      "$table_prefix = include \(file("<?php return '\(prefix)';"));",
      "$table_prefix = (include \(file("<?php $table_prefix = 'i_';"))) . 'v_';",
      "set_error_handler(function () { $GLOBALS['table_prefix'] = '\(prefix)'; return true; }); echo $undefined\(number);",
      "register_tick_function(function () { $GLOBALS['table_prefix'] = 'tick_'; });",
      "$o = new ArrayObject(['a']); $o['t'] = '\(prefix)'; $table_prefix = $o['t'];",
      "usort($GLOBALS['o'], fn($a, $b) => 0);",
      "$table_prefix = compact('table_prefix')['table_prefix'] ?? '\(prefix)';",
      "{ $table_prefix = '\(prefix)'; }",
      "$f = function () { $GLOBALS['table_prefix'] = '\(prefix)'; }; $f();",
      "class P\(number) { static function __callStatic($n, $a) { $GLOBALS['table_prefix'] = '\(prefix)'; } static function real() {} } P\(number)::real(); P\(number)::magic();",
      "class Q\(number) extends Exception { static function s() { global $table_prefix; $table_prefix = '\(prefix)'; } } Q\(number)::s();",
    ])
  }

  /// A statement with an effect that is easily overlooked.
  mutating func hostileStatement() -> String {
    let number = fresh()
    return pick([
      "goto end\(number); define('DB_NAME', 'dead'); $table_prefix = 'dead_'; end\(number):",
      "$table_prefix = 'g_'; goto skip\(number); $table_prefix = 'dead_'; skip\(number): ;",
      "?><? $table_prefix = 'short_'; ?><?php", "?><?= $table_prefix = 'echo_' ?><?php",
      "return;", "exit;", "die('x');", "if (rand(0, 1) < 5) { return; }", "putenv('FUZZ_DB=changed');",
      "$_ENV['FUZZ_DB'] = 'changed';", "$_SERVER['FUZZ_DB'] = 'changed';", "$_ENV = ['FUZZ_DB' => 'all'];",
      "putenv('FUZZ_EMPTY=full');", "putenv('FUZZ_UNSET=now');",
      "function define\(number)() {} define\(number)();",
      "function getenv_docker($e, $d) { return 'other'; } @define('DB_NAME', getenv_docker('FUZZ_DB', 'd'));",
      "@define('DB_NAME', getenv_docker('FUZZ_DB', 'd')); function getenv_docker($a, $b) { return getenv($a) ?: $b; }",
      "`true`;", "$x = `echo`;", "require '~~other/wp-settings.php';",
      "require __DIR__ . '/~~other/wp-settings.php';",
      "include \(file("<?php $table_prefix = 's_'; ")) ; include_once \(file("<?php $table_prefix .= 't_';"));",
      "require_once __DIR__ . '/~~x-wp-settings.php';",
      "\(once())", "use function strtolower as define;", "use function Fuzz\\evil as getenv;",
      "namespace Other; const DB_NAME = 'dead'; function define($a, $b) { } ", "create_function('', '');",
      "assert($GLOBALS['table_prefix'] = 'as_');",
      "echo \"{$GLOBALS['table_prefix']}\", \"${'table_prefix'}\";", "$s = \"{${$table_prefix = 'in_'}}\";",
      "$x = 'table_prefix'; $y = 'x'; $$$y = 'vv_';",
      "$o = function () { yield 1; $GLOBALS['table_prefix'] = 'gen_'; }; foreach ($o() as $g) { }",
      "try { throw new Exception($table_prefix = 'th_'); } catch (Exception $e) { }",
      "try { missing\(number)(); $table_prefix = 'dead_'; } catch (Error $e) { $table_prefix = 'caught_'; }",
      "try { return; } finally { $table_prefix = 'fin_'; }",
      "function fin\(number)() { try { return 'a'; } finally { $GLOBALS['table_prefix'] = 'fin_'; } } fin\(number)();",
      "for ($n = 0; $n < 3; $n++) { if ($n == 1) continue; $table_prefix = \"n{$n}_\"; }",
      "foreach ([1, 2, 3] as $n) { if ($n == 2) break; $table_prefix = 'l' . $n . '_'; }",
      "foreach ([1, 2] as $n) { foreach ([1, 2] as $m) { if ($m == 2) continue 2; $table_prefix = \"m$n$m\"; } $table_prefix = 'dead_'; }",
      "$n = 0; while (true) { if ($n++ > 2) break; $table_prefix = 'w' . $n; }",
      "$n = 2; do { $table_prefix = 'd' . $n; } while (--$n);",
      "switch ('b') { case 'a': $table_prefix = 'sa_'; case 'b': $table_prefix = 'sb_'; case 'c': $table_prefix .= 'sc_'; break; default: $table_prefix = 'sd_'; }",
      "class Magic\(number) { function __toString() { $GLOBALS['table_prefix'] = 'str_'; return ''; } function __destruct() { $GLOBALS['table_prefix'] = 'des_'; } } $o\(number) = new Magic\(number); echo $o\(number); unset($o\(number));",
      "spl_autoload_register(function ($c) { $GLOBALS['table_prefix'] = 'auto_'; }); class_exists('Nope\(number)');",
      "ob_start(function ($b) { $GLOBALS['table_prefix'] = 'ob_'; return ''; }); echo 'x'; ob_end_clean();",
      "usort($list\(number), function () { return 0; });",
      "$list = [2, 1]; usort($list, function ($a, $b) { $GLOBALS['table_prefix'] = 'cmp_'; return 0; });",
      "array_filter(['a'], function ($v) { @define('DB_NAME', 'filter'); return true; });",
      "iterator_to_array((function () { $GLOBALS['table_prefix'] = 'it_'; yield 1; })());",
      "preg_replace_callback('/a/', function ($m) { $GLOBALS['table_prefix'] = 'cb_'; return ''; }, 'a');",
      "$i = 5; $x = $i . $i++; $table_prefix = 'p' . $x;",
      "$a = ['k' => 'v']; $a[$table_prefix = 'key_'] = $table_prefix;",
      "$x = 'a'; $x .= ($x = 'b'); $table_prefix = $x . '_';",
      "$table_prefix = ($o = 'x_') . ($o = 'y_') . $o;",
      "$x = [$table_prefix = 'arr_', $table_prefix .= 'r_'];",
      "$table_prefix = !empty($table_prefix) && $table_prefix ? 'ne_' : 'em_';",
      "ini_set('mysqli.default_socket', '/x');",
      "function late\(number)() { return 'late_'; } $table_prefix = late\(number)();",
      "if (true) { function cond\(number)() { return 'cond_'; } } $table_prefix = cond\(number)();",
      "$table_prefix = (static function (string $x = 'sf_'): string { return $x; })();",
      "$table_prefix = (function (int $x) { return $x . '_'; })('7');",
      "$table_prefix = (function ($a, $b = 'b_') { return $a . $b; })(b: 'n_', a: 'm');",
      "function stat\(number)() { static $n = 0; $n++; return 'st' . $n; } stat\(number)(); $table_prefix = stat\(number)();",
      "function rec\(number)($n) { return $n ? rec\(number)($n - 1) . 'r' : 'z'; } $table_prefix = rec\(number)(3);",
      "$table_prefix = \"a\\\"b\\\\c\\$d\";", "$table_prefix = 'x' ?: 'y' ?: 'z';",
      "$table_prefix = 1 ? 2 ? 'a' : 'b' : 'c';", "$table_prefix = true || $table_prefix = 'or_'; ",
      "$x = false or $table_prefix = 'low_';", "$x = true and $table_prefix = 'and_';",
      "$table_prefix = print 'x';",
      "$table_prefix = @include \(file("<?php return ['p_'];")) ; $table_prefix = is_array($table_prefix) ? $table_prefix[0] : 'no_';",
      "$table_prefix = -'5';", "$table_prefix = 'a' . 1 . 'b';", "$table_prefix = '1' + '1';",
      "$table_prefix = null; $table_prefix['k'] = 'v'; $table_prefix = $table_prefix['k'];",
      "__halt_compiler(); $table_prefix = 'dead_';",
      "#[Attr] function at\(number)() {} $table_prefix = 'attr_';", "die(define('DB_NAME', 'dying'));",
    ])
  }

  private mutating func once() -> String {
    let path = file("<?php $table_prefix = ($table_prefix ?? '') . 'o_';")
    return "include_once \(path); include_once \(path); include \(path); require_once \(path);"
  }
}
