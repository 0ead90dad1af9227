import Foundation
import Glibc

/// The `mariadb` command-line client, which understands whole scripts.
enum MariaDBClient {
  /// Runs a script in a database and gives what the client printed.
  static func run(_ sql: String, in database: String, on server: TestServer) throws -> String {
    let folder = try Folder.create()
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files rather than pipes, so that neither side can fill one up and wait for the other.
    let places = ["script.sql", "output", "errors"].map { folder.appending(path: $0) }
    try sql.write(to: places[0], atomically: false, encoding: .utf8)
    let status = try spawn(
      [
        "mariadb", "--no-defaults", "--socket=\(server.socket)", "--user=\(server.user)", "--batch",
        "--skip-column-names", "--default-character-set=utf8mb4",
        "--init-command=SET SESSION sql_mode='NO_ENGINE_SUBSTITUTION'", database,
      ], standard: places.map(\.path))
    func text(_ place: URL) throws -> String { String(decoding: try Data(contentsOf: place), as: UTF8.self) }
    guard status == 0 else { throw ScriptFailure(message: try text(places[2])) }
    return try text(places[1])
  }

  /// Runs a program that is looked for in the PATH, with files as its standard input, output and error; returns how it
  /// ended, as `waitpid` tells it.
  ///
  /// Foundation's `Process` now and then takes the whole test run with it: it crashed in `run()` among thousands of these.
  private static func spawn(_ arguments: [String], standard files: [String]) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, file) in files.enumerated() {
      let flags = descriptor == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC
      posix_spawn_file_actions_addopen(&actions, Int32(descriptor), file, flags, 0o600)
    }
    let words = arguments.map { strdup($0) }
    defer { words.forEach { free($0) } }
    var child = pid_t()
    let error = posix_spawnp(&child, arguments[0], &actions, nil, words + [nil], environ)
    guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EIO) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
    return status
  }
}

/// What the `mariadb` client says of a script that failed.
public struct ScriptFailure: Error, CustomStringConvertible {
  /// The client's own words.
  public let message: String
  /// The client's own words.
  public var description: String { message }
}
