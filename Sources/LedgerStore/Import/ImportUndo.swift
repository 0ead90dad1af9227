import Ledger
import MariaDB
import Text

/// Takes an import back as a whole, in one fenced transaction.
public struct ImportUndo {
  /// The import that was taken back.
  public let id: Int
  /// How many rows it had brought.
  public let rows: Int
  /// How many days it had changed.
  public let days: Int
  /// What it had brought.
  public let count: TokenCount

  /// Takes import `id` back: facts, hours, days and grand totals become what they would be without it, and its rows
  /// can be imported again.
  ///
  /// - Throws: `Failure` when there is no such import, or another run is at work; `MariaDBError`.
  public init(_ id: Int, _ session: SiteSession) throws {
    try Migrations(session: session).migrate()
    let (connection, tables) = (session.connection, session.tables)
    self.id = id
    let sums: Query = """
      SELECT CAST(COUNT(DISTINCT day) AS SIGNED), CAST(COALESCE(SUM(prompt_tokens), 0) AS SIGNED),
        CAST(COALESCE(SUM(completion_tokens), 0) AS SIGNED), CAST(COALESCE(SUM(total_tokens), 0) AS SIGNED),
        CAST(COALESCE(SUM(requests), 0) AS SIGNED)
      FROM \(identifier: tables.days) WHERE source_id = (\(query: ImportSource.id(of: id, tables)))
      """
    // What is taken off the state, and what off the days, must be the same: a server that lags behind may lack a part.
    let (state, rows, sum) = try Retry.contradiction {
      try connection.currentSnapshot {
        (
          try LedgerReader(session).checkedState(), try Self.check(id, session),
          try connection.firstRow(sums, as: (Int, Int, Int, Int, Int).self) ?? (0, 0, 0, 0, 0)
        )
      }
    }
    let writer = LedgerWriter(session: session, state: state)
    (self.rows, days) = (rows, sum.0)
    count = TokenCount(prompt: sum.1, completion: sum.2, total: sum.3, requests: sum.4)
    var next = writer.state
    next.total = TokenCount(
      prompt: next.total.prompt - count.prompt, completion: next.total.completion - count.completion,
      total: next.total.total - count.total, requests: next.total.requests - count.requests)
    let now = try session.facts().utcNow
    let imported = rows
    try writer.commit(next) { try Self.remove(id, rows: imported, at: now, $0, tables) }
  }

  /// Checks that an import is there and has not been taken back; returns how many rows it has brought.
  @discardableResult
  static func check(_ id: Int, _ session: SiteSession) throws -> Int {
    let query: Query = """
      SELECT id, rows_imported FROM \(identifier: session.tables.imports) WHERE undone_utc IS NULL ORDER BY id
      """
    let imports = try session.connection.rows(query, as: (Int, Int).self)
    if let found = imports.first(where: { $0.0 == id }) { return found.1 }
    let ids = imports.map { "\($0.0)" }.joined(separator: ", ")
    throw Failure(
      .usage, "there is no import \(id) in the ledger",
      advice: imports.isEmpty ? "Nothing is imported." : "These can be taken back: \(ids).")
  }

  private static func remove(
    _ id: Int, rows: Int, at now: UTCTime, _ connection: Connection, _ tables: Tables
  ) throws {
    guard try rows == 0 || connection.firstRow(ImportSource.id(of: id, tables), as: Int.self) != nil else {
      throw Failure(
        .badData, "the ledger contradicts itself: \(tables.sources) does not have import \(id)",
        advice: LedgerReader.restoreAdvice)
    }
    for table in [tables.facts, tables.days, tables.hours, tables.userMonths] {
      try connection.execute(
        """
        DELETE FROM \(identifier: table) WHERE source_id = (\(query: ImportSource.id(of: id, tables)))
        """)
    }
    try connection.execute("DELETE FROM \(identifier: tables.importedRows) WHERE import_id = \(id)")
    try connection.execute(
      "UPDATE \(identifier: tables.imports) SET undone_utc = \(now) WHERE id = \(id)")
  }
}
