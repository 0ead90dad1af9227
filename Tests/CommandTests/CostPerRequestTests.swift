import Ledger
import TestSupport
import Testing

/// What a request cost, against amounts that were worked out by hand.
@Suite("The cost of a request", .freshDatabase)
struct CostPerRequestTests {
  private static let rates =
    "prices: {currency: EUR, rates: [{from: 2026-01-01, rate: 0.9}, {from: 2026-01-11, rate: 0.8513}]}\n"
  private static let byPage = [
    "report", "--no-sync", "--all", "--by", "page", "--sort", "name", "--measure", "cost_per_request",
  ]

  /// Page 1 has three answers with a price and one without; page 5 has none with one. Pages 3 and 4 have an answer each
  /// without its Total row, whose output is not known at Google alone.
  private static func site() async throws -> TestSite {
    let site = try TestSite.empty()
    try site.add([
      Answer(time: "2026-01-10 10:00:00", prompt: 1_000_000, completion: 0, page: "1"),
      Answer(time: "2026-01-10 11:00:00", prompt: 1, completion: 0, page: "1"),
      Answer(time: "2026-01-11 10:00:00", prompt: 5, completion: 0, page: "1"),
      Answer(time: "2026-02-10 10:00:00", prompt: 500, completion: 100, page: "1"),
      Answer(time: "2026-02-10 10:00:00", prompt: 700, completion: 100, page: "5"),
    ])
    for (time, page) in [("2026-03-10 10:00:00", "3"), ("2026-04-10 10:00:00", "4")] {
      let answer = LogRow.answer(at: try #require(SiteTime(time)), prompt: 900, completion: 50, page: page)
      try site.write(answer.filter { $0.type != "Total Tokens" })
    }
    _ = try await site.tokenledger("sync")
    for (month, platform, model) in [
      (1, "OpenAI", "gpt-4o"), (2, "OpenAI", "never priced"), (3, "Google", "gemini-2.5-pro"),
      (4, "OpenAI", "gpt-4o"),
    ] {
      let set = try await site.tokenledger(
        "models", "set", "--from", "2026-0\(month)-01", "--to", "2026-0\(month)-28", "--platform", platform,
        "--model", model)
      #expect(set.status == 0)
    }
    return site
  }

  private static func money(_ amount: String, _ currency: String) -> JSONValue {
    .object(["amount": .string(amount), "currency": .string(currency)])
  }

  @Test("It is of the requests with a price, and unknown without any, and where their output is")
  func usd() async throws {
    let site = try await Self.site()
    let pages = try await site.json(Self.byPage)
    // 1,000,006 tokens at 2.5 USD per 1,000,000 are 2.500015 USD.
    #expect(
      pages["rows"].array.map { $0["cost_per_request"] } == [
        Self.money("0.833338333333", "USD"), .null, .null, .null,
      ])
    #expect(pages["rows"].array.map { $0["page"]["id"].string } == ["1", "3", "4", "5"])
    #expect(pages["totals"]["cost_per_request"] == .null)
    // The answer of page 4 costs 0.00275 USD, and is no request without its Total row.
    let ours = try await site.json(Self.byPage + ["--model", "gpt-4o", "--across", "--period", "yearly"])
    #expect(ours["totals"]["cost_per_request"] == Self.money("0.834255", "USD"))
    #expect(ours["periods"].array.map { $0["totals"]["cost_per_request"] } == [Self.money("0.834255", "USD")])
    #expect(pages["other"]["cost_per_request"] == .null)
  }

  @Test("In another currency it is in that, each day at its own rate, and every format says in which")
  func euros() async throws {
    let site = try await Self.site()
    try await Folder.with { folder in
      let config = ["--config", try folder.write("tokenledger.yml", Self.rates)]
      let pages = try await site.json(Self.byPage + config)
      // 2.5000025 USD at 0.9 and 0.0000125 USD at 0.8513 are 2.25001289125 EUR.
      #expect(
        pages["rows"].array.map { $0["cost_per_request"] } == [
          Self.money("0.7500042970833333333333", "EUR"), .null, .null, .null,
        ])
      let csv = try await site.tokenledger(Self.byPage + config + ["--format", "csv"])
      #expect(
        csv.output.contains("\n2026-01-01,")
          && csv.output.contains(
            ",1,1,0.7500042970833333333333,false,1,2.25001289125,EUR,2.500015,"),
        "\(csv)")
      let table = try await site.tokenledger(Self.byPage + config)
      #expect(table.output.contains(/\n1 +0\.75\n3 +–\n4 +–\n5 +–\n/), "\(table)")
      #expect(table.output.contains("Costs are in EUR, "), "\(table)")
    }
  }
}
