import Ledger
import Sites

/// A site that the worker keeps current.
public struct WorkerSite: Sendable {
  /// What the site is called in logs, files and the status; no other site of the worker has the same name.
  public let name: String
  /// What tells it apart from all others of the list, whatever they are called: its name where the owner gave none.
  public let listed: String
  /// What the owner calls it.
  public let labels: SiteLabels
  /// The time between two of its syncs; nil for the worker's own.
  public let interval: Duration?
  /// Whether it stands for all blogs of a multisite, should it be one.
  public let isNetwork: Bool
  /// What the owner's configuration says was used when.
  public let models: ModelHistory
  /// The clock that stamped old rows of the log, if the configuration declares one.
  public let databaseClock: DatabaseClock?
  /// Finds out how its database is reached. It is asked at every visit, so that a password that was changed in
  /// wp-config.php is the new one at once. It may block.
  public let find: @Sendable () throws -> Site

  /// A site by its name. `listed` is what it would be called without the owner's words; nil for the same.
  public init(
    name: String, listed: String? = nil, labels: SiteLabels = SiteLabels(), interval: Duration? = nil,
    isNetwork: Bool = false, models: ModelHistory = ModelHistory(), databaseClock: DatabaseClock? = nil,
    find: @escaping @Sendable () throws -> Site
  ) {
    self.name = name
    self.listed = listed ?? name
    self.labels = labels
    self.interval = interval
    self.isNetwork = isNetwork
    self.models = models
    self.databaseClock = databaseClock
    self.find = {
      var site = try find()
      site.labels = labels
      return site
    }
  }

  /// Another blog of the same multisite.
  public func blog(_ id: Int) -> WorkerSite {
    let suffix = SiteLabels.blogSuffix(id)
    return WorkerSite(
      name: name + suffix, listed: listed + suffix, labels: labels.blog(id), interval: interval,
      models: models,
      databaseClock: databaseClock
    ) {
      var site = try find()
      site.blogID = id
      return site
    }
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
