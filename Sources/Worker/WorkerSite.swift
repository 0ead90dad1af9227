import WordPress

/// A site that the worker keeps current.
public struct WorkerSite: Sendable {
  /// What the site is called in logs, files and the status; no other site of the worker has the same name.
  public let name: String
  /// Finds out how its database is reached. It is asked at every sync, so that a password that was changed in
  /// wp-config.php is the new one at once. It may block.
  public let find: @Sendable () throws -> Site

  /// A site by its name.
  public init(name: String, find: @escaping @Sendable () throws -> Site) {
    self.name = name
    self.find = find
  }
}

/// The sites that the worker is to keep current, as they are listed at one moment.
public struct SiteListing: Sendable {
  /// The sites, in the order in which they are shown.
  public var sites: [WorkerSite]
  /// What there is to say about the list, a line each.
  public var warnings: [String]

  /// A list of sites.
  public init(sites: [WorkerSite], warnings: [String] = []) {
    self.sites = sites
    self.warnings = warnings
  }
}
