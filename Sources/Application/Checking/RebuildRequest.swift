import Ledger
import LedgerStore
import Output
import Text

/// Count days again from the log.
package struct RebuildRequest: Request {
  private let days: (from: AskedDay, to: AskedDay)
  private let isTrial: Bool
  private let acceptsLoss: Bool

  /// The days to count; a trial writes nothing, and usage whose rows are gone is lost only where that is accepted.
  package init(from: AskedDay, to: AskedDay, isTrial: Bool, acceptsLoss: Bool) {
    days = (from, to)
    self.isTrial = isTrial
    self.acceptsLoss = acceptsLoss
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let session = site.session
    let facts = try session.facts()
    let today = facts.siteNow.day
    _ = try AskedDays(from: days.from, to: days.to).resolved(today: today)
    let (from, to) = (days.from.first(on: today), days.to.last(on: today))
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
