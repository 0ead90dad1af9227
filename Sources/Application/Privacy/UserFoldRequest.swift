import Ledger
import LedgerStore
import Output
import Reports
import Text

/// Merge the users of old days into one, for good.
package struct UserFoldRequest: Request {
  private let months: Int
  private let confirm: @Sendable (String) throws -> Bool

  /// Keeps figures by user for some months; folds when `confirm`, which gets the plan, agrees.
  package init(months: Int, confirm: @escaping @Sendable (String) throws -> Bool) {
    self.months = months
    self.confirm = confirm
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let facts = try site.session.facts()
    let today = facts.siteNow.day
    guard let before = Period.monthly.shift(today, by: -months) else {
      throw Failure(
        .usage, "\(months) months before \(today) is before the year 1", advice: "Ask for fewer months.")
    }
    var fold = try UserFold(before: before, site.session)
    let isAgreed = try confirm(
      "fold the figures by user of all days before \(fold.before) (\(fold.moved.phrase))")
    if isAgreed { try fold.run() }
    return Answer(
      "user-fold/2", nil,
      Facts(
        (isAgreed ? "Folded" : "Would fold", "Count"),
        [Facts.Fact("Days before", key: "before", .day(fold.before))] + fold.moved.figures,
        more: [
          "site": .object(SiteIdentity(site.session, facts).members), "months": .integer(months),
          "dry_run": .flag(!isAgreed),
        ]), notes: isAgreed ? [] : ["Nothing was changed."])
  }
}
