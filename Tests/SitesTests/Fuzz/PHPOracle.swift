import Foundation

/// The settings that PHP itself finds in a wp-config.php.
enum PHPOracle {
  /// The constants and the prefix when WordPress starts or the file ends; nil when PHP ends before.
  typealias Findings = [String: String]?

  /// The names of the compared settings.
  static let names = ["DB_NAME", "DB_USER", "CUSTOM_USER_TABLE", "DB_CHARSET", "$table_prefix"]

  /// Lets one PHP process run many files, each in a forked process.
  ///
  /// - Parameters:
  ///   - variants: The files, which are written into `folder`.
  ///   - folder: An empty folder.
  /// - Returns: The path of each variant's wp-config.php and what PHP finds in it.
  /// - Throws: Errors of writing the files or running PHP.
  static func findings(of variants: [WPConfigVariant], in folder: String) throws -> [(
    path: String, findings: Findings
  )] {
    let base = URL(filePath: folder)
    try FileManager.default.createDirectory(
      at: base.appending(path: "other"), withIntermediateDirectories: true)
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: base.appending(path: name))
    }
    try write("wp-settings.php", "<?php fuzz_report(); exit;")
    try write("other/wp-settings.php", "<?php $table_prefix = 'other_';")
    try write("x-wp-settings.php", "<?php $table_prefix = 'stranger_';")
    var paths: [String] = []
    var environments: [[String: String]] = []
    for (index, variant) in variants.enumerated() {
      for file in variant.files {
        try write(localized(file.name, index), localized(file.text, index))
      }
      paths.append(folder + "/" + localized("~~config.php", index))
      environments.append(variant.environment)
    }
    try write("driver.php", driver)
    try JSONEncoder().encode(zip(paths, environments).map { Work(path: $0, environment: $1) })
      .write(to: base.appending(path: "work.json"))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "php", "-n", "-d", "variables_order=EGPCS", "-d", "short_open_tag=0", "-d", "display_errors=0", "-d",
      "max_execution_time=5",
      "driver.php",
    ]
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
    process.currentDirectoryURL = base
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let lines = try String(contentsOf: base.appending(path: "results"), encoding: .utf8).split(
      separator: "\n")
    var results: [Findings] = paths.map { _ in nil }
    for line in lines {
      let fields = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard let index = Int(fields[0]), fields.count == names.count + 1 else { continue }
      var values: [String: String] = [:]
      for (name, field) in zip(names, fields.dropFirst()) where field != "-" { values[name] = field }
      results[index] = values
    }
    return Array(zip(paths, results))
  }

  /// The names of a variant's files begin with its number.
  private static func localized(_ text: String, _ index: Int) -> String {
    text.replacing("~~other", with: "other").replacing("~~x-wp", with: "x-wp").replacing(
      "~~", with: "v\(index)-")
  }

  private struct Work: Encodable {
    let path: String
    let environment: [String: String]
  }

  /// Bytes as PHP's bin2hex writes them.
  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static let driver = """
    <?php
    function fuzz_report() {
      $fields = [];
      foreach (['DB_NAME', 'DB_USER', 'CUSTOM_USER_TABLE', 'DB_CHARSET'] as $name) {
        $fields[] = defined($name) ? fuzz_text(constant($name)) : '-';
      }
      $fields[] = isset($GLOBALS['table_prefix']) ? fuzz_text($GLOBALS['table_prefix']) : '-';
      file_put_contents($GLOBALS['fuzz_results'], $GLOBALS['fuzz_index'] . ' ' . implode(' ', $fields) . "\\n", FILE_APPEND);
    }
    function fuzz_text($value) { return is_array($value) || is_object($value) ? 'array' : bin2hex((string) $value) . 'x'; }
    $fuzz_results = __DIR__ . '/results';
    touch($fuzz_results);
    foreach (json_decode(file_get_contents(__DIR__ . '/work.json'), true) as $fuzz_index => $fuzz_work) {
      $fuzz_child = pcntl_fork();
      if ($fuzz_child) { pcntl_waitpid($fuzz_child, $fuzz_status); continue; }
      pcntl_sigprocmask(SIG_UNBLOCK, [SIGALRM]);
      pcntl_signal(SIGALRM, SIG_DFL);
      pcntl_alarm(2);
      ob_start();
      foreach ($fuzz_work['environment'] as $fuzz_name => $fuzz_value) {
        putenv("$fuzz_name=$fuzz_value");
        $_ENV[$fuzz_name] = $_SERVER[$fuzz_name] = $fuzz_value;
      }
      break;
    }
    if ($fuzz_child) { exit; }
    unset($fuzz_name, $fuzz_value, $fuzz_child, $fuzz_status);
    require $fuzz_work['path'];
    restore_error_handler();
    fuzz_report();
    exit;
    """
}
