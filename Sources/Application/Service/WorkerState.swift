import FoundationEssentials
import Ledger

/// What a worker says of itself in a file, for `tokenledger status`: what the ledgers themselves do not know.
public struct WorkerState: Codable, Sendable, Equatable {
  /// A site as the worker sees it.
  public struct Site: Codable, Sendable, Equatable {
    /// What the worker calls it.
    public var name: String
    /// Where its ledger is; nil as long as that was not found out.
    public var place: LedgerPlace?
    /// Failures in a row.
    public var failures: Int
    /// Why it failed last; nil when it did not.
    public var error: String?
    /// When a sync last succeeded; nil when no worker that wrote the file knows of one.
    public var lastSuccess: UTCTime?
    /// When a sync last reached the end of the log; nil when no worker that wrote the file knows of one.
    public var lastSync: UTCTime?
    /// The same in the site's time.
    public var lastSyncLocal: SiteTime?
    /// When the next sync is due; nil while one is under way, and when the worker has ended.
    public var nextRun: UTCTime?
    /// Seconds between two syncs; nil for those of the worker.
    public var intervalSeconds: Int?

    /// A site that the worker keeps.
    package init(
      name: String, place: LedgerPlace? = nil, failures: Int, error: String? = nil,
      lastSuccess: UTCTime? = nil, lastSync: UTCTime? = nil, lastSyncLocal: SiteTime? = nil,
      nextRun: UTCTime? = nil
    ) {
      self.name = name
      self.place = place
      self.failures = failures
      self.error = error
      self.lastSuccess = lastSuccess
      self.lastSync = lastSync
      self.lastSyncLocal = lastSyncLocal
      self.nextRun = nextRun
    }
  }

  /// The form of the file.
  public static let schema = "tokenledger.worker/2"

  /// ``schema``, for who reads the file.
  public var schema = Self.schema
  /// The worker's process.
  public var pid: Int
  /// When the worker started.
  public var started: UTCTime
  /// When the file was written.
  public var written: UTCTime
  /// Seconds between two syncs of a site.
  public var intervalSeconds: Int
  /// Visits of sites since the start.
  public var visits: Int
  /// The sites in the order of the list.
  public var sites: [Site]

  /// The state of a worker.
  package init(
    pid: Int, started: UTCTime, written: UTCTime, intervalSeconds: Int, visits: Int, sites: [Site]
  ) {
    self.pid = pid
    self.started = started
    self.written = written
    self.intervalSeconds = intervalSeconds
    self.visits = visits
    self.sites = sites
  }
}

extension WorkerState.Site {
  /// The last sync that reached the end of the log, in UTC and in the site's time.
  var syncMoment: Moment? {
    guard let lastSync, let lastSyncLocal else { return nil }
    return Moment(utc: lastSync, local: lastSyncLocal)
  }
}

extension WorkerState {
  /// Reads a state from a file's bytes; nil when they are no state that this version knows.
  public init?(_ bytes: [UInt8]) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let state = try? decoder.decode(WorkerState.self, from: Data(bytes)), state.schema == Self.schema
    else { return nil }
    self = state
  }
}
