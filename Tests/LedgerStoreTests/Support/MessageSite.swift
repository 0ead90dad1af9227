import Ledger
import TestSupport

/// A site whose chatbot scores its messages.
extension TestSite {
  /// What the ledger holds: day, assistant, page, speaker, score and how many.
  func heldMessages() throws -> String {
    try run(
      """
      SELECT day, IFNULL(a.name, ''), IFNULL(p.name, ''), speaker, score, SUM(messages) FROM LEDGER_sentiment
      LEFT JOIN LEDGER_names AS a ON a.id = assistant_id LEFT JOIN LEDGER_names AS p ON p.id = page_id
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
      """)
  }

  /// The same of the log, as the server counts it.
  func loggedMessages() throws -> String {
    try run(
      """
      SELECT DATE(interaction_time), IF(assistant_id = 'original', '', IFNULL(assistant_id, '')), IFNULL(page_id, ''),
        IF(user_type = 'Visitor', 1, 2), CAST(ROUND(IFNULL(sentiment_score, 0) * 10) AS SIGNED), COUNT(*)
      FROM LOG WHERE user_type IN ('Visitor', 'Chatbot') GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
      """)
  }

  /// Makes every block due.
  func letTurnPass() throws {
    try run("UPDATE LEDGER_sentiment_cursors SET worked_utc = worked_utc - INTERVAL 6 DAY")
  }

  /// Gives every message a score that depends on its id, of one sign or the other; one in five has none.
  func score(isNegated: Bool = false) throws {
    try run(
      """
      UPDATE LOG SET sentiment_score = IF(id % 5 = 0, NULL, (ABS(id % 3) * 7 - 10) / \(isNegated ? -10 : 10))
      WHERE user_type IN ('Visitor', 'Chatbot')
      """)
  }

  /// Answers, seven hours apart, on three pages and by several assistants.
  func answers(_ count: Int, hoursAgo: Int = 1, firstID: Int? = nil) throws
    -> [LogRow]
  {
    try (0..<count).flatMap { number in
      LogRow.answer(
        at: try clock(hoursAgo: hoursAgo + 7 * number), page: ["1", "2", nil][number % 3],
        assistantID: number % 2 == 0 ? "original" : "asst_\(number % 4)",
        firstID: firstID.map { $0 + 5 * number })
    }
  }
}
