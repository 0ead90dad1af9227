import Ledger
import MariaDB
import Text

/// What one transaction of an import brings.
struct ImportPart {
  let importID: Int
  /// The part's number within the import, from 0.
  let number: Int
  let files: [String]
  let usage: UsageFold
  let keys: [ImportedRowKey]
}

extension LedgerWriter {
  /// Writes a part of an import; `now` is the database's clock.
  func commit(_ part: ImportPart, now: UTCTime) throws {
    var next = state
    next.total += part.usage.total
    guard [next.total.prompt, next.total.completion, next.total.total].allSatisfy({ $0 < .max }) else {
      throw Failure(
        .badData, "the files hold more tokens than the ledger can add up",
        advice: "Is this the chatbot's download? Nothing of this part of it was imported.")
    }
    var usage: AttributedUsage?
    try commit(next) { connection in
      usage = try self.attribute(part.usage, connection)
    } writing: { connection in
      if let usage {
        try add(usage, source: try ImportSource.number(of: part.importID, tables, connection), connection)
      }
      try write(rowsOf: part, connection)
      try note(part, at: now, connection)
    }
  }

  /// Writes down which rows the part brings.
  func write(rowsOf part: ImportPart, _ connection: Connection) throws {
    try connection.insert(
      ImportedRows.entries(of: part.keys).map { [$0.bucket, part.importID, part.number, $0.bytes] },
      into: tables.importedRows, columns: "bucket, import_id, part, entries")
  }

  private func note(_ part: ImportPart, at now: UTCTime, _ connection: Connection) throws {
    let (usage, total) = (part.usage, part.usage.total)
    // A TEXT holds 65,535 bytes; a character has at most four.
    let files = part.files.joined(separator: "\n").cut(to: 16_000)
    try connection.execute(
      """
      INSERT INTO \(identifier: tables.imports) (id, files, started_utc, rows_imported, first_time, last_time,
        prompt_tokens, completion_tokens, total_tokens, requests)
      VALUES (\(part.importID), \(files), \(now), \(usage.counted), \(usage.earliestCounted),
        \(usage.latestCounted), \(total.prompt), \(total.completion), \(total.total), \(total.requests))
      ON DUPLICATE KEY UPDATE rows_imported = rows_imported + VALUES(rows_imported),
        first_time = LEAST(first_time, VALUES(first_time)), last_time = GREATEST(last_time, VALUES(last_time)),
        prompt_tokens = prompt_tokens + VALUES(prompt_tokens),
        completion_tokens = completion_tokens + VALUES(completion_tokens),
        total_tokens = total_tokens + VALUES(total_tokens), requests = requests + VALUES(requests)
      """)
  }
}

/// The sources of imports.
enum ImportSource {
  /// The query for the source of an import; it finds none where there is no such import.
  static func id(of importID: Int, _ tables: Tables) -> Query {
    "SELECT id FROM \(identifier: tables.sources) WHERE import_id = \(importID)"
  }

  /// The source of an import, made where it is the import's first part; inside a transaction that raised the fence.
  static func number(of importID: Int, _ tables: Tables, _ connection: Connection) throws -> Int {
    if let found = try connection.firstRow(id(of: importID, tables), as: Int.self) { return found }
    try connection.execute(
      """
      INSERT INTO \(identifier: tables.sources) (id, kind, name, import_id)
      SELECT GREATEST(MAX(id), COALESCE((SELECT MAX(source_id) FROM \(identifier: tables.days)), 0)) + 1, 'import',
        \("import \(importID)"), \(importID) FROM \(identifier: tables.sources) AS present
      """)
    guard let made = try connection.firstRow(id(of: importID, tables), as: Int.self) else {
      throw Failure.overtaken
    }
    return made
  }
}
