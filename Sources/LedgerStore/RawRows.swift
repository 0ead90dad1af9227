import Ledger
import MariaDB

/// The token rows of the log as the chatbot's own download lists them, a bounded chunk at a time.
///
/// No statement is open while a chunk is in the caller's hands: an open read makes the chatbot's own upgrade
/// wait, and every visitor behind it.
public struct RawRows {
  /// The columns, in order.
  public static let columns = [
    "id", "session_id", "user_id", "interaction_time", "user_type", "message_text",
  ]

  private static let mostRows = 10_000
  /// A chunk ends early at so many bytes of text, whatever the rows hold.
  private static let chunkBytes = 4 << 20

  private struct ChunkIsFull: Error {}

  private let session: SiteSession
  private let condition: Query
  private var lastID = Int.min
  private var chunkRows = Self.mostRows
  private var isAtEnd = false

  /// The rows from `first` to `last`, both days included; nil for no bound.
  ///
  /// - Throws: `StoreError` or `SiteError` when there is no log that can be read.
  public init(_ session: SiteSession, from first: Day?, to last: Day?) throws {
    _ = try LogTable(session)
    self.session = session
    var condition = Query(unchecked: "user_type IN (\(LogReader.tokenTypes))")
    if let first { condition.append(" AND interaction_time >= \(first.dateTime)") }
    if let last { condition.append(" AND interaction_time < \(last.adding(days: 1).dateTime)") }
    self.condition = condition
  }

  /// Reads the next chunk and hands its rows to `body`; a row's cells are valid during that call. False when
  /// there was none left.
  public mutating func next(_ body: (Row) throws -> Void) throws -> Bool {
    if isAtEnd { return false }
    let query: Query = """
      SELECT id, session_id, user_id, CAST(interaction_time AS CHAR), CAST(user_type AS CHAR), message_text
      FROM \(identifier: session.tables.log) WHERE \(query: condition) AND id > \(lastID)
      ORDER BY id LIMIT \(chunkRows)
      """
    var rows = 0
    var bytes = 0
    let limit = chunkRows
    do {
      try session.connection.forEachRow(query) { row in
        lastID = try row[0].decode(Int.self)
        try body(row)
        rows += 1
        bytes += try row[5].withBytes { $0?.count ?? 0 }
        if bytes > Self.chunkBytes { throw ChunkIsFull() }
      }
      isAtEnd = rows < limit
      chunkRows = min(2 * limit, Self.mostRows)
    } catch is ChunkIsFull {
      // The rows behind it were read for nothing; the next are likely to be as long.
      chunkRows = max(1, rows)
      return true
    }
    return rows > 0
  }
}
