import CMariaDB

/// Where the values of a result's row are: plain pointers, since nobody counts who holds a row of millions.
///
/// Who allocates it deallocates it, once no row and no cell is in use any longer.
struct RowMemory {
  /// How the library is told of the columns' buffers.
  let binds: UnsafeMutablePointer<MYSQL_BIND>
  private let lengths: UnsafeMutablePointer<UInt>
  private let nulls: UnsafeMutablePointer<my_bool>
  private let truncations: UnsafeMutablePointer<my_bool>
  private let storages: UnsafeMutablePointer<Column.Storage>
  private let fractions: UnsafeMutablePointer<Int?>
  private let heldColumns: Unmanaged<ColumnList>
  /// How many columns there are.
  let count: Int

  /// Columns by reference, so that a cell is free to copy.
  private final class ColumnList {
    let columns: [Column]

    init(_ columns: [Column]) {
      self.columns = columns
    }
  }

  /// Memory for a row of these columns.
  init(_ columns: [Column]) {
    count = columns.count
    heldColumns = .passRetained(ColumnList(columns))
    binds = .allocate(capacity: count)
    lengths = .allocate(capacity: count)
    nulls = .allocate(capacity: count)
    truncations = .allocate(capacity: count)
    storages = .allocate(capacity: count)
    fractions = .allocate(capacity: count)
    lengths.initialize(repeating: 0, count: count)
    nulls.initialize(repeating: 0, count: count)
    // The library sums these flags up without setting all of them first.
    truncations.initialize(repeating: 0, count: count)
    for (index, column) in columns.enumerated() { prepare(index, for: column) }
  }

  private func prepare(_ index: Int, for column: Column) {
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
    (fractions + index).initialize(to: column.fractionDigits)
  }

  /// Makes room for the text that did not fit; at least double, so that ever longer ones do not grow it at every row.
  func grow(_ index: Int) {
    let capacity = max(Int(lengths[index]), 2 * Int(binds[index].buffer_length))
    binds[index].buffer.deallocate()
    binds[index].buffer = .allocate(byteCount: capacity, alignment: 8)
    binds[index].buffer_length = UInt(capacity)
  }

  /// Gives all memory back.
  func deallocate() {
    heldColumns.release()
    for index in 0..<count { binds[index].buffer.deallocate() }
    binds.deallocate()
    lengths.deallocate()
    nulls.deallocate()
    truncations.deallocate()
    storages.deallocate()
    fractions.deallocate()
  }

  /// What a column holds.
  func column(_ index: Int) -> Column { heldColumns.takeUnretainedValue().columns[index] }

  /// Whether the row's value did not fit its buffer.
  func isTruncated(_ index: Int) -> Bool { nulls[index] == 0 && truncations[index] != 0 }

  /// Whether the row's value is NULL.
  func isNull(_ index: Int) -> Bool { nulls[index] != 0 }

  /// How a column's values are kept.
  func storage(_ index: Int) -> Column.Storage { storages[index] }

  /// How many digits of a second's fraction a column's DATETIME or TIMESTAMP shows; nil for other types.
  func fractionDigits(_ index: Int) -> Int? { fractions[index] }

  /// The row's value as the fixed-size type that its column is kept as.
  func value<Value: BitwiseCopyable>(_ index: Int, as type: Value.Type) -> Value {
    binds[index].buffer.load(as: type)
  }

  /// Makes the row's value NULL.
  func setNull(_ index: Int) { nulls[index] = 1 }

  /// Keeps a value of the fixed-size type that its column is kept as; false when there is none.
  func set<Value: BitwiseCopyable>(_ index: Int, to value: Value?) -> Bool {
    guard let value else { return false }
    nulls[index] = 0
    binds[index].buffer.storeBytes(of: value, as: Value.self)
    return true
  }

  /// Keeps a copy of the row's text or bytes.
  func setBytes(_ index: Int, to bytes: UnsafeRawBufferPointer) {
    nulls[index] = 0
    lengths[index] = UInt(bytes.count)
    if bytes.count > Int(binds[index].buffer_length) { grow(index) }
    if let source = bytes.baseAddress {
      binds[index].buffer.copyMemory(from: source, byteCount: bytes.count)
    }
  }

  /// The row's text or bytes, valid until the next row.
  func bytes(_ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: binds[index].buffer, count: Int(lengths[index]))
  }
}
