import Ledger
import Reports
import Testing

@testable import Output
@testable import Pricing

@Suite("Costs in charts")
struct ChartCostTests {
  private static let model = Model(platform: "OpenAI", name: "priced")

  /// A part of the shop's usage of a day.
  private func part(_ text: String, _ model: Model?, prompt: Int, completion: Int) -> ModelUsage {
    let total = prompt + completion
    return ModelUsage(
      day: day(text), model: model, count: TokenCount(prompt: prompt, completion: completion, total: total),
      largestPrompt: nil)
  }

  /// The shop's last four days: a day with a price, two without usage, and one that has a price in part.
  private func report(_ usage: [ModelUsage]) throws -> PeriodReport {
    let list =
      "tokenledger.price-list/1\t7\t2026-01-31\nOpenAI\t\tcompletion\t-\ts\nOpenAI\tpriced\t-\t1/2\t-\t-\t-\t-\t-\ts\n"
    var pricer = Pricer(try PriceList(checking: Array(list.utf8), path: "/tmp/prices.tsv"))
    let days = day("2026-11-18")...day("2026-11-21")
    var context = shopContext()
    context.costs = try DailyCosts(of: usage, in: days, &pricer)
    let window = try Window(
      .last(4), of: .daily, asOf: days.upperBound, recorded: day("2026-10-05")...days.upperBound)
    return PeriodReport(window, usage: shopUsage, context: context)
  }

  @Test(
    "Each bar says what its period cost, at least where a part has no price, and nothing where nothing has one"
  )
  func bars() throws {
    let partly = try report([
      part("2026-11-18", Self.model, prompt: 9000, completion: 3345),
      part("2026-11-21", Self.model, prompt: 600, completion: 0),
      part("2026-11-21", nil, prompt: 0, completion: 400),
    ])
    let drawing = try Drawing(BarChart(partly, site: site).svg)
    #expect(
      drawing.bars.map(\.text) == [
        "2026-11-18: 12,345 tokens, 12 requests, 0.02 USD, complete",
        "2026-11-19: 0 tokens, 0 requests, complete", "2026-11-20: 0 tokens, 0 requests, complete",
        "2026-11-21: 1,000 tokens, 2 requests, ≥ 0.0006 USD, not complete",
      ])
    let description = drawing.elements[2].text
    #expect(description.contains(" All together 13,345 tokens, 14 requests, ≥ 0.02 USD. "))
    #expect(description.contains(" The largest bar is 2026-11-18: 12,345 tokens, 12 requests, 0.02 USD. "))

    let unpriced = try report([part("2026-11-18", nil, prompt: 9000, completion: 3345)])
    let plain = try BarChart(shopReport(), site: site).svg
    #expect(try BarChart(unpriced, site: site).svg == plain)
  }

  @Test("A dashboard names what has no price also where nothing has one")
  func gaps() throws {
    let unlisted = Model(platform: "Azure OpenAI", name: "mine")
    let unpriced = try report([
      part("2026-11-18", unlisted, prompt: 9000, completion: 3345),
      part("2026-11-21", nil, prompt: 600, completion: 400),
    ])
    let cost = try #require(unpriced.figures.cost)
    #expect(cost.json == .null)
    #expect(
      JSONValue.object(cost.gaps)
        == .object([
          "unpriced_models": .list([
            .object([
              "platform": .text("Azure OpenAI"), "model": .text("mine"), "total_tokens": .integer(12_345),
            ]),
            .object(["platform": .text(nil), "model": .text(nil), "total_tokens": .integer(1000)]),
          ]), "models_without_output": .list([]),
        ]))
  }

  @Test("A part of a ring and of a bar says what it cost behind its other figures")
  func parts() throws {
    let edition = PriceListEdition(version: "7", date: day("2026-01-31"), hasOwnPrices: false)
    func usage(_ page: String, usd: Int128?, on column: Day? = nil) -> Usage {
      var part = Cost.Part()
      let count = TokenCount(prompt: 400, completion: 0, total: 400, requests: 1)
      if let usd { (part.usd, part.priced) = (PicoDollars(usd), count) } else { part.unpriced = count }
      return Usage(
        of: [Name(page).map { .name($0) } ?? .none] + (column.map { [.day($0)] } ?? []),
        Figures(count, cost: Cost(part, of: Self.model, by: edition)))
    }
    func breakdown(_ usage: [Usage], isAcross: Bool = false) throws -> Breakdown {
      var context = PeriodReport.Context(
        completeness: Completeness(lastSync: shopSync), ledgerSince: day("2026-10-05"))
      context.edition = edition
      return Breakdown(
        try Window(
          .days(from: day("2026-11-01"), to: day("2026-11-20")), of: .weekly, asOf: day("2026-11-21"),
          recorded: day("2026-10-05")...day("2026-11-21")), by: [.page], isAcross: isAcross, usage: usage,
        names: [:], context: context)
    }
    let pages = try breakdown([usage("7", usd: 3_000_000_000_000), usage("8", usd: nil)])
    let ring = try Drawing(RingChart(pages, [.totalTokens], site: site).svg)
    #expect(
      ring.elements.filter { $0.name == "path" }.map(\.text) == [
        "7: 400 total tokens, 50.0 %, 3.00 USD", "8: 400 total tokens, 50.0 %",
      ])
    #expect(ring.elements[2].text.contains("All together 800 total tokens, ≥ 3.00 USD. 7: 400"))
    // A drawing of the cost says it once.
    let cost = try Drawing(RingChart(pages, [.cost], site: site).svg)
    #expect(cost.elements.filter { $0.name == "path" }.map(\.text) == ["7: 3.00 USD, 100.0 %"])

    let weeks = try breakdown(
      [
        usage("7", usd: 3_000_000_000_000, on: day("2026-11-02")),
        usage("7", usd: nil, on: day("2026-11-09")),
      ], isAcross: true)
    let bars = try Drawing(StackedChart(weeks, #require(weeks.across), [.totalTokens], site: site).svg).bars
    #expect(
      bars.map(\.text) == [
        "2026-W45, 7: 400 total tokens, 3.00 USD, complete", "2026-W46, 7: 400 total tokens, complete",
      ])
  }
}
