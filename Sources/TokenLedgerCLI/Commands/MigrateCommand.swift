import ArgumentParser
import LedgerStore
import Rendering
import Reports

/// `tokenledger migrate`
struct MigrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "migrate",
    abstract: "Create the ledger's tables and view, or bring them up to date.",
    discussion: """
      Only needed where the everyday database user may not create tables. Run it once, and after each upgrade, as a \
      user who may, and then run the statements of 'tokenledger grants'. When the everyday user runs it, exit code 77 \
      says that something is left to do.

      Example: tokenledger migrate --wp-path /var/www/html
      """)

  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let document = MigrateDocument(
      applied: try session.migrate(), version: SiteSession.ledgerVersion, view: session.optionsView)
    let sheet = Sheet(
      columns: [
        Sheet.Column("Migrations applied", alignment: .right), Sheet.Column("Version", alignment: .right),
        Sheet.Column("View"),
      ],
      rows: [[.integer(document.applied.count), .integer(document.version), .text(document.view)]])
    let screen = Sheet(
      columns: sheet.columns, rows: sheet.rows, footnotes: ["The tables and the view are up to date."])
    try console.write(output.renderer.text(screen: [screen], records: sheet, document: { document }))
  }
}

/// What was migrated, `tokenledger.migrate/2`.
struct MigrateDocument: Encodable {
  let schema = "tokenledger.migrate/2"
  let applied: [Int]
  let version: Int
  let view: String
}
