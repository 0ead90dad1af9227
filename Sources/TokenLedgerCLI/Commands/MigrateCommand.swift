import Application
import ArgumentParser

/// `tokenledger migrate`
struct MigrateCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "migrate",
    abstract: "Create the ledger's tables and views, or bring them up to date.",
    discussion: """
      Only needed where the everyday database user may not create tables. Run it once, and after each upgrade, as a \
      user who may, and then run the statements of 'tokenledger grants'. When the everyday user runs it, exit code 77 \
      says that something is left to do.

      Example: tokenledger migrate --wp-path /var/www/html
      """)

  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: MigrateRequest { MigrateRequest() }
}
