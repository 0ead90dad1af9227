import Ledger
import Testing
import Text

@testable import Pricing

@Suite("The cost of usage")
struct CostTests {
  @Test("Usage without a price is unknown, not 0, and says which model it is")
  func unpriced() throws {
    let unknown = try cost("gpt-99", prompt: 700, completion: 300)
    #expect(unknown.usd == nil && unknown.atLeast == nil && unknown.atMost == nil)
    #expect(unknown.unpriced == [Cost.Unpriced(model: model("gpt-99"), tokens: 1000)])
    #expect(!unknown.isComplete)
    #expect(unknown.tokens == 1000 && unknown.unpricedTokens == 1000)
  }

  @Test("Usage of a model that nobody knows is unknown")
  func nobody() throws {
    var pricer = Pricer(try PriceList.embedded())
    let count = TokenCount(prompt: 700, completion: 300, total: 1000)
    let cost = try pricer.cost(
      of: ModelUsage(day: day("2026-01-01"), model: nil, count: count, largestPrompt: 700))
    #expect(cost.usd == nil)
    #expect(cost.unpriced == [Cost.Unpriced(model: nil, tokens: 1000)])
    #expect(try pricer.answer(for: nil, on: day("2026-01-01")) == .unpriced(.unknownModel))
  }

  @Test("A sum tells its known cost and what of it has no price, the largest part first")
  func partly() throws {
    var sum = Cost()
    #expect(sum.usd == .zero && sum.isComplete && sum.tokens == 0)
    for (name, tokens) in [("gpt-4o", 1000), ("gpt-98", 5), ("gpt-99", 70), ("gpt-97", 5)] {
      sum += try cost(name, prompt: tokens, completion: 0)
    }
    #expect(sum.usd?.exact == "0.0025")
    #expect(sum.unpriced.map(\.tokens) == [70, 5, 5])
    #expect(sum.unpriced.map(\.model) == ["gpt-99", "gpt-97", "gpt-98"].map { model($0) })
    #expect(sum.tokens == 1080 && sum.unpricedTokens == 80)
  }

  @Test("A model whose first price begins later is partly without a price")
  func before() throws {
    var sum = try cost("gpt-4o", on: "2024-05-12", prompt: 40, completion: 0)
    #expect(sum.usd == nil)
    sum += try cost("gpt-4o", on: "2024-05-13", prompt: 1000, completion: 0)
    #expect(sum.usd?.exact == "0.005")
    #expect(sum.unpriced == [Cost.Unpriced(model: model("gpt-4o"), tokens: 40)])
  }

  @Test(
    "What is free costs exactly nothing and counts as known",
    arguments: ["Local Server", "Markov Chain", "Transformer"])
  func free(_ platform: String) throws {
    let free = try cost("llama3.2-3b-instruct", platform, prompt: 700, completion: 300)
    #expect(free.usd == .zero && free.atLeast == .zero && free.atMost == .zero)
    #expect(free.isComplete && free.tokens == 1000)
  }

  @Test("Usage without tokens costs nothing, even that of an unknown model")
  func nothing() throws {
    #expect(try cost("gpt-99", prompt: 0, completion: 0) == Cost(try PriceList.embedded().edition))
    #expect(try cost("gpt-4o", prompt: 0, completion: 0).usd == .zero)
  }

  @Test("Google's thinking tokens are billed as output, those of others are in the completion")
  func thinking() throws {
    // 1,000 × 1.25 + 2,500 × 10 micro-dollars
    let google = try cost(
      "gemini-2.5-pro", "Google", prompt: 1000, completion: 500, total: 3500, largestPrompt: 1000)
    #expect(google.usd?.exact == "0.02625")
    let openAI = try cost("gpt-5", prompt: 1000, completion: 500, total: 3500)
    #expect(openAI.usd?.exact == "0.00625")
  }

  @Test("Output that comes to less than nothing makes its model unknown in that sum, and in no other")
  func withoutTotals() throws {
    let missing = try cost("gemini-2.5-flash", "Google", prompt: 700, completion: 300, total: 0)
    #expect(missing.usd == nil && !missing.isComplete)
    #expect(missing.unpriced == [Cost.Unpriced(model: model("gemini-2.5-flash", "Google"), tokens: 0)])
    var beside = missing
    beside += try cost("gpt-4o", prompt: 1000, completion: 0)
    #expect(beside.usd?.exact == "0.0025" && !beside.isComplete)
    var together = missing
    together += try cost("gemini-2.5-flash", "Google", prompt: 1000, completion: 2000)
    // Its cost is known, but too low: nobody knows the output of the first answer.
    #expect(!together.isComplete && together.unpriced == [])
    #expect(together.lackingOutput == [model("gemini-2.5-flash", "Google")])
    // 1,700 × 0.3 + 1,300 × 2.5 micro-dollars
    #expect(together.usd?.exact == "0.00376")
  }

  @Test("At least is the price of a prompt that is all cached, where there is one")
  func cached() throws {
    let cached = try cost("gpt-4o", prompt: 1000, completion: 100)
    #expect(
      cached.usd?.exact == "0.0035" && cached.atLeast?.exact == "0.00225" && cached.atMost == cached.usd)
    let without = try cost("gpt-4", prompt: 1000, completion: 100)
    #expect(without.atLeast == without.usd)
  }

  @Test("At most is the tier's price when the longest prompt is above it or is not known")
  func tier() throws {
    let expected: [(prompt: Int, largest: Int?, atMost: String)] = [
      // 250 answers of 860 tokens are 215,000, and none is near the tier.
      (215_000, 860, "0.26875"), (215_000, 200_000, "0.26875"), (215_000, 200_001, "0.5375"),
      (215_000, nil, "0.5375"), (200_001, nil, "0.5000025"),
      // No prompt is longer than all of them.
      (200_000, nil, "0.25"),
    ]
    for (prompt, largest, atMost) in expected {
      let cost = try cost("gemini-2.5-pro", "Google", prompt: prompt, completion: 0, largestPrompt: largest)
      #expect(cost.usd?.exact == PicoDollars(1_250_000 * Int128(prompt)).exact)
      #expect(cost.atMost?.exact == atMost)
    }
    let answer = try cost(
      "gemini-2.5-pro", "Google", prompt: 215_000, completion: 100, largestPrompt: 210_000)
    #expect(answer.usd?.exact == "0.26975" && answer.atMost?.exact == "0.539")
  }

  @Test("DeepSeek's peak hours are an upper end, and its off-peak hours of 2025 a lower end")
  func hours() throws {
    let peak = try cost("deepseek-v4-pro", "DeepSeek", on: "2026-08-20", prompt: 1000, completion: 1000)
    #expect(
      peak.usd?.exact == "0.00264" && peak.atMost?.exact == "0.00528" && peak.atLeast?.exact == "0.002002")
    let earlier = try cost("deepseek-v4-pro", "DeepSeek", on: "2026-08-16", prompt: 1000, completion: 1000)
    #expect(earlier.atMost == earlier.usd)
    let offPeak = try cost("deepseek-chat", "DeepSeek", on: "2025-06-01", prompt: 1000, completion: 1000)
    #expect(
      offPeak.usd?.exact == "0.00137" && offPeak.atMost == offPeak.usd && offPeak.atLeast?.exact == "0.000585"
    )
    let changing = try cost("deepseek-v4-flash", "DeepSeek", on: "2026-08-20", prompt: 1000, completion: 1000)
    #expect(changing.usd?.exact == "0.00088" && changing.atMost?.exact == "0.00176")
  }

  @Test("Sums that are larger than can be counted are an error")
  func overflow() throws {
    func isBadData(_ error: any Error) -> Bool { (error as? Failure)?.kind == .badData }
    var money = try cost("gpt-4", prompt: .max, completion: 0, total: .max)
    for _ in 0..<200 { money += money }
    #expect { try money.checked() } throws: { isBadData($0) }
    var sum = try cost("gpt-4", prompt: .max, completion: 0, total: .max)
    var other = try cost("gpt-4-0613", prompt: .max, completion: 0, total: .max)
    for _ in 0..<11 {
      sum += sum
      other += other
    }
    _ = try (sum.checked(), other.checked())
    sum += other
    #expect { try sum.checked() } throws: { isBadData($0) }
    var tokens = try cost("gpt-4", prompt: 0, completion: .max, total: .max)
    tokens += tokens
    #expect { try tokens.checked() } throws: { isBadData($0) }
    var pricer = Pricer(try list("OpenAI\t\tcompletion\t-\ts", "OpenAI\tm\t-\t999999/1\t-\t-\t-\t-\t-\ts"))
    #expect {
      try pricer.cost(
        of: ModelUsage(
          day: day("2026-01-01"), model: model("m"), count: TokenCount(prompt: .max, total: .max),
          largestPrompt: nil))
    } throws: { isBadData($0) }
  }

  @Test("The ends never cross, not even where answers without a Total row are among those that have one")
  func ends() throws {
    var sum = try cost("gemini-2.5-pro", "Google", prompt: 300_000, completion: 0, total: 0)
    sum += try cost("gemini-2.5-pro", "Google", prompt: 100, completion: 400_000, largestPrompt: 100)
    let usd = try #require(sum.usd)
    #expect(usd.exact == "1.375125")
    #expect(try #require(sum.atLeast) <= usd)
    #expect(try #require(sum.atMost) >= usd)
  }

  @Test("The limits of a model are known, and of an unknown one none")
  func limits() throws {
    let list = try PriceList.embedded()
    #expect(try list.history(of: model("gpt-4o")).limits == ModelLimits(context: 128_000, answer: 16_384))
    #expect(try list.history(of: model("gpt-4o", "Azure OpenAI")).limits?.context == 128_000)
    #expect(
      try list.history(of: model("claude-opus-5", "Anthropic")).limits
        == ModelLimits(context: nil, answer: nil))
    #expect(try list.history(of: model("gpt-99")).limits == nil)
  }
}
