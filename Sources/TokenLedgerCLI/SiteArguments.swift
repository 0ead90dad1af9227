import Application
import ArgumentParser
import Configuration
import Glibc
import Ledger
import LedgerStore
import Sites

/// Where the site is.
struct SiteArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The WordPress folder.", valueName: "dir"), completion: .directory)
  var wpPath: String?
  @Option(
    help: ArgumentHelp("The site's wp-config.php. It is read, not run.", valueName: "file"),
    completion: .file())
  var wpConfig: String?
  @Option(
    help: ArgumentHelp(
      "Let PHP run wp-config.php, without WordPress, to read its settings.", valueName: "php"))
  var wpConfigBy: WPConfigReader?
  @Option(
    help: ArgumentHelp("A MariaDB option file with the database login.", valueName: "file"),
    completion: .file())
  var defaultsFile: String?
  @Option(
    help: ArgumentHelp(
      "The group to read in that file (default: tokenledger, then MariaDB's own).", valueName: "name"))
  var defaultsGroup: String?
  @Option(help: ArgumentHelp("The database, with --defaults-file.", valueName: "name"))
  var database: String?
  @Option(help: ArgumentHelp("The table prefix, with --defaults-file.", valueName: "prefix"))
  var prefix: String?
  @Option(
    help: ArgumentHelp("'-' reads the database login as a JSON object from standard input.", valueName: "-"))
  var site: String?
  @Option(help: ArgumentHelp("The number of the blog, on a multisite.", valueName: "number"))
  var blog: Int?
  @Option(
    help: ArgumentHelp(
      "The configuration (default: tokenledger.yml in ~/.config/tokenledger, else in /etc/tokenledger).",
      valueName: "file"), completion: .file())
  var config: String?

  /// What the options say about which site is meant.
  var request: SiteRequest {
    SiteRequest(
      wpPath: wpPath, wpConfig: wpConfig, defaultsFile: defaultsFile, defaultsGroup: defaultsGroup,
      database: database, prefix: prefix, site: site, blog: blog, wpConfigBy: wpConfigBy)
  }

  /// What tokenledger.yml says; nil where there is none.
  func configuration(_ console: Console) throws -> ConfigurationFile? {
    let found = try ConfigurationSearch.ofThisProcess.load(option: config)
    for warning in found.warnings { console.warn(warning) }
    if let file = found.file { console.detail("configuration: \(file.path)") }
    return found.file
  }

  /// Finds the site that the options, the environment, the configuration or the current folder name.
  func find(_ console: Console, _ configuration: ConfigurationFile?) throws -> Site {
    var site = try SiteFinder.ofThisProcess.find(request, configured: configuration?.site)
    if let configuration { site.labels = SiteFinder.ofThisProcess.labels(of: request, by: configuration) }
    console.detail("site: \(site.origin), prefix \(site.prefix)")
    for warning in site.warnings { console.warn(warning) }
    return site
  }

  /// Finds the site and connects to its database.
  func open(_ console: Console) throws -> OpenSite {
    try open(console, configuration(console))
  }

  /// Finds the site and connects to its database, with a configuration that was read before.
  func open(_ console: Console, _ configuration: ConfigurationFile?) throws -> OpenSite {
    try OpenSite(find(console, configuration), configuration, console.listener)
  }
}

extension WPConfigReader: NamedChoice {}

extension ConfigurationSearch {
  /// A search with what this process was given.
  static var ofThisProcess: ConfigurationSearch {
    ConfigurationSearch(
      environment: Environment.variables, currentDirectory: Environment.currentDirectory)
  }
}

extension SiteFinder {
  /// What a configuration calls the site that a request means.
  func labels(of request: SiteRequest, by configuration: ConfigurationFile) -> SiteLabels {
    switch means(of: request, configured: configuration.site) {
    case .configuration:
      let labels = configuration.siteEntry?.labels ?? SiteLabels()
      // It is said of the blog that the configuration names.
      return request.blog.map { $0 == configuration.site?.blog ?? 1 ? labels : labels.blog($0) } ?? labels
    case .option: return configuration.labels(of: request, from: Environment.currentDirectory)
    case .environment, .currentDirectory: return SiteLabels()
    }
  }

  /// A finder that looks at what this process was given.
  static var ofThisProcess: SiteFinder {
    SiteFinder(
      environment: Environment.variables, currentDirectory: Environment.currentDirectory,
      standardInput: { try Environment.readStandardInput() })
  }
}
