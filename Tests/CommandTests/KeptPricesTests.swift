import TestSupport
import Testing

/// What an owner says of prices and of his currency, kept in the ledger.
@Suite("Own prices and the currency in the ledger", .freshDatabase)
struct KeptPricesTests {
  /// Three answers of gpt-4o, one of another deployment, and one of a model without a price.
  private static func site() async throws -> TestSite {
    let site = try TestSite.empty()
    try site.add(
      (1...5).map {
        Answer(
          time: "2026-0\($0)-10 10:00:00", prompt: 1_000_000, completion: 100_000, page: "\($0)")
      })
    _ = try await site.tokenledger("sync")
    for (month, platform, model) in [
      (1, "OpenAI", "gpt-4o"), (2, "OpenAI", "gpt-4o"), (3, "OpenAI", "gpt-4o"),
      (4, "Azure OpenAI", "our desk"),
      (5, "NVIDIA", "nemo"),
    ] {
      let day = "2026-0\(month)-10"
      _ = try await site.tokenledger(
        "models", "set", "--from", day, "--to", day, "--platform", platform, "--model", model)
    }
    return site
  }

  private static let report = [
    "report", "--no-sync", "--from", "2026-01-01", "--to", "2026-05-31", "--period", "monthly",
  ]

  private static let kept = """
    prices:
      currency: EUR
      rates:
        - {from: 2026-01-01, rate: 0.9}
        - {from: 2026-03-10, rate: 0.85}
      models:
        - {platform: Azure OpenAI, model: our desk, same_as: gpt-4o}
        - {platform: NVIDIA, model: nemo, free: true}
        - {platform: OpenAI, model: gpt-4o, from: 2026-02-01, input: 2, output: 8, cached_input: 0.5}

    """

  private func amounts(_ site: TestSite, _ more: [String] = []) async throws -> [String?] {
    try await site.json(Self.report + more)["rows"].array.map { row in
      row["cost"]["amount"].string.map { "\($0) \(row["cost"]["currency"].string ?? "?")" }
    }
  }

  @Test(
    "What a file says is kept, shown, and precedes the list in every command; tokenledger.yml precedes it")
  func keeping() async throws {
    let site = try await Self.site()
    #expect(try await amounts(site) == ["3.5 USD", "3.5 USD", "3.5 USD", nil, nil])
    try await Folder.with { folder in
      let file = try folder.write("prices.yml", Self.kept)
      let set = try await site.json("prices", "set", file)
      #expect(try await site.json("prices", "show") == set)
      #expect(
        try set["kept"]
          == JSONValue(
            text: #"""
              {"currency": "EUR", "rates": [{"from": "2026-01-01", "rate": "0.9"}, {"from": "2026-03-10", "rate": "0.85"}],
               "models": [
                {"platform": "Azure OpenAI", "model": "our desk", "from": null, "input": null, "output": null,
                 "cached_input": null, "free": false, "same_as": "gpt-4o"},
                {"platform": "NVIDIA", "model": "nemo", "from": null, "input": null, "output": null,
                 "cached_input": null, "free": true, "same_as": null},
                {"platform": "OpenAI", "model": "gpt-4o", "from": "2026-02-01", "input": "2", "output": "8",
                 "cached_input": "0.5", "free": false, "same_as": null}]}
              """#))
      #expect(
        try await amounts(site) == ["3.15 EUR", "2.52 EUR", "2.38 EUR", "2.975 EUR", "0 EUR"])
      let breakdown = try await site.json(
        ["report", "--no-sync", "--all", "--by", "model", "--measure", "cost"])
      #expect(breakdown["totals"]["cost"]["amount"].string == "11.025")
      #expect(breakdown["totals"]["cost"]["usd"].string == "12.6")
      let table = try await site.tokenledger(Self.report)
      #expect(
        table.output.contains(
          "Costs are in EUR, at the list prices of 2026-11-28 (price list 1), and at your own prices, converted from USD at the rate of each day."
        ), "\(table)")
      // Of the models and the currency that tokenledger.yml names, the ledger says nothing.
      let config = try folder.write(
        "tokenledger.yml",
        "prices: {currency: USD, models: [{platform: OpenAI, model: gpt-4o, from: 2026-03-01, free: true}]}\n"
      )
      #expect(
        try await amounts(site, ["--config", config]) == ["3.5 USD", "3.5 USD", "0 USD", "3.5 USD", "0 USD"])
      let none = try folder.write("none.yml", "prices:\n")
      #expect(try await site.tokenledger("prices", "set", none).status == 0)
      #expect(try await amounts(site) == ["3.5 USD", "3.5 USD", "3.5 USD", nil, nil])
    }
    #expect(try await site.tokenledger("verify", "--quiet").status == 0)
  }

  /// What doctor says of rates; nil where it says nothing.
  private func rateCheck(_ site: TestSite, _ arguments: [String] = []) async throws -> String? {
    let checks = try await site.json(["doctor"] + arguments)["checks"].array
    let check = checks.first { $0["name"].string == "exchange_rates" }
    let first = "2026-01-10"
    if let check {
      #expect(check["level"].string == "warning" && check["title"].string == "Exchange rates")
      #expect(
        check["advice"].string
          == "Add a rate from \(first) or an earlier day where the currency is named: in tokenledger.yml, with "
          + "'tokenledger prices set', or in the plugin's settings.")
    }
    return check?["message"].string
  }

  @Test("A day without a rate is an error that names it, unless nothing had to be paid")
  func missingRate() async throws {
    let site = try await Self.site()
    try await Folder.with { folder in
      let config = try folder.write(
        "tokenledger.yml",
        "prices: {currency: JPY, rates: [{from: 2026-02-11, rate: 155.5}], models: [{platform: OpenAI, model: gpt-4o, from: 2026-02-01, free: true}]}\n"
      )
      let outcome = try await site.tokenledger(Self.report + ["--config", config])
      #expect(
        outcome
          == .init(
            65, error: "there is no rate of JPY for 2026-01-10",
            "Add one that holds from that day or an earlier one, as 'tokenledger prices show' has them, or ask for later days."
          ))
      for by in ["page", "model", "hour"] {
        let breakdown = try await site.tokenledger(Self.report + ["--by", by, "--config", config])
        #expect(breakdown.status == 65 && breakdown.errors.contains("JPY for 2026-01-10"), "\(breakdown)")
      }
      let later = try await site.tokenledger(
        ["report", "--no-sync", "--from", "2026-02-01", "--to", "2026-05-31", "--config", config])
      #expect(later.status == 0, "\(later)")

      // What is about all days does not fail: it shows USD, and says why.
      let warning = JSONValue.array([
        .string(
          "there is no rate of EUR for 2026-01-10: reports of that day fail, and lists of all models show USD"
        )
      ])
      let late = try folder.write(
        "late.yml", "prices: {currency: EUR, rates: [{from: 2026-01-11, rate: 0.9}]}\n")
      #expect(try await site.json("prices", "set", late)["warnings"] == warning)
      let models = try await site.json("models", "list")
      #expect(models["warnings"] == warning)
      #expect(
        try await rateCheck(site) == "there is no rate of EUR for 2026-01-10: what shows their costs fails")
      let none = try folder.write(
        "none.yml", "prices: {currency: EUR, rates: [{from: 2026-03-11, rate: 0.9}]}\n")
      #expect(
        try await rateCheck(site, ["--config", none])
          == "there is no rate of EUR for 3 days, 2026-01-10 … 2026-03-10: what shows their costs fails")
      let all = try folder.write(
        "all.yml", "prices: {currency: EUR, rates: [{from: 2026-01-10, rate: 0.9}]}\n")
      #expect(try await rateCheck(site, ["--config", all]) == nil)
      #expect(
        models["usage"].array.first { $0["model"].string == "gpt-4o" }?["cost"]["currency"].string == "USD")
    }
  }

  @Test(
    "What is kept and does not count, and a name that the list does not have, are said; the list in force is shown"
  )
  func warnings() async throws {
    let site = try await Self.site()
    try await Folder.with { folder in
      let file = try folder.write(
        "prices.yml",
        Self.kept + "    - {platform: Azure OpenAI, model: other, same_as: gpt-4oo}\n")
      let list = try folder.write(
        "list.tsv", "tokenledger.price-list/1\t7\t2027-01-02\nAzure OpenAI\t\tcompletion\t-\tus\n")
      let config = try folder.write(
        "tokenledger.yml",
        """
        prices:
          file: list.tsv
          currency: USD
          models:
            - {platform: Mistral, model: x, free: true}
            - {platform: OpenAI, model: gpt-4o, from: 2026-03-01, free: true}

        """)
      let listed =
        "same_as of other (Azure OpenAI) is gpt-4oo, of which the price list has no price: its usage has none either"
      let set = try await site.json("prices", "set", file)
      #expect(set["warnings"].array.map(\.string) == [listed])
      #expect(set["price_list"]["version"].string == "1" && set["configured"]["file"] == .null)
      let shown = try await site.json("prices", "show", "--config", config)
      #expect(
        shown["warnings"].array.map(\.string) == [
          "\(config), line 6 has prices of gpt-4o (OpenAI), so that those in the ledger do not count",
          "\(config), line 3 says that costs are in USD, so that the currency and the rates in the ledger do not count",
          listed,
          "same_as of our desk (Azure OpenAI) is gpt-4o, of which the price list has no price: its usage has none either",
        ])
      #expect(shown["configured"]["file"].string == list)
      #expect(
        try shown["price_list"]
          == JSONValue(text: #"{"version": "7", "date": "2027-01-02", "own_prices": true}"#)
      )
      let csv = try await site.tokenledger("prices", "show", "--config", config, "--format", "csv", "--quiet")
      #expect(
        csv.output.hasPrefix(
          """
          Where,Platform,Model,From,Input,Output,"Cached Input","Same As",Rate,List,File
          "price list",,,,,,,,,"7 of 2027-01-02",\(list)

          """), "\(csv)")
    }
  }

  @Test("Where the list that tokenledger.yml names cannot be used, nothing is kept")
  func brokenList() async throws {
    let site = try await Self.site()
    try await Folder.with { folder in
      let file = try folder.write("prices.yml", Self.kept)
      let config = try folder.write("tokenledger.yml", "prices: {file: list.tsv}\n")
      let before = try await site.json("prices", "show")
      let set = ["prices", "set", file, "--config", config]
      #expect(try await site.tokenledger(set).status == 66)
      _ = try folder.write("list.tsv", "no list\n")
      #expect(try await site.tokenledger(set).status == 78)
      #expect(try await site.json("prices", "show") == before)
    }
  }

  @Test(
    "A list of prices has those that a site keeps if the site is named, or found around the current folder")
  func listed() async throws {
    let site = try await Self.site()
    let list = ["prices", "list", "--model", "gpt-4o", "--on", "2026-03-01"]
    try await Folder.with { folder in
      #expect(
        try await site.tokenledger("prices", "set", try folder.write("prices.yml", Self.kept)).status == 0)
      func input(_ document: JSONValue) -> String? {
        document["models"].array.first { $0["platform"].string == "OpenAI" }?["input_usd"].string
      }
      let ofSite = try await site.json(list)
      #expect(ofSite["kept_prices"] == .bool(true) && input(ofSite) == "2")
      #expect(
        ofSite["models"].array.map { $0["source"].string == "own prices" }.contains(true)
          && ofSite["models"].array.allSatisfy { $0["reason"] == .null })
      #expect(
        try await site.tokenledger(list).output.hasSuffix(
          "Prices that the site's ledger keeps are among them.\n"))
      let deployment = try await site.json(["prices", "list", "--model", "our desk", "--on", "2026-03-01"])
      #expect(
        input(deployment) == nil && deployment["models"].array.map { $0["input_usd"].string } == ["2.5"])
      // Without a site, the list alone, and a hint.
      let alone = try await TokenLedgerCommand.run(arguments: list, workingDirectory: folder.path)
      #expect(
        alone.errors == "" && alone.output.hasSuffix("name the site, or see 'tokenledger prices show'.\n"),
        "\(alone)")
      let document = try JSONValue(
        await TokenLedgerCommand.run(arguments: list + ["--format", "json"]).outputBytes)
      #expect(document["kept_prices"] == .bool(false) && input(document) == "2.5")
      // A site that is only around, and whose server is away, is left out aloud; one that is named is an error.
      _ = try folder.write(
        "wp-config.php",
        """
        <?php
        define( 'DB_NAME', 'x' ); define( 'DB_USER', 'x' ); define( 'DB_PASSWORD', 'x' );
        define( 'DB_HOST', 'localhost:\(folder.path)/none.sock' ); $table_prefix = 'wp_';
        """)
      let around = try await TokenLedgerCommand.run(arguments: list, workingDirectory: folder.path)
      #expect(
        around.status == 0 && around.output == alone.output
          && around.errors.hasPrefix("tokenledger: warning: prices that the ledger keeps are left out: "),
        "\(around)")
      let named = try await TokenLedgerCommand.run(arguments: list + ["--wp-path", folder.path])
      #expect(named.status != 0 && named.output == "", "\(named)")
    }
  }

  @Test(
    "A file that cannot be kept is refused with its place, and what was kept stays",
    arguments: [
      ("models:\n", "line 1, column 1: unknown key 'models' in the file"),
      ("", "line 1, column 1: the file has no section 'prices'"),
      ("prices:\n  file: x.tsv\n", "line 2, column 3: unknown key 'file' in prices"),
      ("prices:\n  currency: euro\n", "line 2, column 13: currency in prices is not the code"),
      ("prices: [", "line 1"),
    ])
  func refused(text: String, problem: String) async throws {
    let site = try TestSite.small()
    _ = try await site.tokenledger("sync")
    try await Folder.with { folder in
      let good = try folder.write("good.yml", Self.kept)
      #expect(try await site.tokenledger("prices", "set", good).status == 0)
      let before = try await site.json("prices", "show")
      let outcome = try await site.tokenledger("prices", "set", try folder.write("bad.yml", text))
      #expect(outcome.status == 78 && outcome.errors.contains(problem), "\(outcome)")
      #expect(try await site.json("prices", "show") == before)
      #expect(try await site.tokenledger("prices", "set", folder.path + "/none").status == 66)
    }
  }
}
