import CMariaDB
import Ledger

@testable import Chatbots
@testable import MariaDB

/// A log of answers as the server would send it: 200 a day, each of five rows.
struct Log {
  /// How many rows it has.
  static let rows = 100_000
  private static let types = ["Visitor", "Prompt Tokens", "Completion Tokens", "Total Tokens", "Chatbot"]

  /// How many combinations of page, user and assistant it has.
  let combinations: Int

  private static let columns: [(type: enum_field_types, length: UInt)] = [
    (MYSQL_TYPE_LONG, 9), (MYSQL_TYPE_STRING, 17), (MYSQL_TYPE_DATETIME, 19), (MYSQL_TYPE_VAR_STRING, 52),
    (MYSQL_TYPE_VAR_STRING, 1020), (MYSQL_TYPE_VAR_STRING, 1020), (MYSQL_TYPE_VAR_STRING, 1020),
    (MYSQL_TYPE_VAR_STRING, 1020),
  ]

  /// Hands over each row as if it had just been fetched, its columns those of TokenRowDecoder.
  func forEachRow(_ body: (Row) throws -> Void) rethrows {
    let memory = RowMemory(
      Self.columns.map { column in
        var field = MYSQL_FIELD()
        (field.type, field.length, field.charsetnr) = (column.type, column.length, 45)
        return Column(field)
      })
    defer { memory.deallocate() }
    for number in 0..<Self.rows {
      fill(memory, number)
      try body(Row(memory))
    }
  }

  /// The same as rows that are decoded already.
  func decoded() throws -> [TokenRow] {
    var decoder = TokenRowDecoder(KognetiksChatbot().log.types)
    var rows: [TokenRow] = []
    try forEachRow { rows.append(try decoder.tokenRow($0)) }
    return rows
  }

  private func fill(_ memory: RowMemory, _ number: Int) {
    let (answer, kind) = number.quotientAndRemainder(dividingBy: 5)
    let combination = answer * 7919 % combinations
    memory.store(Int64(number + 1), in: 0)
    memory.store(Self.types[kind], in: 1)
    var time = MYSQL_TIME()
    (time.year, time.month, time.day) = (2026, 1 + UInt32(answer / 5600), 1 + UInt32(answer / 200 % 28))
    (time.hour, time.minute, time.second) = (UInt32(answer % 200 / 9), 30, UInt32(kind))
    memory.store(time, in: 2)
    memory.store((1...3).contains(kind) ? String(100 + answer % 2000) : nil, in: 3)
    memory.store(String(combination % 10), in: 4)
    memory.store(String(2 + combination / 10 % 20), in: 5)
    memory.store(combination % 2 == 0 ? nil : "asst_Wk3ShopFloorN8dYj5RsUe1a", in: 6)
    memory.store(nil, in: 7)
  }
}

extension RowMemory {
  fileprivate func store(_ text: String?, in index: Int) {
    binds[index].is_null.pointee = text == nil ? 1 : 0
    guard let text else { return }
    binds[index].buffer.copyMemory(from: Array(text.utf8), byteCount: text.utf8.count)
    binds[index].length.pointee = UInt(text.utf8.count)
  }

  fileprivate func store(_ value: some BitwiseCopyable, in index: Int) {
    binds[index].buffer.storeBytes(of: value, as: type(of: value))
  }
}
