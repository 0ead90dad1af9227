import CMariaDB

/// The memory that a result's rows are fetched into, one row at a time.
///
/// It is bound once. A text longer than its buffer has the buffer grown and the text fetched again; a number
/// that does not fit its buffer is an error, never a smaller number.
final class ResultBuffers {
  /// The result's columns.
  let columns: [Column]

  private let statement: UnsafeMutablePointer<MYSQL_STMT>
  private let connection: UnsafeMutablePointer<MYSQL>
  private let binds: UnsafeMutablePointer<MYSQL_BIND>
  private let lengths: UnsafeMutablePointer<UInt>
  private let nulls: UnsafeMutablePointer<my_bool>
  private let truncations: UnsafeMutablePointer<my_bool>
  private let storages: UnsafeMutablePointer<Column.Storage>

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
    columns = fields.map { Column($0) }
    self.statement = statement
    self.connection = connection
    binds = .allocate(capacity: count)
    lengths = .allocate(capacity: count)
    nulls = .allocate(capacity: count)
    truncations = .allocate(capacity: count)
    storages = .allocate(capacity: count)
    lengths.initialize(repeating: 0, count: count)
    nulls.initialize(repeating: 0, count: count)
    // The library sums these flags up without setting all of them first.
    truncations.initialize(repeating: 0, count: count)
    for (index, column) in columns.enumerated() {
      var bind = MYSQL_BIND()
      bind.buffer_type = column.bufferType
      bind.is_unsigned = column.storage == .unsigned ? 1 : 0
      bind.buffer = .allocate(byteCount: column.capacity, alignment: 8)
      bind.buffer_length = UInt(column.capacity)
      bind.length = lengths + index
      bind.is_null = nulls + index
      bind.error = truncations + index
      (binds + index).initialize(to: bind)
      (storages + index).initialize(to: column.storage)
    }
    guard mysql_stmt_bind_result(statement, binds) == 0 else {
      throw MariaDBError(statement, on: connection)
    }
  }

  deinit {
    for index in columns.indices { binds[index].buffer.deallocate() }
    binds.deallocate()
    lengths.deallocate()
    nulls.deallocate()
    truncations.deallocate()
    storages.deallocate()
  }

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
    for (index, column) in columns.enumerated() where nulls[index] == 0 && truncations[index] != 0 {
      switch column.storage {
      case .signed, .unsigned, .double, .dateTime:
        throw Cell(self, index).failure(expected: "a value that fits", found: "one outside its range")
      case .text, .decimal, .bits, .bytes:
        // At least double, so that ever longer texts do not grow it at every row.
        let capacity = max(Int(lengths[index]), 2 * Int(binds[index].buffer_length))
        binds[index].buffer.deallocate()
        binds[index].buffer = .allocate(byteCount: capacity, alignment: 8)
        binds[index].buffer_length = UInt(capacity)
        guard mysql_stmt_fetch_column(statement, binds + index, UInt32(index), 0) == 0 else {
          throw MariaDBError(statement, on: connection)
        }
        hasGrown = true
      }
    }
    // After all columns were fetched: binding forgets where in the row they lie.
    guard !hasGrown || mysql_stmt_bind_result(statement, binds) == 0 else {
      throw MariaDBError(statement, on: connection)
    }
  }

  /// Whether the row's value is NULL.
  func isNull(_ index: Int) -> Bool { nulls[index] != 0 }

  /// How a column's values are kept.
  func storage(_ index: Int) -> Column.Storage { storages[index] }

  /// The row's value as the fixed-size type that its column is kept as.
  func value<Value: BitwiseCopyable>(_ index: Int, as type: Value.Type) -> Value {
    binds[index].buffer.load(as: type)
  }

  /// The row's text or bytes, valid until the next row.
  func bytes(_ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: binds[index].buffer, count: Int(lengths[index]))
  }
}
