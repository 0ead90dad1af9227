import Chatbots
import Ledger
import Text

/// Where a downloaded file has its columns, and what a record is by them.
struct TokenDataColumns {
  private let id: Int
  private let time: Int
  private let type: Int
  private let text: Int
  private let user: Int?
  private let types: RowTypes

  /// The columns of a log that a header names.
  init(_ log: ChatLog, header: CSVRecord) throws(LineDefect) {
    let names = (0..<header.count).map { String(decoding: header[$0], as: UTF8.self) }
    if names.first == "Date" && names.contains(Measure.totalTokens.title) { throw .dailyFile }
    func column(_ name: String) throws(LineDefect) -> Int {
      guard let index = names.firstIndex(of: name) else { throw .missingColumn(name) }
      return index
    }
    id = try column("id")
    time = try column(log.columns.time)
    type = try column(log.columns.type)
    text = try column(log.columns.text)
    user = names.firstIndex(of: log.columns.user)
    types = log.types
  }

  /// The row that a record stands for. What cannot have been written by the chatbot is a defect; what the chatbot
  /// wrote and does not count is left for the rules of counting.
  func row(_ record: CSVRecord) throws(LineDefect) -> TokenRow {
    guard let id = Self.number(record[id]), id > 0 else { throw .id }
    guard let kind = record[type].withUnsafeBytes(types.kind) else { throw .type }
    guard let time = Self.time(record[time]) else { throw .time }
    return TokenRow(
      id: id, kind: kind, time: time, tokens: CountingRules.tokens(record[text]),
      attribution: Attribution(user: user.map { User(logged: record[$0]) } ?? .guest))
  }

  /// Whether a record is a row.
  func accept(_ record: CSVRecord) -> Bool { (try? row(record)) != nil }

  /// A time as the database writes it; nil for any other text. Times that no clock shows are times, too.
  private static func time(_ text: ArraySlice<UInt8>) -> RowTime? {
    let bytes = Array(text)
    guard bytes.count == 19, bytes[4] == dash, bytes[7] == dash, bytes[10] == UInt8(ascii: " "),
      bytes[13] == colon, bytes[16] == colon
    else { return nil }
    let parts = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19].compactMap { number(bytes[$0]) }
    guard parts.count == 6 else { return nil }
    if let day = Day(year: parts[0], month: parts[1], day: parts[2]),
      let time = CalendarTime(day: day, hour: parts[3], minute: parts[4], second: parts[5])
    {
      return .at(SiteTime(time))
    }
    let isZero = parts.allSatisfy { $0 == 0 }
    return .impossible(isZero ? .zeroDate : .impossibleDate, text: String(decoding: bytes, as: UTF8.self))
  }

  /// The number that 1 to 18 digits stand for; nil for any other text.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...18).contains(digits.count) else { return nil }
    var value = 0
    for byte in digits {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }
}

private let dash = UInt8(ascii: "-")
private let colon = UInt8(ascii: ":")
