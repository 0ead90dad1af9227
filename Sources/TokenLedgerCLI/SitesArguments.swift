import ArgumentParser
import Configuration
import WordPress
import Worker

/// Where one site is, or many.
struct SitesArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A YAML file that lists sites; a multisite in it stands for all its blogs.", valueName: "file"))
  var sites: String?
  @OptionGroup var site: SiteArguments

  func validate() throws {
    if sites != nil && site.request != SiteRequest() {
      throw ValidationError("--sites excludes the options that name a single site")
    }
  }

  /// The sites as they are listed now.
  ///
  /// - Throws: What finding the only site throws, or reading the list.
  func listing() throws -> SiteListing {
    guard let sites else { return SiteListing(sites: [try onlySite()]) }
    let list = try SiteList.load(sites)
    var names: Set<String> = []
    var listing = SiteListing(sites: [], warnings: list.warnings)
    for entry in list.sites {
      // Two servers may have the same names of databases and prefixes.
      let name = [entry.request.name, "\(entry.request.name) of \(entry.place)"].first { !names.contains($0) }
      guard let name, names.insert(name).inserted else { continue }
      listing.sites.append(
        WorkerSite(name: name, isNetwork: entry.request.blog == nil) {
          try SiteFinder.ofThisProcess.find(entry.request)
        })
    }
    return listing
  }

  private func onlySite() throws -> WorkerSite {
    let request = site.request
    // A site that cannot be found is an error at once; and standard input can be read but once.
    let found = try SiteFinder.ofThisProcess.find(request)
    let hasName = request.wpPath != nil || request.wpConfig != nil
    let name = hasName ? request.name : "\(found.connection.database ?? "")/\(found.prefix)"
    return WorkerSite(name: name) {
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
