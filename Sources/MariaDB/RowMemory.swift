import CMariaDB

/// Where the values of a result's row are: plain pointers, since nobody counts who holds a row of millions.
///
/// ``ResultBuffers`` allocates it once and deallocates it.
struct RowMemory {
  /// How the library is told of the columns' buffers.
  let binds: UnsafeMutablePointer<MYSQL_BIND>
  private let lengths: UnsafeMutablePointer<UInt>
  private let nulls: UnsafeMutablePointer<my_bool>
  private let truncations: UnsafeMutablePointer<my_bool>
  private let storages: UnsafeMutablePointer<Column.Storage>
  /// How many columns there are.
  let count: Int

  /// Memory for a row of `count` columns, each of which is to be prepared.
  init(columns count: Int) {
    self.count = count
    binds = .allocate(capacity: count)
    lengths = .allocate(capacity: count)
    nulls = .allocate(capacity: count)
    truncations = .allocate(capacity: count)
    storages = .allocate(capacity: count)
    lengths.initialize(repeating: 0, count: count)
    nulls.initialize(repeating: 0, count: count)
    // The library sums these flags up without setting all of them first.
    truncations.initialize(repeating: 0, count: count)
  }

  /// Gives a column its buffer.
  func prepare(_ index: Int, for column: Column) {
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

  /// Makes room for the text that did not fit; at least double, so that ever longer ones do not grow it at every row.
  func grow(_ index: Int) {
    let capacity = max(Int(lengths[index]), 2 * Int(binds[index].buffer_length))
    binds[index].buffer.deallocate()
    binds[index].buffer = .allocate(byteCount: capacity, alignment: 8)
    binds[index].buffer_length = UInt(capacity)
  }

  /// Gives all memory back; every column must have been prepared.
  func deallocate() {
    for index in 0..<count { binds[index].buffer.deallocate() }
    binds.deallocate()
    lengths.deallocate()
    nulls.deallocate()
    truncations.deallocate()
    storages.deallocate()
  }

  /// Whether the row's value did not fit its buffer.
  func isTruncated(_ index: Int) -> Bool { nulls[index] == 0 && truncations[index] != 0 }

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
