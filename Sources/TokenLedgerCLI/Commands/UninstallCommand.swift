import ArgumentParser
import LedgerStore
import Rendering

/// `tokenledger uninstall`
struct UninstallCommand: ParsableCommand {
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

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let uninstallation = try Uninstallation(session)
    if yes { try uninstallation.run() }
    let document = UninstallDocument(
      database: session.site.connection.database ?? "", prefix: session.site.prefix, dropped: yes,
      tables: uninstallation.names)
    let sheet = Sheet(
      columns: [Sheet.Column(yes ? "Dropped" : "Would drop")], rows: document.tables.map { [.text($0)] })
    let screen = Sheet(
      columns: document.tables.isEmpty ? [] : sheet.columns, rows: sheet.rows, footnotes: [document.note])
    try console.write(output.renderer.text(screen: [screen], records: sheet, document: { document }))
  }
}

/// What was or would be dropped, `tokenledger.uninstall/1`.
struct UninstallDocument: Encodable {
  let schema = "tokenledger.uninstall/1"
  let database: String
  let prefix: String
  let dropped: Bool
  let tables: [String]

  /// The same in a sentence.
  var note: String {
    if tables.isEmpty { return "There is no ledger in \(database) with the prefix \(prefix)." }
    return dropped
      ? "The ledger is gone." : "Nothing was dropped. To drop them for good, add --yes."
  }
}
