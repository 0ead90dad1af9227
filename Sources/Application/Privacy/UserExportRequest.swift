import Ledger
import LedgerStore
import Output
import Pricing

/// All figures of a user, and what they cost.
package struct UserExportRequest: Request {
  private let user: UserID

  /// The figures of `user`.
  package init(user: UserID) {
    self.user = user
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let facts = try site.session.facts()
    // In USD: a person is told also of days for which the owner has no rate.
    var pricer = try site.pricer().inUSD
    let found = try UserUsage(of: user, site.session) { models, days in
      UsageRequest.Pricing(
        cuts: try pricer.cuts(of: models, in: days), price: { try pricer.cost(of: $0) })
    }
    _ = try found.usage.reduce(Figures.zero) { $0 + $1.figures }.cost?.checked()
    let days = found.usage.compactMap { if case .day(let day)? = $0.members.first { day } else { nil } }
    let age = days.last.flatMap { pricer.edition.age(on: $0) }
    let standing = try LedgerContext(
      site.session, facts, site.listener, warnings: [age].compactMap(\.self))
    return Answer(
      found.usage, of: user, lastName: found.lastName, isErased: found.isErased,
      foldedBefore: found.foldedBefore, standing.head)
  }
}
