import Foundation
import Ledger
import TestSupport
import Testing

/// What usage costs, against decimals that the server adds up over the ledger's facts with the prices in a table.
@Suite("Costs equal an independent sum in SQL", .freshDatabase)
struct CostFigureTests {
  /// A price in decimals, as the owner writes it and as the oracle has it, from a day until the next of the same model.
  private struct Price {
    let model: Model
    var from: Day
    let input: String
    let output: String
  }

  private static let first = Day(number: 20_454)
  private static let dayCount = 120
  private static let models = [
    Model(platform: "OpenAI", name: "shop-1"), Model(platform: "Azure OpenAI", name: "deployment"),
    Model(platform: "Google", name: "thinker"), Model(platform: "NVIDIA", name: "nemo"),
    Model(platform: "OpenAI", name: "never-priced"),
  ]

  private static func decimal(_ random: inout SeededGenerator) -> String {
    let digits = Int.random(in: 0...6, using: &random)
    let fraction = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
    return "\(Int.random(in: 0...99, using: &random))" + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// Prices of all models but the last, which begin on different days: what is before has none.
  private static func prices(_ random: inout SeededGenerator) -> [Price] {
    models.dropLast().flatMap { model in
      let days = Set((0..<3).map { _ in Int.random(in: 0..<dayCount, using: &random) }).sorted()
      return days.map { day in
        Price(
          model: model, from: first.adding(days: day), input: decimal(&random), output: decimal(&random))
      }
    }
  }

  /// Rates of a currency, from the first day on.
  private static func rates(_ random: inout SeededGenerator) -> [(from: Day, rate: String)] {
    let days = Set([0] + (0..<4).map { _ in Int.random(in: 0..<dayCount, using: &random) }).sorted()
    return days.map { day in
      let digits = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        "\(Int.random(in: 0...9, using: &random))"
      }
      return (first.adding(days: day), "\(Int.random(in: 0...9999, using: &random)).\(digits.joined())1")
    }
  }

  private static func configuration(_ prices: [Price], _ rates: [(from: Day, rate: String)]) -> String {
    "prices:\n  currency: SEK\n  rates:\n"
      + rates.map { "    - {from: \($0.from), rate: \($0.rate)}\n" }.joined() + "  models:\n"
      + prices.map { price in
        """
            - {platform: "\(price.model.platform)", model: "\(price.model.name)", from: \(price.from), \
        input: \(price.input), output: \(price.output)}

        """
      }.joined()
  }

  /// A site with random answers, some without their Total row, whose models are declared by spans of days; one user is
  /// erased.
  private static func site(_ random: inout SeededGenerator) async throws -> TestSite {
    let site = try TestSite.empty()
    var rows: [LogRow] = []
    for _ in 0..<300 {
      let time = SiteTime(
        day: first.adding(days: Int.random(in: 0..<dayCount, using: &random)),
        secondOfDay: Int.random(in: 0..<86_400, using: &random))
      let (prompt, completion) = (
        Int.random(in: 0...1_000_000, using: &random), Int.random(in: 0...100_000, using: &random)
      )
      let answer = LogRow.answer(
        at: time, prompt: prompt, completion: completion,
        total: prompt + completion + Int.random(in: 0...5000, using: &random),
        user: ["0", "7", "8", "9"].randomElement(using: &random),
        page: ["1", "2", "3"].randomElement(using: &random),
        assistantID: [nil, "asst_a", "asst_b"].randomElement(using: &random) ?? nil)
      let lacksTotal = Int.random(in: 0..<20, using: &random) == 0
      rows += answer.filter { !lacksTotal || $0.type != "Total Tokens" }
    }
    try site.write(rows.sorted { $0.time < $1.time })
    _ = try await site.tokenledger("sync")
    var day = 0
    while day < dayCount {
      let next = min(day + Int.random(in: 5...30, using: &random), dayCount)
      if let model = ([nil] + models.map(Optional.some)).randomElement(using: &random) ?? nil {
        _ = try await site.tokenledger([
          "models", "set", "--from", "\(first.adding(days: day))", "--to", "\(first.adding(days: next - 1))",
          "--platform", model.platform, "--model", model.name,
        ])
      }
      day = next
    }
    for (option, member) in [("--assistant", "asst_a"), ("--page", "2")] where Bool.random(using: &random) {
      _ = try await site.tokenledger([
        "models", "set", option, member, "--platform", models[1].platform, "--model", models[1].name,
      ])
    }
    _ = try await site.tokenledger("user", "erase", "8", "--yes")
    return site
  }

  /// What the server adds up for each value of `key`: its total tokens without a price, and the cost, null where nothing
  /// has a price. Where what is billed as output comes to less than nothing, a model has no price in that sum.
  private func oracle(
    _ site: TestSite, by key: String, where condition: String = "TRUE", hours: Bool = false,
    amount: String = "usd"
  ) throws -> [String] {
    let table = hours ? "wp_tokenledger_hour_totals" : "wp_tokenledger_usage_facts"
    let names =
      hours
      ? ""
      : """
      LEFT JOIN wp_tokenledger_names a ON a.id = f.assistant_id
      LEFT JOIN wp_tokenledger_names g ON g.id = f.page_id
      """
    return try site.sql(
      """
      SELECT member, SUM(IF(known, unpriced, unpriced + priced)),
        TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM SUM(IF(known AND is_priced, \(amount), NULL))))
      FROM (
        SELECT \(key) AS member, SUM(IF(p.input IS NULL, total_tokens, 0)) AS unpriced,
          SUM(IF(p.input IS NULL, 0, total_tokens)) AS priced, MAX(p.input IS NOT NULL) AS is_priced,
          SUM(IF(p.input IS NULL, 0, CAST(prompt_tokens AS DECIMAL(65, 0)) * p.input
            + IF(m.platform = 'Google', total_tokens - prompt_tokens, completion_tokens) * p.output)) * 0.000001 AS usd,
          SUM(IF(p.input IS NULL, 0, (CAST(prompt_tokens AS DECIMAL(35, 0)) * p.input
            + IF(m.platform = 'Google', total_tokens - prompt_tokens, completion_tokens) * p.output) * r.rate))
            * 0.000001 AS converted,
          SUM(IF(p.input IS NULL, 0, IF(m.platform = 'Google', total_tokens - prompt_tokens, completion_tokens)))
            >= 0 AND SUM(IF(p.input IS NULL, 0, CAST(prompt_tokens AS DECIMAL(65, 0)) * p.input
            + IF(m.platform = 'Google', total_tokens - prompt_tokens, completion_tokens) * p.output)) >= 0 AS known
        FROM \(table) f
        LEFT JOIN wp_tokenledger_models m ON m.id = f.model_id
        \(names)
        LEFT JOIN oracle_prices p ON p.platform = m.platform AND p.model = m.model
          AND f.day >= p.first_day AND f.day < p.next_day
        JOIN oracle_rates r ON f.day >= r.first_day AND f.day < r.next_day
        WHERE \(condition)
        GROUP BY member, m.id
      ) AS sums GROUP BY member ORDER BY member
      """)
  }

  private func write(
    _ prices: [Price], _ rates: [(from: Day, rate: String)], to site: TestSite
  ) throws {
    try site.run(
      "CREATE OR REPLACE TABLE oracle_rates (first_day DATE, next_day DATE, rate DECIMAL(16, 10)) CHARSET utf8mb4"
    )
    for (from, rate) in rates {
      let next = rates.first { $0.from > from }?.from
      try site.run(
        "INSERT INTO oracle_rates VALUES ('\(from)', '\(next?.description ?? "9999-12-31")', \(rate))")
    }
    try site.run(
      """
      CREATE OR REPLACE TABLE oracle_prices (platform VARCHAR(99), model VARCHAR(99), first_day DATE, next_day DATE,
        input DECIMAL(20, 6), output DECIMAL(20, 6)) CHARSET utf8mb4
      """)
    for price in prices {
      let next = prices.first { $0.model == price.model && $0.from > price.from }?.from
      try site.run(
        """
        INSERT INTO oracle_prices VALUES ('\(price.model.platform)', '\(price.model.name)', '\(price.from)',
          '\(next?.description ?? "9999-12-31")', \(price.input), \(price.output))
        """)
    }
  }

  /// The same of a document's rows: a name for each, its tokens without a price, and its cost.
  private func lines(
    _ rows: [JSONValue], amount key: String = "usd", _ name: (JSONValue) -> String?
  ) -> [String] {
    rows.map { row in
      let unpriced = row["cost"]["unpriced_tokens"].integer ?? row["total_tokens"].integer ?? -1
      return "\(name(row) ?? "?")\t\(unpriced)\t\(row["cost"][key].string ?? "NULL")"
    }.sorted()
  }

  /// The row with the highest cost.
  private static func dearest(_ rows: [JSONValue]) -> JSONValue? {
    func cost(_ row: JSONValue) -> Decimal {
      row["cost"]["amount"].string.flatMap { Decimal(string: $0) } ?? -1
    }
    return rows.max { cost($0) < cost($1) }
  }

  @Test(
    "By day, month, model, assistant, page and user, with thinking tokens, and prices and rates from days on",
    arguments: [UInt64(1), 2, 3])
  func groupings(_ seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let site = try await Self.site(&random)
    let (prices, rates) = (Self.prices(&random), Self.rates(&random))
    try write(prices, rates, to: site)
    try await Folder.with { folder in
      // In tokenledger.yml, or in the ledger.
      let file = try folder.write("tokenledger.yml", Self.configuration(prices, rates))
      let config = seed == 2 ? [] : ["--config", file]
      if seed == 2 { #expect(try await site.tokenledger("prices", "set", file).status == 0) }
      let all = ["report", "--no-sync", "--all"] + config
      for (dimension, key) in [
        ("model", "IF(m.id IS NULL, '', CONCAT(m.platform, '/', m.model))"),
        ("assistant", "IFNULL(a.name, '')"),
        ("page", "IFNULL(g.name, '')"), ("weekday", "WEEKDAY(f.day) + 1"),
        ("user", "ELT(f.user_kind + 1, '0', f.user_id, 'erased', 'everyone')"),
        ("platform", "IFNULL(m.platform, '')"),
      ] {
        let document = try await site.json(all + ["--by", dimension])
        #expect(
          try lines(document["rows"].array) { $0[dimension]["id"].string } == oracle(site, by: key).sorted(),
          "\(dimension), seed \(seed)")
        #expect(
          try lines(document["rows"].array, amount: "amount") { $0[dimension]["id"].string }
            == oracle(site, by: key, amount: "converted").sorted(), "\(dimension), seed \(seed)")
        #expect(
          try lines([document["totals"]]) { _ in "all" } == oracle(site, by: "'all'"),
          "\(dimension), seed \(seed)")
        let across = try await site.json(
          all + ["--by", dimension, "--across", "--period", "weekly", "--measure"]
            + ["total_tokens,cost"])
        #expect(
          try lines(across["rows"].array) {
            "\($0[dimension]["id"].string ?? "?")|\($0["period"].string ?? "?")"
          } == oracle(site, by: "CONCAT(\(key), '|', DATE_FORMAT(f.day, '%x-W%v'))").sorted(),
          "\(dimension), seed \(seed)")
        let report = try await site.json(all + ["--period", "weekly"])
        #expect(
          across["periods"].array.map { $0["totals"]["cost"] } == report["rows"].array.map { $0["cost"] })
        // The largest and the others are all of it.
        let ranked = try await site.json(all + ["--by", dimension, "--top", "1", "--sort", "cost"])
        #expect(ranked["totals"] == document["totals"])
        #expect(ranked["rows"].array.first?["cost"] == Self.dearest(document["rows"].array)?["cost"])
      }
      let pairs = try await site.json(all + ["--by", "user,page"])
      #expect(
        try lines(pairs["rows"].array) {
          "\($0["user"]["id"].string ?? "?")/\($0["page"]["id"].string ?? "?")"
        }
          == oracle(
            site,
            by: "CONCAT(ELT(f.user_kind + 1, '0', f.user_id, 'erased', 'everyone'), '/', IFNULL(g.name, ''))"
          ).sorted(), "seed \(seed)")
      let hours = try await site.json(all + ["--by", "hour"])
      #expect(
        try lines(hours["rows"].array) { $0["hour"]["id"].string }
          == oracle(site, by: "f.hour", hours: true).sorted(),
        "seed \(seed)")
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
        try lines(some["rows"].array) { $0["page"]["id"].string }
          == oracle(
            site, by: "IFNULL(g.name, '')",
            where: """
              (f.user_kind = 0 OR f.user_kind = 1 AND f.user_id = 7) AND (a.name = 'asst_a' OR f.assistant_id = 0)
                AND m.model IN (\(used.map { "'\($0)'" }.joined(separator: ", ")))
              """
          ).sorted(), "seed \(seed)")
      #expect(some["filters"]["user"].array.compactMap { $0["id"].string } == ["7", "0"])
      for (period, key) in [("daily", "f.day"), ("monthly", "DATE_FORMAT(f.day, '%Y-%m')")] {
        let document = try await site.json(all + ["--period", period])
        let used = document["rows"].array.filter { ($0["prompt_tokens"].integer ?? 0) > 0 }
        #expect(
          try lines(used) { $0["period"].string } == oracle(site, by: key).sorted(), "\(period), seed \(seed)"
        )
        #expect(
          try lines(used, amount: "amount") { $0["period"].string }
            == oracle(site, by: key, amount: "converted").sorted(), "\(period), seed \(seed)")
      }
      let export = try await site.tokenledger(["export", "--no-sync", "--cost", "--output", "-"] + config)
      let days = export.output.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      #expect(
        try days.filter { $0[2] != "0" }.map { "\($0[0])\t\($0[11])\t\($0[7].isEmpty ? "NULL" : $0[7])" }
          == oracle(site, by: "f.day"), "seed \(seed)")
    }
  }
}
