import Ledger
import TestSupport
import Testing

@Suite struct DeclaredModelsTests {
  private static let a = Model(platform: "OpenAI", name: "a")
  private static let b = Model(platform: "OpenAI", name: "b")

  private func days(_ first: Int, _ last: Int) -> ClosedRange<Day> {
    Day(number: first)...Day(number: last)
  }

  /// The spans in short: `a 1-3`.
  private func text(_ models: DeclaredModels) -> [String] {
    models.spans.map { "\($0.model.name) \($0.days.lowerBound.number)-\($0.days.upperBound.number)" }
  }

  @Test("What is declared later holds for its days, and leaves the others as they were")
  func later() {
    var models = DeclaredModels()
    models.declare(Self.a, on: days(10, 20))
    models.declare(Self.b, on: days(13, 15))
    #expect(text(models) == ["a 10-12", "b 13-15", "a 16-20"])
    models.declare(Self.b, on: days(8, 10))
    #expect(text(models) == ["b 8-10", "a 11-12", "b 13-15", "a 16-20"])
    models.declare(Self.b, on: days(20, 25))
    #expect(text(models) == ["b 8-10", "a 11-12", "b 13-15", "a 16-19", "b 20-25"])
    models.declare(Self.a, on: days(1, 30))
    #expect(text(models) == ["a 1-30"])
  }

  @Test("Days that adjoin with one model are one span")
  func adjoining() {
    var models = DeclaredModels()
    models.declare(Self.a, on: days(1, 3))
    models.declare(Self.a, on: days(7, 9))
    #expect(text(models) == ["a 1-3", "a 7-9"])
    models.declare(Self.a, on: days(4, 6))
    #expect(text(models) == ["a 1-9"])
    models.declare(Self.a, on: days(2, 4))
    #expect(text(models) == ["a 1-9"])
  }

  @Test("In whatever order it was declared, each day has what was declared for it last")
  func anyOrder() {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<200 {
      var models = DeclaredModels()
      var plain: [Int: Model] = [:]
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let first = Int.random(in: 0...30, using: &random)
        let last = first + Int.random(in: 0...12, using: &random)
        let model = Bool.random(using: &random) ? Self.a : Self.b
        models.declare(model, on: days(first, last))
        for day in first...last { plain[day] = model }
      }
      #expect((-1...50).allSatisfy { models.model(on: Day(number: $0)) == plain[$0] }, "\(text(models))")
      // The fewest spans that say so, in order.
      #expect(DeclaredModels(models.spans.reversed()) == models)
      for (left, right) in zip(models.spans, models.spans.dropFirst()) {
        let gap = right.days.lowerBound.days(since: left.days.upperBound)
        #expect(gap > 1 || gap == 1 && left.model != right.model, "\(text(models))")
      }
    }
  }

  @Test("An entry of a history holds until the next, or until models were seen, unless it says until when")
  func history() {
    let history = ModelHistory([
      .init(from: Day(number: 1), model: Self.a), .init(from: Day(number: 5), model: Self.b),
      .init(from: Day(number: 9), to: Day(number: 11), model: Self.a),
      .init(from: Day(number: 20), model: Self.b), .init(from: Day(number: 40), model: Self.a),
    ])
    #expect(
      text(DeclaredModels(history.spans(firstSeen: Day(number: 30))))
        == ["a 1-4", "b 5-8", "a 9-11", "b 20-30"])
    #expect(text(DeclaredModels(history.spans(firstSeen: Day(number: 3)))) == ["a 1-3", "a 9-11"])
  }

  @Test("What was declared beside a history ends its last entry")
  func beside() {
    let others = DeclaredModels([
      .init(days: days(1, 4), model: Self.b), .init(days: days(10, 12), model: Self.b),
    ])
    let history = ModelHistory([.init(from: Day(number: 4), model: Self.a)], beside: others)
    #expect(text(DeclaredModels(history.spans(firstSeen: Day(number: 30)))) == ["a 4-9"])
    #expect(text(DeclaredModels(history.spans(firstSeen: Day(number: 6)))) == ["a 4-6"])
  }
}
