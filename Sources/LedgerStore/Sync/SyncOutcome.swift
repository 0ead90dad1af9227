import Glibc
import Ledger
import MariaDB

/// What a sync did.
public struct SyncOutcome: Sendable {
  /// How many tables were made for a new ledger.
  public internal(set) var tablesMade = 0
  /// Token and blank rows looked at for the first time; the sum of the next three.
  public internal(set) var rowsRead = 0
  /// Of these, how many were counted.
  public internal(set) var rowsCounted = 0
  /// Of these, how many were rejected.
  public internal(set) var rowsRejected = 0
  /// Of these, how many have no type yet and wait for one.
  public internal(set) var rowsWaiting = 0
  /// Rows that waited, have been given a type since, and were counted or rejected now.
  public internal(set) var rowsRepaired = 0
  /// Rows that a new epoch of the log took as counted in an earlier one.
  public internal(set) var rowsSkipped = 0
  /// Ranges of missing ids whose rows may still come.
  public internal(set) var gapsOpen = 0
  /// Ranges of missing ids that were given up, in this epoch.
  public internal(set) var gapsExpired = 0
  /// The days whose totals changed.
  public internal(set) var daysChanged: Set<Day> = []
  /// The epoch of the log.
  public internal(set) var epoch = 1
  /// Whether the ledger now holds everything that was in the log when the sync began.
  public internal(set) var isComplete = false
  /// How long the sync paused for others.
  public internal(set) var timePaused: Duration = .zero
  /// What is wrong with the ids of the log; nil when nothing is.
  public internal(set) var rowIDs: RowIDs?
  /// When the sync looked for the end of the log, if it reached that end; else nil.
  public internal(set) var lastSync: Moment?
  /// What the owner should know.
  public internal(set) var warnings: [String] = []
  /// The numbers of the notices that the sync left; their messages are among the warnings.
  public internal(set) var notices: Set<Int> = []

  /// Notes what a fold of rows seen for the first time brought.
  mutating func add(_ usage: UsageFold) {
    rowsRead += usage.read
    rowsSkipped += usage.skipped
    rowsCounted += usage.counted
    rowsRejected += usage.rejections.count
    rowsWaiting += usage.blanks.count
    daysChanged.formUnion(usage.days.keys)
  }
}

/// How a sync is run.
public struct SyncSettings: Sendable {
  /// When the sync pauses for other users of the server.
  public var pace: SyncPace
  /// The number of connections that read the log, at least 1; only one is used while the sync holds back.
  public var connections: Int
  /// Whether somebody waits for the figures, so that no more than a block of messages is counted besides the tokens.
  public var isAwaited = false
  /// Told how many ids of how many have been read.
  public var progress: (@Sendable (_ done: Int, _ of: Int) -> Void)?
  /// Told what is being done, for people who asked for it.
  public var log: (@Sendable (String) -> Void)?
  /// Called during a pause with the total length of all pauses so far.
  public var paused: (@Sendable (Duration) -> Void)?
  /// Lets a time go by, or less where the caller has no more time.
  package var pause: @Sendable (Duration) -> Void = { time in
    let (seconds, attoseconds) = time.components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    nanosleep(&time, nil)
  }
  /// A monotonic clock: the time since an arbitrary instant.
  package var clock: @Sendable () -> Duration = { [begin = ContinuousClock.now] in begin.duration(to: .now) }
  /// The number of statements that others have sent to the server; nil when it does not show that.
  package var others: @Sendable (Connection) throws -> Int? = { try $0.othersQuestions() }

  /// Settings of a sync.
  public init(
    pace: SyncPace = .auto, connections: Int = 1,
    progress: (@Sendable (_ done: Int, _ of: Int) -> Void)? = nil, log: (@Sendable (String) -> Void)? = nil
  ) {
    self.pace = pace
    self.connections = connections
    self.progress = progress
    self.log = log
  }
}
