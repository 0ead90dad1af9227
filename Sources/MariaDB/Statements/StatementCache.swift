/// A connection's prepared statements, the most recently used ones, by their SQL.
///
/// A statement is taken out while it is at work and put back when it went well, so what failed is never used
/// again.
struct StatementCache {
  /// As many as a sync's loop has, with room to spare; each holds memory on the server.
  private static let capacity = 32
  /// Statements with hundreds of places are rarely the same twice; bytes of SQL.
  private static let longestSQL = 16_384

  private var statements: [String: Statement] = [:]
  /// The keys, the least recently used first.
  private var order: [String] = []

  /// Takes a statement out.
  mutating func take(_ sql: String) -> Statement? {
    guard let statement = statements.removeValue(forKey: sql) else { return nil }
    order.removeAll { $0 == sql }
    return statement
  }

  /// Keeps a statement for its next use; the one unused for longest goes when there are too many.
  mutating func put(_ statement: Statement) {
    guard statement.sql.utf8.count <= StatementCache.longestSQL else { return }
    statements[statement.sql] = statement
    order.append(statement.sql)
    if order.count > StatementCache.capacity {
      statements[order.removeFirst()] = nil
    }
  }

  /// Closes all statements.
  mutating func removeAll() {
    statements.removeAll()
    order.removeAll()
  }
}
