import Ledger
import TestSupport
import Testing

@testable import Reports

@Suite("Breakdowns")
struct BreakdownTests {
  private static let window =
    (try? Window(
      .days(from: day("2026-11-01"), to: day("2026-11-21")), of: .daily, asOf: day("2026-11-21"),
      recorded: days("2026-11-01", "2026-11-21")))

  private func breakdown(
    by dimensions: [Dimension], _ usage: [Usage], names: [Dimension: [Member: String]] = [:],
    order: Breakdown.Order? = nil, top: Int? = nil
  ) throws -> Breakdown {
    Breakdown(
      try #require(Self.window), by: dimensions, usage: usage, names: names, order: order, top: top)
  }

  private func count(_ total: Int, requests: Int = 1) -> TokenCount {
    TokenCount(prompt: total, completion: 0, total: total, requests: requests)
  }

  private func model(_ platform: String, _ name: String) -> Member {
    .model(Model(platform: platform, name: name))
  }

  @Test("The most tokens come first, what used nothing is left out, and ids stand beside names")
  func standard() throws {
    let user = Member.user(.person(try #require(UserID(7))))
    let breakdown = try breakdown(
      by: [.user],
      [
        Usage(of: [.user(.guest)], count: count(10)), Usage(of: [user], count: count(30)),
        Usage(of: [.user(.erased)], count: count(20)), Usage(of: [.user(.everyone)], count: .zero),
      ], names: [.user: [user: "Ada"]])
    #expect(
      breakdown.rows.map(\.names) == [
        [MemberName(id: "7", name: "Ada")], [MemberName(id: "erased", name: "Erased users")],
        [MemberName(id: "0", name: "Guests")],
      ])
    #expect(breakdown.rows.map(\.count.total) == [30, 20, 10])
    #expect(breakdown.totals.count == count(60, requests: 3))
    #expect(breakdown.otherCount == 0 && breakdown.other == .zero)
  }

  @Test("A model of two platforms is called by its platform, too; another one by its name alone")
  func sharedModels() throws {
    let breakdown = try breakdown(
      by: [.model],
      [
        Usage(of: [model("OpenAI", "gpt-4o")], count: count(3)),
        Usage(of: [model("Azure OpenAI", "gpt-4o")], count: count(2)),
        Usage(of: [model("OpenAI", "o3")], count: count(1)), Usage(of: [.none], count: count(4)),
      ])
    #expect(
      breakdown.rows.flatMap(\.names) == [
        MemberName(id: "", name: "Unknown model"), MemberName(id: "OpenAI/gpt-4o", name: "gpt-4o (OpenAI)"),
        MemberName(id: "Azure OpenAI/gpt-4o", name: "gpt-4o (Azure OpenAI)"),
        MemberName(id: "OpenAI/o3", name: "o3"),
      ])
  }

  @Test("Members of the same name are told apart by their ids")
  func sharedNames() throws {
    let users = try [3, 4].map { Member.user(.person(try #require(UserID($0)))) }
    let breakdown = try breakdown(
      by: [.user],
      [
        Usage(of: [users[0]], count: count(3)), Usage(of: [users[1]], count: count(2)),
        Usage(of: [.user(.guest)], count: count(1)),
      ], names: [.user: [users[0]: "Guests", users[1]: "  "]])
    #expect(breakdown.rows.flatMap(\.names).map(\.name) == ["Guests (3)", "4", "Guests (0)"])
  }

  @Test("Days are complete when they are over, counted, and not before the ledger")
  func complete() throws {
    func isComplete(_ to: String, synced until: String, since: String?) throws -> Bool {
      let window = try Window(
        .days(from: day("2026-11-01"), to: day(to)), of: .daily, asOf: day("2026-11-21"),
        recorded: since.map { days($0, "2026-11-21") })
      let context = PeriodReport.Context(completeness: synced(until))
      return Breakdown(window, by: [.page], usage: [], names: [:], context: context).isComplete
    }
    #expect(try isComplete("2026-11-20", synced: "2026-11-21 09:00:00", since: "2026-11-01"))
    #expect(try !isComplete("2026-11-21", synced: "2026-11-21 09:00:00", since: "2026-11-01"))
    #expect(try !isComplete("2026-11-20", synced: "2026-11-20 09:00:00", since: "2026-11-01"))
    #expect(try !isComplete("2026-11-20", synced: "2026-11-21 09:00:00", since: "2026-11-02"))
    #expect(try !isComplete("2026-11-20", synced: "2026-11-21 09:00:00", since: nil))
  }

  @Test("Weekdays begin with Monday, unless another order or a number of rows is asked for")
  func weekdays() throws {
    let usage = [7, 1, 3].map { Usage(of: [.weekday($0)], count: count($0)) }
    #expect(
      try breakdown(by: [.weekday], usage).rows.flatMap(\.names).map(\.name) == [
        "Monday", "Wednesday", "Sunday",
      ])
    #expect(
      try breakdown(by: [.weekday], usage, order: .measure(.totalTokens)).rows.map(\.count.total) == [
        7, 3, 1,
      ])
    #expect(try breakdown(by: [.weekday], usage, top: 1).rows.map(\.count.total) == [7])
    #expect(
      try breakdown(by: [.weekday], usage, order: .name).rows.flatMap(\.names).map(\.id) == ["1", "7", "3"])
    // Within a weekday the most tokens come first.
    let both = [(1, "a", 2), (2, "a", 9), (1, "b", 5)].map { weekday, page, total in
      Usage(of: [.weekday(weekday), Name(page).map { .name($0) } ?? .none], count: count(total))
    }
    #expect(
      try breakdown(by: [.weekday, .page], both).rows.map { $0.names.map(\.id) } == [
        ["1", "b"], ["1", "a"], ["2", "a"],
      ])
  }

  @Test("A figure that is not known comes last")
  func unknownFigures() throws {
    let usage = [(1, 100, 0), (2, 100, 50), (3, 100, 1)].map { weekday, total, requests in
      Usage(of: [.weekday(weekday)], count: count(total, requests: requests))
    }
    let breakdown = try breakdown(by: [.weekday], usage, order: .measure(.tokensPerRequest))
    #expect(breakdown.rows.flatMap(\.names).map(\.id) == ["3", "2", "1"])
  }

  @Test("The rows and the others always add up to all")
  func addsUp() throws {
    var random = SeededGenerator(seed: 16)
    for _ in 0..<50 {
      let usage = (1...7).flatMap { weekday in
        (0..<Int.random(in: 0...9, using: &random)).map { page in
          Usage(
            of: [.weekday(weekday), Name("\(page)").map { .name($0) } ?? .none],
            count: count(
              Int.random(in: 0...99, using: &random), requests: Int.random(in: 0...3, using: &random)))
        }
      }
      let all = usage.reduce(TokenCount.zero) { $0 + $1.count }
      let whole = try breakdown(by: [.weekday, .page], usage)
      for top in [1, 2, 10, 100] {
        let part = try breakdown(by: [.weekday, .page], usage, top: top)
        #expect(part.totals.count == all)
        #expect(part.rows.reduce(part.other.count) { $0 + $1.count } == all)
        #expect(part.rows.count + part.otherCount == whole.rows.count)
        #expect(part.rows.count == min(top, whole.rows.count))
      }
    }
  }

  @Test("Tokens of a request are rounded to whole ones, halves up, and unknown without requests")
  func tokensPerRequest() {
    let value = Measure.tokensPerRequest.number
    #expect(value(count(5, requests: 2)) == 3 && value(count(4, requests: 3)) == 1)
    #expect(value(count(5, requests: 0)) == nil)
    #expect(value(TokenCount(total: .max, requests: 1)) == .max)
  }
}
