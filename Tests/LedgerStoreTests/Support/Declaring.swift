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
      SELECT f.day, IF(f.model_id = 0, 'unknown', IF(f.model_id < 2147483648, 'seen', 'declared')),
        COALESCE(m.model, '-'), SUM(prompt_tokens)
      FROM LEDGER_facts f LEFT JOIN LEDGER_models m ON m.id = f.model_id & 2147483647
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """
    ).split(separator: "\n").map { String($0).replacing("\t", with: " ") }
  }

  /// Everything that a declaration must leave as it is.
  func totalsWithoutModels() throws -> String {
    try run(
      """
      SELECT * FROM LEDGER_days ORDER BY day; SELECT * FROM LEDGER_hours ORDER BY day, hour, origin_id;
      SELECT epoch, last_id, prompt_tokens, completion_tokens, total_tokens, requests, rows_counted, last_counted,
        seen_site, synced_utc, synced_site FROM LEDGER_state;
      SELECT day, origin_id, assistant_id, page_id, user_id, SUM(prompt_tokens), SUM(completion_tokens),
        SUM(total_tokens), SUM(requests) FROM LEDGER_facts GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;
      SELECT * FROM LEDGER_model_spans ORDER BY position
      """)
  }
}
