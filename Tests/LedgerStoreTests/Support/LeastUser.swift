import LedgerStore
import MariaDB
import SQLFiles
import Sites
import TestSupport

extension TestSite {
  /// Runs `body` as a user with exactly the grants, less those on `missing`; who upgrades may make tables, too.
  func asLeastUser(
    without missing: String? = nil, upgrading: Bool = false, _ body: (SiteSession) throws -> Void
  ) throws {
    let user = "v_" + database.name
    let administrator = try database.connect()
    if upgrading { try makeNewTables() }
    try administrator.execute(Query(unchecked: "CREATE USER '\(user)'@'localhost' IDENTIFIED BY 'a'"))
    defer { _ = try? administrator.execute(Query(unchecked: "DROP USER '\(user)'@'localhost'")) }
    for statement in try Grants(session()).statements() {
      if let missing, statement.contains("`\(missing)`") { continue }
      try administrator.execute(Query(unchecked: statement.replacing("'tokenledger'@", with: "'\(user)'@")))
    }
    // As it was granted before an upgrade.
    for table in ["facts", "days", "hours", "model_spans"].map({ prefix + "tokenledger_" + $0 })
    where try ledgerTables().contains(table) {
      try administrator.execute(
        Query(
          unchecked:
            "GRANT SELECT, INSERT, UPDATE, DELETE ON \(database.name).\(table) TO '\(user)'@'localhost'"))
    }
    if upgrading {
      try administrator.execute(
        "GRANT CREATE, ALTER, DROP ON \(identifier: database.name).* TO \(query: Query(unchecked: "'\(user)'@'localhost'"))"
      )
    }
    var least = site
    least.connection.user = user
    least.connection.password = Secret("a")
    try body(SiteSession(least))
  }

  /// Makes the tables, and the view, that newer versions have, so that they can be granted.
  private func makeNewTables() throws {
    for statement in SQLFiles.migrations.joined(separator: "\n").split(separator: ";\n")
    where statement.contains("CREATE TABLE") {
      try database.connect().execute(Query(unchecked: String(statement).replacing("{prefix}", with: prefix)))
    }
    try run("CREATE VIEW IF NOT EXISTS LEDGER_context_sizes AS SELECT '' AS subject, 0 AS length")
  }
}
