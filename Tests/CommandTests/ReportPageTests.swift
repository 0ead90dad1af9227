import TestSupport
import Testing

/// What a page asks of a report beside its rows: rankings, a chart, and where the ledger stands.
@Suite("Reports for a page")
struct ReportPageTests {
  /// The days of a report, as options and as SQL.
  private static func spans() -> [(arguments: [String], first: String, last: String)] {
    let (today, from, to) = (siteDay(), siteDay(before: 331), siteDay(before: 265))
    return [
      (["--period", "weekly", "--from", from, "--to", to], "'\(from)'", "'\(to)'"),
      (["--period", "yearly", "--from", "2000-01-01", "--as-of", today], "'2000-01-01'", "'\(today)'"),
    ]
  }

  @Test(
    "The rankings are those of SQL over the same log, for exactly the days of the report",
    arguments: SharedSite.allCases, Oracle.Dimension.allCases)
  func rankings(_ shared: SharedSite, _ dimension: Oracle.Dimension) async throws {
    let site = try await shared.site
    for (arguments, first, last) in Self.spans() {
      let expected = try Oracle(site: site).ranking(dimension, from: first, to: last)
      #expect(expected.count > 2)
      for limit in [1, 3, 100] {
        let outcome = try await site.tokenledger(
          ["report", "--no-sync", "--top", "\(limit)", "--format", "json"] + arguments)
        let top = try JSONValue(outcome.outputBytes)["top"]
        #expect(top[dimension.rawValue].ranking == ExpectedRanking(expected, limit: limit), "\(arguments)")
      }
    }
  }

  @Test(
    "Rankings change nothing else of a report, and every format has their figures",
    arguments: SharedSite.allCases)
  func formats(_ shared: SharedSite) async throws {
    let site = try await shared.site
    func report(_ format: String, _ options: String...) async throws -> String {
      try await site.tokenledger(
        ["report", "--no-sync", "--period", "monthly", "--format", format] + options
      ).output
    }
    let json = try JSONValue(Array(try await report("json", "--top", "3").utf8))
    guard case .object(var keys) = json else { return #expect(Bool(false), "no object") }
    keys["top"] = nil
    #expect(try JSONValue.object(keys) == JSONValue(Array(try await report("json").utf8)))

    let table = try await report("table", "--top", "3").replacing(",", with: "")
    let markdown = try await report("markdown", "--top", "3").replacing(",", with: "")
    let csv = try await report("csv", "--top", "3").withoutCost
    #expect(table.hasPrefix(try await report("table").replacing(",", with: "")))
    #expect(markdown.hasPrefix(try await report("markdown").replacing(",", with: "")))
    for row in json["rows"].array {
      let days = ["period", "from", "to"].map { row[$0].string ?? "?" }
      let figures = row.counts.map { $0.map(String.init) ?? "?" }
      #expect(
        csv.contains(
          "\nPeriod," + (days + figures + ["\(row["complete"].bool ?? false)"]).joined(separator: ",") + "\n")
      )
    }
    let from = try #require(json["from"].string), to = try #require(json["to"].string)
    for dimension in ["assistants", "pages", "users"] {
      for usage in json["top"][dimension]["largest"].array + [json["top"][dimension]["other"]] {
        let figures = usage.counts.map { $0.map(String.init) ?? "?" }
        // The damaged log has three assistants: none is left for "others".
        if figures[0] == "0" { continue }
        #expect(csv.contains(([",\(from),\(to)"] + figures).joined(separator: ",")), "\(figures)")
        #expect(table.contains(try Regex("\(figures[0]) +\(figures[3]) +[0-9.]+ %\n")), "\(figures)")
        #expect(markdown.contains("| \(figures[0]) | \(figures[3]) | "), "\(figures)")
      }
    }
  }

  @Test(
    "The chart's figures are the report's, and Python's parser of XML reads it",
    arguments: SharedSite.allCases,
    ReportFigureTests.periods)
  func chart(_ shared: SharedSite, _ period: String) async throws {
    let site = try await shared.site
    let report = try await site.json("report", "--no-sync", "--all", "--period", period)
    let outcome = try await site.shell(
      """
      "$TOKENLEDGER" report --no-sync --all --period \(period) --format svg | python3 -c '
      import sys
      from xml.dom import minidom
      svg = minidom.parse(sys.stdin.buffer).documentElement
      assert (svg.tagName, svg.getAttribute("role")) == ("svg", "img")
      for bar in svg.getElementsByTagName("rect"):
        for title in bar.getElementsByTagName("title"): print(title.firstChild.data)
      '
      """)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    let bars: [String] = outcome.output.replacing(",", with: "").split(separator: "\n").map { line in
      String(line).replacing("tokens", with: "token").replacing("requests", with: "request")
    }
    let expected = report["rows"].array.map { row in
      "\(row["period"].string ?? "?"): \(row.counts[0] ?? -1) token \(row.counts[3] ?? -1) request "
        + (row["complete"].bool == true ? "complete" : "not complete")
    }
    #expect(expected.count > 1)
    #expect(bars == expected)
  }

  @Test("The last sync, the ledger's first day and the site's period are told, or null", .freshDatabase)
  func standing() async throws {
    let site = try TestSite.small()
    func standing(_ options: String...) async throws -> [JSONValue] {
      let report = try JSONValue(
        try await site.tokenledger(["report", "--period", "yearly", "--format", "json"] + options).outputBytes
      )
      return ["last_sync", "ledger_since", "reporting_period"].map { report[$0] }
    }
    // Nothing there yet; the log alone says nothing of a ledger.
    #expect(try await standing("--no-sync") == [.null, .null, .string("monthly")])
    #expect(try await standing("--live") == [.null, .null, .string("monthly")])

    _ = try await site.json("sync")
    let synced = try site.sql(
      "SELECT DATE_FORMAT(synced_utc, '%Y-%m-%dT%H:%i:%sZ') FROM wp_tokenledger_cursors")
    let expected: [JSONValue] = [.string(synced[0]), .string("2024-02-29"), .string("monthly")]
    #expect(try await standing("--no-sync") == expected)
    #expect(try await standing("--no-sync", "--from", "2024-12-01") == expected)
    #expect(try await standing("--live") == [.null, .null, .string("monthly")])

    try site.set(option: "chatbot_chatgpt_reporting_period", to: nil)
    #expect(try await standing("--no-sync")[2] == .string("daily"))
  }

  @Test("Rankings of a ledger that is not there yet, or of days without usage, are empty", .freshDatabase)
  func emptyRankings() async throws {
    let site = try TestSite.small()
    let empty = ExpectedRanking([], limit: 5)
    for arguments in [["--no-sync"], ["--from", "2024-05-01", "--to", "2024-05-31"]] {
      let outcome = try await site.tokenledger(["report", "--top", "5", "--format", "json"] + arguments)
      let top = try JSONValue(outcome.outputBytes)["top"]
      #expect(["assistants", "pages", "users"].map { top[$0].ranking } == [empty, empty, empty])
    }
  }
}
