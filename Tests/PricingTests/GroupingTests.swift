import Foundation
import Ledger
import TestSupport
import Testing

@testable import Pricing

@Suite("Costs in any grouping")
struct GroupingTests {
  private struct Fact {
    let page: Int
    let usage: ModelUsage
    var day: Day { usage.day }
    var model: Model? { usage.model }
    var count: TokenCount { usage.count }
  }

  /// Prices again, as decimals, for days of 2026.
  private static let decimals: [String: (input: String, output: String)] = [
    "gpt-4o": ("2.5", "10"), "gpt-4.1-nano": ("0.1", "0.4"), "gemini-2.5-pro": ("1.25", "10"),
    "claude-3-haiku-20240307": ("0.25", "1.25"), "ministral-8b-2512": ("0.15", "0.15"),
    "deepseek-v3.2": ("0.2288", "0.3432"),
    "llama": ("0", "0"),
  ]

  private static let models: [Model?] = [
    model("gpt-4o"), model("gpt-4o", "Azure OpenAI"), model("gpt-4.1-nano"),
    model("gemini-2.5-pro", "Google"),
    model("claude-3-haiku-20240307", "Anthropic"), model("ministral-8b-2512", "Mistral"),
    model("deepseek-v3.2", "DeepSeek"),
    model("llama", "Local Server"), model("gpt-99"), model("nemotron", "NVIDIA"), nil,
  ]

  private func facts(_ random: inout SeededGenerator) -> [Fact] {
    (0..<Int.random(in: 1...300, using: &random)).map { _ in
      let prompt = Int.random(in: 0...(1 << Int.random(in: 0...40, using: &random)), using: &random)
      let completion = Int.random(in: 0...(1 << Int.random(in: 0...30, using: &random)), using: &random)
      let thinking = Int.random(in: 0...1000, using: &random)
      let count = TokenCount(
        prompt: prompt, completion: completion, total: prompt + completion + thinking, requests: 1)
      return Fact(
        page: Int.random(in: 0..<5, using: &random),
        usage: ModelUsage(
          day: Day(number: 20_454 + Int.random(in: 0..<200, using: &random)),
          model: Self.models.randomElement(using: &random) ?? nil, count: count,
          largestPrompt: Bool.random(using: &random) ? nil : prompt))
    }
  }

  private func cost(of facts: [Fact], _ pricer: inout Pricer) throws -> Cost {
    try facts.reduce(into: Cost(pricer.edition)) { $0 += try pricer.cost(of: $1.usage) }.checked()
  }

  @Test(
    "Costs by day, model, page or one by one add up to the same, which is what decimals come to",
    arguments: 1...40)
  func groupings(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var pricer = Pricer(try PriceList.embedded())
    let facts = facts(&random)
    let whole = try cost(of: facts, &pricer)
    for keys in [
      facts.map { AnyHashable($0.day) }, facts.map { AnyHashable($0.model) },
      facts.map { AnyHashable($0.page) },
    ] {
      let groups = Dictionary(grouping: zip(keys, facts), by: \.0).values.map { $0.map(\.1) }
      var sum = Cost()
      for group in groups { sum += try cost(of: group, &pricer) }
      #expect(sum == whole)
    }
    #expect(try cost(of: facts.shuffled(using: &random), &pricer) == whole)

    var (expected, unpriced) = (Decimal(0), 0)
    for fact in facts {
      guard let price = Self.decimals[fact.model?.name ?? ""] else {
        unpriced += fact.count.total
        continue
      }
      let output =
        fact.model?.platform == "Google" ? fact.count.total - fact.count.prompt : fact.count.completion
      expected +=
        Decimal(fact.count.prompt) * (try #require(Decimal(string: price.input)))
        + Decimal(output) * (try #require(Decimal(string: price.output)))
    }
    if facts.contains(where: { Self.decimals[$0.model?.name ?? ""] != nil }) {
      #expect(whole.usd?.exact == "\(expected / 1_000_000)")
    }
    #expect(whole.unpricedTokens == unpriced)
    #expect(whole.tokens == facts.reduce(0) { $0 + $1.count.total })
    if let usd = whole.usd, let least = whole.atLeast, let most = whole.atMost {
      #expect(least <= usd && usd <= most)
    }
  }
}
