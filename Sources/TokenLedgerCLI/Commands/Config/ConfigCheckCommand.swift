import Application
import ArgumentParser

/// `tokenledger config check`
struct ConfigCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check tokenledger.yml and show the settings in force.",
    discussion: """
      Shows where each setting comes from: an option, the environment, a line of the file, WordPress or the default. \
      Passwords are not shown. Lists every mistake in the file (exit code 78). Connects to no database.

      Example: tokenledger config check --config /etc/tokenledger/tokenledger.yml
      """)

  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let request = ConfigCheckRequest(config: site.config, site: site.request)
    let answer = try request.answer(
      .ofThisProcess, .ofThisProcess, environment: Environment.variables, console.listener)
    try console.write(answer, output.renderer)
  }
}
