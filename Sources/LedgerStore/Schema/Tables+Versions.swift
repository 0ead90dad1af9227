import MariaDB

/// A ledger of an earlier release can be read before it is brought up to date: by a user who may not change its
/// tables, or from a server that is read-only. What begins with `read` shows its tables to queries as if they were
/// the present ones.
extension Tables {
  /// The source of what was counted from the chatbot's log.
  static let logSource = 1

  /// The tables of a ledger of that version.
  func at(_ version: Int) -> Tables {
    var tables = self
    tables.version = version
    return tables
  }

  /// Whether the ledger tells sources apart, and models by the day and hour.
  var hasSources: Bool { version >= Migrations.sources }

  /// The condition that a row of the log's lists, or of usage, is of the chatbot's log.
  var isLog: Query { isLog(of: nil) }

  /// The same for the table under an alias.
  func isLog(of alias: String?) -> Query {
    guard hasSources else { return "TRUE" }
    return Query(unchecked: "\(alias.map { $0 + "." } ?? "")source_id = \(Self.logSource)")
  }

  /// The facts, for a query that only reads. It gives them an alias, for they may be a subquery.
  var readFacts: Query {
    if hasSources { return "\(identifier: facts)" }
    // Migration 8 says what these numbers meant.
    return """
      (SELECT day, origin_id + 1 AS source_id, model_id & 2147483647 AS model_id,
        IF(model_id = 0, 0, IF(model_id < 2147483648, 1, 2)) AS model_basis,
        IF(model_id < 2147483648, model_id, 0) AS seen_model_id, assistant_id, page_id,
        CASE user_id WHEN 0 THEN 0 WHEN 18446744073709551615 THEN 2 WHEN 18446744073709551614 THEN 3 ELSE 1 END
          AS user_kind,
        IF(user_id < 18446744073709551614, user_id, 0) AS user_id, prompt_tokens, completion_tokens, total_tokens,
        requests, NULL AS largest_prompt, NULL AS largest_completion
      FROM \(identifier: prefix + "tokenledger_facts"))
      """
  }

  /// The day totals, likewise.
  var readDays: Query {
    if hasSources { return "\(identifier: days)" }
    return Query(unchecked: earlier("day", source: "\(Self.logSource)", in: "tokenledger_days"))
  }

  /// The hours, likewise.
  var readHours: Query {
    if hasSources { return "\(identifier: hours)" }
    return Query(unchecked: earlier("day, hour", source: "origin_id + 1", in: "tokenledger_hours"))
  }

  /// A table that did not tell models apart.
  private func earlier(_ key: String, source: String, in table: String) -> String {
    """
    (SELECT \(key), \(source) AS source_id, 0 AS model_id, \(ModelBasis.notByHour.rawValue) AS model_basis,
      0 AS seen_model_id, prompt_tokens, completion_tokens, total_tokens, requests, NULL AS largest_prompt,
      NULL AS largest_completion
    FROM `\(prefix)\(table)`)
    """
  }

  /// The sources, likewise.
  var readSources: Query {
    if hasSources { return "\(identifier: sources)" }
    return "(SELECT id + 1 AS id, id AS import_id FROM \(identifier: imports))"
  }

  /// The models that were seen, likewise.
  var readSeenModels: Query {
    if hasSources { return "\(identifier: seenModels)" }
    return """
      (SELECT \(Self.logSource) AS source_id, position, model_id, first_seen, last_seen
      FROM \(identifier: prefix + "tokenledger_model_spans"))
      """
  }
}
