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
    func figures(_ source: String, _ by: String) async throws -> [JSONValue] {
      let document = try await site.json(all + [source, "--by", by])
      return ["rows", "totals", "other", "complete", "notes", "filters"].map { document[$0] }
    }
    var live: [[JSONValue]] = []
    for by in Self.dimensions { live.append(try await figures("--live", by)) }
    let ring = ["report", "--all", "--by", "page", "--format", "svg", "--chart", "share"]
    let picture = try await site.tokenledger(ring + ["--live", "--measure", "total_tokens"])
    let across = try await site.json(all + ["--live", "--by", "page", "--across", "--period", "monthly"])
    #expect(try site.sql("SHOW TABLES LIKE 'wp_tokenledger_%'") == [])
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    for (by, live) in zip(Self.dimensions, live) {
      #expect(try await figures("--no-sync", by) == live, "\(by)")
    }
    #expect(picture.status == 0)
    let before = ["report", "--by", "page", "--live", "--from", "2001-01-01", "--to", "2001-01-02"]
    #expect(try await site.json(before)["notes"].strings == ["The log has nothing of these days."])
    #expect(
      try await site.tokenledger(ring + ["--no-sync", "--measure", "total_tokens"]).output == picture.output)
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

  @Test("Filters are looked up in the log, by id or name, and leave what a ledger's would")
  func filters() async throws {
    let site = try TestSite.small()
    try site.add([
      Answer(time: "2024-04-01 10:00:00", prompt: 30, completion: 10, page: "77", assistantID: "asst_1"),
      Answer(time: "2024-04-01 11:00:00", prompt: 3, completion: 1, page: "8", assistantID: "asst_2"),
    ])
    let questions = [
      ["page", "--assistant", "asst_1"], ["assistant", "--page", "77,8"], ["user", "--user-id", "0"],
      ["assistant,page", "--assistant", "asst_1,asst_2", "--page", "77"],
    ]
    func answer(_ source: String, _ question: [String]) async throws -> [JSONValue] {
      let document = try await site.json(
        ["report", "--all", "--measure", "total_tokens", source, "--by"] + question)
      return ["rows", "totals", "filters"].map { document[$0] }
    }
    var live: [[JSONValue]] = []
    for question in questions { live.append(try await answer("--live", question)) }
    let hours = try await site.json(
      "report", "--all", "--live", "--by", "hour", "--assistant", "asst_1,asst_2")["rows"].array
    #expect(
      hours.map { [$0["hour"]["id"].string, $0["total_tokens"].integer.map(String.init)] } == [
        ["10", "40"], ["11", "4"],
      ])
    for (options, message) in [
      (["--assistant", "asst_9"], "no assistant in these days of the log has the id or the name 'asst_9'"),
      (["--user-id", "12345"], "no usage in these days of the log is of the user 12345"),
    ] {
      let refused = try await site.tokenledger(["report", "--all", "--live", "--by", "page"] + options)
      #expect(refused.status == 64 && refused.errors.contains(message), "\(refused.errors)")
    }
    #expect(try site.sql("SHOW TABLES LIKE 'wp_tokenledger_%'") == [])
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    for (question, live) in zip(questions, live) {
      #expect(try await answer("--no-sync", question) == live, "\(question)")
    }
  }
}
