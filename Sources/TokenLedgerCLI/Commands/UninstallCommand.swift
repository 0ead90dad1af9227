import ArgumentParser
import LedgerStore
import Rendering

/// `tokenledger uninstall`
struct UninstallCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "uninstall",
    abstract: "Drop the ledger's tables and view.",
    discussion: """
      Without --yes it only lists what it would drop. Nothing else in the database is changed. Usage whose rows the \
      chatbot has purged cannot be counted again. 'tokenledger export' saves the daily figures, but no command can \
      import them into a ledger.

      Example: tokenledger uninstall --wp-path /var/www/html
      """)

  @Flag(help: "Drop them.")
  var yes = false
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func answer(_ site: OpenSite) throws -> Answer {
    let uninstallation = try Uninstallation(site.session)
    if yes { try uninstallation.run() }
    let (tables, database) = (uninstallation.names, site.session.site.connection.database ?? "")
    let prefix = site.session.site.prefix
    let note =
      tables.isEmpty
      ? "There is no ledger in \(database) with the prefix \(prefix)."
      : yes ? "The ledger is gone." : "Nothing was dropped. To drop them for good, add --yes."
    let columns = [Sheet.Column(yes ? "Dropped" : "Would drop")]
    let rows = tables.map { [Sheet.Cell.text($0)] }
    return Answer(
      "uninstall/1", nil,
      [
        "database": .text(database), "prefix": .text(prefix), "dropped": .flag(yes), "tables": .texts(tables),
      ], screen: [Sheet(columns: tables.isEmpty ? [] : columns, rows: rows, footnotes: [note])],
      records: Sheet(columns: columns, rows: rows))
  }
}
