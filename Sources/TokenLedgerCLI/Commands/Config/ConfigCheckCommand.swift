import ArgumentParser
import Configuration
import Rendering

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
    let found: ConfigurationSearch.Result
    do {
      found = try ConfigurationSearch.ofThisProcess.load(option: site.config)
    } catch let error as ConfigurationError {
      try console.write(Answer(error), output.renderer)
      throw error
    }
    let settings = EffectiveSettings(found, site)
    let warnings = found.warnings + settings.warnings
    for warning in warnings { console.warn(warning) }
    try console.write(Answer(settings, warnings: warnings), output.renderer)
    if let fault = settings.fault { throw fault }
  }
}
