import Ledger

/// How sites' ledgers stand: what somebody wants to know who is paged when one falls behind.
public struct StatusReport: Equatable, Sendable {
  /// One site.
  public struct Site: Equatable, Sendable {
    /// In which state a ledger is.
    public enum State: String, Sendable {
      /// A sync has reached the end of the log lately.
      case current
      /// None has for too long.
      case late
      /// None ever has.
      case neverSynced = "never_synced"
      /// It cannot be told.
      case unknown
    }

    /// What the site is called.
    public let name: String
    /// Whose site it is; nil where the owner has not said.
    public var client: String?
    /// What else the owner sorts sites by.
    public var tags: [String] = []
    /// The database; nil when the site was not found.
    public let database: String?
    /// The prefix of its tables; nil when the site was not found.
    public let prefix: String?
    /// The last sync that reached the end of the log, from the ledger or, when it cannot be read, from the worker.
    public let lastSync: Moment?
    /// Seconds since then, by the database's clock.
    public let age: Int?
    /// Rows of the log that no sync has looked at; nil where there is no log.
    public let lag: Int?
    /// Whether there are more of them than were counted.
    public let isLagLowerBound: Bool
    /// After how many seconds without a sync the ledger is late.
    public let lateAfter: Int
    /// Why it could not be told how the ledger stands; nil when it could.
    public let problem: String?
    /// What the worker knows; nil when none is known that keeps this site.
    public let worker: Worker?
    /// The node of a cluster that was asked; nil when the server is a single one, or does not tell.
    public let cluster: ClusterState?

    /// A site and how it stands.
    public init(
      name: String, database: String? = nil, prefix: String? = nil, lastSync: Moment? = nil,
      age: Int? = nil, lag: Int? = nil, isLagLowerBound: Bool = false, lateAfter: Int, problem: String? = nil,
      worker: Worker? = nil, cluster: ClusterState? = nil
    ) {
      self.name = name
      self.database = database
      self.prefix = prefix
      self.lastSync = lastSync
      self.age = age
      self.lag = lag
      self.isLagLowerBound = isLagLowerBound
      self.lateAfter = lateAfter
      self.problem = problem
      self.worker = worker
      self.cluster = cluster
    }

    /// The state of its ledger.
    public var state: State {
      if problem != nil { return .unknown }
      guard let age else { return .neverSynced }
      return age > lateAfter ? .late : .current
    }
  }

  /// What a worker said of a site.
  public struct Worker: Equatable, Sendable {
    /// Failures in a row.
    public let failures: Int
    /// Why its last sync failed; nil when it did not.
    public let error: String?
    /// When its next sync is due; nil when the worker has ended.
    public let nextRun: UTCTime?
    /// In how many seconds that is; negative when it is overdue.
    public let secondsToNextRun: Int?

    /// What a worker said.
    public init(failures: Int, error: String?, nextRun: UTCTime?, secondsToNextRun: Int?) {
      self.failures = failures
      self.error = error
      self.nextRun = nextRun
      self.secondsToNextRun = secondsToNextRun
    }
  }

  /// The sites, in the order of their list.
  public let sites: [Site]
  /// Warnings about the list of sites.
  public let warnings: [String]

  /// A report of these sites.
  public init(sites: [Site], warnings: [String] = []) {
    self.sites = sites
    self.warnings = warnings
  }

  /// Whether all ledgers are current.
  public var isCurrent: Bool { sites.allSatisfy { $0.state == .current } }
}
