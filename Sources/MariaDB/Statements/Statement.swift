import CMariaDB

/// A prepared statement; closed when nothing holds it any longer, which reads and drops the rows that were left.
///
/// When its connection is closed first, it only gives back its memory.
final class Statement {
  /// The SQL it was prepared from.
  let sql: String

  private let handle: UnsafeMutablePointer<MYSQL_STMT>
  private let connection: UnsafeMutablePointer<MYSQL>
  /// The values that are bound to it, where there are very many: to put others in their places is far quicker than to bind
  /// them. It also sends no types again, so it is not done with others: a proxy may hand a statement that was run on one
  /// server to another one, which has not heard of them.
  private var bound: ParameterBuffers?

  /// From how many values on they are kept, and how many bytes of them at the most.
  private static let fewestBound = 257
  private static let mostBoundBytes = 65_536

  /// Has the server prepare `sql`.
  ///
  /// The library could send the request to run it along with this one. But should this one be refused, the server may
  /// take the other for one to run the statement before.
  init(_ sql: String, on connection: UnsafeMutablePointer<MYSQL>) throws {
    guard let handle = mysql_stmt_init(connection) else { throw MariaDBError(connection) }
    guard mysql_stmt_prepare(handle, sql, UInt(sql.utf8.count)) == 0 else {
      let error = MariaDBError(handle, on: connection)
      mysql_stmt_close(handle)
      throw error
    }
    self.sql = sql
    self.handle = handle
    self.connection = connection
  }

  deinit {
    mysql_stmt_close(handle)
  }

  /// Runs the statement. Its rows, if it has any, wait to be fetched.
  func execute(_ parameters: [Parameter]) throws {
    // The library reads as many parameters as there are places, whatever it was given.
    let places = Int(mysql_stmt_param_count(handle))
    guard places == parameters.count else {
      throw MariaDBError(.query, "the query has \(places) places for \(parameters.count) parameters")
    }
    if bound?.replace(by: parameters) != true {
      bound = nil
      var buffers = ParameterBuffers(parameters)
      guard places == 0 || buffers.bind(to: handle) else { throw MariaDBError(handle, on: connection) }
      bound = consume buffers
    }
    let isKept = places >= Statement.fewestBound && bound?.byteCount ?? 0 <= Statement.mostBoundBytes
    defer { if !isKept { bound = nil } }
    guard mysql_stmt_execute(handle) == 0 else { throw MariaDBError(handle, on: connection) }
  }

  /// Rows changed and the last id handed out, once the statement was executed.
  var result: ExecutionResult {
    ExecutionResult(affected: mysql_stmt_affected_rows(handle), lastInsertID: mysql_stmt_insert_id(handle))
  }

  /// Hands over the rows as they come. When `body` throws, the rest is still to be read: closing the statement
  /// does that.
  func forEachRow(_ body: (Row) throws -> Void) throws {
    guard mysql_stmt_field_count(handle) > 0 else { return }
    let buffers = try ResultBuffers(for: handle, on: connection)
    while try buffers.fetch() { try body(buffers.row) }
  }
}

/// What a statement without rows has done.
public struct ExecutionResult: Sendable, Equatable {
  /// How many rows were inserted, deleted, or changed by an UPDATE (rows found but left as they were do not
  /// count; INSERT … ON DUPLICATE KEY UPDATE counts 2 for a row it changed).
  public let affectedRows: Int
  /// The AUTO_INCREMENT value of the first row inserted; 0 when there is none.
  public let lastInsertID: UInt64

  /// The library says "no such number" with the highest one.
  init(affected: UInt64, lastInsertID: UInt64) {
    affectedRows = Int(exactly: affected) ?? 0
    self.lastInsertID = lastInsertID
  }
}
