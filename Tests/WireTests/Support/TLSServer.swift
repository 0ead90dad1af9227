import Foundation
import TestSupport

/// A MariaDB server of a suite's own, whose certificate can be changed.
///
/// It holds a small site in the database `site`. The account `canary` may do everything there and comes with a
/// password; `holder` must show a certificate of the trusted authority besides. A general log notes each login.
final class TLSServer {
  static let password = "Kanarienvogel7531"

  let certificates: Certificates
  private(set) var port = 0
  private let folder: URL
  private var server: Process?

  /// Prepares a data folder; no server runs yet.
  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "tokenledger-tls-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    certificates = try Certificates(in: folder)
    try runTool(
      "mariadb-install-db",
      [
        "--no-defaults", "--user=\(NSUserName())", "--datadir=\(data)", "--skip-test-db",
        "--auth-root-authentication-method=normal",
      ])
    try restart(with: nil)
    let site = try String(contentsOf: sampleSite.appending(path: "tables.sql"), encoding: .utf8)
    try sql(
      """
      CREATE DATABASE site; USE site; \(site)
      INSERT INTO wp_options (option_name, option_value) VALUES
        ('chatbot_chatgpt_enable_conversation_logging', 'On'), ('timezone_string', 'UTC');
      CREATE USER 'canary'@'%' IDENTIFIED BY '\(TLSServer.password)';
      CREATE USER 'holder'@'%' IDENTIFIED BY '\(TLSServer.password)' REQUIRE ISSUER '/CN=authority';
      GRANT ALL ON site.* TO 'canary'@'%', 'holder'@'%';
      """)
  }

  deinit {
    stop()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Starts the server again with a certificate, or without TLS.
  func restart(with certificate: ServerCertificate?) throws {
    stop()
    var options = [
      "--no-defaults", "--user=\(NSUserName())", "--datadir=\(data)", "--socket=\(socket)",
      "--pid-file=\(path("server.pid"))", "--log-error=\(path("server.log"))", "--bind-address=127.0.0.1",
      "--innodb-buffer-pool-size=16M", "--general-log=1", "--log-output=TABLE",
    ]
    if let certificate {
      let name = certificates.path(certificate.rawValue)
      options += ["--ssl-cert=\(name).pem", "--ssl-key=\(name).key", "--ssl-ca=\(certificates.authority)"]
    } else {
      options.append("--skip-ssl")
    }
    // A port that was free a moment ago may be taken before the server binds it.
    for _ in 1...5 {
      port = try SocketListener.freePort()
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      // The limit ends a server whose tests were killed. The kernel's own signal would come with the end of the thread
      // that started the server, which may be long before.
      process.arguments =
        ["PATH=\(systemPath)", "timeout", "--signal=KILL", "900", "mariadbd"] + options
        + ["--port=\(port)"]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      server = process
      while process.isRunning {
        if (try? sql("SELECT 1")) != nil { return }
        usleep(20_000)
      }
    }
    throw ToolFailure(description: try String(contentsOfFile: path("server.log"), encoding: .utf8))
  }

  /// Runs SQL as an administrator, through the socket.
  @discardableResult
  func sql(_ sql: String) throws -> String {
    try runTool(
      "mariadb", ["--no-defaults", "--user=root", "--socket=\(socket)", "--batch", "--skip-column-names"],
      input: sql)
  }

  /// How the server says that an account has come in over the network since this was last asked: `SSL/TLS` or
  /// `TCP/IP`, a line each.
  func logins(of user: String) throws -> [Substring] {
    let lines = try sql(
      """
      SELECT SUBSTRING_INDEX(argument, ' using ', -1) FROM mysql.general_log
      WHERE command_type = 'Connect' AND argument LIKE '\(user)@% using %'; TRUNCATE mysql.general_log
      """)
    return lines.split(separator: "\n")
  }

  private func stop() {
    guard let server, server.isRunning else { return }
    // With its log written out: it is started again on the same data. A signal would reach `timeout` alone, and be
    // blocked there as it is in the thread that started it.
    _ = try? sql("SHUTDOWN")
    server.waitUntilExit()
  }

  private var data: String { path("data") }
  private var socket: String { path("s") }
  private func path(_ name: String) -> String { folder.appending(path: name).path }
}

/// The folder of the sample site's SQL.
let sampleSite = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../sql/sample-site").standardizedFileURL
