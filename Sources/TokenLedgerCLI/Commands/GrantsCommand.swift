import ArgumentParser
import LedgerStore
import Rendering
import Reports

/// `tokenledger grants`
struct GrantsCommand: SiteCommand {
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

  func answer(_ site: OpenSite) throws -> Answer {
    let grants = Grants(site.session)
    let statements = try grants.statements()
    let sheet = Sheet(columns: [Sheet.Column("Statement")], rows: statements.map { [.text($0)] })
    var answer = Answer(
      "grants/1", nil, ["statements": .texts(statements)], screen: [sheet], records: sheet)
    // What an administrator's client runs as it is.
    answer.plainText = try grants.sql()
    return answer
  }
}
