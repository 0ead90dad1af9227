import Ledger
import Testing

/// A row of the conversation log as a test writes it.
package struct LogRow: Sendable {
  package var id: Int?
  package var time: String
  package var type: String?
  package var text: String
  package var session: String
  package var user: String?
  package var page: String?
  package var assistantID: String?
  package var assistantName: String?

  package init(
    id: Int? = nil, time: String, type: String?, text: String, session: String = "kognetiks_0123456789abcdef",
    user: String? = "0", page: String? = "1", assistantID: String? = nil, assistantName: String? = ""
  ) {
    (self.id, self.time, self.type, self.text, self.session) = (id, time, type, text, session)
    (self.user, self.page, self.assistantID, self.assistantName) = (user, page, assistantID, assistantName)
  }

  /// The five rows that the chatbot writes for one answered message.
  package static func answer(
    at time: SiteTime, prompt: Int = 100, completion: Int = 20, total: Int? = nil, user: String? = "0",
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

  /// An answer that used nothing, as the chatbot logs it when the provider tells no figures: all of its numbers are 0.
  /// Without a total it adds nothing at all to its day.
  package static func zeros(at time: SiteTime, hasTotal: Bool, firstID: Int? = nil) -> [LogRow] {
    answer(at: time, prompt: 0, completion: 0, firstID: firstID).map { row in
      var row = row
      if !hasTotal && row.type == "Total Tokens" { row.type = "Chatbot" }
      return row
    }
  }

  /// The answer ``answer(number:at:firstID:)`` gives or, one time in six, zeros alone.
  package static func answer(
    numbered number: Int, at time: SiteTime, firstID: Int? = nil, using random: inout SeededGenerator
  ) -> [LogRow] {
    Int.random(in: 0..<6, using: &random) == 0
      ? zeros(at: time, hasTotal: Bool.random(using: &random), firstID: firstID)
      : answer(number: number, at: time, firstID: firstID)
  }

  /// The answer whose numbers nobody else has: every sum of such answers tells which are in it.
  package static func answer(number: Int, at time: SiteTime, firstID: Int? = nil) -> [LogRow] {
    answer(at: time, prompt: 1_000_000 + number, completion: number * number, firstID: firstID)
  }
}

extension Sequence<LogRow> {
  /// The day totals, counted the plain way: the oracle that the ledger is compared with. For rows in order only.
  package func days() throws -> [DayUsage] {
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
