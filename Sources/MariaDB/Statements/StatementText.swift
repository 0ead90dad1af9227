extension Query {
  /// The most parameters that are written into the text; lists of rows are better bound.
  private static let mostLiterals = 256

  /// The whole statement as text, its parameters written as literals; nil where it has to be prepared.
  ///
  /// To prepare a statement takes a round trip more, which only pays for one that is run again or has many parameters.
  /// Text and bytes are written in hexadecimal digits, so none of their characters is ever part of the SQL.
  var text: [UInt8]? {
    guard parameters.count <= Query.mostLiterals else { return nil }
    var text: [UInt8] = []
    text.reserveCapacity(sql.utf8.count + 16 * parameters.count)
    var rest = parameters[...]
    for byte in sql.utf8 {
      if byte != UInt8(ascii: "?") || parameters.isEmpty {
        text.append(byte)
      } else if rest.popFirst()?.append(to: &text) != true {
        return nil
      }
    }
    // Otherwise a question mark is no place, and only the server can tell.
    return rest.isEmpty ? text : nil
  }
}

extension Parameter {
  /// Appends the value as SQL, the same to the server as when it is bound.
  ///
  /// - Returns: False where SQL has no such literal.
  fileprivate func append(to text: inout [UInt8]) -> Bool {
    switch self {
    case .null: text += "NULL".utf8
    // In parentheses: two minus signs would begin a comment.
    case .int(let number) where number < 0: text += "(\(number))".utf8
    case .int(let number): text += "\(number)".utf8
    case .unsigned(let number): text += "\(number)".utf8
    case .double: return false
    case .text(let value):
      text += "_utf8mb4 ".utf8
      Parameter.append(hexadecimal: value.utf8, to: &text)
    case .bytes(let bytes): Parameter.append(hexadecimal: bytes, to: &text)
    case .dateTime(let time):
      guard time.isOnACalendar else { return false }
      text += "TIMESTAMP'\(time)'".utf8
    }
    return true
  }

  private static func append(hexadecimal bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
    func digit(_ number: UInt8) -> UInt8 {
      number < 10 ? UInt8(ascii: "0") + number : UInt8(ascii: "A") - 10 + number
    }
    text += "X'".utf8
    for byte in bytes {
      text.append(digit(byte >> 4))
      text.append(digit(byte & 15))
    }
    text.append(UInt8(ascii: "'"))
  }
}

extension DateTime {
  /// Whether SQL takes it for a literal: others, such as the zero date, are for the server to check.
  fileprivate var isOnACalendar: Bool {
    guard (1000...9999).contains(year), (1...12).contains(month), (0...23).contains(hour),
      (0...59).contains(minute), (0...59).contains(second), (0...999_999).contains(microsecond)
    else { return false }
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    let days = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    return (1...days).contains(day)
  }
}
