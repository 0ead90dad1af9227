import TestSupport
import Testing

/// `report --by` of some members alone, by the hour and by source.
@Suite("Breakdowns of some members, hours and sources")
struct FilteredBreakdownTests {
  private static let all = ["report", "--no-sync", "--all", "--measure", "total_tokens", "--format", "csv"]

  /// Lines of a breakdown: the first name, and the total tokens.
  private func lines(_ site: TestSite, _ arguments: String...) async throws -> [String] {
    let outcome = try await site.tokenledger(Self.all + arguments)
    #expect(outcome.status == 0, "\(outcome)")
    return outcome.output.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return "\(fields[3]) \(fields[4])"
    }
  }

  @Test(
    "A member is named by its id or by the name that it alone has, several with commas or again",
    .freshDatabase)
  func members() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync").status == 0)
    try site.sql("UPDATE wp_posts SET post_title = 'Shop' WHERE ID = 12")
    #expect(try await lines(site, "--by", "user", "--user-id", "3") == ["\(try await name(site)) 770"])
    #expect(try await lines(site, "--by", "page", "--page", "Shop") == ["Shop 330"])
    #expect(try await lines(site, "--by", "page", "--page", "12") == ["Shop 330"])
    let some = try await site.json(
      ["report", "--no-sync", "--all", "--by", "user", "--user-id", "3,0", "--page", "12", "--page", "2"])
    let expected = try site.sql(
      """
      SELECT SUM(total_tokens) FROM wp_tokenledger_usage_facts f JOIN wp_tokenledger_names n ON n.id = f.page_id
      WHERE n.name IN ('12', '2') AND (user_kind = 0 OR user_kind = 1 AND user_id = 3)
      """)
    #expect(some["totals"]["total_tokens"].integer.map(String.init) == expected.first)
    #expect(some["filters"]["page"].array.compactMap { $0["id"].string } == ["12", "2"])
    try site.sql("UPDATE wp_posts SET post_title = 'Shop, and more' WHERE ID = 12")
    #expect(try await lines(site, "--by", "weekday", "--page", "Shop, and more") == ["Monday 330"])
    try site.sql("UPDATE wp_posts SET post_title = 'Shop' WHERE ID = 12")
    let table = try await site.tokenledger(
      "report", "--no-sync", "--all", "--by", "user", "--page", "Shop", "--measure", "requests")
    #expect(table.output.contains(", page Shop *\n"), "\(table.output)")
  }

  private func name(_ site: TestSite) async throws -> String {
    try #require(site.sql("SELECT display_name FROM wp_users WHERE ID = 3").first).contains(" ")
      ? "\"" + site.sql("SELECT display_name FROM wp_users WHERE ID = 3")[0] + "\""
      : site.sql("SELECT display_name FROM wp_users WHERE ID = 3")[0]
  }

  @Test("A name that several have, and one that nobody has, are refused", .freshDatabase)
  func refused() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync").status == 0)
    try site.sql("UPDATE wp_posts SET post_title = 'Same title'")
    let pages = try site.sql(
      """
      SELECT n.name FROM wp_tokenledger_names n JOIN wp_posts p ON p.ID = n.name WHERE n.kind = 2 ORDER BY n.name
      """)
    #expect(pages.count > 1)
    let by = ["report", "--no-sync", "--all", "--by", "page"]
    #expect(
      try await site.tokenledger(by + ["--page", "Same title"])
        == .init(
          64, error: "several pages are called 'Same title': \(pages.joined(separator: ", "))",
          "Give an id in place of the name."))
    #expect(
      try await site.tokenledger(by + ["--assistant", "nobody"])
        == .init(
          64, error: "no assistant in the ledger has the id or the name 'nobody'",
          "'tokenledger report --by assistant --all --format csv' shows the ids and names."))
    #expect(
      try await site.tokenledger(by + ["--user-id", "me"])
        == .init(
          64, error: "'me' is no user's id", "Give the number of a WordPress user, 0 for guests, or 'erased'."
        ))
    #expect(try await site.tokenledger(by + ["--model", "gpt-4o"]).status == 64)
    #expect(
      try await site.tokenledger(by + ["--user-id", "99"])
        == .init(
          64, error: "no usage in the ledger is of the user 99",
          "'tokenledger report --by user --all --format csv' shows the ids."))
    // An empty id is nobody's only where it stands alone.
    #expect(try await site.tokenledger(by + ["--assistant", ""]).status == 0)
    #expect(try await site.tokenledger(by + ["--assistant", ","]).status == 64)
  }

  @Test("A model's name is that of the one with usage, whatever others prices were kept for", .freshDatabase)
  func usedModels() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync").status == 0)
    _ = try await site.tokenledger(
      "models", "set", "--from", "2024-01-01", "--to", "2024-12-31", "--platform", "OpenAI", "--model",
      "gpt-4o")
    try await Folder.with { folder in
      let file = try folder.write(
        "prices.yml", "prices: {models: [{platform: Azure OpenAI, model: gpt-4o, free: true}]}\n")
      #expect(try await site.tokenledger("prices", "set", file).status == 0)
    }
    #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_models WHERE model = 'gpt-4o'") == ["2"])
    #expect(try await lines(site, "--by", "model", "--model", "gpt-4o") == ["gpt-4o 1236889"])
    #expect(
      try await site.tokenledger(Self.all + ["--by", "page", "--model", "Azure OpenAI/gpt-4o"])
        == .init(
          64, error: "no model in the ledger has the id or the name 'Azure OpenAI/gpt-4o'",
          "'tokenledger report --by model --all --format csv' shows the ids and names."))
  }

  @Test("Hours begin with midnight, and the log and each import are told apart", .freshDatabase)
  func hoursAndSources() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync").status == 0)
    #expect(
      try await lines(site, "--by", "hour") == [
        "00:00 1234567", "02:00 11", "08:00 11", "09:00 770", "10:00 330", "23:00 1200",
      ])
    let saturday = try await lines(site, "--by", "weekday,hour")
    #expect(saturday.first == "Monday 1100" || saturday.first?.hasPrefix("Monday ") == true)
    #expect(try await lines(site, "--by", "source") == ["\"The chatbot's log\" 1236889"])
  }
}
