import Foundation
import Ledger
import TestSupport
import Testing

@testable import Pricing

@Suite("Prices that changed")
struct CourseTests {
  struct Course: Sendable, CustomTestStringConvertible {
    let platform: String
    let name: String
    /// The first day, "" from the beginning, and the price, "" where there is none.
    let changes: [(day: String, price: String)]
    var testDescription: String { name }

    init(_ platform: String, _ name: String, _ changes: [(String, String)]) {
      (self.platform, self.name, self.changes) = (platform, name, changes)
    }
  }

  /// All lines of the supplement that have a day or are followed by one, written down a second time.
  static let courses = [
    Course("OpenAI", "gpt-4o", [("2024-05-13", "5/15"), ("2024-10-02", "2.5/10")]),
    Course("OpenAI", "gpt-3.5-turbo", [("", "1.5/2"), ("2024-02-16", "0.5/1.5")]),
    Course("OpenAI", "gpt-35-turbo", [("", "1.5/2"), ("2024-02-16", "0.5/1.5")]),
    Course("OpenAI", "o1-mini", [("2024-10-13", "3/12"), ("2025-02-11", "1.1/4.4")]),
    Course("OpenAI", "o1-mini-2024-09-12", [("2024-10-13", "3/12"), ("2025-02-11", "1.1/4.4")]),
    Course("Google", "gemini-1.5-flash", [("2024-06-30", "0.35/1.05"), ("2024-10-13", "0.075/0.3")]),
    Course("Google", "gemini-1.5-flash-latest", [("2024-06-30", "0.35/1.05"), ("2024-10-13", "0.075/0.3")]),
    Course("Google", "gemini-1.5-flash-001", [("2024-06-30", "0.35/1.05"), ("2024-10-13", "0.075/0.3")]),
    Course("Google", "gemini-1.5-pro", [("2024-07-18", "3.5/10.5"), ("2024-10-13", "1.25/5")]),
    Course("Google", "gemini-1.5-pro-latest", [("2024-07-18", "3.5/10.5"), ("2024-10-13", "1.25/5")]),
    Course("Google", "gemini-1.5-pro-001", [("2024-07-18", "3.5/10.5"), ("2024-10-13", "1.25/5")]),
    Course("Anthropic", "claude-3-5-haiku", [("2024-11-04", "1/5"), ("2025-03-01", "0.8/4")]),
    Course("Anthropic", "claude-3-5-haiku-latest", [("2024-11-04", "1/5"), ("2025-03-01", "0.8/4")]),
    Course("Anthropic", "claude-3-5-haiku-20241022", [("2024-11-04", "1/5"), ("2025-03-01", "0.8/4")]),
    Course(
      "Mistral", "mistral-large-latest",
      [
        ("2024-03-01", "8/24"), ("2024-06-01", "4/12"), ("2024-07-01", "3/9"), ("2025-01-13", "2/6"),
        ("2025-12-08", "0.5/1.5"),
      ]),
    Course(
      "Mistral", "mistral-small-latest",
      [("", "2/6"), ("2024-06-01", "1/3"), ("2025-03-17", "0.1/0.3"), ("2026-03-16", "0.15/0.6")]),
    Course(
      "Mistral", "mistral-medium-latest",
      [("", "2.7/8.1"), ("2025-05-29", "0.4/2"), ("2026-06-16", "1.5/7.5")]),
    Course(
      "DeepSeek", "deepseek-chat",
      [
        ("", "0.14/0.28"), ("2025-02-08", "0.27/1.1"), ("2025-09-05", "0.56/1.68"),
        ("2025-09-29", "0.28/0.42"),
        ("2026-04-25", "0.14/0.28"), ("2026-07-24", ""),
      ]),
    Course(
      "DeepSeek", "deepseek-reasoner",
      [
        ("", "0.55/2.19"), ("2025-09-05", "0.56/1.68"), ("2025-09-29", "0.28/0.42"),
        ("2026-04-25", "0.14/0.28"),
        ("2026-07-24", ""),
      ]),
    Course(
      "DeepSeek", "deepseek-v4-flash",
      [("", "0.14/0.28"), ("2026-08-17", "0.22/0.66"), ("2026-09-10", "0.15/0.6")]),
  ]

  @Test("A price holds from its first day on, and the one before until the day before", arguments: courses)
  func changes(_ course: Course) throws {
    let history = try PriceList.embedded().history(of: model(course.name, course.platform))
    var before: String?
    for (start, price) in course.changes {
      let first = start.isEmpty ? day("2020-01-01") : day(start)
      if !start.isEmpty { try expect(history.answer(on: first.adding(days: -1)), before, first) }
      try expect(history.answer(on: first), price, first)
      try expect(history.answer(on: first.adding(days: 1)), price, first)
      before = price
    }
    try expect(history.answer(on: day("9999-12-31")), before, day("9999-12-31"))
  }

  /// Expects a price, none, or, where `price` is nil, that the first begins on `first`.
  private func expect(_ answer: PriceAnswer, _ price: String?, _ first: Day) throws {
    switch answer {
    case .price(let found, _):
      #expect(
        [found.list.input, found.list.output]
          == (try price?.split(separator: "/").map { try micro(String($0)) }))
    case .unpriced(.listed(let reason)):
      #expect(price == "")
      #expect(reason.contains("2026-07-24"))
    default: #expect(answer == .unpriced(.before(first)) && price == nil)
    }
  }

  @Test("Every line of the supplement is among them, or stands alone without a day")
  func complete() throws {
    for line in try supplement().split(separator: "\n").dropFirst() where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let course = Self.courses.first { $0.platform == fields[0] && $0.name == fields[1] }
      if fields[1].isEmpty || course == nil && fields[2] == "-" && fields[3] == "-" { continue }
      if fields[2].hasPrefix("=") {
        #expect(course != nil, "\(line)")
        continue
      }
      let price = fields[3] == "-" ? "" : fields[3].split(separator: "/").prefix(2).joined(separator: "/")
      let start = fields[2] == "-" ? "" : fields[2]
      // The list keeps a model under one of its names.
      #expect(course?.changes.contains { $0 == (start, price) } == true, "\(line)")
    }
  }

  @Test("Prices that genai-prices dates change on their day")
  func dated() throws {
    #expect(try listPrice("o3", on: "2025-06-09") == [10_000_000, 40_000_000])
    #expect(try listPrice("o3", on: "2025-06-10") == [2_000_000, 8_000_000])
    #expect(try listPrice("gpt-5.6-luna", on: "2026-07-29") == [1_000_000, 6_000_000])
    #expect(try listPrice("gpt-5.6-luna", on: "2026-07-30") == [200_000, 1_200_000])
    // And in days to come.
    #expect(try listPrice("gemini-3.8-flash", "Google", on: "2026-12-31") == [750_000, 3_750_000])
    #expect(try listPrice("gemini-3.8-flash", "Google", on: "2027-01-01") == [1_500_000, 7_500_000])
  }

  @Test("A later entry changes no earlier day")
  func later() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<200 {
      var days = Set(
        (0..<Int.random(in: 2...6, using: &random)).map { _ in Int.random(in: 19_000..<20_500, using: &random)
        }
      ).sorted()
      let lines = days.map { number in
        "OpenAI\tm\t\(Day(number: number))\t\(Int.random(in: 0...99, using: &random))/1\t-\t-\t-\t-\t-\tsource"
      }
      let last = days.removeLast()
      let before = try history(lines.dropLast())
      let after = try history(lines[...])
      for number in 18_990..<last {
        #expect(before.answer(on: Day(number: number)) == after.answer(on: Day(number: number)))
      }
      guard case .price = after.answer(on: Day(number: last)) else {
        Issue.record("the last entry begins on its day")
        continue
      }
    }
  }

  private func history(_ lines: ArraySlice<String>) throws -> PriceHistory {
    let text = ["tokenledger.price-list/1\t1\t2026-01-31", "OpenAI\t\tcompletion\t-\tsource"] + lines + [""]
    return try PriceList(checking: Array(text.joined(separator: "\n").utf8), path: "/p").history(
      of: model("m"))
  }
}
