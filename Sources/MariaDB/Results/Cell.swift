import CMariaDB

/// One value of a row, valid as long as its row.
public struct Cell {
  private let memory: RowMemory
  private let index: Int

  /// The value of a column, counted from 0.
  init(_ memory: RowMemory, _ index: Int) {
    self.memory = memory
    self.index = index
  }

  /// Whether the value is NULL.
  public var isNull: Bool { memory.isNull(index) }

  /// The value as a type of the caller's choice. Throws ``MariaDBError`` when it is not of that type.
  public func decode<Value: MariaDBDecodable>(_ type: Value.Type = Value.self) throws -> Value {
    try Value(decoding: self)
  }

  /// An integer; nil for NULL. Throws ``MariaDBError`` for any other type and for what does not fit.
  public func int64() throws -> Int64? {
    guard !isNull else { return nil }
    return switch storage {
    case .signed: memory.value(index, as: Int64.self)
    default: try integer(Int64.self)
    }
  }

  /// A DATE, DATETIME or TIMESTAMP; nil for NULL. Throws ``MariaDBError`` for any other type.
  public func dateTime() throws -> DateTime? {
    guard !isNull else { return nil }
    guard storage == .dateTime else { throw mismatch(expected: "DateTime") }
    let time = memory.value(index, as: MYSQL_TIME.self)
    return DateTime(
      year: Int(time.year), month: Int(time.month), day: Int(time.day), hour: Int(time.hour),
      minute: Int(time.minute), second: Int(time.second), microsecond: Int(time.second_part))
  }

  /// Calls `body` with the bytes of a text, blob, DECIMAL or BIT, without copying them; with nil for NULL.
  /// Throws ``MariaDBError`` for any other type.
  @inlinable
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer?) throws -> Result) throws -> Result {
    guard !isNull else { return try body(nil) }
    guard let bytes else { throw mismatch(expected: "bytes") }
    return try body(bytes)
  }

  /// Calls `body` with the bytes of a text, blob, DECIMAL or BIT, or with a DATETIME or TIMESTAMP as the server writes
  /// it; with nil for NULL. Throws ``MariaDBError`` for any other type.
  public func withText(_ body: (UnsafeRawBufferPointer?) throws -> Void) throws {
    guard storage == .dateTime, let time = try dateTime() else { return try withBytes(body) }
    guard let digits = memory.fractionDigits(index) else { throw mismatch(expected: "text") }
    try time.withText(fractionDigits: digits, body)
  }
}

// What the decodable types are made of. NULL never comes this far but through `mismatch`.
extension Cell {
  /// How the value is kept.
  var storage: Column.Storage { memory.storage(index) }

  /// The bytes of a text, blob, DECIMAL or BIT that is not NULL; nil for other types.
  @usableFromInline
  var bytes: UnsafeRawBufferPointer? {
    guard !isNull else { return nil }
    return switch storage {
    case .text, .bytes, .decimal, .bits: memory.bytes(index)
    case .signed, .unsigned, .double, .dateTime: nil
    }
  }

  /// An integer of any type, exactly: from integers, BIT, and DECIMALs without a fraction.
  func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    guard !isNull else { throw mismatch(expected: "\(type)") }
    let number: Number? =
      switch storage {
      case .signed: Number(exactly: memory.value(index, as: Int64.self))
      case .unsigned: Number(exactly: memory.value(index, as: UInt64.self))
      case .bits: Number(exactly: memory.bytes(index).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      case .decimal: try decimal().wholeNumber(as: type)
      case .double, .dateTime, .text, .bytes: throw mismatch(expected: "\(type)")
      }
    guard let number else {
      throw failure(expected: "\(type)", found: "\(typeName) outside its range")
    }
    return number
  }

  /// A floating-point number, from FLOAT, DOUBLE, DECIMAL and integers.
  func double() throws -> Double {
    guard !isNull else { throw mismatch(expected: "Double") }
    switch storage {
    case .double: return memory.value(index, as: Double.self)
    case .signed: return Double(memory.value(index, as: Int64.self))
    case .unsigned: return Double(memory.value(index, as: UInt64.self))
    case .decimal:
      guard let number = Double(try decimal().text) else { throw mismatch(expected: "Double") }
      return number
    case .dateTime, .text, .bits, .bytes: throw mismatch(expected: "Double")
    }
  }

  /// A DECIMAL.
  func decimal() throws -> DecimalNumber {
    guard storage == .decimal, let bytes, let number = DecimalNumber(String(decoding: bytes, as: UTF8.self))
    else { throw mismatch(expected: "DecimalNumber") }
    return number
  }

  /// A text, a DECIMAL's digits, or bytes that are UTF-8.
  func string() throws -> String {
    guard let bytes, storage != .bits else { throw mismatch(expected: "String") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure(expected: "String", found: "\(typeName) that is not UTF-8")
    }
    return text
  }

  /// A text, a DECIMAL's digits, or any bytes, in which each run of what is not UTF-8 becomes one U+FFFD: one for
  /// each byte could be longer than the column that the text came from.
  func repairedString() throws -> String {
    guard let bytes, storage != .bits else { throw mismatch(expected: "String") }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars
    where scalar != "\u{FFFD}" || scalars.last != "\u{FFFD}" {
      scalars.append(scalar)
    }
    return String(scalars)
  }

  /// The error of a value of another type, NULL among them.
  @usableFromInline
  func mismatch(expected: String) -> MariaDBError {
    failure(expected: expected, found: isNull ? "NULL" : typeName)
  }

  /// An error that names the column, the type that was expected and what was found; never the value.
  package func failure(expected: String, found: String) -> MariaDBError {
    MariaDBError(
      .decoding, "column \(index + 1) (\(column.name)): expected \(expected), found \(found)")
  }

  private var typeName: String { column.typeName }
  private var column: Column { memory.column(index) }
}
