import LedgerStore
import Output
import Reports

/// Create the ledger's tables and views, or bring them up to date.
package struct MigrateRequest: Request {
  /// The request.
  package init() {}

  package func answer(_ site: OpenSite) throws -> Answer {
    let applied = try site.session.migrate()
    let (version, view) = (SiteSession.ledgerVersion, site.session.optionsView)
    let sheet = Sheet(
      columns: [
        Sheet.Column("Migrations applied", alignment: .right), Sheet.Column("Version", alignment: .right),
        Sheet.Column("View"),
      ],
      rows: [[.integer(applied.count), .integer(version), .text(view)]],
      footnotes: ["The tables and the views are up to date."])
    return Answer(
      "migrate/2", nil,
      [
        "applied": .list(applied.map { .integer($0) }), "version": .integer(version), "view": .text(view),
      ], screen: [sheet], records: sheet)
  }
}
