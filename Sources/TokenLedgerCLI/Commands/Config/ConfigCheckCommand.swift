import ArgumentParser
import Configuration
import Output

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
    let found = try ConfigurationSearch.ofThisProcess.find(option: site.config)
    if let file = found.file, let failure = file.failure {
      try console.write(Answer(problemsOf: file), output.renderer)
      throw failure
    }
    let settings = EffectiveSettings(found, site)
    let warnings = found.warnings + settings.warnings
    for warning in warnings { console.warn(warning) }
    try console.write(Answer(settings, warnings: warnings), output.renderer)
    if let fault = settings.fault { throw fault }
  }
}
