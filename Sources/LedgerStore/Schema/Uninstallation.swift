import MariaDB
import Text

/// Takes the ledger out of a site's database: our tables and our views, by their names, and nothing else.
public struct Uninstallation {
  /// The tables and the views that are there.
  public let names: [String]

  private let session: SiteSession
  private let views: [String]
  private let tables: [String]

  /// Looks which of our tables are there.
  ///
  /// - Throws: `Failure` when a newer TokenLedger wrote them: it may have more of them.
  public init(_ session: SiteSession) throws {
    _ = try Migrations(session: session).version()
    let ours = session.tables
    let found = try TableNames(session.connection, among: ours.ledger + ours.earlier + ours.views)
    self.session = session
    tables = (ours.ledger + ours.earlier).filter { found.type(of: $0) == "BASE TABLE" }
    views = ours.views.filter { found.type(of: $0) == "VIEW" }
    names = (tables + views).sorted()
  }

  /// Drops them. What was counted is gone; what the chatbot has purged cannot be counted again.
  ///
  /// - Throws: `Failure` when the user may not.
  public func run() throws {
    do {
      for view in views { try session.connection.execute("DROP VIEW IF EXISTS \(identifier: view)") }
      guard let first = tables.first else { return }
      // The table of versions comes first: without it, whatever is left of a drop that was cut off is made again.
      var drop: Query = "DROP TABLE IF EXISTS \(identifier: first)"
      for table in tables.dropFirst() { drop.append(", \(identifier: table)") }
      try session.connection.execute(drop)
    } catch let error as MariaDBError where error.isAccessDenied {
      throw Failure(
        .permission, "the database user \(session.site.connection.user) may not drop the ledger: \(error)",
        advice: "Run it as a user with DROP on this database, such as WordPress's own.")
    }
  }
}
