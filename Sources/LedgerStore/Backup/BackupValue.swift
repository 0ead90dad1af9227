import Text

/// How a value is written in a backup: NULL as `\N`; as it is where it is UTF-8 without control characters and
/// backslashes; all else as `\x` and its bytes in hexadecimal digits. So a line is always text, and no value has two forms.
enum BackupValue {
  private static let backslash = UInt8(ascii: "\\")
  static let null: [UInt8] = [backslash, UInt8(ascii: "N")]
  private static let hexadecimal: [UInt8] = [backslash, UInt8(ascii: "x")]
  private static let digits = Array("0123456789abcdef".utf8)

  /// Appends a value; nil is NULL.
  static func append(_ value: UnsafeRawBufferPointer?, to line: inout [UInt8]) {
    guard let value else { return line += null }
    if isPlain(value) {
      line += value
    } else {
      line += hexadecimal
      append(digitsOf: value, to: &line)
    }
  }

  /// Appends bytes as hexadecimal digits.
  static func append(digitsOf bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
  }

  private static func isPlain(_ value: UnsafeRawBufferPointer) -> Bool {
    var isASCII = true
    for byte in value {
      if byte < 0x20 || byte == 0x7F || byte == backslash { return false }
      if byte > 0x7F { isASCII = false }
    }
    return isASCII || String(validating: value, as: UTF8.self) != nil
  }

  /// What a field of a line stands for.
  enum Field {
    case null
    /// The bytes of the value themselves.
    case plain(UnsafeRawBufferPointer)
    /// The hexadecimal digits of the value.
    case hexadecimal(UnsafeRawBufferPointer)

    /// Reads a field; nil for what is none.
    init?(_ field: UnsafeRawBufferPointer) {
      guard field.first == BackupValue.backslash else {
        self = .plain(field)
        return
      }
      guard field.count >= 2 else { return nil }
      let rest = UnsafeRawBufferPointer(rebasing: field[2...])
      switch field[1] {
      case UInt8(ascii: "N") where rest.isEmpty: self = .null
      case UInt8(ascii: "x") where rest.count.isMultiple(of: 2) && rest.allSatisfy(Self.isDigit):
        self = .hexadecimal(rest)
      default: return nil
      }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
      byte &- UInt8(ascii: "0") <= 9 || byte &- UInt8(ascii: "a") <= 5
    }

    /// Appends the value as SQL of its column; false when it is no value of that.
    func append(to sql: inout [UInt8], as kind: BackupTable.Kind) -> Bool {
      let quote = UInt8(ascii: "'")
      switch (self, kind) {
      case (.null, _): sql += "NULL".utf8
      case (.plain(let value), .number):
        guard kind.takes(value) else { return false }
        sql += value
      case (.plain(let value), .time):
        guard kind.takes(value) else { return false }
        sql.append(quote)
        sql += value
        sql.append(quote)
      case (.hexadecimal, .number), (.hexadecimal, .time): return false
      case (.plain(let value), _):
        sql += (kind == .text ? "_utf8mb4 X'" : "X'").utf8
        BackupValue.append(digitsOf: value, to: &sql)
        sql.append(quote)
      case (.hexadecimal(let digits), _):
        sql += (kind == .text ? "_utf8mb4 X'" : "X'").utf8
        sql += digits
        sql.append(quote)
      }
      return true
    }
  }
}
