extension Query {
  /// The most parameters that are written into the text; lists of rows are better bound.
  private static let mostLiterals = 64

  /// The whole statement as text, its parameters written as literals; nil where it has to be prepared.
  ///
  /// To prepare a statement takes a round trip more, which only pays for one that is run again or has many parameters.
  /// Text and bytes are written in hexadecimal digits, so none of their characters is ever part of the SQL.
  var text: String? {
    if parameters.isEmpty { return sql }
    guard parameters.count <= Query.mostLiterals else { return nil }
    var text = ""
    text.reserveCapacity(sql.utf8.count + 16 * parameters.count)
    var rest = parameters[...]
    var start = sql.startIndex
    while let place = sql.utf8[start...].firstIndex(of: UInt8(ascii: "?")) {
      guard let literal = rest.popFirst()?.literal else { return nil }
      text += sql[start..<place]
      text += literal
      start = sql.utf8.index(after: place)
    }
    // Otherwise a question mark is no place, and only the server can tell.
    guard rest.isEmpty else { return nil }
    return text + sql[start...]
  }
}

extension Parameter {
  /// The value as SQL, the same to the server as when it is bound; nil where SQL has no such literal.
  fileprivate var literal: String? {
    switch self {
    case .null: "NULL"
    // In parentheses: two minus signs would begin a comment.
    case .int(let number): number < 0 ? "(\(number))" : "\(number)"
    case .unsigned(let number): "\(number)"
    case .double: nil
    case .text(let text): "_utf8mb4 X'\(hexadecimal(text.utf8))'"
    case .bytes(let bytes): "X'\(hexadecimal(bytes))'"
    case .dateTime(let time): time.isOnACalendar ? "TIMESTAMP'\(time)'" : nil
    }
  }

  private func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return String(unsafeUninitializedCapacity: 2 * bytes.count) { buffer in
      var place = 0
      for byte in bytes {
        buffer[place] = digits[Int(byte >> 4)]
        buffer[place + 1] = digits[Int(byte & 15)]
        place += 2
      }
      return place
    }
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
