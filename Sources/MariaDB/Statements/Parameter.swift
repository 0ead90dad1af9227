/// A value as it is bound to a statement.
public enum Parameter: Sendable, Equatable {
  /// NULL.
  case null
  /// A signed integer.
  case int(Int64)
  /// An unsigned integer.
  case unsigned(UInt64)
  /// A floating-point number.
  case double(Double)
  /// Text, sent as utf8mb4.
  case text(String)
  /// Bytes without a character set.
  case bytes([UInt8])
  /// A date and time, taken as it is.
  case dateTime(DateTime)
}

/// A type whose values can be bound to a statement.
public protocol MariaDBEncodable: Sendable {
  /// The value to bind.
  var parameter: Parameter { get }
}

extension MariaDBEncodable where Self: SignedInteger & FixedWidthInteger {
  /// A signed integer; no type is wider than 64 bits here.
  public var parameter: Parameter { .int(Int64(self)) }
}
extension MariaDBEncodable where Self: UnsignedInteger & FixedWidthInteger {
  /// An unsigned integer; no type is wider than 64 bits here.
  public var parameter: Parameter { .unsigned(UInt64(self)) }
}
extension Int: MariaDBEncodable {
  /// A signed integer, made without a look at the general case: thousands of rows have ten of them each.
  public var parameter: Parameter { .int(Int64(self)) }
}
extension Int8: MariaDBEncodable {}
extension Int16: MariaDBEncodable {}
extension Int32: MariaDBEncodable {}
extension Int64: MariaDBEncodable {}
extension UInt: MariaDBEncodable {}
extension UInt8: MariaDBEncodable {}
extension UInt16: MariaDBEncodable {}
extension UInt32: MariaDBEncodable {}
extension UInt64: MariaDBEncodable {}
extension Bool: MariaDBEncodable {
  /// 1 or 0, as MariaDB's own BOOLEAN.
  public var parameter: Parameter { .int(self ? 1 : 0) }
}
extension Double: MariaDBEncodable {
  /// A floating-point number.
  public var parameter: Parameter { .double(self) }
}
extension String: MariaDBEncodable {
  /// Text.
  public var parameter: Parameter { .text(self) }
}
extension [UInt8]: MariaDBEncodable {
  /// Bytes without a character set.
  public var parameter: Parameter { .bytes(self) }
}
extension DateTime: MariaDBEncodable {
  /// A date and time.
  public var parameter: Parameter { .dateTime(self) }
}
extension DecimalNumber: MariaDBEncodable {
  /// The digits as text, which the server turns into a DECIMAL without loss.
  public var parameter: Parameter { .text(text) }
}
extension Parameter: MariaDBEncodable {
  /// Itself.
  public var parameter: Parameter { self }
}
extension Optional: MariaDBEncodable where Wrapped: MariaDBEncodable {
  /// The value, or NULL.
  public var parameter: Parameter { self?.parameter ?? .null }
}
