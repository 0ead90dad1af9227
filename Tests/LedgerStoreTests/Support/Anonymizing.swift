import Ledger
import LedgerStore
import TestSupport
import Testing

/// What was erased.
struct Erased: Sendable {
  let moved: MovedUsage
  let wasErased: Bool
}

extension TestSite {
  /// Makes WordPress' users 1 to 9, and the ledger's tables.
  func addUsers() throws {
    let rows = (1...9).map { "(\($0), 'user\($0)', 'User \($0)')" }.joined(separator: ", ")
    try run("INSERT INTO wp_users (ID, user_login, display_name) VALUES \(rows)")
    try session().migrate()
  }

  /// Erases a user.
  @discardableResult
  func erase(_ number: Int) throws -> Erased {
    var erasure = try UserErasure(of: try #require(UserID(number)), session())
    try erasure.run()
    return Erased(moved: erasure.moved, wasErased: erasure.wasErased)
  }

  /// Folds the days before one.
  @discardableResult
  func fold(before day: Day) throws -> (before: Day, moved: MovedUsage) {
    var fold = try UserFold(before: day, session())
    try fold.run()
    return (fold.before, fold.moved)
  }

  /// What the ledger holds of a user.
  func usage(of number: Int) throws -> UserUsage {
    try UserUsage(of: try #require(UserID(number)), session())
  }

  /// The facts' days, users and tokens, a line a fact; the groups under their names.
  func factsByUser() throws -> [String] {
    try run(
      """
      SELECT day, CASE user_kind WHEN 2 THEN 'erased' WHEN 3 THEN 'everyone' ELSE user_id END, SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(requests)
      FROM LEDGER_usage_facts GROUP BY 1, 2 ORDER BY day, MIN(user_kind) > 1, MIN(user_kind), user_id
      """
    ).split(separator: "\n").map { String($0).replacing("\t", with: " ") }
  }

  /// Everything that anonymizing must leave as it is.
  func totals() throws -> String {
    try run(
      """
      SELECT * FROM LEDGER_day_totals ORDER BY 1, 2, 3, 4, 5;
      SELECT * FROM LEDGER_hour_totals ORDER BY 1, 2, 3, 4, 5, 6;
      SELECT epoch, last_id, prompt_tokens, completion_tokens, total_tokens, requests, c.rows_counted, last_counted,
        seen_site, synced_utc, synced_site FROM LEDGER_state, LEDGER_cursors AS c;
      SELECT day, source_id, model_id, model_basis, seen_model_id, assistant_id, page_id, SUM(prompt_tokens),
        SUM(completion_tokens), SUM(total_tokens), SUM(requests), MAX(largest_prompt), MAX(largest_completion)
        FROM LEDGER_usage_facts GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
      """)
  }

  /// Checks that nothing is left of erased users and in folded days.
  func expectNoTraces(
    _ comment: @autoclosure () -> Comment? = nil, at location: SourceLocation = #_sourceLocation
  ) throws {
    let session = try session()
    let traces = try Evidence(session, facts: session.facts(), from: nil, to: nil).userTraces
    #expect(traces?.erasedUsers == [], comment(), sourceLocation: location)
    #expect(traces?.unfoldedFacts == 0, comment(), sourceLocation: location)
  }
}
