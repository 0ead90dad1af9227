import CMariaDB

/// A row as the server writes it as text, valid only inside the closure it is handed to.
package struct TextRow {
  private let texts: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let lengths: UnsafeMutablePointer<UInt>
  /// How many columns it has.
  package let count: Int

  /// The row that the library has just fetched.
  init(
    _ texts: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, _ lengths: UnsafeMutablePointer<UInt>,
    count: Int
  ) {
    (self.texts, self.lengths, self.count) = (texts, lengths, count)
  }

  /// The bytes of a column, counted from 0; nil for NULL. A column of text has UTF-8, one of bytes has them as they are.
  package subscript(index: Int) -> UnsafeRawBufferPointer? {
    precondition(index >= 0 && index < count, "the row has no column \(index)")
    return texts[index].map { UnsafeRawBufferPointer(start: $0, count: Int(lengths[index])) }
  }
}

extension Connection {
  /// Hands over rows as the server writes them, one at a time, in constant memory, as ``forEachRow(_:isShort:_:)`` does: for
  /// those who copy them and care for no value. The query has few parameters, so that it can be sent as text.
  package func forEachTextRow(_ query: Query, _ body: (TextRow) throws -> Void) throws {
    guard let text = query.text else {
      throw MariaDBError(.query, "a query with this number of parameters has no rows as text")
    }
    try send(query, as: text) { try TextResult(on: $0).forEachTextRow(body) }
  }
}

extension TextResult {
  /// Hands over the rows as they are. When `body` throws, the rest is read and dropped.
  fileprivate func forEachTextRow(_ body: (TextRow) throws -> Void) throws {
    if let result = mysql_use_result(connection) {
      defer { mysql_free_result(result) }
      let count = Int(mysql_num_fields(result))
      while let texts = mysql_fetch_row(result), let lengths = mysql_fetch_lengths(result) {
        try body(TextRow(texts, lengths, count: count))
      }
    }
    guard mysql_errno(connection) == 0 else { throw MariaDBError(connection) }
  }
}
