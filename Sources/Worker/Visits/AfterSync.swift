import LedgerStore
import Text

/// What the worker does for a site after a sync: a step of a list. It is taken, too, where another run was quicker and where
/// there is no log; ``VisitedSync/isCurrent`` and the report's fault say so.
package protocol AfterSync: Sendable {
  /// Takes the step. What goes wrong with it alone is a warning of the report.
  ///
  /// - Throws: `Failure` or `MariaDBError` when the site itself cannot be read; no other step is taken then.
  func follow(_ sync: VisitedSync, _ report: inout VisitReport) throws
}

/// A sync that a visit made, as the steps after it see it.
package struct VisitedSync {
  /// What the site is called.
  let site: String
  /// Its database.
  let session: SiteSession
  /// Whether no other run is at work on the ledger. Where the log is gone, the ledger holds all that there will be.
  let isCurrent: Bool
  /// Puts errors into words.
  let describe: @Sendable (any Error) -> Failure
}
