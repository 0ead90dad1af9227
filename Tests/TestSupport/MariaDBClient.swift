import Foundation

/// The `mariadb` command-line client, which understands whole scripts.
enum MariaDBClient {
  /// Runs a script in a database and gives what the client printed.
  static func run(_ sql: String, in database: String, on server: TestServer) throws -> String {
    let folder = try FileManager.default.url(
      for: .itemReplacementDirectory, in: .userDomainMask,
      appropriateFor: FileManager.default.temporaryDirectory, create: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files rather than pipes, so that neither side can fill one up and wait for the other.
    func handle(_ name: String, _ content: String = "") throws -> FileHandle {
      let url = folder.appending(path: name)
      try content.write(to: url, atomically: false, encoding: .utf8)
      return try FileHandle(forUpdating: url)
    }
    let client = Process()
    client.executableURL = URL(filePath: "/usr/bin/env")
    client.arguments = [
      "mariadb", "--no-defaults", "--socket=\(server.socket)", "--user=\(server.user)", "--batch",
      "--skip-column-names", "--default-character-set=utf8mb4",
      "--init-command=SET SESSION sql_mode='NO_ENGINE_SUBSTITUTION'", database,
    ]
    let (output, errors) = (try handle("output"), try handle("errors"))
    client.standardInput = try handle("script.sql", sql)
    client.standardOutput = output
    client.standardError = errors
    try client.run()
    client.waitUntilExit()
    func text(_ handle: FileHandle) throws -> String {
      try handle.seek(toOffset: 0)
      return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    }
    guard client.terminationStatus == 0 else { throw ScriptFailure(message: try text(errors)) }
    return try text(output)
  }
}

/// What the `mariadb` client says of a script that failed.
public struct ScriptFailure: Error, CustomStringConvertible {
  /// The client's own words.
  public let message: String
  /// The client's own words.
  public var description: String { message }
}
