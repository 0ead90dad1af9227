import Configuration
import Ledger
import LedgerStore
import MariaDB
import Output
import Reports
import Sites
import Text

/// Whether connection, log and ledger are well.
package struct DoctorRequest: Sendable {
  private let acknowledges: Bool
  private let isMarkup: Bool

  /// An examination; it may mark the ledger's notices and rejected rows as read. `isMarkup` is as in ``Answer``.
  package init(acknowledges: Bool, isMarkup: Bool) {
    self.acknowledges = acknowledges
    self.isMarkup = isMarkup
  }

  /// The checks of a site, whether its database answers or not; the kind of failure that they come to, nil when none
  /// failed; and what marks notices and rejected rows as read, to be done when they have been shown.
  ///
  /// - Throws: `Failure`.
  package func answer(
    _ site: Site, _ configuration: ConfigurationFile?, _ listener: Listener
  ) throws -> (Answer, Failure.Kind?, acknowledge: () throws -> Void) {
    let session: SiteSession?
    let facts: HealthFacts
    do {
      let opened = try OpenSite(site, configuration, listener).session
      (session, facts) = (opened, HealthFacts(opened))
    } catch let error as MariaDBError {
      (session, facts) = (nil, HealthFacts(unreachable: error))
    }
    let report = Examination(site: site, facts: facts, prices: SitePrices(configuration)).report
    let answer = Answer(
      report, site: session.flatMap { Self.identity($0, facts) }, isMarkup: isMarkup)
    let acknowledge = {
      guard acknowledges, let session else { return }
      if case .success(let snapshot?) = facts.ledger, let last = snapshot.notices.last {
        try session.acknowledge(noticesUpTo: last.id)
        listener.detail?("acknowledged \(snapshot.notices.count) notices")
      }
      if case .success(let keeping?) = facts.keeping, case .success(let rejected) = keeping.rejected,
        !rejected.groups.isEmpty, !rejected.isSettled
      {
        try session.acknowledge(rejected)
        listener.detail?("acknowledged \(rejected.total) rejected rows")
      }
    }
    let level: Failure.Kind? =
      report.level == .failure ? (report.isPassing ? .tryAgain : .badData) : nil
    return (answer, level, acknowledge)
  }

  /// The checks of a site whose database answers, and the site as they name it.
  static func examine(_ site: OpenSite) -> (report: HealthReport, site: SiteIdentity?) {
    let facts = HealthFacts(site.session)
    return (
      Examination(site: site.site, facts: facts, prices: site.prices).report,
      identity(site.session, facts)
    )
  }

  /// The site as its document names it; nil when its options could not be read.
  private static func identity(_ session: SiteSession, _ facts: HealthFacts) -> SiteIdentity? {
    (try? facts.site.get()).map { SiteIdentity(session, $0) }
  }
}
