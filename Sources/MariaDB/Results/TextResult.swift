import CMariaDB

/// The rows of a statement that was sent as text, as they come from the server.
///
/// They end up in the same memory, and so as the same values, as those of a prepared statement.
struct TextResult {
  let connection: UnsafeMutablePointer<MYSQL>

  /// The result of the statement that `connection` has just sent.
  init(on connection: UnsafeMutablePointer<MYSQL>) {
    self.connection = connection
  }

  /// Hands over the rows, if the statement has any. When `body` throws, the rest is read and dropped.
  func forEachRow(_ body: (Row) throws -> Void) throws -> ExecutionResult {
    if let result = mysql_use_result(connection) {
      defer { mysql_free_result(result) }
      let count = Int(mysql_num_fields(result))
      let fields = UnsafeBufferPointer(start: mysql_fetch_fields(result), count: count)
      let memory = RowMemory(fields.map { Column($0) })
      defer { memory.deallocate() }
      while let texts = mysql_fetch_row(result), let lengths = mysql_fetch_lengths(result) {
        for index in 0..<count {
          let text = texts[index].map { UnsafeRawBufferPointer(start: $0, count: Int(lengths[index])) }
          guard memory.store(text, in: index) else {
            throw Row(memory)[index].failure(expected: "a value of its type", found: "another")
          }
        }
        try body(Row(memory))
      }
    }
    guard mysql_errno(connection) == 0 else { throw MariaDBError(connection) }
    return ExecutionResult(
      affected: mysql_affected_rows(connection), lastInsertID: mysql_insert_id(connection))
  }
}

extension RowMemory {
  /// Keeps a value that the server has sent as text; nil for NULL.
  ///
  /// - Returns: False when the text is none of the column's type.
  fileprivate func store(_ text: UnsafeRawBufferPointer?, in index: Int) -> Bool {
    guard let text else {
      setNull(index)
      return true
    }
    switch storage(index) {
    case .signed: return set(index, to: Int64(decimal: text))
    case .unsigned: return set(index, to: UInt64(decimal: text))
    case .double: return set(index, to: Double(String(decoding: text, as: UTF8.self)))
    case .dateTime: return set(index, to: MYSQL_TIME(text))
    case .text, .decimal, .bits, .bytes:
      setBytes(index, to: text)
      return true
    }
  }
}

extension FixedWidthInteger {
  /// A number from decimal digits, perhaps after a minus; nil for any other text.
  fileprivate init?(decimal text: UnsafeRawBufferPointer) {
    let isNegative = text.first == UInt8(ascii: "-")
    let start = isNegative ? 1 : 0
    guard start < text.count else { return nil }
    var number: Self = 0
    for place in start..<text.count {
      let digit = text[place] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      // Towards the sign from the start, as the lowest number has no opposite.
      let (tens, isTooLong) = number.multipliedReportingOverflow(by: 10)
      let (sum, isTooHigh) =
        isNegative
        ? tens.subtractingReportingOverflow(Self(digit)) : tens.addingReportingOverflow(Self(digit))
      guard !isTooLong, !isTooHigh else { return nil }
      number = sum
    }
    self = number
  }
}

extension MYSQL_TIME {
  /// A time from `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS` or the same with a fraction; nil for any other text.
  fileprivate init?(_ text: UnsafeRawBufferPointer) {
    func number(_ first: Int, _ length: Int) -> UInt32? {
      guard text.count >= first + length else { return nil }
      return UInt32(decimal: UnsafeRawBufferPointer(rebasing: text[first..<first + length]))
    }
    guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2) else { return nil }
    self.init()
    (self.year, self.month, self.day) = (year, month, day)
    time_type = MYSQL_TIMESTAMP_DATETIME
    guard text.count > 10 else { return }
    guard let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2) else { return nil }
    (self.hour, self.minute, self.second) = (hour, minute, second)
    guard text.count > 20 else { return }
    let digits = text.count - 20
    guard digits <= 6, let fraction = number(20, digits) else { return nil }
    second_part = (digits..<6).reduce(UInt(fraction)) { scaled, _ in 10 * scaled }
  }
}
