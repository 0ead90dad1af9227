import Ledger
import LedgerStore
import TestSupport
import Testing

extension TestSite {
  /// Declares a model of OpenAI for days as `YYYY-MM-DD`.
  @discardableResult
  func declare(_ model: String, from first: Day, to last: Day?) throws -> ModelDeclaration {
    let entry = ModelHistory.Entry(from: first, to: last, model: Model(platform: "OpenAI", name: model))
    return try ModelDeclaration(of: ModelHistory([entry]), session())
  }

  /// The facts by day, how their model is known, and model, with their prompt tokens: a line each.
  func labels() throws -> [String] {
    try run(
      """
      SELECT f.day, ELT(f.model_basis + 1, 'unknown', 'seen', 'declared'),
        COALESCE(m.model, '-'), SUM(prompt_tokens)
      FROM LEDGER_usage_facts f LEFT JOIN LEDGER_models m ON m.id = f.model_id
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """
    ).split(separator: "\n").map { String($0).replacing("\t", with: " ") }
  }

  /// Everything that a declaration must leave as it is.
  func totalsWithoutModels() throws -> String {
    let sums = """
      SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(requests), MAX(largest_prompt),
        MAX(largest_completion)
      """
    return try run(
      """
      SELECT day, source_id, seen_model_id, \(sums) FROM LEDGER_day_totals GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
      SELECT day, hour, source_id, seen_model_id, \(sums) FROM LEDGER_hour_totals
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;
      SELECT month, user_kind, user_id, source_id, seen_model_id, \(sums) FROM LEDGER_user_months
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;
      SELECT epoch, last_id, prompt_tokens, completion_tokens, total_tokens, requests, c.rows_counted, last_counted,
        seen_site, synced_utc, synced_site FROM LEDGER_state, LEDGER_cursors AS c;
      SELECT day, source_id, seen_model_id, assistant_id, page_id, user_kind, user_id, \(sums)
        FROM LEDGER_usage_facts GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7;
      SELECT * FROM LEDGER_seen_models ORDER BY position
      """)
  }
}
