import Application
import ArgumentParser

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

  var request: GrantsRequest { GrantsRequest() }
}
