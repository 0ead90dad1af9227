import Application
import Ledger
import LedgerStore
import Text

/// What a visit of a site came to.
public struct VisitReport: Sendable, Equatable {
  /// Rows that were counted.
  public var rowsCounted = 0
  /// Rows that do not count.
  public var rowsRejected = 0
  /// Rows that have no type yet.
  public var rowsWaiting = 0
  /// Rows that had no type, and have one now.
  public var rowsRepaired = 0
  /// Days whose totals changed.
  public var daysChanged = 0
  /// When the sync looked for the end of the log, if it reached that end; else nil.
  public var lastSync: Moment?
  /// What the owner should know, a line each.
  public var warnings: [String] = []
  /// The daily file that was written; nil when none was due.
  public var file: String?
  /// In how many seconds the next daily file is due; nil when none are wanted, or the site's clock is not known.
  public var secondsToNextFile: Int?
  /// The other blogs of the multisite, for a site that stands for all of them; nil when that was not found out.
  public var otherBlogs: [Int]?
  /// Whether the site itself has no chatbot, and is visited for the other blogs of its multisite alone.
  public var isEmptyNetwork = false
  /// Where the site's ledger is; nil when not even that was found out.
  public var place: LedgerPlace?
  /// Why the ledger could not be brought up to date; nil when it was.
  package var fault: Failure?

  /// A visit that changed nothing.
  public init() {}

  /// Notes what a sync did.
  mutating func add(_ outcome: SyncOutcome) {
    rowsCounted = outcome.rowsCounted
    rowsRejected = outcome.rowsRejected
    rowsWaiting = outcome.rowsWaiting
    rowsRepaired = outcome.rowsRepaired
    daysChanged = outcome.daysChanged.count
    lastSync = outcome.lastSync
    warnings += outcome.warnings
  }

  /// Whether the ledger, or the folder of daily files, is another one than before.
  var hasChanges: Bool { rowsCounted + rowsRejected + rowsWaiting + rowsRepaired > 0 || file != nil }
}

extension Failure {
  /// Whether it is likely to pass by itself: a server that is down, another run at work.
  var isTemporary: Bool { [.unavailable, .inputOutput, .tryAgain].contains(kind) }
}
