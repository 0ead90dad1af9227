/// A row of a streamed result, valid only inside the closure it is handed to: the next row takes its memory.
///
///     try connection.forEachRow("SELECT id, name FROM \(identifier: table)") { row in
///       let (id, name) = try row.decode((Int, String?).self)
///     }
public struct Row {
  private let memory: RowMemory

  /// The row that is in some memory, for as long as it is there.
  init(_ memory: RowMemory) {
    self.memory = memory
  }

  /// How many columns the row has.
  public var count: Int { memory.count }

  /// The cell of a column, counted from 0; `index` must be below ``count``.
  public subscript(index: Int) -> Cell {
    precondition(index >= 0 && index < count, "the row has no column \(index)")
    return Cell(memory, index)
  }

  /// The row's values, column by column. Throws ``MariaDBError`` when there are not as many columns as types,
  /// or a value is not of its type.
  public func decode<each Value: MariaDBDecodable>(
    _ types: (repeat each Value).Type = (repeat each Value).self
  ) throws -> (repeat each Value) {
    var wanted = 0
    for _ in repeat (each Value).self { wanted += 1 }
    try check(columns: wanted)
    var index = 0
    func next<Next: MariaDBDecodable>(_ type: Next.Type) throws -> Next {
      defer { index += 1 }
      return try Next(decoding: Cell(memory, index))
    }
    return (repeat try next((each Value).self))
  }

  // A tuple of one type is no plain type to the type checker, hence this second door.
  /// The value of the only column. Throws ``MariaDBError`` when there are more, or the value is not of its type.
  public func decode<Value: MariaDBDecodable>(_ type: Value.Type = Value.self) throws -> Value {
    try check(columns: 1)
    return try Value(decoding: Cell(memory, 0))
  }

  private func check(columns wanted: Int) throws {
    guard wanted == count else {
      throw MariaDBError(.decoding, "the result has \(count) columns, but \(wanted) are to be decoded")
    }
  }
}
