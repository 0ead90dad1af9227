import CMariaDB

/// The memory that a result's rows are fetched into, one row at a time.
///
/// It is bound once. A text longer than its buffer has the buffer grown and the text fetched again; a number
/// that does not fit its buffer is an error, never a smaller number.
final class ResultBuffers {
  private let statement: UnsafeMutablePointer<MYSQL_STMT>
  private let connection: UnsafeMutablePointer<MYSQL>
  private let memory: RowMemory

  /// Buffers for the result of a statement that was just executed, bound to it.
  init(
    for statement: UnsafeMutablePointer<MYSQL_STMT>, on connection: UnsafeMutablePointer<MYSQL>
  ) throws {
    guard let metadata = mysql_stmt_result_metadata(statement) else {
      throw MariaDBError(statement, on: connection)
    }
    defer { mysql_free_result(metadata) }
    let count = Int(mysql_num_fields(metadata))
    let fields = UnsafeBufferPointer(start: mysql_fetch_fields(metadata), count: count)
    self.statement = statement
    self.connection = connection
    memory = RowMemory(fields.map { Column($0) })
    guard mysql_stmt_bind_result(statement, memory.binds) == 0 else {
      throw MariaDBError(statement, on: connection)
    }
  }

  deinit {
    memory.deallocate()
  }

  /// The row that was fetched last, valid until the next one is.
  var row: Row { Row(memory) }

  /// Fetches the next row; false after the last one. An error between two rows is thrown, so that it cannot
  /// pass for the end.
  func fetch() throws -> Bool {
    switch mysql_stmt_fetch(statement) {
    case 0:
      return true
    case MYSQL_NO_DATA:
      guard mysql_stmt_errno(statement) == 0, mysql_errno(connection) == 0 else {
        throw MariaDBError(statement, on: connection)
      }
      return false
    case MYSQL_DATA_TRUNCATED:
      try fetchTruncatedAgain()
      return true
    default:
      throw MariaDBError(statement, on: connection)
    }
  }

  private func fetchTruncatedAgain() throws {
    var hasGrown = false
    for index in 0..<memory.count where memory.isTruncated(index) {
      switch memory.storage(index) {
      case .signed, .unsigned, .double, .dateTime:
        throw row[index].failure(expected: "a value that fits", found: "one outside its range")
      case .text, .decimal, .bits, .bytes:
        memory.grow(index)
        guard mysql_stmt_fetch_column(statement, memory.binds + index, UInt32(index), 0) == 0 else {
          throw MariaDBError(statement, on: connection)
        }
        hasGrown = true
      }
    }
    // After all columns were fetched: binding forgets where in the row they lie.
    guard !hasGrown || mysql_stmt_bind_result(statement, memory.binds) == 0 else {
      throw MariaDBError(statement, on: connection)
    }
  }
}
