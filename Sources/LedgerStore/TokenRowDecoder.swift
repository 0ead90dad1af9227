import Glibc
import Ledger
import MariaDB

/// Makes rows of the log out of the columns that ``LogReader`` selects.
///
/// What an answer's rows have in common, who used the tokens, is made once for all of them: a row whose columns hold
/// the same bytes as the row's before it has the same attribution.
struct TokenRowDecoder {
  private enum Place {
    static let id = 0, type = 1, time = 2, text = 3, user = 4, page = 5, assistantID = 6, assistantName = 7
    static let attribution = user...assistantName
  }

  private var columns = Place.attribution.map { _ in RecentText.none }
  private var attribution = Attribution()
  private var choosesOwnModel = false

  /// The row of the log that a row of the result is.
  ///
  /// - Throws: `StoreError` when the log was altered under the read, so that it has types which it had not;
  ///   `MariaDBError` for a column that is not of its type.
  mutating func tokenRow(_ row: Row) throws -> TokenRow {
    guard let id = try row[Place.id].int64() else { throw Self.altered("an id") }
    let kind = try row[Place.type].withBytes(Self.kind)
    let time = try Self.time(row[Place.time].dateTime())
    guard kind == .prompt || kind == .completion || kind == .total else {
      return TokenRow(id: Int(id), kind: kind, time: time)
    }
    let tokens = try row[Place.text].withBytes { text in
      CountingRules.tokens(text ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }
    try readAttribution(row)
    return TokenRow(
      id: Int(id), kind: kind, time: time, tokens: tokens, attribution: attribution,
      choosesOwnModel: choosesOwnModel)
  }

  private mutating func readAttribution(_ row: Row) throws {
    var isAnother = false
    for place in Place.attribution {
      try row[place].withBytes { bytes in
        if columns[place - Place.attribution.lowerBound].becomes(bytes) { isAnother = true }
      }
    }
    if !isAnother { return }
    let user = try row[Place.user].withBytes { bytes in bytes.map { Attribution.user(logged: $0) } ?? 0 }
    let assistantID = Name(try row[Place.assistantID].decode(RepairedText?.self)?.text)
    let assistant = try assistantID ?? Name(row[Place.assistantName].decode(RepairedText?.self)?.text)
    let page = Name(try row[Place.page].decode(RepairedText?.self)?.text)
    attribution = Attribution(assistant: assistant, page: page, user: user)
    choosesOwnModel = assistantID != nil
  }

  private static func kind(_ type: UnsafeRawBufferPointer?) throws -> RowKind {
    // Not yet typed; what an old ENUM did not know is stored as the empty text.
    guard let type, !type.isEmpty else { return .blank }
    if type.isText("Visitor") || type.isText("Chatbot") { return .other }
    if type.isText("Prompt Tokens") { return .prompt }
    if type.isText("Completion Tokens") { return .completion }
    if type.isText("Total Tokens") { return .total }
    throw altered("a type of rows")
  }

  private static func time(_ time: DateTime?) -> RowTime {
    guard let time else { return .impossible(.zeroDate, text: "NULL") }
    if let clock = time.clock { return .at(clock) }
    return .impossible(time.isZero ? .zeroDate : .impossibleDate, text: time.description)
  }

  private static func altered(_ what: String) -> StoreError {
    StoreError(
      .busy, "the conversation log was altered while it was read: it has \(what) that it did not have",
      advice: "Run it again.")
  }
}

/// A column's text in the row before; nothing is equal to it before the first row.
private enum RecentText {
  case none, null
  case text([UInt8])

  /// Takes in the next row's text; whether it is another one.
  mutating func becomes(_ text: UnsafeRawBufferPointer?) -> Bool {
    switch (self, text) {
    case (.null, nil): return false
    case (.text(let bytes), let text?) where bytes.withUnsafeBytes(text.equals): return false
    default:
      self = text.map { .text(Array($0)) } ?? .null
      return true
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func isText(_ text: StaticString) -> Bool {
    equals(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  fileprivate func equals(_ other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count, let bytes = baseAddress, let otherBytes = other.baseAddress else {
      return count == other.count
    }
    return memcmp(bytes, otherBytes, count) == 0
  }
}
