import Application
import ArgumentParser
import Configuration
import Ledger
import Sites
import Text

/// Finds the sites that a list names. A plain value: another group of options would make each report look up its type.
struct SiteLister {
  /// The file that `--sites` names; nil where it was not given.
  let file: String?
  /// `--jobs`; nil where it was not given.
  var jobs: Int?
  /// The options that name a single site.
  let site: SiteArguments

  /// Refuses what does not go together, for commands that show one site without `--sites`.
  func validate() throws {
    try refuseSingleSite()
    if file == nil && jobs != nil { throw ValidationError("--jobs goes with --sites") }
    if let jobs, !WorkerSettings.jobs.contains(jobs) { throw ValidationError("--jobs must be from 1 to 64") }
  }

  /// Refuses a list beside a single site.
  func refuseSingleSite() throws {
    if file != nil && site.request != SiteRequest() {
      throw ValidationError("--sites excludes the options that name a single site")
    }
  }

  /// How many sites are asked at once.
  func threads(_ configuration: ConfigurationFile?) -> Int { jobs ?? WorkerChoices(configuration).jobs }

  /// The sites as they are listed now: those of `--sites`, the one that the options or the environment name, those
  /// that the configuration lists, the one that it names, or the one around the current folder.
  ///
  /// - Throws: What finding the only site throws, or reading the list; `Failure` (75) when all that is listed are patterns
  ///   that no site matches.
  func listing(_ configuration: ConfigurationFile?) throws -> SiteListing {
    let models = configuration?.models ?? ModelHistory()
    guard let list = try list(configuration) else {
      return SiteListing(sites: [try onlySite(configuration, models)])
    }
    var names: Set<String> = []
    var places: Set<String> = []
    var listing = SiteListing(sites: [], warnings: list.warnings)
    for entry in list.sites {
      // Two servers may have the same names of databases and prefixes, and a name may be another site's folder.
      let place = entry.request.name
      let name = [entry.labels.title(else: place), "\(place) of \(entry.place)"].first { !names.contains($0) }
      guard let name, names.insert(name).inserted else { continue }
      let listed = places.insert(place).inserted ? place : "\(place) of \(entry.place)"
      listing.sites.append(
        WorkerSite(
          name: name, listed: listed, labels: entry.labels, interval: entry.interval?.duration,
          isNetwork: entry.request.blog == nil, models: models, databaseClock: configuration?.databaseClock
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
    if let file { return try SiteList.load(file) }
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
    let place = hasName ? request.name : "\(found.connection.database ?? "")/\(found.prefix)"
    let labels =
      configuration.map { SiteFinder.ofThisProcess.labels(of: site.request, by: $0) } ?? SiteLabels()
    let means = SiteFinder.ofThisProcess.means(of: site.request, configured: configuration?.site)
    let interval = means == .configuration ? configuration?.siteEntry?.interval : nil
    return WorkerSite(
      name: labels.title(else: place), listed: place, labels: labels, interval: interval?.duration,
      models: models,
      databaseClock: configuration?.databaseClock
    ) {
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
    return place + (blog.map { $0 == 1 ? "" : SiteLabels.blogSuffix($0) } ?? "")
  }
}
