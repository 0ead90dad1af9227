import CMariaDB

/// What a result's column holds, as far as reading it goes.
struct Column {
  /// How the column's values are kept once fetched.
  enum Storage {
    /// An `Int64`.
    case signed
    /// A `UInt64`.
    case unsigned
    /// A `Double`.
    case double
    /// A `MYSQL_TIME`.
    case dateTime
    /// UTF-8 text; TIME too, as the server writes it.
    case text
    /// The digits of a DECIMAL.
    case decimal
    /// A BIT field, the highest byte first.
    case bits
    /// Bytes without a character set.
    case bytes
  }

  /// The column's name or alias.
  let name: String
  /// The SQL type's name, for error messages.
  let typeName: String
  /// How its values are kept.
  let storage: Storage
  /// The type to ask the library for.
  let bufferType: enum_field_types
  /// How many digits of a second's fraction a DATETIME or TIMESTAMP shows, 0 to 6; nil for other types.
  let fractionDigits: Int?
  /// Bytes to begin with; text and bytes grow when a longer one comes.
  let capacity: Int

  /// The column that a field of a result describes.
  init(_ field: MYSQL_FIELD) {
    name = field.name.map { String(cString: $0) } ?? ""
    let hasTime = field.type == MYSQL_TYPE_DATETIME || field.type == MYSQL_TYPE_TIMESTAMP
    fractionDigits = hasTime ? (field.decimals <= 6 ? Int(field.decimals) : 0) : nil
    let isUnsigned = field.flags & UInt32(UNSIGNED_FLAG) != 0
    let isBinary = field.charsetnr == Column.binaryCharacterSet
    typeName = Column.typeName(field, isUnsigned: isUnsigned, isBinary: isBinary)
    // Most texts of a chat log's token rows are short; the few long ones are fetched again.
    let textCapacity = Int(min(max(field.length, 16), 1024))
    switch field.type {
    case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG,
      MYSQL_TYPE_YEAR:
      (storage, bufferType, capacity) = (isUnsigned ? .unsigned : .signed, MYSQL_TYPE_LONGLONG, 8)
    case MYSQL_TYPE_FLOAT, MYSQL_TYPE_DOUBLE:
      (storage, bufferType, capacity) = (.double, MYSQL_TYPE_DOUBLE, 8)
    case MYSQL_TYPE_DATE, MYSQL_TYPE_NEWDATE, MYSQL_TYPE_DATETIME, MYSQL_TYPE_TIMESTAMP:
      (storage, bufferType, capacity) = (.dateTime, MYSQL_TYPE_DATETIME, MemoryLayout<MYSQL_TIME>.size)
    case MYSQL_TYPE_TIME:
      (storage, bufferType, capacity) = (.text, MYSQL_TYPE_STRING, 32)
    case MYSQL_TYPE_DECIMAL, MYSQL_TYPE_NEWDECIMAL:
      (storage, bufferType, capacity) = (.decimal, MYSQL_TYPE_STRING, 80)
    case MYSQL_TYPE_BIT:
      (storage, bufferType, capacity) = (.bits, MYSQL_TYPE_BLOB, 8)
    default:
      (storage, bufferType, capacity) = (isBinary ? .bytes : .text, MYSQL_TYPE_BLOB, textCapacity)
    }
  }

  /// The number of the character set `binary`.
  private static let binaryCharacterSet: UInt32 = 63

  private static func typeName(_ field: MYSQL_FIELD, isUnsigned: Bool, isBinary: Bool) -> String {
    if field.flags & UInt32(ENUM_FLAG) != 0 { return "ENUM" }
    if field.flags & UInt32(SET_FLAG) != 0 { return "SET" }
    let sign = isUnsigned ? " UNSIGNED" : ""
    return switch field.type {
    case MYSQL_TYPE_TINY: "TINYINT" + sign
    case MYSQL_TYPE_SHORT: "SMALLINT" + sign
    case MYSQL_TYPE_INT24: "MEDIUMINT" + sign
    case MYSQL_TYPE_LONG: "INT" + sign
    case MYSQL_TYPE_LONGLONG: "BIGINT" + sign
    case MYSQL_TYPE_YEAR: "YEAR"
    case MYSQL_TYPE_FLOAT: "FLOAT"
    case MYSQL_TYPE_DOUBLE: "DOUBLE"
    case MYSQL_TYPE_DECIMAL, MYSQL_TYPE_NEWDECIMAL: "DECIMAL"
    case MYSQL_TYPE_DATE, MYSQL_TYPE_NEWDATE: "DATE"
    case MYSQL_TYPE_DATETIME: "DATETIME"
    case MYSQL_TYPE_TIMESTAMP: "TIMESTAMP"
    case MYSQL_TYPE_TIME: "TIME"
    case MYSQL_TYPE_BIT: "BIT"
    case MYSQL_TYPE_NULL: "NULL"
    case MYSQL_TYPE_GEOMETRY: "GEOMETRY"
    case MYSQL_TYPE_TINY_BLOB, MYSQL_TYPE_BLOB, MYSQL_TYPE_MEDIUM_BLOB, MYSQL_TYPE_LONG_BLOB:
      isBinary ? "BLOB" : "TEXT"
    case MYSQL_TYPE_STRING: isBinary ? "BINARY" : "CHAR"
    default: isBinary ? "VARBINARY" : "VARCHAR"
    }
  }
}
