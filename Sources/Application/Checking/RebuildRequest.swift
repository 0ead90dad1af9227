import Ledger
import LedgerStore
import Output
import Text

/// Count days again from the log.
package struct RebuildRequest: Request {
  private let from: Day
  private let to: Day
  private let isTrial: Bool
  private let acceptsLoss: Bool

  /// The days to count; a trial writes nothing, and usage whose rows are gone is lost only where that is accepted.
  package init(from: Day, to: Day, isTrial: Bool, acceptsLoss: Bool) {
    self.from = from
    self.to = to
    self.isTrial = isTrial
    self.acceptsLoss = acceptsLoss
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let session = site.session
    let facts = try session.facts()
    try Day.refuseFuture(from, of: "--from", today: facts.siteNow.day)
    let rebuild = try Rebuild(session, facts: facts, days: from...to)
    let standing = try LedgerContext(session, facts, site.listener, warnings: rebuild.warnings)
    var fault: (any Error)?
    if !isTrial {
      do {
        try rebuild.write(acceptingLoss: acceptsLoss)
      } catch let error as Failure where error.isContradiction {
        fault = error
      }
    }
    var answer = Answer(
      rebuild: rebuild.days, of: from...to, imported: rebuild.imported, isTrial: isTrial,
      isWritten: !isTrial && fault == nil, standing.head)
    answer.fault = fault
    return answer
  }
}
