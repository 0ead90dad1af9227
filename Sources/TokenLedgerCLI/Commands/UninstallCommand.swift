import Application
import ArgumentParser

/// `tokenledger uninstall`
struct UninstallCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "uninstall",
    abstract: "Drop the ledger's tables and views.",
    discussion: """
      Without --yes it only lists what it would drop. Nothing else in the database is changed. Usage whose rows the \
      chatbot has purged cannot be counted again: 'tokenledger backup' saves it first, and 'tokenledger restore' \
      brings it back.

      Example: tokenledger uninstall --wp-path /var/www/html
      """)

  @Flag(help: "Drop them.")
  var yes = false
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: UninstallRequest { UninstallRequest(isConfirmed: yes) }
}
