import Application
import ArgumentParser
import Glibc
import Text

/// The command line tool.
@main
struct TokenLedger: ParsableCommand {
  static let name = "tokenledger"
  static let configuration = CommandConfiguration(
    commandName: name,
    abstract: "Count the tokens that the Kognetiks Chatbot used, by day, and keep the counts.",
    discussion: """
      Reads the chatbot's conversation log in a WordPress site's database, keeps the counts in separate tables, and \
      reports them by day, week, month and year. Run it in the site's folder, or name the site with --wp-path.

      Example: tokenledger report --wp-path /var/www/html --period monthly
      """,
    version: "0.6.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Reporting",
        subcommands: [ReportCommand.self, SummaryCommand.self, DashboardCommand.self, ExportCommand.self]),
      CommandGroup(
        name: "Syncing",
        subcommands: [SyncCommand.self, WorkerCommand.self, StatusCommand.self]),
      CommandGroup(
        name: "History",
        subcommands: [
          ImportCommand.self, BackupCommand.self, RestoreCommand.self, ModelsCommand.self, PricesCommand.self,
        ]),
      CommandGroup(name: "Privacy", subcommands: [UserCommand.self]),
      CommandGroup(
        name: "Checking",
        subcommands: [
          DoctorCommand.self, VerifyCommand.self, RejectedCommand.self, RebuildCommand.self,
          RepairCommand.self,
        ]),
      CommandGroup(
        name: "Setup",
        subcommands: [ConfigCommand.self, GrantsCommand.self, MigrateCommand.self, UninstallCommand.self]),
    ])

  /// What this process was asked, in our own words.
  static let arguments = FamiliarArguments(Array(CommandLine.arguments.dropFirst()))

  static func main() {
    Environment.openStandardDescriptors()
    Environment.forbidCoreFiles()
    Environment.ignoreFileSizeSignal()
    var isJSON = false
    do {
      try Environment.checkArguments()
      isJSON = ErrorDocument.isWanted(arguments.arguments)
      try arguments.check()
      var command = try parsed()
      // The configuration may choose the format, too.
      defer { isJSON = isJSON || (command as? ReportCommand)?.output.format == .json }
      try command.run()
    } catch {
      Glibc.exit(end(with: error, isJSON: isJSON))
    }
  }

  /// Says how the program ends, unless the command has; returns the exit code.
  private static func end(with error: any Error, isJSON: Bool) -> Int32 {
    if exitCode(for: error).isSuccess { return say(fullMessage(for: error)) }
    if let code = error as? ExitCode { return code.rawValue }
    return Failure(ofCommand: error).report(withDocument: isJSON)
  }

  /// Prints the help or the version; returns the exit code. The library ignores write errors.
  private static func say(_ message: String) -> Int32 {
    let text = withOwnOptionsFirst(message)
    guard !text.isEmpty else { return 0 }
    do {
      var sink = ByteSink(descriptor: STDOUT_FILENO, name: "standard output")
      try sink.write(Array((text + "\n").utf8))
      try sink.flush()
      return 0
    } catch {
      return Failure(ofCommand: error).report(withDocument: false)
    }
  }

  /// A command's help with its own options before those that all commands share, which the library prints the other way
  /// round.
  private static func withOwnOptionsFirst(_ help: String) -> String {
    let body = help.prefix(upTo: help.lastIndex { $0 != "\n" }.map(help.index(after:)) ?? help.startIndex)
    let sections = body.split(separator: "\n\n", omittingEmptySubsequences: false)
    let shared = sections.filter(isShared), others = sections.filter { !isShared($0) }
    guard let own = others.firstIndex(where: { $0.hasPrefix("OPTIONS:\n") }) else { return help }
    return (others[...own] + shared + others[(own + 1)...]).joined(separator: "\n\n")
      + help[body.endIndex...]
  }

  private static func isShared(_ section: Substring) -> Bool {
    section.hasPrefix("SITE:\n") || section.hasPrefix("OUTPUT:\n")
  }

  /// The command of this process's arguments.
  ///
  /// A subcommand that is named first is parsed alone: for a report the library would else take longer to look at all
  /// the others than the database takes to answer. Nor does it look for a wish for a completion script where the subcommand
  /// names this one as its super-command; `models`, `user` and `config`, which have subcommands of their own, do not.
  /// Whatever that does not settle, such as a mistake or a wish for help, is left to the library.
  private static func parsed() throws -> any ParsableCommand {
    let arguments = arguments.arguments
    if let subcommand = configuration.subcommands.first(where: {
      $0.configuration.commandName == arguments.first
    }),
      let command = try? subcommand.parseAsRoot(Array(arguments.dropFirst())), type(of: command) == subcommand
    {
      return command
    }
    if let mistake = Mistake(helpRequest: arguments) { throw Failure(mistake) }
    return try parseAsRoot(arguments)
  }
}

extension CommandConfiguration {
  /// The configuration of a command of the tool's own: by itself it would not know what it is part of when it is parsed
  /// alone.
  init(of name: String, abstract: String, discussion: String) {
    self.init(
      commandName: name, _superCommandName: TokenLedger.name, abstract: abstract, discussion: discussion)
  }
}
