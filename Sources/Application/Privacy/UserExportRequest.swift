import Ledger
import LedgerStore
import Output

/// All figures of a user.
package struct UserExportRequest: Request {
  private let user: UserID

  /// The figures of `user`.
  package init(user: UserID) {
    self.user = user
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let facts = try site.session.facts()
    let found = try UserUsage(of: user, site.session)
    let standing = try LedgerContext(site.session, facts, site.listener)
    return Answer(
      found.usage, of: user, lastName: found.lastName, isErased: found.isErased,
      foldedBefore: found.foldedBefore, standing.head)
  }
}
