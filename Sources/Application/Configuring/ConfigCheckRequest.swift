import Configuration
import Output
import Sites

/// Which settings hold, and where each comes from. It connects to no database.
package struct ConfigCheckRequest: Sendable {
  private let config: String?
  private let site: SiteRequest

  /// A check of the configuration file that an option names, nil for the one that is found, and of the way to a site.
  package init(config: String?, site: SiteRequest) {
    self.config = config
    self.site = site
  }

  /// The settings, or what is wrong with the file; either may have a fault.
  ///
  /// - Parameters:
  ///   - search: Where the configuration is looked for.
  ///   - finder: Where the site is looked for.
  ///   - environment: The variables that both look at.
  ///   - listener: Hears what the owner should know.
  /// - Returns: A setting a line, or a mistake in the file a line.
  /// - Throws: `Failure` when the file cannot be read.
  package func answer(
    _ search: ConfigurationSearch, _ finder: SiteFinder, environment: EnvironmentVariables,
    _ listener: Listener
  ) throws -> Answer {
    let found = try search.find(option: config)
    if let file = found.file, let failure = file.failure {
      var answer = Answer(problemsOf: file)
      answer.fault = failure
      return answer
    }
    let settings = EffectiveSettings(
      found.file, isNamed: config != nil, site, finder, Variables(environment))
    let warnings = found.warnings + settings.warnings
    for warning in warnings { listener.warn(warning) }
    var answer = Answer(settings, warnings: warnings)
    answer.fault = settings.fault
    return answer
  }
}

/// Which variables are set.
struct Variables {
  private let environment: EnvironmentVariables

  init(_ environment: EnvironmentVariables) {
    self.environment = environment
  }

  /// A variable's value; an empty one counts as not set.
  subscript(name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}
