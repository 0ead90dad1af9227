import Foundation

/// A folder that is removed with its last user.
final class TemporaryFolder {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory.appending(path: "tokenledger-wire-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file that others may not read, and gives its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    return file
  }
}

/// A JSON object as `--site -` takes it.
func json(_ site: [String: Any]) throws -> String {
  String(decoding: try JSONSerialization.data(withJSONObject: site), as: UTF8.self)
}

/// A wp-config.php for the account `canary`.
func wpConfig(host: String, password: String, database: String = "site", flags: String = "0") -> String {
  """
  <?php
  define('DB_NAME', '\(database)');
  define('DB_USER', 'canary');
  define('DB_PASSWORD', '\(password)');
  define('DB_HOST', '\(host)');
  define('MYSQL_CLIENT_FLAGS', \(flags));
  $table_prefix = 'wp_';

  """
}
