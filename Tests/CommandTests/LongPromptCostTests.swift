import TestSupport
import Testing

@Suite("Costs of long prompts")
struct LongPromptCostTests {
  @Test(
    "The upper end has the price of long prompts only for what holds one, whatever many short ones add up to",
    .freshDatabase)
  func longPrompts() async throws {
    let site = try TestSite.empty()
    let answers: [(page: String, day: Int, prompt: Int)] =
      [("1", 1, 250_000), ("2", 1, 1000), ("3", 1, 250_000), ("3", 2, 1000)]
      + (0..<250).map { _ in ("4", 3, 860) }
    try site.add(
      answers.map {
        Answer(time: "2026-01-0\($0.day) 10:00:00", prompt: $0.prompt, completion: 100, page: $0.page)
      })
    _ = try await site.tokenledger("sync")
    _ = try await site.tokenledger(
      "models", "set", "--from", "2026-01-01", "--to", "2026-01-31", "--platform", "Google", "--model",
      "gemini-2.5-pro")
    let pages = try await site.json("report", "--no-sync", "--all", "--by", "page", "--sort", "name")
    let costs = Dictionary(
      uniqueKeysWithValues: pages["rows"].array.map { row in
        (row["page"]["id"].string, [row["cost"]["usd"].string, row["cost"]["at_most_usd"].string])
      })
    // 1.25 and 10, above 200,000 tokens of prompt 2.5 and 15 USD per 1,000,000.
    #expect(costs["1"] == ["0.3135", "0.6265"] && costs["2"] == ["0.00225", "0.00225"])
    #expect(costs["3"] == ["0.31575", "0.62875"] && costs["4"] == ["0.51875", "0.51875"])
    // By the day, the first two pages are one: its largest prompt is long.
    let days = try await site.json(
      "report", "--no-sync", "--from", "2026-01-01", "--to", "2026-01-03", "--period", "daily")
    #expect(days["rows"].array.map { $0["cost"]["at_most_usd"].string } == ["1.257", "0.00225", "0.51875"])
  }
}
