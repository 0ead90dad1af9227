import Ledger
import LedgerStore
import MariaDB
import Testing

extension TestSite {
  /// Checks that the ledger holds exactly these rows, and that its tables agree with each other.
  package func expectLedger(
    holds rows: [LogRow], _ comment: @autoclosure () -> Comment? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try rows.days()
    #expect(try days() == expected, comment(), sourceLocation: location)
    try expectAgreement(comment(), at: location)
  }

  /// Checks that days, facts, hours and the state row add up to the same.
  package func expectAgreement(
    _ comment: @autoclosure () -> Comment? = nil, at location: SourceLocation = #_sourceLocation
  ) throws {
    let byDay = """
      SELECT day, SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(requests) FROM
      """
    let days = try run("\(byDay) LEDGER_day_totals GROUP BY day ORDER BY day")
    #expect(
      try run("\(byDay) LEDGER_usage_facts GROUP BY day ORDER BY day") == days, comment(),
      sourceLocation: location)
    #expect(
      try run("\(byDay) LEDGER_hour_totals GROUP BY day ORDER BY day") == days, comment(),
      sourceLocation: location)
    let sums = """
      COALESCE(SUM(prompt_tokens), 0), COALESCE(SUM(completion_tokens), 0), COALESCE(SUM(total_tokens), 0),
      COALESCE(SUM(requests), 0)
      """
    #expect(
      try run("SELECT \(sums) FROM LEDGER_day_totals") == run("SELECT \(sums) FROM LEDGER_state"), comment(),
      sourceLocation: location)
    let contradictions = try #require(
      try session().contradictions(), comment(), sourceLocation: location)
    #expect(contradictions.days == [], comment(), sourceLocation: location)
    #expect(contradictions.hours == [], comment(), sourceLocation: location)
    #expect(contradictions.months == [], comment(), sourceLocation: location)
    #expect(contradictions.unsoundFacts == 0, comment(), sourceLocation: location)
    #expect(contradictions.unsoundInstructions == 0, comment(), sourceLocation: location)
  }

  /// The day totals of the log by SQL alone, for dates and numbers that count by the contract's rules.
  package func daysBySQL() throws -> [DayUsage] {
    func sum(_ type: String) -> String {
      "CAST(SUM(IF(user_type = '\(type)', CAST(message_text AS UNSIGNED), 0)) AS SIGNED)"
    }
    let query = """
      SELECT DATE(interaction_time), \(sum("Prompt Tokens")), \(sum("Completion Tokens")), \(sum("Total Tokens")),
        CAST(SUM(user_type = 'Total Tokens') AS SIGNED)
      FROM `\(log)` WHERE \(Self.counts) GROUP BY 1 ORDER BY 1
      """
    return try wordPress().rows(Query(unchecked: query), as: (DateTime, Int, Int, Int, Int).self).map { row in
      DayUsage(
        day: try #require(Day(year: row.0.year, month: row.0.month, day: row.0.day)),
        count: TokenCount(prompt: row.1, completion: row.2, total: row.3, requests: row.4))
    }
  }

  /// The condition of a token row that counts, for a site whose clock shows UTC.
  package static let counts = """
    user_type IN ('Prompt Tokens', 'Completion Tokens', 'Total Tokens')
    AND message_text REGEXP '\\\\A[0-9]{1,12}\\\\z' AND interaction_time >= '2000-01-01'
    AND interaction_time <= UTC_TIMESTAMP() + INTERVAL 48 HOUR AND MONTH(interaction_time) > 0
    AND DAYOFMONTH(interaction_time) BETWEEN 1
      AND DAYOFMONTH(LAST_DAY(DATE_FORMAT(interaction_time, '%Y-%m-01')))
    """

  /// Every row of every table of ours.
  package func dump() throws -> String {
    try ledgerTables().map { table in
      ([table] + (try run("SELECT * FROM `\(table)`").split(separator: "\n")).map(String.init).sorted())
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// What the ledger says, with names in place of the numbers that stand for them, and without the times at
  /// which it was written.
  package func contents() throws -> String {
    try gaps()
      + run(
        """
        SELECT f.day, m.platform, m.model, HEX(a.name), HEX(p.name), user_kind, user_id, prompt_tokens,
          completion_tokens, total_tokens, requests, source_id, model_basis, seen_model_id, largest_prompt,
          largest_completion
        FROM LEDGER_usage_facts f LEFT JOIN LEDGER_models m ON m.id = f.model_id
        LEFT JOIN LEDGER_names a ON a.id = f.assistant_id LEFT JOIN LEDGER_names p ON p.id = f.page_id
        ORDER BY 1, 2, 3, 4, 5, 6, 7;
        SELECT * FROM LEDGER_day_totals ORDER BY day, source_id, model_id;
        SELECT * FROM LEDGER_hour_totals ORDER BY day, hour, source_id, model_id;
        SELECT * FROM LEDGER_user_months ORDER BY month, user_kind, user_id, source_id, model_id;
        SELECT * FROM LEDGER_rejected ORDER BY epoch, id;
        SELECT epoch, id FROM LEDGER_waiting ORDER BY epoch, id;
        SELECT * FROM LEDGER_checkpoints ORDER BY epoch, id;
        SELECT epoch, last_id, prompt_tokens, completion_tokens, total_tokens, requests, c.rows_counted, last_counted
          FROM LEDGER_state, LEDGER_cursors AS c;
        SELECT epoch, reason, resumed_id, counted_until, first_id, last_id, first_time, last_time, rows_skipped,
          is_scanned FROM LEDGER_epochs ORDER BY epoch;
        """)
  }
}
