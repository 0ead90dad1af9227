import Ledger
import Testing

/// A row of the conversation log as a test writes it.
struct LogRow: Sendable {
  var id: Int?
  var time: String
  var type: String?
  var text: String
  var session = "kognetiks_0123456789abcdef"
  var user: String? = "0"
  var page: String? = "1"
  var assistantID: String?
  var assistantName: String? = ""

  /// The five rows that the chatbot writes for one answered message.
  static func answer(
    at time: WallClock, prompt: Int = 100, completion: Int = 20, total: Int? = nil, user: String? = "0",
    page: String? = "1", assistantID: String? = nil, assistantName: String? = "", firstID: Int? = nil
  ) -> [LogRow] {
    let parts = [
      ("Visitor", "How are you?"), ("Prompt Tokens", "\(prompt)"), ("Completion Tokens", "\(completion)"),
      ("Total Tokens", "\(total ?? prompt + completion)"), ("Chatbot", "Fine."),
    ]
    return parts.enumerated().map { offset, part in
      LogRow(
        id: firstID.map { $0 + offset }, time: time.description, type: part.0, text: part.1, user: user,
        page: page, assistantID: assistantID, assistantName: assistantName)
    }
  }

  /// The answer whose numbers nobody else has: every sum of such answers tells which are in it.
  static func answer(number: Int, at time: WallClock, firstID: Int? = nil) -> [LogRow] {
    answer(at: time, prompt: 1_000_000 + number, completion: number * number, firstID: firstID)
  }
}

extension Sequence<LogRow> {
  /// The day totals, counted the plain way: the oracle that the ledger is compared with. For rows in order only.
  func days() throws -> [DayUsage] {
    var days: [Day: TokenCount] = [:]
    for row in self {
      let part: (Int) -> TokenCount
      switch row.type {
      case "Prompt Tokens": part = { TokenCount(prompt: $0) }
      case "Completion Tokens": part = { TokenCount(completion: $0) }
      case "Total Tokens": part = { TokenCount(total: $0, requests: 1) }
      default: continue
      }
      let day = try #require(Day(row.time.prefix(10)))
      days[day, default: .zero] += part(try #require(Int(row.text)))
    }
    return days.map { DayUsage(day: $0.key, count: $0.value) }.sorted { $0.day < $1.day }
  }
}
