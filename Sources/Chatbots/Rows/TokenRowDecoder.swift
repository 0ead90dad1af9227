import Glibc
import Ledger
import MariaDB
import Text

/// Makes rows of the log out of the columns that ``LogReader`` selects.
struct TokenRowDecoder {
  private enum Place {
    static let id = 0, type = 1, time = 2, text = 3, user = 4, page = 5, assistant = 6
  }

  private var attributions = AttributionCache()
  private var dates = DateCache()

  /// The row of the log that a row of the result is.
  ///
  /// - Throws: `Failure` when the log was altered under the read, so that it has types which it had not;
  ///   `MariaDBError` for a column that is not of its type.
  mutating func tokenRow(_ row: Row) throws -> TokenRow {
    guard let id = try row[Place.id].int64() else { throw Self.altered("an id") }
    let kind = try row[Place.type].withBytes(Self.kind)
    let time = try dates.time(row[Place.time].dateTime())
    guard kind == .prompt || kind == .completion || kind == .total else {
      return TokenRow(id: Int(id), kind: kind, time: time)
    }
    let tokens = try row[Place.text].withBytes { text in
      CountingRules.tokens(text ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }
    let attribution = try attributions.attribution(
      user: row[Place.user], page: row[Place.page], assistant: row[Place.assistant])
    return TokenRow(id: Int(id), kind: kind, time: time, tokens: tokens, attribution: attribution)
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

  private static func altered(_ what: String) -> Failure {
    Failure(
      .tryAgain, "the conversation log was altered while it was read: it has \(what) that it did not have",
      advice: "Run it again.", cause: .overtaken)
  }
}

/// Turns dates of the log into times, with the last day at hand: rows of one day come together.
private struct DateCache {
  private var date = (year: 0, month: 0, day: 0)
  private var day: Day?

  mutating func time(_ time: DateTime?) -> RowTime {
    guard let time else { return .impossible(.zeroDate, text: "NULL") }
    if (time.year, time.month, time.day) != date {
      date = (time.year, time.month, time.day)
      day = Day(year: time.year, month: time.month, day: time.day)
    }
    if let stored = time.siteTime(on: day) { return .at(stored) }
    return .impossible(time.isZero ? .zeroDate : .impossibleDate, text: time.description)
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func isText(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && baseAddress.map { memcmp($0, text.utf8Start, count) } == 0
  }
}
