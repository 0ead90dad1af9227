import ArgumentParser
import LedgerStore
import Rendering
import Reports

/// `tokenledger grants`
struct GrantsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "grants",
    abstract: "Print the SQL for a database user with few rights.",
    discussion: """
      For an administrator. A GRANT fails where the table or the user does not exist, so make both first:

      tokenledger migrate --wp-path /var/www/html
      mariadb -e "CREATE USER tokenledger@localhost IDENTIFIED BY 'a secret'"
      tokenledger grants --wp-path /var/www/html | mariadb

      Example: tokenledger grants --wp-path /var/www/html >grants.sql
      """)

  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let grants = try Grants(site.open(console))
    switch output.format {
    case .table: try console.write(grants.sql())
    default:
      let statements = try grants.statements()
      let sheet = Sheet(columns: [Sheet.Column("Statement")], rows: statements.map { [.text($0)] })
      try console.write(
        output.renderer.text(
          screen: [sheet], records: sheet, document: { GrantsDocument(statements: statements) }))
    }
  }
}

/// What to grant, `tokenledger.grants/1`.
struct GrantsDocument: Encodable {
  let schema = "tokenledger.grants/1"
  let statements: [String]
}
