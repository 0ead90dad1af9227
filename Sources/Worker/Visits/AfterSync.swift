import LedgerStore
import Text

/// What the worker does for a site when it has brought its ledger up to date: a step of a list.
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
  /// Whether the ledger is brought up to date, and not by another run that is still at it.
  let isCurrent: Bool
  /// Puts errors into words.
  let describe: @Sendable (any Error) -> Failure
}
