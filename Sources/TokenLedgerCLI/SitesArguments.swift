import Application
import ArgumentParser
import Configuration
import Ledger
import Sites
import Text

/// Where one site is, or many.
struct SitesArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A YAML file that lists sites; a multisite stands for all its blogs.", valueName: "file"),
    completion: .file())
  var sites: String?
  @OptionGroup var site: SiteArguments

  func validate() throws {
    if sites != nil && site.request != SiteRequest() {
      throw ValidationError("--sites excludes the options that name a single site")
    }
  }

  /// The sites as they are listed now: those of `--sites`, the one that the options or the environment name, those
  /// that the configuration lists, the one that it names, or the one around the current folder.
  ///
  /// - Throws: What finding the only site throws, or reading the list or the configuration; `Failure` (75) when all
  ///   that is listed are patterns that no site matches.
  func listing() throws -> SiteListing {
    let found = try ConfigurationSearch.ofThisProcess.load(option: site.config)
    let models = found.file?.models ?? ModelHistory()
    guard let list = try list(found.file) else {
      return SiteListing(sites: [try onlySite(found.file, models)], warnings: found.warnings)
    }
    var names: Set<String> = []
    var listing = SiteListing(sites: [], warnings: found.warnings + list.warnings)
    for entry in list.sites {
      // Two servers may have the same names of databases and prefixes.
      let name = [entry.request.name, "\(entry.request.name) of \(entry.place)"].first { !names.contains($0) }
      guard let name, names.insert(name).inserted else { continue }
      listing.sites.append(
        WorkerSite(
          name: name, isNetwork: entry.request.blog == nil, models: models,
          databaseClock: found.file?.databaseClock
        ) {
          try SiteFinder.ofThisProcess.find(entry.request)
        })
    }
    if listing.sites.isEmpty { throw Self.nothingListed(list) }
    return listing
  }

  /// A list whose patterns match nothing: the disk may come later, and nobody means to give up all sites like that.
  private static func nothingListed(_ list: SiteList) -> Failure {
    let more = list.warnings.count - 1
    return Failure(
      .tryAgain, (list.warnings.first ?? "the list has no sites") + (more > 0 ? " (and \(more) more)" : ""),
      advice: "Is what holds the sites mounted, and may this user look into it?")
  }

  /// The list of sites that is meant; nil where a single site is.
  private func list(_ configuration: ConfigurationFile?) throws -> SiteList? {
    if let sites { return try SiteList.load(sites) }
    let isNamed =
      site.request != SiteRequest() || SiteFinder.ofThisProcess.means(of: site.request) == .environment
    guard !isNamed, let list = configuration?.sites, list.isGiven else { return nil }
    return list
  }

  private func onlySite(_ configuration: ConfigurationFile?, _ models: ModelHistory) throws -> WorkerSite {
    let request = SiteFinder.ofThisProcess.request(site.request, configured: configuration?.site)
    // A site that cannot be found is an error at once; and standard input can be read but once.
    let found = try SiteFinder.ofThisProcess.find(request)
    let hasName = request.wpPath != nil || request.wpConfig != nil
    let name = hasName ? request.name : "\(found.connection.database ?? "")/\(found.prefix)"
    return WorkerSite(name: name, models: models, databaseClock: configuration?.databaseClock) {
      request.site == nil ? try SiteFinder.ofThisProcess.find(request) : found
    }
  }
}

extension SiteRequest {
  /// What a site is called that is asked for like this: by its folder or file, or its database and prefix.
  fileprivate var name: String {
    let directory = Environment.currentDirectory
    let place =
      (wpPath ?? wpConfig).map { $0.hasPrefix("/") ? $0 : "\(directory)/\($0)" }
      ?? "\(database ?? defaultsFile ?? "")/\(prefix ?? "")"
    return place + (blog.map { $0 == 1 ? "" : " blog \($0)" } ?? "")
  }
}
