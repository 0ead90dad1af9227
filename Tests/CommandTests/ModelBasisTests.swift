import TestSupport
import Testing

/// What `models list` says of how a model is known.
@Suite("How the models of usage are known", .freshDatabase)
struct ModelBasisTests {
  @Test("How a model is known tells days, assistants and pages apart; the parts add up to the report and SQL")
  func known() async throws {
    let site = try TestSite.small()
    try site.add([
      Answer(time: "2024-04-01 10:00:00", prompt: 30, completion: 10, page: "7", assistantID: "asst_1"),
      Answer(time: "2024-04-01 10:00:00", prompt: 500, completion: 100, page: "8", assistantID: "asst_1"),
      Answer(time: "2024-04-02 10:00:00", prompt: 60, completion: 20, page: "7"),
    ])
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    for scope in [
      ["--from", "2024-02-01", "--to", "2024-02-29"], ["--assistant", "asst_1"],
      ["--page", "7", "--to", "2024-04-01"],
    ] {
      let set = try await site.tokenledger(
        ["models", "set", "--platform", "OpenAI", "--model", "gpt-4o-mini"] + scope)
      #expect(set.status == 0, "\(set)")
    }
    let list = try await site.json("models", "list")
    let mini = list["usage"].array.filter { $0["model"].string == "gpt-4o-mini" }
    #expect(
      mini.map { "\($0["known"].string ?? "?") \($0["total_tokens"].integer ?? -1)" } == [
        "declared_days 1200", "declared_assistant 600", "declared_page 40",
      ])
    // 0.15 and 0.6 USD per 1,000,000.
    #expect(mini.map { $0["cost"]["usd"].string } == ["0.00027", "0.000135", "0.0000105"])
    #expect(
      list["usage"].array.compactMap { $0["total_tokens"].integer }.reduce(0, +)
        == Int(try site.sql("SELECT SUM(total_tokens) FROM wp_tokenledger_day_totals")[0]))
    let csv = try await site.tokenledger("models", "list", "--format", "csv")
    #expect(
      csv.output.contains(
        "\nUsage,2024-04-01,2024-04-01,OpenAI,gpt-4o-mini,declared_page,,,40,30,10,1,0.0000105,USD,0.0000105,"
      ),
      "\(csv)")
    #expect(csv.output.contains("\nDeclared,,2024-04-01,OpenAI,gpt-4o-mini,declared_page,,7,"), "\(csv)")
    #expect(csv.output.contains("\nDeclared,,,OpenAI,gpt-4o-mini,declared_assistant,asst_1,,"), "\(csv)")
  }
}
