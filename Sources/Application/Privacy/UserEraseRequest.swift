import Ledger
import LedgerStore
import Output

/// Move a user's figures to the erased users, for good.
package struct UserEraseRequest: Request {
  private let user: UserID
  private let confirm: @Sendable (String) throws -> Bool

  /// Erases when `confirm`, which gets the plan as the end of "this would …", agrees.
  package init(user: UserID, confirm: @escaping @Sendable (String) throws -> Bool) {
    self.user = user
    self.confirm = confirm
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let facts = try site.session.facts()
    var erasure = try UserErasure(of: user, site.session)
    let isAgreed = try confirm("erase user \(user.number) (\(erasure.moved.phrase))")
    if isAgreed { try erasure.run() }
    let again = erasure.wasErased ? "The user was erased before." : nil
    let note =
      isAgreed
      ? again ?? "The figures now belong to the erased users; no total has changed."
      : "Nothing was changed." + (again.map { " \($0)" } ?? "")
    return Answer(
      "user-erase/2", nil,
      Facts(
        (isAgreed ? "Erased" : "Would erase", "Count"),
        [Facts.Fact("User", key: "user_id", .integer(user.number))] + erasure.moved.figures,
        more: [
          "site": .object(SiteIdentity(site.session, facts).members), "dry_run": .flag(!isAgreed),
          "already_erased": .flag(erasure.wasErased),
        ]), notes: [note])
  }
}

extension MovedUsage {
  /// The figures, a line each.
  var figures: [Facts.Fact] {
    let ofSpan: Sheet.Column.Audience = span == nil ? .json : .everyone
    return [
      Facts.Fact("Days", key: "days", .integer(days)),
      Facts.Fact("Facts", key: "facts", .integer(facts)),
      Facts.Fact("Requests", key: "requests", .integer(count.requests)),
      Facts.Fact("Total tokens", key: "total_tokens", .integer(count.total)),
      Facts.Fact("First day", key: "first_day", .optional(span?.lowerBound), audience: ofSpan),
      Facts.Fact("Last day", key: "last_day", .optional(span?.upperBound), audience: ofSpan),
    ]
  }

  /// The figures as a part of a sentence.
  var phrase: String {
    guard let span else { return "no figures" }
    let (first, last) = (span.lowerBound, span.upperBound)
    let days = days == 1 ? "1 day, \(first)" : "\(days) days from \(first) to \(last)"
    let requests = "\(count.requests) \(count.requests == 1 ? "request" : "requests")"
    return "\(count.total) tokens in \(requests) on \(days)"
  }
}
