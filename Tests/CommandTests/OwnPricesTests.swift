import TestSupport
import Testing

/// Costs as a person sees them, and what an owner says of prices in tokenledger.yml.
@Suite("Costs, and an owner's own prices")
struct OwnPricesTests {
  private static let march = ["report", "--no-sync", "--as-of", "2024-03-31", "--last", "2"]

  /// Seven answers of 2024, whose model is known for a part of March.
  private static func site() async throws -> TestSite {
    let site = try TestSite.small()
    _ = try await site.tokenledger("sync")
    for (from, to, platform, model) in [
      ("2024-02-01", "2024-03-04", "Azure OpenAI", "shop-chat"),
      ("2024-03-05", "2024-03-30", "OpenAI", "gpt-3.5-turbo"),
    ] {
      let set = try await site.tokenledger([
        "models", "set", "--from", from, "--to", to, "--platform", platform, "--model", model,
      ])
      #expect(set.status == 0)
    }
    return site
  }

  /// What a command prints with such settings.
  private static func run(
    _ site: TestSite, _ arguments: [String], _ settings: String, files: [String: String] = [:]
  ) async throws -> TokenLedgerCommand.Outcome {
    try await Folder.with { folder in
      for (name, text) in files { _ = try folder.write(name, text) }
      return try await site.tokenledger(
        arguments + ["--config", try folder.write("tokenledger.yml", settings)])
    }
  }

  private static let own = """
    prices:
      models:
        - {platform: Azure OpenAI, model: shop-chat, same_as: gpt-4}
        - {platform: OpenAI, model: gpt-3.5-turbo, from: 2024-03-08, input: 0.25, output: 1.25}

    """

  @Test("A table has one column for costs, marks what has no price, and says what mends it", .freshDatabase)
  func table() async throws {
    let site = try await Self.site()
    let without = try await site.tokenledger(Self.march)
    #expect(
      without.output == """
        Date        Total Tokens  Prompt Tokens  Completion Tokens  Requests         Cost
        2024-02  *         1,200          1,000                200         1            –
        2024-03  *     1,235,678      1,001,010            234,668         4  ≥ 0.0000065
        -------     ------------  -------------  -----------------  --------  -----------
        Total          1,236,878      1,002,010            234,868         5  ≥ 0.0000065
        * still running, not fully counted, begun before the ledger, or shown in part
        Nothing is recorded for 2023-12-01 … 2024-01-31 to compare with.
        Costs are in USD, at the list prices of 2026-11-28 (price list 1).
        ≥: 1,236,867 tokens (more than 99.9 %) have no price: unknown model, shop-chat (Azure OpenAI). Say which model was used with 'tokenledger models set'. 'tokenledger prices list --unpriced' prints what to fill in.

        """)
  }

  @Test("What has no price is printed as settings; once they are filled in, nothing is left", .freshDatabase)
  func unpriced() async throws {
    let site = try await Self.site()
    let list = ["prices", "list", "--unpriced"]
    let before = try await site.tokenledger(list)
    #expect(before.status == 0)
    #expect(
      before.output == """
        # For tokenledger.yml: USD per 1,000,000 tokens. In their place can stand 'free: true', or 'same_as: ' and the name of
        # a listed model of the platform. With 'from: YYYY-MM-DD' a price holds from that day on.
        prices:
          models:
            # 2,300 tokens, 2024-02-29 … 2024-03-04: the list has no such model
            - platform: "Azure OpenAI"
              model: "shop-chat"
              input:
              output:
        # 1,234,578 tokens, 2024-03-31 … 2024-12-30: the model is not known. Say which model it was:
        # tokenledger models set --from 2024-03-31 --to 2024-12-30 --platform PLATFORM --model MODEL

        """)
    let document = try await site.json(list)
    #expect(document["models"].array.compactMap { $0["total_tokens"].integer } == [1_234_578, 2300])
    #expect(document["models"].array.map { $0["model"].string } == [nil, "shop-chat"])
    let known = try await site.tokenledger([
      "models", "set", "--from", "2024-03-31", "--to", "2024-12-30", "--platform", "Local Server", "--model",
      "llama",
    ])
    #expect(known.status == 0)
    let filled = before.output.replacing("input:", with: "input: 2").replacing("output:", with: "output: 3")
    let after = try await Self.run(site, list, filled)
    #expect(after.output == "# All usage in the ledger has a price.\n" && after.errors == "")
  }

  /// What the ledger keeps of shop-chat, and what is printed to fill in for its usage of 2024-02-29 and 2024-03-04: the first
  /// day of each entry and what it says.
  private static let keptEntries: [(kept: [String], printed: [String])] = [
    (["same_as: gpt-99"], ["input:"]),
    (["from: 2024-02-01, same_as: gpt-99"], ["from: 2024-02-29 input:"]),
    (
      ["from: 2024-02-29, same_as: gpt-98", "from: 2024-03-01, same_as: gpt-99"], ["from: 2024-02-29 input:"]
    ),
    // What gpt-4o cost from its first day on is not replaced.
    (["same_as: gpt-4o"], ["input:", "from: 2024-05-13 same_as: \"gpt-4o\""]),
    (
      ["same_as: gpt-4o", "from: 2024-04-01, free: true"], ["input:", "from: 2024-04-01 free: true"]
    ),
    (
      ["from: 2024-02-01, input: 1, output: 2", "from: 2024-03-01, same_as: gpt-99"],
      ["from: 2024-03-04 input:", "from: 2024-02-01 input: 1"]
    ),
    (["from: 2024-04-01, free: true"], ["input:", "from: 2024-04-01 free: true"]),
  ]

  @Test(
    "What is printed to fill in can be used as it is, whatever the ledger keeps of the model", .freshDatabase,
    arguments: keptEntries)
  func keptWithoutPrice(kept: [String], printed: [String]) async throws {
    let site = try await Self.site()
    _ = try await site.tokenledger([
      "models", "set", "--from", "2024-03-31", "--to", "2024-12-30", "--platform", "Local Server", "--model",
      "llama",
    ])
    let list = ["prices", "list", "--unpriced"]
    let output = try await Folder.with { folder in
      let entries = kept.map { "    - {platform: Azure OpenAI, model: shop-chat, \($0)}\n" }.joined()
      let file = try folder.write("kept.yml", "prices:\n  models:\n" + entries)
      #expect(try await site.tokenledger("prices", "set", file).status == 0)
      return try await site.tokenledger(list).output
    }
    let entries = output.split(separator: "      model: \"shop-chat\"\n").dropFirst().map { entry in
      entry.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
        .prefix { !$0.hasPrefix("-") && !$0.hasPrefix("output:") }.joined(separator: " ")
    }
    #expect(entries == printed, "\(output)")
    let after = try await Self.run(
      site, list,
      output.replacing("input:\n", with: "input: 2\n")
        .replacing("output:\n", with: "output: 3\n"))
    #expect(after.output == "# All usage in the ledger has a price.\n" && after.errors == "")
  }

  @Test(
    "A price holds from its day on, and a deployment has the price of the model that it is said to be",
    .freshDatabase)
  func own() async throws {
    let site = try await Self.site()
    let daily = try await Self.run(
      site, ["export", "--no-sync", "--cost", "--to", "2024-03-31", "--output", "-"], Self.own)
    let rows = daily.output.split(separator: "\n").filter { !$0.contains(",0,0,0,0,") }
    #expect(
      rows.first == "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests"
        + Substring(String.costHeadings))
    let figures = try site.sql(
      """
      SELECT day, SUM(total_tokens), SUM(prompt_tokens), SUM(completion_tokens), SUM(requests),
        TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM SUM(CASE WHEN day < '2024-03-05' THEN prompt_tokens * 30.0 + completion_tokens * 60
          WHEN day < '2024-03-08' THEN prompt_tokens * 0.5 + completion_tokens * 1.5
          ELSE prompt_tokens * 0.25 + completion_tokens * 1.25 END) * 0.000001))
      FROM wp_tokenledger_day_totals WHERE day < '2024-03-31' GROUP BY day ORDER BY day
      """)
    #expect(
      rows.dropFirst().filter { !$0.hasPrefix("2024-03-31") }.map { row in
        row.split(separator: ",", omittingEmptySubsequences: false).prefix(6).joined(separator: "\t")
      } == figures)
    #expect(rows.last?.contains(",1234567,\"unknown model\",\"1 of 2026-11-28, with own prices\"") == true)
  }

  @Test("What is free costs nothing, which is known", .freshDatabase)
  func free() async throws {
    let site = try await Self.site()
    let free = try await Self.run(
      site, Self.march + ["--format", "json"],
      "prices:\n  models:\n    - {platform: Azure OpenAI, model: shop-chat, free: true}\n")
    let february = try JSONValue(free.outputBytes)["rows"].array[0]["cost"]
    #expect(february["usd"].string == "0" && february["unpriced_tokens"].integer == 0)
    #expect(february["coverage"].integer == 100 && february["unpriced_models"].array == [])
  }

  @Test(
    "A list of the owner's replaces the built-in one, and every answer names it; a broken one is refused",
    .freshDatabase)
  func file() async throws {
    let site = try await Self.site()
    let list =
      "tokenledger.price-list/1\t7\t2027-01-02\nOpenAI\t\tcompletion\t-\tus\nOpenAI\tgpt-3.5-turbo\t-\t1/2.5\t-\t-\t-\t-\t-\tus\n"
    let settings = "prices: {file: prices.tsv}\n"
    let table = try await Self.run(site, Self.march, settings, files: ["prices.tsv": list])
    #expect(table.output.contains("at the list prices of 2027-01-02 (price list 7)"))
    let prices = try await Self.run(
      site, ["prices", "list", "--format", "csv"], settings, files: ["prices.tsv": list])
    #expect(prices.output.contains("OpenAI,gpt-3.5-turbo,known,1,2.5,") && !prices.output.contains("gpt-4o"))
    let broken = try await Self.run(
      site, Self.march, settings, files: ["prices.tsv": list.replacing("1/2.5", with: "1/-2.5")])
    #expect(broken.status == 78 && broken.output == "")
    #expect(broken.errors.contains("prices.tsv, line 3, column") && broken.errors.contains("negative"))
    let absent = try await Self.run(site, Self.march, settings)
    #expect(absent.status == 66 && absent.output == "")
  }
}

extension OwnPricesTests {
  @Test(
    "A list that is too old for the days is said to be, with the models that are newer than it",
    .freshDatabase)
  func outdated() async throws {
    let site = try await Self.site()
    let list = "tokenledger.price-list/1\t7\t2023-11-30\nOpenAI\t\tcompletion\t-\tus\n"
    let warning =
      "the price list is of 2023-11-30, more than 90 days before 2024-03-31: prices may have changed since; first used "
      + "after it: gpt-3.5-turbo (OpenAI), shop-chat (Azure OpenAI)"
    func run(_ arguments: [String]) async throws -> TokenLedgerCommand.Outcome {
      try await Self.run(site, arguments, "prices: {file: prices.tsv}\n", files: ["prices.tsv": list])
    }
    let report = try await run(Self.march + ["--format", "json"])
    #expect(report.errors == "tokenledger: warning: \(warning)\n")
    #expect(try JSONValue(report.outputBytes)["warnings"].strings == [warning])
    let export = try await run(["export", "--no-sync", "--cost", "--to", "2024-03-31", "--output", "-"])
    #expect(export.errors == "tokenledger: warning: \(warning)\n")
    // 90 days before it is not.
    let february = try await run(["report", "--no-sync", "--from", "2024-02-01", "--to", "2024-02-28"])
    #expect(february.errors == "")
    let summary = try await run(["summary", "--no-sync"])
    #expect(summary.errors.contains("the price list is of 2023-11-30, more than 90 days before "))
    let doctor = try await run(["doctor", "--format", "json"])
    let check = try JSONValue(doctor.outputBytes)["checks"].array.first { $0["name"].string == "price_list" }
    #expect(check?["level"].string == "warning")
    #expect(check?["advice"].string?.contains("prices.file") == true)
  }

  @Test("A file with costs has another name than the daily file, which stays as it is", .freshDatabase)
  func fileName() async throws {
    let site = try await Self.site()
    try await Folder.with { folder in
      for arguments in [[], ["--cost"]] {
        let export = try await site.tokenledger(["export", "--no-sync", "--output", folder.path] + arguments)
        #expect(export.status == 0)
        #expect(export.output.contains("Token-Usage-Cost-") == (arguments == ["--cost"]))
      }
    }
  }
}

extension OwnPricesTests {
  @Test("What another list would change is shown by month and model, and nothing is changed", .freshDatabase)
  func difference() async throws {
    let site = try await Self.site()
    let list = """
      tokenledger.price-list/1\t2\t2026-12-31
      Azure OpenAI\t\tcompletion\t-\tus
      Azure OpenAI\tshop-chat\t2024-03-01\t1/2\t-\t-\t-\t-\t-\tus
      OpenAI\t\tcompletion\t-\tus
      OpenAI\tgpt-3.5-turbo\t-\t0.5/1.5\t-\t-\t-\t-\t-\tus

      """
    try await Folder.with { folder in
      let file = try folder.write("new.tsv", list)
      let table = try await site.tokenledger("prices", "diff", file)
      #expect(
        table
          == .init(
            0,
            """
            Month    Platform      Model      Total Tokens  Cost Now  Cost With the File
            2024-03  Azure OpenAI  shop-chat         1,100         –              0.0012
            In USD; what is not among these months and models would stay as it is.
            ≥ means that a part of the tokens has no price, or no known output, and a dash that none has one. CSV and JSON say how many.

            """))
      let document = try await site.json("prices", "diff", file)
      #expect(document["changes"].array.map { $0["new_cost"]["usd"].string } == ["0.0012"])
      #expect(document["changes"].array.map { $0["cost"] } == [.null])
      #expect(document["new_price_list"]["version"].string == "2")
      let broken = try await site.tokenledger("prices", "diff", try folder.write("broken.tsv", list + "x\n"))
      #expect(broken.status == 78 && broken.output == "")
      #expect(try await site.tokenledger("prices", "diff", folder.path + "/none").status == 66)
    }
  }
}
