import TestSupport
import Testing

/// Breakdowns of the log alone, by a user who may only read.
@Suite("Breakdowns of the log alone", .freshDatabase)
struct LiveBreakdownTests {
  private static let dimensions = [
    "page", "assistant", "user", "hour", "weekday", "source", "assistant,page", "hour,weekday",
  ]

  @Test("The log alone says what a ledger says that holds the same rows, but for models and costs")
  func sameAsLedger() async throws {
    let site = try TestSite.small()
    try site.add([
      Answer(time: "2024-04-01 10:00:00", prompt: 30, completion: 10, page: "77", assistantID: "asst_1")
    ])
    let all = ["report", "--all", "--measure", "total_tokens,prompt_tokens,completion_tokens,requests"]
    var live: [JSONValue] = []
    for by in Self.dimensions { live.append(try await site.json(all + ["--live", "--by", by])["rows"]) }
    let across = try await site.json(all + ["--live", "--by", "page", "--across", "--period", "monthly"])
    #expect(try site.sql("SHOW TABLES LIKE 'wp_tokenledger_%'") == [])
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    for (by, live) in zip(Self.dimensions, live) {
      #expect(try await site.json(all + ["--no-sync", "--by", by])["rows"] == live, "\(by)")
    }
    let ledger = try await site.json(all + ["--no-sync", "--by", "page", "--across", "--period", "monthly"])
    #expect(ledger["rows"] == across["rows"] && ledger["periods"] == across["periods"])
  }

  @Test("Hours by page, assistant and user, which the ledger does not keep, are counted in the log")
  func hours() async throws {
    let site = try TestSite.empty()
    try site.add([
      Answer(time: "2024-04-01 10:59:59", prompt: 1, completion: 0, page: "7", assistantID: "asst_1"),
      Answer(time: "2024-04-02 10:00:00", prompt: 2, completion: 0, page: "7", assistantID: "asst_1"),
      Answer(time: "2024-04-02 11:00:00", prompt: 4, completion: 0, page: "8"),
    ])
    for (by, lines) in [("page", ["10 7 3", "11 8 4"]), ("assistant", ["10 asst_1 3", "11  4"])] {
      let rows = try await site.json("report", "--all", "--live", "--by", "hour,\(by)")["rows"].array
      #expect(
        rows.map { row in
          "\(row["hour"]["id"].string ?? "?") \(row[by]["id"].string ?? "?") \(row["prompt_tokens"].integer ?? -1)"
        } == lines, "\(by)")
    }
    let model = try await site.json("report", "--all", "--live", "--by", "model")
    #expect(model["rows"].array.map { $0["model"]["id"].string } == [""])
    #expect(model["totals"]["cost"] == .null)
  }
}
