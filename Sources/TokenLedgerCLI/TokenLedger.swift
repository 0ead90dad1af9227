import ArgumentParser
import Glibc

/// The command line tool.
@main
struct TokenLedger: ParsableCommand {
  static let name = "tokenledger"
  static let configuration = CommandConfiguration(
    commandName: name,
    abstract: "A durable daily ledger of the tokens that the Kognetiks Chatbot used.",
    discussion: """
      Reads the chatbot's conversation log from a WordPress site's database, keeps what it counted, and reports \
      it by day, week, month and year. Run it in the site's folder, or say where the site is.

      Example: tokenledger report --wp-path /var/www/html --period monthly
      """,
    version: "0.3.1",
    subcommands: [
      SyncCommand.self, WorkerCommand.self, StatusCommand.self, ReportCommand.self, ExportCommand.self,
      SummaryCommand.self, DoctorCommand.self, ImportCommand.self, VerifyCommand.self, RebuildCommand.self,
      RepairCommand.self, RejectedCommand.self, GrantsCommand.self, MigrateCommand.self, ModelsCommand.self,
      UserCommand.self, ConfigCommand.self, UninstallCommand.self,
    ])

  static func main() {
    Environment.openStandardDescriptors()
    Environment.forbidCoreFiles()
    Environment.ignoreFileSizeSignal()
    do {
      try Environment.checkArguments()
      var command = try parsed()
      try command.run()
    } catch {
      Glibc.exit(exitCode(for: error).isSuccess ? say(fullMessage(for: error)) : Failure(error).report())
    }
  }

  /// Prints the help or the version; returns the exit code. The library ignores write errors.
  private static func say(_ text: String) -> Int32 {
    guard !text.isEmpty else { return 0 }
    do {
      var sink = ByteSink(descriptor: STDOUT_FILENO, name: "standard output")
      try sink.write(Array((text + "\n").utf8))
      try sink.flush()
      return 0
    } catch {
      return Failure(error).report()
    }
  }

  /// The command of this process's arguments.
  ///
  /// A subcommand that is named first is parsed alone: for a report the library would else take longer to look at all
  /// the others than the database takes to answer. Nor does it look for a wish for a completion script where the subcommand
  /// names this one as its super-command; `models`, `user` and `config`, which have subcommands of their own, do not.
  /// Whatever that does not settle, such as a mistake or a wish for help, is left to the library.
  private static func parsed() throws -> any ParsableCommand {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let subcommand = configuration.subcommands.first(where: { $0._commandName == arguments.first }),
      let command = try? subcommand.parseAsRoot(Array(arguments.dropFirst())), type(of: command) == subcommand
    {
      return command
    }
    if let mistake = Mistake(helpRequest: arguments) { throw Failure(mistake) }
    return try parseAsRoot(arguments)
  }
}
