import SQLFiles

extension TestSite {
  /// Makes the ledger what the release of an earlier version of its tables, before 8, would have kept of the same history.
  package func becomeEarlier(version: Int) throws {
    let gaps = try gaps().split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    let later = prefix + "later_"
    for table in try ledgerTables() {
      try run("RENAME TABLE `\(table)` TO `\(later)\(table.dropFirst((prefix + "tokenledger_").count))`")
    }
    try run(SQLFiles.migrations.prefix(version).joined().replacing("{prefix}", with: prefix))
    let sums = "SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(requests)"
    let moved = [
      "state": """
      SELECT 1, fence, writer, epoch, last_id, prompt_tokens, completion_tokens, total_tokens, requests,
        c.rows_counted, last_counted, seen_site, synced_utc, synced_site, waiting_utc, plugin_version
      FROM LATER_state, LATER_cursors AS c
      """,
      "facts": """
      SELECT day, source_id - 1, model_id | IF(model_basis = 2, 2147483648, 0) AS model, assistant_id, page_id,
        CASE user_kind WHEN 2 THEN 18446744073709551615 WHEN 3 THEN 18446744073709551614 ELSE user_id END AS user,
        \(sums) FROM LATER_usage_facts GROUP BY day, source_id, model, assistant_id, page_id, user
      """,
      "days": "SELECT day, \(sums) FROM LATER_day_totals GROUP BY day",
      "hours":
        "SELECT day, hour, source_id - 1, \(sums) FROM LATER_hour_totals GROUP BY day, hour, source_id",
      "model_spans": "SELECT position, model_id, first_seen, last_seen FROM LATER_seen_models",
      "waiting": "SELECT epoch, id, row_time FROM LATER_waiting",
    ]
    for table in try ledgerTables() {
      let name = String(table.dropFirst((prefix + "tokenledger_").count))
      if name == "migrations" || name == "gaps" && version < 6 { continue }
      let columns = try run(
        """
        SELECT GROUP_CONCAT(column_name ORDER BY ordinal_position) FROM information_schema.columns
        WHERE table_schema = DATABASE() AND table_name = '\(table)'
        """
      ).dropLast()
      let rows = moved[name] ?? "SELECT \(columns) FROM LATER_\(name)"
      try run(
        "DELETE FROM `\(table)`; INSERT INTO `\(table)` (\(columns)) "
          + rows.replacing("LATER_", with: later))
    }
    // Then every gap was a row.
    for gap in version < 6 ? gaps : [] {
      try run(
        """
        INSERT INTO LEDGER_gaps (epoch, first_id, last_id, missing_since, expired_utc)
        VALUES (\(gap[0]), \(gap[1]), \(gap[2]), UTC_TIMESTAMP(), IF(\(gap[3]), NULL, UTC_TIMESTAMP()))
        """)
    }
    let tables = try database.connect().rows(
      """
      SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
        AND table_name LIKE \(prefix.replacing("_", with: "\\_") + "later\\_%")
      """, as: String.self)
    try run("DROP TABLE \(tables.joined(separator: ", "))")
  }
}
