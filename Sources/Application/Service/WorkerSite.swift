import Ledger
import Sites

/// A site that the worker keeps current.
public struct WorkerSite: Sendable {
  /// What the site is called in logs, files and the status; no other site of the worker has the same name.
  public let name: String
  /// Whether it stands for all blogs of a multisite, should it be one.
  public let isNetwork: Bool
  /// What the owner's configuration says was used when.
  public let models: ModelHistory
  /// The clock that stamped old rows of the log, if the configuration declares one.
  public let databaseClock: DatabaseClock?
  /// Finds out how its database is reached. It is asked at every visit, so that a password that was changed in
  /// wp-config.php is the new one at once. It may block.
  public let find: @Sendable () throws -> Site

  /// A site by its name.
  public init(
    name: String, isNetwork: Bool = false, models: ModelHistory = ModelHistory(),
    databaseClock: DatabaseClock? = nil, find: @escaping @Sendable () throws -> Site
  ) {
    self.name = name
    self.isNetwork = isNetwork
    self.models = models
    self.databaseClock = databaseClock
    self.find = find
  }

  /// Another blog of the same multisite.
  public func blog(_ id: Int) -> WorkerSite {
    WorkerSite(name: "\(name) blog \(id)", models: models, databaseClock: databaseClock) {
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
