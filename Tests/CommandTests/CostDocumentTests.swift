import Ledger
import TestSupport
import Testing

/// Costs of which a part is not known, in every format.
@Suite("Costs in full", .freshDatabase)
struct CostDocumentTests {
  private static let settings = """
    prices:
      currency: EUR
      rates:
        - {from: 2026-01-01, rate: 0.9}
        - {from: 2026-01-12, rate: 0.8}
      models:
        - {platform: OpenAI, model: desk, input: 1, output: 4, cached_input: 0.25}
        - {platform: Google, model: thinker, input: 1, output: 10}

    """

  /// One answer of OpenAI's, one of an unknown model, and on two days two of Google's, of which the second has no Total row.
  private static func site() async throws -> TestSite {
    let site = try TestSite.empty()
    func answer(_ day: Int, _ prompt: Int, _ completion: Int, total: Int?) -> [LogRow] {
      // Day 20,453 is 2025-12-31.
      let time = SiteTime(day: Day(number: 20_453 + day), secondOfDay: 36_000)
      return LogRow.answer(at: time, prompt: prompt, completion: completion, total: total ?? 0)
        .filter { total != nil || $0.type != "Total Tokens" }
    }
    try site.write(
      answer(10, 1000, 100, total: 1100) + answer(11, 300, 30, total: 330)
        + answer(12, 1000, 100, total: 1380) + answer(12, 300, 50, total: nil)
        + answer(13, 1000, 100, total: 1110) + answer(13, 300, 50, total: nil))
    _ = try await site.tokenledger("sync")
    for (from, to, platform, model) in [(10, 10, "OpenAI", "desk"), (12, 13, "Google", "thinker")] {
      let set = try await site.tokenledger(
        "models", "set", "--from", "2026-01-\(from)", "--to", "2026-01-\(to)", "--platform", platform,
        "--model",
        model)
      #expect(set.status == 0)
    }
    return site
  }

  /// What a command prints of some days of January.
  private static func run(
    _ site: TestSite, _ from: Int, _ to: Int, _ arguments: String...
  ) async throws -> TokenLedgerCommand.Outcome {
    try await Folder.with { folder in
      try await site.tokenledger(
        ["report", "--no-sync", "--from", "2026-01-\(from)", "--to", "2026-01-\(to)"] + arguments
          + ["--config", try folder.write("tokenledger.yml", settings)])
    }
  }

  @Test("Of an answer without its Total row the output is not known, which a table says, and CSV and JSON")
  func missingTotals() async throws {
    let site = try await Self.site()
    // By the total 80 tokens are billed as output, fewer than the 150 that were logged.
    let table = try await Self.run(site, 10, 12, "--period", "daily")
    #expect(
      table.output == """
        Date        Total Tokens  Prompt Tokens  Completion Tokens  Requests       Cost
        2026-01-10         1,100          1,000                100         1    0.00126
        2026-01-11           330            300                 30         1          –
        2026-01-12         1,380          1,300                150         1  ≥ 0.00168
        ----------  ------------  -------------  -----------------  --------  ---------
        Total              2,810          2,600                280         3  ≥ 0.00294
        Nothing is recorded for 2026-01-07 … 2026-01-09 to compare with.
        Costs are in EUR, at the list prices of 2026-11-28 (price list 1), and at your own prices, converted from USD at the rate of each day.
        ≥: Some answers of thinker (Google) have no Total Tokens row, so that their output is not known.
        ≥: 330 tokens (11.7 %) have no price: unknown model. Say which model was used with 'tokenledger models set'.
        Prompt and completion tokens exceed the total: some answers were logged without their Total Tokens row, and Total Tokens and Requests count only those rows.

        """)
    // On the last day it is less than nothing.
    let csv = try await Self.run(site, 10, 13, "--period", "daily", "--format", "csv")
    #expect(
      csv.output == """
        Date,"Total Tokens","Prompt Tokens","Completion Tokens",Requests,Complete\(String.costHeadings)
        2026-01-10,1100,1000,100,1,true,0.00126,EUR,0.0014,0.00065,0.0014,100.0,0,,"1 of 2026-11-28, with own prices"
        2026-01-11,330,300,30,1,true,,,,,,0.0,330,"unknown model","1 of 2026-11-28, with own prices"
        2026-01-12,1380,1300,150,1,true,0.00168,EUR,0.0021,0.0021,0.0021,100.0,0,,"1 of 2026-11-28, with own prices"
        2026-01-13,1110,1300,150,1,true,,,,,,0.0,1110,"thinker (Google)","1 of 2026-11-28, with own prices"

        """)
    let json = try JSONValue(
      try await Self.run(site, 10, 13, "--period", "daily", "--format", "json").outputBytes)
    let thinker = try JSONValue(text: #"[{"platform": "Google", "model": "thinker"}]"#)
    #expect(json["rows"].array.map { $0["cost"]["usd"].string } == ["0.0014", nil, "0.0021", nil])
    #expect(json["rows"].array[2]["cost"]["models_without_output"] == thinker)
    // Of both days together too little is billed, so that nothing of Google's is known: 1,100 of 3,920 tokens have a price.
    let totals = json["totals"]["cost"]
    #expect(totals["models_without_output"] == thinker && totals["usd"].string == "0.0014")
    #expect(totals["coverage"] == .number(28.1) && totals["unpriced_tokens"].integer == 2820)
    #expect(
      totals["unpriced_models"]
        == (try JSONValue(
          text: """
            [{"platform": "Google", "model": "thinker", "total_tokens": 2490},
              {"platform": null, "model": null, "total_tokens": 330}]
            """)))
  }

  @Test("A breakdown by model in another currency, of which a part has no price, as a whole document")
  func document() async throws {
    let site = try await Self.site()
    let document = try await Self.run(
      site, 10, 12, "--as-of", "2026-01-31", "--by", "model", "--format", "json")
    #expect(
      try JSONValue(document.outputBytes).body
        == JSONValue(
          text: """
            {
              "as_of": "2026-01-31",
              "by": ["model"],
              "complete": true,
              "filters": {},
              "from": "2026-01-10",
              "ledger_since": "2026-01-10",
              "measures": ["total_tokens", "prompt_tokens", "completion_tokens", "requests", "cost"],
              "notes": [
                "Prompt and completion tokens exceed the total: some answers were logged without their Total Tokens row, and Total Tokens and Requests count only those rows."
              ],
              "other": {
                "completion_tokens": 0,
                "cost": {
                  "amount": "0",
                  "at_least_usd": "0",
                  "at_most_usd": "0",
                  "coverage": null,
                  "currency": "EUR",
                  "models_without_output": [],
                  "price_list": {"date": "2026-11-28", "own_prices": true, "version": "1"},
                  "unpriced_models": [],
                  "unpriced_tokens": 0,
                  "usd": "0"
                },
                "prompt_tokens": 0,
                "requests": 0,
                "total_tokens": 0
              },
              "other_count": 0,
              "rows": [
                {
                  "completion_tokens": 150,
                  "cost": {
                    "amount": "0.00168",
                    "at_least_usd": "0.0021",
                    "at_most_usd": "0.0021",
                    "coverage": 100,
                    "currency": "EUR",
                    "models_without_output": [{"model": "thinker", "platform": "Google"}],
                    "price_list": {"date": "2026-11-28", "own_prices": true, "version": "1"},
                    "unpriced_models": [],
                    "unpriced_tokens": 0,
                    "usd": "0.0021"
                  },
                  "from": "2026-01-10",
                  "model": {"id": "Google/thinker", "name": "thinker"},
                  "prompt_tokens": 1300,
                  "requests": 1,
                  "to": "2026-01-12",
                  "total_tokens": 1380
                },
                {
                  "completion_tokens": 100,
                  "cost": {
                    "amount": "0.00126",
                    "at_least_usd": "0.00065",
                    "at_most_usd": "0.0014",
                    "coverage": 100,
                    "currency": "EUR",
                    "models_without_output": [],
                    "price_list": {"date": "2026-11-28", "own_prices": true, "version": "1"},
                    "unpriced_models": [],
                    "unpriced_tokens": 0,
                    "usd": "0.0014"
                  },
                  "from": "2026-01-10",
                  "model": {"id": "OpenAI/desk", "name": "desk"},
                  "prompt_tokens": 1000,
                  "requests": 1,
                  "to": "2026-01-12",
                  "total_tokens": 1100
                },
                {
                  "completion_tokens": 30,
                  "cost": null,
                  "from": "2026-01-10",
                  "model": {"id": "", "name": "Unknown model"},
                  "prompt_tokens": 300,
                  "requests": 1,
                  "to": "2026-01-12",
                  "total_tokens": 330
                }
              ],
              "schema": "tokenledger.breakdown/1",
              "to": "2026-01-12",
              "totals": {
                "completion_tokens": 280,
                "cost": {
                  "amount": "0.00294",
                  "at_least_usd": "0.00275",
                  "at_most_usd": "0.0035",
                  "coverage": 88.3,
                  "currency": "EUR",
                  "models_without_output": [{"model": "thinker", "platform": "Google"}],
                  "price_list": {"date": "2026-11-28", "own_prices": true, "version": "1"},
                  "unpriced_models": [{"model": null, "platform": null, "total_tokens": 330}],
                  "unpriced_tokens": 330,
                  "usd": "0.0035"
                },
                "prompt_tokens": 2600,
                "requests": 3,
                "total_tokens": 2810
              }
            }
            """))
  }
}
