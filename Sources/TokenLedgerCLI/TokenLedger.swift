import ArgumentParser
import Glibc

/// The command line tool.
@main
struct TokenLedger: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenledger",
    abstract: "A durable daily ledger of the tokens that the Kognetiks Chatbot used.",
    discussion: """
      Reads the chatbot's conversation log from a WordPress site's database, keeps what it counted, and reports \
      it by day, week, month and year. Run it in the site's folder, or say where the site is.

      Example: tokenledger report --wp-path /var/www/html --period monthly
      """,
    version: "0.2.0",
    subcommands: [
      SyncCommand.self, WorkerCommand.self, StatusCommand.self, ReportCommand.self, ExportCommand.self,
      SummaryCommand.self,
      DoctorCommand.self,
      ImportCommand.self, VerifyCommand.self, RebuildCommand.self, RejectedCommand.self, GrantsCommand.self,
      MigrateCommand.self, ModelsCommand.self, UserCommand.self, ConfigCommand.self, UninstallCommand.self,
    ])

  static func main() {
    Environment.forbidCoreFiles()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      if exitCode(for: error).isSuccess { exit(withError: error) }  // --help, --version
      Glibc.exit(Failure(error).report())
    }
  }
}
