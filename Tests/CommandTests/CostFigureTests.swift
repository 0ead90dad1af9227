import Foundation
import Ledger
import TestSupport
import Testing

/// What usage costs, against decimals that the server adds up over the ledger's facts with the prices in a table.
@Suite("Costs equal an independent sum in SQL", .freshDatabase)
struct CostFigureTests {
  private static let first = Day(number: 20_454)
  private static let dayCount = 120
  private static var last: Day { first.adding(days: dayCount - 1) }
  private static let models = [
    Model(platform: "OpenAI", name: "shop-1"), Model(platform: "Azure OpenAI", name: "deployment"),
    Model(platform: "Google", name: "thinker"), Model(platform: "NVIDIA", name: "nemo"),
    Model(platform: "OpenAI", name: "never-priced"),
  ]

  /// Where the prices are said, and on which days they change.
  enum Setting: String, CaseIterable {
    case configuration, ledger, list
    /// On the first days of months alone, so that users' months are read in place of facts.
    case monthly

    /// The days on which prices and rates may change.
    fileprivate var days: [Day] {
      let all = (0..<dayCount).map { first.adding(days: $0) }
      return self == .monthly ? all.filter { "\($0)".hasSuffix("-01") } : all
    }
  }

  /// Rates of a currency, from the first day on.
  private static func rates(
    on days: [Day], _ random: inout SeededGenerator
  ) -> [(from: Day, rate: String)] {
    let starts = Set([first] + (0..<4).compactMap { _ in days.randomElement(using: &random) }).sorted()
    return starts.map { day in
      let digits = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        "\(Int.random(in: 0...9, using: &random))"
      }
      return (day, "\(Int.random(in: 0...9999, using: &random)).\(digits.joined())1")
    }
  }

  /// The answers of some days, in their order; some are without their Total row, and Google's think.
  private static func answers(
    _ count: Int, _ days: Range<Int>, _ random: inout SeededGenerator
  ) -> [LogRow] {
    var rows: [LogRow] = []
    for _ in 0..<count {
      let time = SiteTime(
        day: first.adding(days: Int.random(in: days, using: &random)),
        secondOfDay: Int.random(in: 0..<86_400, using: &random))
      let (prompt, completion) = (
        Int.random(in: 0...1_000_000, using: &random), Int.random(in: 0...100_000, using: &random)
      )
      let answer = LogRow.answer(
        at: time, prompt: prompt, completion: completion,
        total: prompt + completion + Int.random(in: 0...5000, using: &random),
        user: ["0", "7", "8", "9"].randomElement(using: &random),
        page: ["1", "2", "3"].randomElement(using: &random),
        assistantID: [nil, nil, "asst_a", "asst_b"].randomElement(using: &random) ?? nil)
      let lacksTotal = Int.random(in: 0..<20, using: &random) == 0
      rows += answer.filter { !lacksTotal || $0.type != "Total Tokens" }
    }
    return rows.sorted { $0.time < $1.time }
  }

  /// A site whose first days are imported from a file, and whose options change while it is synced; models are declared for
  /// some days, an assistant and a page, and one user is erased.
  private static func site(_ random: inout SeededGenerator, _ folder: Folder) async throws -> TestSite {
    let site = try TestSite.empty()
    func run(_ arguments: String...) async throws {
      let outcome = try await site.tokenledger(arguments)
      guard outcome.status == 0 else { throw UnexpectedExit(outcome: outcome) }
    }
    let file = "\(folder.path)/\(TestSite.download)"
    try site.write(answers(40, 0..<15, &random))
    try await run("export", "--raw", "--output", file)
    try site.run("DELETE FROM LOG")
    let starts = ([15] + (0..<4).map { _ in Int.random(in: 16..<dayCount, using: &random) }).sorted()
    for (start, end) in zip(starts, starts.dropFirst() + [dayCount]) where start < end {
      let model = models.randomElement(using: &random) ?? models[0]
      let option =
        switch model.platform {
        case "Google": "chatbot_google_model_choice"
        case "NVIDIA": "chatbot_nvidia_model_choice"
        case "Azure OpenAI": "chatbot_azure_deployment_name"
        default: "chatbot_chatgpt_model_choice"
        }
      try site.set(option: "chatbot_ai_platform_choice", to: model.platform)
      try site.set(option: option, to: model.name)
      try await run("sync")
      // As if that sync had been on the first of these days, and the next one on the last of them.
      let (seen, until) = (first.adding(days: start), first.adding(days: end - 1))
      func move(_ column: String, to day: Day) throws {
        try site.run(
          "UPDATE LEDGER_seen_models SET \(column) = '\(day) 12:00:00' ORDER BY position DESC LIMIT 1")
      }
      try move("first_seen", to: seen)
      try move("last_seen", to: seen)
      try site.write(answers(55, start..<end, &random))
      try await run("sync")
      try move("last_seen", to: until)
    }
    try await run("import", file)
    for start in stride(from: 0, to: dayCount, by: 30) {
      guard let model = ([nil] + models.map(Optional.some)).randomElement(using: &random) ?? nil else {
        continue
      }
      try await run(
        "models", "set", "--from", "\(first.adding(days: start))", "--to",
        "\(first.adding(days: start + 17))",
        "--platform", model.platform, "--model", model.name)
    }
    for (option, member) in [("--assistant", "asst_a"), ("--page", "2")] where Bool.random(using: &random) {
      try await run(
        "models", "set", option, member, "--platform", models[1].platform, "--model", models[1].name)
    }
    try await run("user", "erase", "8", "--yes")
    for kind in ["f.source_id <> 1", "f.model_basis = 1", "f.model_basis = 2", "f.user_kind = 2"] {
      let tokens = try site.sql("SELECT COUNT(*) > 0 FROM wp_tokenledger_usage_facts f WHERE \(kind)")
      #expect(tokens == ["1"], "\(kind)")
    }
    return site
  }

  /// The row with the highest cost.
  private static func dearest(_ rows: [JSONValue]) -> JSONValue? {
    func cost(_ row: JSONValue) -> Decimal {
      row["cost"]["amount"].string.flatMap { Decimal(string: $0) } ?? -1
    }
    return rows.max { cost($0) < cost($1) }
  }

  private static let user = "ELT(f.user_kind + 1, '0', f.user_id, 'erased', 'everyone')"
  /// The dimensions, what the oracle calls their members, and what is priced one by one.
  private static let dimensions: [(name: String, key: String, grain: CostOracle.Grain)] = [
    ("model", "IF(m.id IS NULL, '', CONCAT(m.platform, '/', m.model))", .days),
    ("assistant", "IFNULL(a.name, '')", .facts), ("page", "IFNULL(g.name, '')", .facts),
    ("weekday", "WEEKDAY(f.day) + 1", .days), ("user", user, .facts),
    ("platform", "IFNULL(m.platform, '')", .days),
    ("source", "IF(s.import_id IS NULL, 'log', CONCAT('import-', s.import_id))", .facts),
  ]

  @Test(
    """
    By day, month, model, assistant, page, user and source, at least and at most, for seen, declared and imported usage, \
    with thinking tokens, long prompts, and prices and rates from days on
    """, arguments: Setting.allCases)
  func groupings(_ setting: Setting) async throws {
    var random = SeededGenerator(seed: UInt64(Setting.allCases.firstIndex(of: setting) ?? 0) + 1)
    try await Folder.with { folder in
      let site = try await Self.site(&random, folder)
      let prices = OraclePrice.random(
        of: Self.models.dropLast(), on: setting.days, isListed: setting == .list, &random)
      let rates = Self.rates(on: setting.days, &random)
      let oracle = try CostOracle(site, prices, rates)
      // In tokenledger.yml, in the ledger, or in a list of the owner's.
      var text =
        "prices:\n  currency: SEK\n  rates:\n"
        + rates.map { "    - {from: \($0.from), rate: \($0.rate)}\n" }.joined()
      if setting == .list {
        text += "  file: \(try folder.write("prices.tsv", OraclePrice.list(prices)))\n"
      } else {
        text += "  models:\n" + prices.map(\.entry).joined()
      }
      let file = try folder.write("tokenledger.yml", text)
      let config = setting == .ledger ? [] : ["--config", file]
      if setting == .ledger { #expect(try await site.tokenledger("prices", "set", file).status == 0) }
      let all =
        ["report", "--no-sync", "--from", "\(Self.first)", "--to", "\(Self.last)"] + config
      for (dimension, key, grain) in Self.dimensions {
        try await compare(all, by: dimension, key, grain, oracle)
      }
      try await compareParts(all, oracle)
      try await compareDays(all, config, oracle)
      try await compareUsers(all, config, oracle, areMonthsRead: setting == .monthly)
    }
  }

  /// Compares a breakdown by one dimension.
  private func compare(
    _ all: [String], by dimension: String, _ key: String, _ grain: CostOracle.Grain, _ oracle: CostOracle
  ) async throws {
    let site = oracle.site
    let document = try await site.json(all + ["--by", dimension])
    #expect(
      try CostOracle.lines(document["rows"].array) { $0[dimension]["id"].string }
        == oracle.sums(by: key, grain), "\(dimension)")
    #expect(
      try CostOracle.lines([document["totals"]]) { _ in "all" } == oracle.sums(by: "'all'", grain),
      "\(dimension)")
    let across = try await site.json(
      all + ["--by", dimension, "--across", "--period", "weekly", "--measure", "total_tokens,cost"])
    #expect(
      try CostOracle.lines(across["rows"].array) {
        "\($0[dimension]["id"].string ?? "?")|\($0["period"].string ?? "?")"
      } == oracle.sums(by: "CONCAT(\(key), '|', DATE_FORMAT(f.day, '%x-W%v'))", grain), "\(dimension)")
    // The largest and the others are all of it.
    let ranked = try await site.json(all + ["--by", dimension, "--top", "1", "--sort", "cost"])
    #expect(ranked["totals"] == document["totals"])
    #expect(ranked["rows"].array.first?["cost"] == Self.dearest(document["rows"].array)?["cost"])
  }

  /// Compares two dimensions together, the hours, and what filters leave.
  private func compareParts(_ all: [String], _ oracle: CostOracle) async throws {
    let site = oracle.site
    let pairs = try await site.json(all + ["--by", "user,page"])
    #expect(
      try CostOracle.lines(pairs["rows"].array) {
        "\($0["user"]["id"].string ?? "?")/\($0["page"]["id"].string ?? "?")"
      } == oracle.sums(by: "CONCAT(\(Self.user), '/', IFNULL(g.name, ''))"))
    let hours = try await site.json(all + ["--by", "hour"])
    #expect(
      try CostOracle.lines(hours["rows"].array) { $0["hour"]["id"].string }
        == oracle.sums(by: "f.hour", .hours))
    #expect(hours["rows"].array.compactMap { Int($0["hour"]["id"].string ?? "") } == Array(0..<24))
    let used = try site.sql(
      """
      SELECT DISTINCT m.model FROM wp_tokenledger_usage_facts f JOIN wp_tokenledger_models m ON m.id = f.model_id LIMIT 2
      """)
    let some = try await site.json(
      all + [
        "--by", "page", "--user-id", "7,0", "--assistant", "asst_a", "--assistant", "", "--model",
        used.joined(separator: ","),
      ])
    #expect(
      try CostOracle.lines(some["rows"].array) { $0["page"]["id"].string }
        == oracle.sums(
          by: "IFNULL(g.name, '')",
          where: """
            (f.user_kind = 0 OR f.user_kind = 1 AND f.user_id = 7) AND (a.name = 'asst_a' OR f.assistant_id = 0)
              AND m.model IN (\(used.map { "'\($0)'" }.joined(separator: ", ")))
            """))
    #expect(some["filters"]["user"].array.compactMap { $0["id"].string } == ["7", "0"])
  }

  /// Compares reports by period, and the file with one line a day.
  private func compareDays(_ all: [String], _ config: [String], _ oracle: CostOracle) async throws {
    let site = oracle.site
    for (period, key) in [
      ("daily", "f.day"), ("weekly", "DATE_FORMAT(f.day, '%x-W%v')"),
      ("monthly", "DATE_FORMAT(f.day, '%Y-%m')"),
    ] {
      let document = try await site.json(all + ["--period", period])
      let used = document["rows"].array.filter { ($0["prompt_tokens"].integer ?? 0) > 0 }
      #expect(
        try CostOracle.lines(used) { $0["period"].string } == oracle.sums(by: key, .days), "\(period)")
    }
    let export = try await site.tokenledger(["export", "--no-sync", "--cost", "--output", "-"] + config)
    let days = export.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    // The tokens without a price; then the amount in USD and in the currency, at least and at most.
    #expect(
      try days.filter { $0[2] != "0" }.map { day in
        ([day[0], day[11]] + [7, 5, 8, 9].map { day[$0].isEmpty ? "NULL" : day[$0] }).joined(separator: "\t")
      } == oracle.sums(by: "f.day", .days))
  }

  /// Compares what users cost, before and after those of the first months are merged into one.
  private func compareUsers(
    _ all: [String], _ config: [String], _ oracle: CostOracle, areMonthsRead: Bool
  ) async throws {
    let site = oracle.site
    // Which is in USD whatever the currency.
    // Which is in USD whatever the currency.
    let own = try await site.json(["user", "export", "7"] + config)["totals"]["cost"]
    var sum = try oracle.sums(by: Self.user, where: "f.user_kind = 1 AND f.user_id = 7")
      .flatMap { $0.split(separator: "\t").map(String.init) }
    sum.removeSubrange(3...3)
    let amounts = ["usd", "at_least_usd", "at_most_usd"].map { own[$0].string ?? "NULL" }
    let unpriced = own["unpriced_tokens"].integer ?? -1
    #expect(sum == ["7", "\(unpriced)"] + amounts)
    let model = "IF(m.id IS NULL, '', CONCAT(m.platform, '/', m.model))"
    func compare() async throws {
      try await self.compare(all, by: "user", Self.user, .facts, oracle)
      let models = try await site.json(all + ["--by", "user,model"])
      #expect(
        try CostOracle.lines(models["rows"].array) {
          "\($0["user"]["id"].string ?? "?"):\($0["model"]["id"].string ?? "?")"
        } == oracle.sums(by: "CONCAT(\(Self.user), ':', \(model))"))
    }
    try await compare()
    let months = try site.sql("SELECT TIMESTAMPDIFF(MONTH, '2026-03-01', UTC_DATE())")
    let fold = try await site.tokenledger(["user", "fold", "--months"] + months + ["--yes"])
    #expect(fold.status == 0)
    let kinds = try site.sql("SELECT DISTINCT user_kind FROM wp_tokenledger_usage_facts ORDER BY user_kind")
    #expect(kinds == ["0", "1", "2", "3"])
    try await compare()
    guard areMonthsRead else { return }
    // It was the months that said so: where they do not agree with the days, nothing is said.
    try site.sql("UPDATE wp_tokenledger_user_months SET total_tokens = 0")
    let without = try await site.tokenledger(all + ["--by", "user", "--format", "json"])
    #expect(without.status == 65)
  }
}
