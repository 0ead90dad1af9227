import Foundation
import MariaDB
import Testing
import Text

@testable import Sites

/// A folder of its own for a test, removed with it. Others may look into it, so that a file's own permissions
/// decide.
final class TemporaryFolder {
  let path: String

  init() throws {
    let base = FileManager.default.temporaryDirectory.appending(path: "wordpress-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
    chmod(base.path, 0o755)
    path = resolvedPath(base.path)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file, making the folders above it; returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8], permissions: mode_t = 0o600) throws -> String {
    let file = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    chmod(file.path, permissions)
    return file.path
  }

  @discardableResult
  func write(_ name: String, _ text: String, permissions: mode_t = 0o600) throws -> String {
    try write(name, Array(text.utf8), permissions: permissions)
  }
}

/// The `Failure` that a body throws; nil when it throws none.
func failure(_ body: () throws -> some Any) -> Failure? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? Failure
  }
}

/// What a program prints, given a search path and the variables alone.
func output(of program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  process.environment = environment.merging(["PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"]) {
    own, _ in own
  }
  process.standardOutput = pipe
  try process.run()
  let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0)
  return String(decoding: data, as: UTF8.self)
}

extension SiteFinder {
  /// A finder with nothing on standard input and an empty environment, unless given.
  init(in folder: String, environment: [String: String] = [:], input: String = "") {
    self.init(environment: EnvironmentVariables(environment), currentDirectory: folder) { Array(input.utf8) }
  }
}

/// A wp-config.php with ordinary values, and more lines when given.
func wpConfig(
  name: String = "'blog'", host: String = "'db.example'", prefix: String = "'wp_'", more: String = ""
) -> String {
  """
  <?php
  define( 'DB_NAME', \(name) );
  define( 'DB_USER', 'writer' );
  define( 'DB_PASSWORD', 'pa$$ word' );
  define( 'DB_HOST', \(host) );
  $table_prefix = \(prefix);
  \(more)
  require_once ABSPATH . 'wp-settings.php';

  """
}
