import TestSupport
import Testing

/// What doctor says of prices.
@Suite("The doctor's checks of prices", .freshDatabase)
struct PriceCheckTests {
  /// A site that used a model on each of some days, most of which no list has: all before a sync saw the options' own.
  private static func site() async throws -> TestSite {
    let site = try TestSite.empty()
    let used = [
      (1, "OpenAI", "gpt-99", 1_200_034), (2, "Azure OpenAI", "shop-chat", 300), (3, "OpenAI", "gpt-98", 20),
      (4, "NVIDIA", "nv", 9), (5, "OpenAI", "gpt-3.5-turbo", 7), (88, "OpenAI", "gpt-98", 5),
      (91, "OpenAI", "gpt-97", 5_000_000),
    ]
    try site.add(used.map { Answer(time: siteTime(before: $0.0), prompt: $0.3, completion: 0) })
    let sync = try await site.tokenledger("sync")
    #expect(sync.status == 0)
    for (days, platform, model, _) in used {
      let day = siteDay(before: days)
      let set = try await site.tokenledger([
        "models", "set", "--from", day, "--to", day, "--platform", platform, "--model", model,
      ])
      #expect(set.status == 0)
    }
    return site
  }

  /// The checks of prices, as name, level, message and advice.
  private static func checks(_ site: TestSite, _ arguments: [String] = []) async throws -> [[String?]] {
    let doctor = try await site.tokenledger(["doctor", "--format", "json"] + arguments)
    #expect(doctor.status == 0)
    return try JSONValue(doctor.outputBytes)["checks"].array.map { check in
      ["name", "level", "message", "advice"].map { check[$0].string }
    }.filter { ["price_list", "unpriced_models"].contains($0[0]) }
  }

  @Test("Models without a price that are in use are named, the largest first, and those of long ago are not")
  func unpriced() async throws {
    let site = try await Self.site()
    let advice = "'tokenledger prices list --unpriced' prints what to fill in in tokenledger.yml."
    let found = try await Self.checks(site).last
    #expect(
      found == [
        "unpriced_models", "warning",
        "1,200,034 tokens of gpt-99 (OpenAI), 300 tokens of shop-chat (Azure OpenAI), 25 tokens of gpt-98 (OpenAI), and of "
          + "1 more, of the last 90 days", advice,
      ])
    // What the owner says has a price has one.
    let settings = """
      prices:
        models:
          - {platform: OpenAI, model: gpt-99, free: true}
          - {platform: Azure OpenAI, model: shop-chat, same_as: gpt-4}
          - {platform: OpenAI, model: gpt-98, input: 1, output: 2}

      """
    try await Folder.with { folder in
      let file = try folder.write("tokenledger.yml", settings)
      #expect(
        try await Self.checks(site, ["--config", file]).last == [
          "unpriced_models", "warning", "9 tokens of nv (NVIDIA), of the last 90 days", advice,
        ])
      _ = try folder.write(
        "tokenledger.yml", settings + "    - {platform: NVIDIA, model: nv, free: true}\n")
      #expect(try await !Self.checks(site, ["--config", file]).contains { $0[0] == "unpriced_models" })
    }
  }

  @Test("Of a list that is too old, the models that were first used after it are named")
  func outdated() async throws {
    let site = try await Self.site()
    let date = siteDay(before: 93)
    try await Folder.with { folder in
      _ = try folder.write(
        "prices.tsv",
        "tokenledger.price-list/1\t7\t\(date)\nLocal Server\t\tfree\t-\tus\nOpenAI\t\tfree\t-\tus\n")
      let file = try folder.write("tokenledger.yml", "prices: {file: prices.tsv}\n")
      #expect(
        try await Self.checks(site, ["--config", file]) == [
          [
            "price_list", "warning",
            "the price list is of \(date), more than 90 days before \(siteDay()): prices may have changed since; first "
              + "used after it: gpt-3.5-turbo (OpenAI), gpt-97 (OpenAI), gpt-98 (OpenAI), gpt-99 (OpenAI), nv (NVIDIA), "
              + "shop-chat (Azure OpenAI)",
            "Install a newer release, or name a newer list as prices.file in tokenledger.yml.",
          ],
          [
            "unpriced_models", "warning",
            "300 tokens of shop-chat (Azure OpenAI), 9 tokens of nv (NVIDIA), of the last 90 days",
            "'tokenledger prices list --unpriced' prints what to fill in in tokenledger.yml.",
          ],
        ])
    }
  }
}
