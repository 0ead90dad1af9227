import LedgerStore
import MariaDB
import TestSupport
import WordPress

extension TestSite {
  /// Runs `body` as a user with exactly the grants, less those on `missing`.
  func asLeastUser(without missing: String? = nil, _ body: (SiteSession) throws -> Void) throws {
    let user = "v_" + database.name
    let administrator = try database.connect()
    try administrator.execute(Query(unchecked: "CREATE USER '\(user)'@'localhost' IDENTIFIED BY 'a'"))
    defer { _ = try? administrator.execute(Query(unchecked: "DROP USER '\(user)'@'localhost'")) }
    for statement in try Grants(session()).statements() {
      if let missing, statement.contains("`\(missing)`") { continue }
      try administrator.execute(Query(unchecked: statement.replacing("'tokenledger'@", with: "'\(user)'@")))
    }
    var least = site
    least.connection.user = user
    least.connection.password = Secret("a")
    try body(SiteSession(least))
  }
}
