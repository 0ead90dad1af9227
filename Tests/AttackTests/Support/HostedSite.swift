import MariaDB
import TestSupport

/// A private server, with a site whose WordPress user is an ordinary one.
struct HostedSite {
  let server: PrivateServer
  let root: Connection
  let site: TestSite
  let oracle = Oracle()

  /// A site on a new private server, or on the server of an earlier site.
  init(on server: PrivateServer? = nil) throws {
    self.server = try server ?? PrivateServer()
    root = try Connection(self.server.options())
    let account = "wordpress@localhost"
    for sql in [
      "SET GLOBAL read_only = 0", "SET GLOBAL max_prepared_stmt_count = 16382",
      "SET GLOBAL max_statement_time = 0",
      "DROP DATABASE IF EXISTS attacked", "CREATE DATABASE attacked", "DROP USER IF EXISTS \(account)",
      "CREATE USER \(account)", "GRANT ALL ON attacked.* TO \(account)",
    ] {
      try root.execute(Query(unchecked: sql))
    }
    site = try TestDatabase.$current.withValue(self.server.database(user: "wordpress")) { try TestSite() }
    try write()
  }

  /// Logs answers from an hour ago.
  func write() throws {
    let now = try site.clock(hoursAgo: 1)
    try oracle.write((0..<40).flatMap { _ in oracle.answer(at: now) }, to: site)
  }

  /// Runs SQL as the server's administrator.
  func run(_ sql: String) throws { try root.execute(Query(unchecked: sql)) }

  /// Runs the program as the site's user.
  func end(_ arguments: String...) throws -> TokenLedgerProcess.End {
    try TokenLedgerProcess(arguments, on: site, socket: server.socket).end()
  }
}
