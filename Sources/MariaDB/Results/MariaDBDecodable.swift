/// A type that a row's values can be read as.
///
/// Reading is exact or an error: no number is rounded into an integer, no NULL becomes a zero, no text becomes
/// a number.
public protocol MariaDBDecodable {
  /// Reads a cell. Throws ``MariaDBError`` when it holds anything else.
  init(decoding cell: Cell) throws
}

extension MariaDBDecodable where Self: FixedWidthInteger {
  /// Reads an integer, a BIT, or a DECIMAL without a fraction that fits this type.
  public init(decoding cell: Cell) throws {
    self = try cell.integer(Self.self)
  }
}
extension Int: MariaDBDecodable {}
extension Int8: MariaDBDecodable {}
extension Int16: MariaDBDecodable {}
extension Int32: MariaDBDecodable {}
extension Int64: MariaDBDecodable {}
extension UInt: MariaDBDecodable {}
extension UInt8: MariaDBDecodable {}
extension UInt16: MariaDBDecodable {}
extension UInt32: MariaDBDecodable {}
extension UInt64: MariaDBDecodable {}
extension Bool: MariaDBDecodable {
  /// Reads an integer or a BIT; anything but 0 is true.
  public init(decoding cell: Cell) throws {
    guard !cell.isNull, [.signed, .unsigned, .bits].contains(cell.storage) else {
      throw cell.mismatch(expected: "Bool")
    }
    self = cell.storage == .signed ? try cell.integer(Int64.self) != 0 : try cell.integer(UInt64.self) != 0
  }
}
extension Double: MariaDBDecodable {
  /// Reads a FLOAT, DOUBLE, DECIMAL or integer, as near as a Double comes.
  public init(decoding cell: Cell) throws {
    self = try cell.double()
  }
}
extension String: MariaDBDecodable {
  /// Reads a text, ENUM, SET, TIME, JSON or DECIMAL, or bytes that are UTF-8.
  public init(decoding cell: Cell) throws {
    self = try cell.string()
  }
}
extension [UInt8]: MariaDBDecodable {
  /// Reads the bytes of a text, blob, DECIMAL or BIT.
  public init(decoding cell: Cell) throws {
    guard let bytes = cell.bytes else { throw cell.mismatch(expected: "bytes") }
    self = Array(bytes)
  }
}
extension DateTime: MariaDBDecodable {
  /// Reads a DATE, DATETIME or TIMESTAMP; a DATE has the time 00:00:00.
  public init(decoding cell: Cell) throws {
    guard let dateTime = try cell.dateTime() else { throw cell.mismatch(expected: "DateTime") }
    self = dateTime
  }
}
extension DecimalNumber: MariaDBDecodable {
  /// Reads a DECIMAL.
  public init(decoding cell: Cell) throws {
    self = try cell.decimal()
  }
}
extension Optional: MariaDBDecodable where Wrapped: MariaDBDecodable {
  /// Reads NULL as nil, and anything else as the wrapped type.
  public init(decoding cell: Cell) throws {
    self = cell.isNull ? nil : try Wrapped(decoding: cell)
  }
}
