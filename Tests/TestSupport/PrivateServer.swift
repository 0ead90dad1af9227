import Foundation
import Glibc
import MariaDB

/// A server of one test's own, which may be killed and started again, and whose settings are nobody else's.
///
/// Unlike the run's server it writes down every commit before it answers.
package final class PrivateServer {
  /// Where it listens.
  package let socket: String
  private let folder: URL
  private let settings: [String]
  private var process: Process?

  /// Creates a server with additional settings, if any, and starts it.
  package init(_ settings: [String] = []) throws {
    self.settings = settings
    // A name without spaces, on which the server's own scripts stumble.
    folder = FileManager.default.temporaryDirectory.appending(
      path: "tokenledger-attack-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    socket = folder.appending(path: "s").path
    let install = try run(
      "mariadb-install-db",
      ["--skip-test-db", "--auth-root-authentication-method=normal", "--innodb-flush-log-at-trx-commit=0"]
        + settings)
    install.waitUntilExit()
    guard install.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    try start()
  }

  /// Starts the server, with additional options if any, and waits until it answers.
  package func start(_ options: String...) throws {
    process = try run(
      "mariadbd",
      [
        "--socket=\(socket)", "--pid-file=\(folder.path)/pid", "--skip-networking",
        "--character-set-server=utf8mb4", "--innodb-flush-log-at-trx-commit=1",
        "--innodb-buffer-pool-size=32M",
      ] + settings + options)
    try eventually("the private server") { (try? Connection(self.options())) != nil }
  }

  /// Ends the server as a power failure does.
  package func kill() throws { try end(SIGKILL) }

  /// Shuts the server down like its administrator.
  package func stop() throws { try end(SIGTERM) }

  private func end(_ signal: Int32) throws {
    // The pid file outlives its server: once that is gone, the number may be somebody else's.
    guard let process, process.isRunning else { return }
    let pid = try String(contentsOf: folder.appending(path: "pid"), encoding: .utf8)
    guard let pid = pid_t(pid.trimmingCharacters(in: .whitespacesAndNewlines)) else { return }
    Glibc.kill(pid, signal)
    process.waitUntilExit()
    self.process = nil
  }

  /// Ends the server and takes its files away.
  package func remove() {
    try? kill()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Cuts a file of its data folder short, as a full disk or a crash does.
  package func truncate(_ path: String, to length: Int) throws {
    let file = folder.appending(path: "data/\(path)").path
    guard Glibc.truncate(file, length) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  /// A new database.
  package func database(user: String = "root") throws -> TestDatabase {
    try Connection(options()).execute("CREATE DATABASE IF NOT EXISTS attacked")
    return TestDatabase(name: "attacked", options: options(user: user, database: "attacked"))
  }

  /// How the server is reached.
  package func options(user: String = "root", database: String? = nil) -> ConnectionOptions {
    ConnectionOptions(address: .socket(socket), user: user, database: database)
  }

  private func run(_ program: String, _ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // The limit ends a server whose test was killed.
    process.arguments =
      [
        "PATH=/usr/bin:/bin:/usr/sbin:/usr/local/sbin", "timeout", "--signal=KILL", "900", program,
        "--no-defaults", "--user=\(NSUserName())", "--datadir=\(folder.path)/data", "--tmpdir=\(folder.path)",
      ] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}
