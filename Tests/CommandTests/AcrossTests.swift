import TestSupport
import Testing

/// `report --by … --across` against SQL, and against the report and the breakdown of the same days.
@Suite("Breakdowns across periods equal SQL, the report and the breakdown")
struct AcrossTests {
  private static let keys = [
    ("daily", "DATE_FORMAT(day, '%Y-%m-%d')"), ("weekly", "DATE_FORMAT(day, '%x-W%v')"),
    ("monthly", "DATE_FORMAT(day, '%Y-%m')"), ("yearly", "DATE_FORMAT(day, '%Y')"),
  ]

  @Test("Pages, users and hours by day, week, month and year", arguments: SharedSite.allCases)
  func figures(_ shared: SharedSite) async throws {
    let site = try await shared.site
    let days = ["--from", siteDay(before: 331), "--to", siteDay(before: 265)]
    for (dimension, table, id) in [
      (
        "page", "wp_tokenledger_usage_facts",
        "IFNULL((SELECT name FROM wp_tokenledger_names WHERE id = page_id), '')"
      ),
      ("user", "wp_tokenledger_usage_facts", "ELT(user_kind + 1, '0', user_id, 'erased', 'everyone')"),
      ("hour", "wp_tokenledger_hour_totals", "hour"),
    ] {
      let whole = try await site.json(["report", "--no-sync", "--by", dimension] + days)
      for (period, label) in Self.keys {
        let across = try await site.json(
          ["report", "--no-sync", "--by", dimension, "--across", "--period", period, "--measure"]
            + ["total_tokens,prompt_tokens,completion_tokens,requests"] + days)
        let expected = try site.sql(
          """
          SELECT \(id) AS member, \(label) AS label, SUM(total_tokens), SUM(prompt_tokens), SUM(completion_tokens),
            SUM(requests)
          FROM \(table) WHERE day BETWEEN '\(days[1])' AND '\(days[3])' GROUP BY member, label
          HAVING SUM(total_tokens + prompt_tokens + completion_tokens + requests) > 0
          """)
        let lines = across["rows"].array.map { row in
          ([row[dimension]["id"].string ?? "?", row["period"].string ?? "?"]
            + row.counts.map { $0.map(String.init) ?? "?" }).joined(separator: "\t")
        }
        #expect(lines.sorted() == expected.sorted(), "\(dimension) \(period)")
        #expect(lines.count > 1)
        // Members come in the order of the breakdown, each with its periods in theirs.
        var order: [String] = []
        for id in across["rows"].array.compactMap({ $0[dimension]["id"].string }) where order.last != id {
          order.append(id)
        }
        #expect(order == whole["rows"].array.compactMap { $0[dimension]["id"].string })
        // The sums of the periods are the report's rows.
        let report = try await site.json(["report", "--no-sync", "--period", period] + days)
        for key in ["period", "from", "to", "complete"] {
          #expect(across["periods"].array.map { $0[key] } == report["rows"].array.map { $0[key] })
        }
        #expect(across["periods"].array.map { $0["totals"].counts } == report["rows"].array.map(\.counts))
        #expect(across["totals"].counts == whole["totals"].counts)

        // Some names, and the others in one, are all of it.
        let top = try await site.json(
          ["report", "--no-sync", "--by", dimension, "--across", "--period", period, "--top", "2"] + days)
        for column in top["periods"].array {
          let rows = top["rows"].array.filter { $0["period"] == column["period"] }
          let named = rows.compactMap { $0["total_tokens"].integer }.reduce(0, +)
          #expect(
            column["totals"]["total_tokens"].integer == named
              + (column["other"]["total_tokens"].integer ?? -1))
        }
        #expect(Set(top["rows"].array.compactMap { $0[dimension]["id"].string }).count <= 2)
        #expect(top["measures"].strings == ["total_tokens"])
      }
    }
  }

  @Test(
    "Two dimensions by month: their records are SQL's, and the periods add up to the report", .freshDatabase)
  func twoDimensions() async throws {
    let site = try await TestSite.synced()
    let days = ["--from", "2024-02-01", "--to", "2024-12-31", "--period", "monthly"]
    let across = try await site.json(
      ["report", "--no-sync", "--by", "page,user", "--across", "--measure", "total_tokens,requests"] + days)
    let expected = try site.sql(
      """
      SELECT IFNULL((SELECT name FROM wp_tokenledger_names WHERE id = page_id), '') AS page,
        ELT(user_kind + 1, '0', user_id, 'erased', 'everyone') AS user, DATE_FORMAT(day, '%Y-%m') AS label,
        SUM(total_tokens), SUM(requests)
      FROM wp_tokenledger_usage_facts WHERE day BETWEEN '2024-02-01' AND '2024-12-31' GROUP BY page, user, label
      """)
    let lines = across["rows"].array.map { row in
      ["page", "user"].map { row[$0]["id"].string ?? "?" } + [row["period"].string ?? "?"]
        + ["total_tokens", "requests"].map { row[$0].integer.map(String.init) ?? "?" }
    }
    #expect(lines.map { $0.joined(separator: "\t") }.sorted() == expected.sorted() && lines.count > 2)
    let report = try await site.json(["report", "--no-sync"] + days)
    #expect(
      across["periods"].array.map { $0["totals"]["total_tokens"].integer }
        == report["rows"].array.map { $0["total_tokens"].integer })
    let csv = try await site.tokenledger(
      ["report", "--no-sync", "--by", "page,user", "--across", "--top", "1", "--format", "csv"] + days)
    #expect(
      csv.output.hasPrefix("Period,From,To,\"Page ID\",Page,\"User ID\",User,\"Total Tokens\","), "\(csv)")
    let table = try await site.tokenledger(
      ["report", "--no-sync", "--by", "page,weekday", "--across", "--top", "1"] + days)
    #expect(table.status == 0)
    #expect(table.output.hasPrefix("Total Tokens by page and weekday, 2024-02-01 … 2024-12-31\n"), "\(table)")
    #expect(table.output.contains(/\nPage +Weekday +2024-02 \*? .*Total\n/), "\(table)")
    #expect(table.output.contains(/\n\d+ others .*\n-+ .*\nTotal.*\n/), "\(table)")
  }

  @Test("The table adds up in both directions, and Markdown in a pipe has all periods", .freshDatabase)
  func table() async throws {
    let site = try await TestSite.synced()
    let arguments = [
      "report", "--no-sync", "--by", "page", "--across", "--period", "daily", "--from", "2024-02-29", "--to",
      "2024-03-31", "--format", "markdown",
    ]
    let lines = try await site.tokenledger(arguments).output.split(separator: "\n").filter {
      $0.hasPrefix("|")
    }
    let cells = lines.map { line in
      line.split(separator: "|").map {
        $0.replacing("*", with: "").replacing(",", with: "").replacing("\\", with: "").split(separator: " ")
          .joined(separator: " ")
      }
    }
    #expect(cells[0].count == 34 && cells[0].first == "Page" && cells[0].last == "Total")
    let figures = cells.dropFirst(2).map { $0.dropFirst().map { Int($0) ?? 0 } }
    #expect(figures.allSatisfy { $0.dropLast().reduce(0, +) == $0.last })
    let totals = try #require(figures.last)
    #expect(
      totals.last == 1_235_678
        + (try site.sql(
          "SELECT SUM(total_tokens) FROM wp_tokenledger_day_totals WHERE day = '2024-02-29'"
        ).first.flatMap { Int($0) } ?? 0))
    for column in totals.indices {
      #expect(figures.dropLast().reduce(0) { $0 + $1[column] } == totals[column])
    }
  }

  @Test("A terminal shows the newest periods that fit, and names the others", .freshDatabase)
  func terminal() async throws {
    let site = try await TestSite.synced()
    let shown = try await site.onTerminal([
      "report", "--no-sync", "--by", "page", "--across", "--period", "daily", "--from", "2024-02-29", "--to",
      "2024-03-31",
    ])
    #expect(shown.contains("2024-03-31") && shown.contains("Total"))
    #expect(
      shown.contains(/Not shown, as the terminal is too narrow: the \d+ columns from 2024-02-29/), "\(shown)")
  }

  @Test("What there are no columns for is refused")
  func refused() async throws {
    let site = try await SharedSite.sample.site
    #expect(
      try await site.tokenledger(
        "report", "--no-sync", "--by", "page", "--across", "--period", "daily", "--from", "2020-01-01",
        "--to",
        "2022-09-27")
        == .init(
          64, error: "2020-01-01 to 2022-09-27 has 1001 daily columns, more than 1000",
          "Ask for a longer period (--period) or for fewer days (--last, --from, --to)."))
    let one = try await site.tokenledger(
      "report", "--no-sync", "--by", "hour", "--across", "--period", "daily", "--last", "1")
    #expect(one.status == 0, "\(one)")
    #expect(
      try await site.tokenledger(
        "report", "--no-sync", "--by", "page", "--across", "--measure", "requests,cost")
        == .init(
          64, error: "--across has room for one figure in a table, not 2",
          "Name one with --measure, or use --format csv or json."))
  }
}
