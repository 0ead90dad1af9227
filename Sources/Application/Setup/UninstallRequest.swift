import LedgerStore
import Output

/// Drop the ledger's tables and views.
package struct UninstallRequest: Request {
  private let isConfirmed: Bool

  /// Drops them only when that is confirmed; else lists them.
  package init(isConfirmed: Bool) {
    self.isConfirmed = isConfirmed
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let uninstallation = try Uninstallation(site.session)
    if isConfirmed { try uninstallation.run() }
    let (tables, database) = (uninstallation.names, site.session.site.connection.database ?? "")
    let prefix = site.session.site.prefix
    let note =
      tables.isEmpty
      ? "There is no ledger in \(database) with the prefix \(prefix)."
      : isConfirmed ? "The ledger is gone." : "Nothing was dropped. To drop them for good, add --yes."
    let columns = [Sheet.Column(isConfirmed ? "Dropped" : "Would drop")]
    let rows = tables.map { [Sheet.Cell.text($0)] }
    return Answer(
      "uninstall/1", nil,
      [
        "database": .text(database), "prefix": .text(prefix), "dropped": .flag(isConfirmed),
        "tables": .texts(tables),
      ], screen: [Sheet(columns: tables.isEmpty ? [] : columns, rows: rows, footnotes: [note])],
      records: Sheet(columns: columns, rows: rows))
  }
}
