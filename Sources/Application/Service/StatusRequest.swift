import Output
import Reports
import Text

/// When each site was last synced, and how far it lags behind.
package struct StatusRequest: Sendable {
  private let states: [WorkerState]
  private let lateAfter: Duration?

  /// A question about ledgers.
  ///
  /// - Parameters:
  ///   - states: What workers have left, the newest first; see ``StateFile``.
  ///   - lateAfter: How long a ledger may go without a sync; nil for three of the worker's intervals, but at least
  ///     five minutes, or two hours where no worker is known.
  package init(states: [WorkerState], lateAfter: Duration?) {
    self.states = states
    self.lateAfter = lateAfter
  }

  /// How the sites stand, and the kind of failure that it comes to; nil when all are current. It blocks. A site that does
  /// not answer in time is left to itself, on a thread that may outlast the call.
  package func answer(_ listing: SiteListing, _ listener: Listener) -> (Answer, Failure.Kind?) {
    for warning in listing.warnings { listener.warn(warning) }
    let sites = StatusSurvey(states: states, lateAfter: lateAfter).sites(listing.sites)
    let report = StatusReport(sites: sites, warnings: listing.warnings)
    return (Answer(report), report.isCurrent ? nil : .tryAgain)
  }
}
