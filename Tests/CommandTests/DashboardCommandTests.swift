import TestSupport
import Testing

@Suite("The dashboard")
struct DashboardCommandTests {
  private static let spans = [
    ["--period", "monthly", "--top", "5"],
    ["--period", "daily", "--from", "2026-01-01", "--to", "2026-03-31"],
    ["--all", "--period", "yearly"], [],
  ]

  /// The checks of a doctor's document without the one that tells the time.
  private func timeless(_ doctor: JSONValue) -> [JSONValue] {
    [doctor["schema"], doctor["site"], doctor["level"]]
      + doctor["checks"].array.filter { $0["name"] != .string("time_zone") }
  }

  @Test("Its documents and its chart are those of the commands that it stands for", arguments: spans)
  func parts(_ span: [String]) async throws {
    let site = try await SharedSite.sample.site
    let dashboard = try await site.json(["dashboard", "--no-sync"] + span)
    #expect(dashboard["schema"] == .string("tokenledger.dashboard/1"))
    #expect(try await dashboard["report"] == site.json(["report", "--no-sync"] + span))
    #expect(try await dashboard["summary"] == site.json("summary", "--no-sync"))
    #expect(try await timeless(dashboard["doctor"]) == timeless(site.json("doctor")))
    // Each figure of a row is called as in the CSV file.
    let columns = dashboard["measures"].array
    let header = try await site.tokenledger("report", "--no-sync", "--format", "csv").output.withoutCost
      .prefix {
        $0 != "\n"
      }
    #expect(
      columns.compactMap { $0["title"].string }
        == header.replacing("\"", with: "").split(separator: ",").dropFirst().dropLast().map(String.init))
    #expect(
      columns.compactMap { $0["key"].string }.map { dashboard["report"]["totals"][$0].integer }
        == dashboard["report"]["totals"].counts)
    var chart = span
    if let top = chart.firstIndex(of: "--top") { chart.removeSubrange(top...top + 1) }
    let svg = try await site.tokenledger(["report", "--no-sync", "--format", "svg"] + chart).output
    #expect(dashboard["chart"] == .string(svg) && svg.hasPrefix("<svg"))
    #expect(dashboard["chart_obstacle"] == .null)
    // Nobody has said yet which model was used.
    let unpriced = dashboard["unpriced_models"].array
    let totals = dashboard["report"]["totals"]
    #expect(totals["cost"] == .null && unpriced.count == 1)
    #expect(unpriced.first?["platform"] == .null && unpriced.first?["total_tokens"] == totals["total_tokens"])
    #expect(dashboard["models_without_output"].array.isEmpty)
  }

  @Test("With a dimension it has the breakdown of the report's days and its ring, as report has them")
  func breakdown() async throws {
    let site = try await SharedSite.sample.site
    for span in [["--period", "monthly", "--top", "2"], ["--period", "weekly"]] {
      let by = ["--by", "page"] + span
      let dashboard = try await site.json(["dashboard", "--no-sync", "--no-doctor"] + by)
      let without = try await site.json(["dashboard", "--no-sync", "--no-doctor"] + span)
      #expect(try await dashboard["breakdown"] == site.json(["report", "--no-sync"] + by))
      let ring = try await site.tokenledger(
        ["report", "--no-sync", "--format", "svg", "--chart", "share"] + by)
      #expect(dashboard["share_chart"] == .string(ring.output) && ring.output.hasPrefix("<svg"))
      // All else is as it is without.
      for key in ["report", "summary", "doctor", "measures", "chart", "chart_obstacle"] {
        #expect(dashboard[key] == without[key], "\(key)")
      }
      #expect(without["breakdown"] == .null && without["share_chart"] == .null)
      let table = try await site.tokenledger(["dashboard", "--no-sync", "--no-doctor"] + by)
      #expect(table.output.contains("By page, "))
    }
  }

  @Test("It syncs once, and what the sync warns of is said once and in both documents", .freshDatabase)
  func sync() async throws {
    let site = try TestSite.small()
    let dashboard = try await site.json("dashboard", "--all")
    #expect(dashboard["report"]["totals"]["requests"] == .integer(7))
    #expect(dashboard["report"]["last_sync"] == dashboard["summary"]["last_sync"])
    #expect(dashboard["doctor"]["site"] == dashboard["report"]["site"])

    // The ledger's fence tells how often it was written to.
    func growth(_ arguments: String...) async throws -> Int? {
      try site.add([Answer(time: siteTime(), prompt: 1, completion: 1)])
      let fence = "SELECT fence FROM wp_tokenledger_state"
      let before = try #require(try site.sql(fence).first.flatMap { Int($0) })
      #expect(try await site.tokenledger(arguments).status == 0)
      return try site.sql(fence).first.flatMap { Int($0) }.map { $0 - before }
    }
    let once = try #require(try await growth("sync"))
    #expect(once > 0)
    #expect(try await growth("dashboard", "--all") == once)

    try site.sql("DROP TABLE \(TestSite.log)")
    let outcome = try await site.tokenledger("dashboard", "--format", "json")
    let document = try JSONValue(outcome.outputBytes)
    #expect(outcome.status == 0)
    let warnings = document["report"]["warnings"].strings
    #expect(warnings.contains { $0.hasSuffix("these are the ledger's figures as they stand") })
    #expect(document["summary"]["warnings"].strings == warnings)
    #expect(outcome.errors == warnings.map { "tokenledger: warning: \($0)\n" }.joined())
  }

  @Test("Checks that fail are in the answer, and do not change the exit code", .freshDatabase)
  func failedChecks() async throws {
    let site = try await TestSite.synced()
    try site.sql("DROP TABLE wp_tokenledger_rejected")
    #expect(try await site.tokenledger("doctor").status == 65)
    let outcome = try await site.tokenledger(
      "dashboard", "--no-sync", "--period", "yearly", "--format", "json")
    #expect(outcome.status == 0)
    #expect(try JSONValue(outcome.outputBytes)["doctor"]["level"] == .string("failure"))
  }

  @Test("Without the checks, the rest is the same", .freshDatabase)
  func withoutChecks() async throws {
    let site = try await TestSite.synced()
    try site.sql("DROP TABLE wp_tokenledger_rejected")
    let arguments = ["dashboard", "--no-sync", "--period", "yearly"]
    let (with, without) = (
      try await site.json(arguments), try await site.json(arguments + ["--no-doctor"])
    )
    #expect(without["doctor"] == .null && with["doctor"] != .null)
    for part in ["summary", "report", "measures", "chart", "chart_obstacle"] {
      #expect(without[part] == with[part], "\(part)")
    }
    #expect(without["report"]["totals"]["requests"].integer == 7)
    let whole = try await site.tokenledger(arguments).output
    let rest = try await site.tokenledger(arguments + ["--no-doctor"]).output
    #expect(whole.hasPrefix(rest + "\n") && whole.contains("failure") && !rest.contains("failure"))
  }

  @Test("More bars than a chart has are an obstacle, not an error", .freshDatabase)
  func noChart() async throws {
    let site = try await TestSite.synced()
    let span = ["--period", "daily", "--from", "2000-01-01"]
    let dashboard = try await site.json(["dashboard", "--no-sync"] + span)
    #expect(dashboard["chart"] == .null)
    let why = try #require(dashboard["chart_obstacle"].string)
    let chart = try await site.tokenledger(["report", "--no-sync", "--format", "svg"] + span)
    #expect(chart.status == 64 && chart.errors.contains(why))
  }

  @Test("What is wrong with a report's options is wrong with its own, in the same words")
  func mistakes() async throws {
    let site = try await SharedSite.sample.site
    for options in [
      ["--top", "0"], ["--last", "0"], ["--all", "--last", "2"], ["--from", "2999-01-01"],
      ["--from", "2026-02-02", "--to", "2026-02-01"], ["--period", "hourly"],
    ] {
      let report = try await site.tokenledger(["report", "--no-sync"] + options)
      let dashboard = try await site.tokenledger(["dashboard", "--no-sync"] + options)
      #expect(report.status == 64)
      #expect(dashboard.status == 64 && dashboard.output == "")
      #expect(
        dashboard.errors == report.errors.replacing("tokenledger report", with: "tokenledger dashboard"))
    }
  }

  @Test("People get the summary, then the report, then the checks unless all are well", .freshDatabase)
  func screen() async throws {
    let site = try await TestSite.synced()
    let span = ["--no-sync", "--all", "--period", "monthly", "--top", "2"]
    for format in ["table", "markdown"] {
      func text(_ arguments: [String]) async throws -> String {
        try await site.tokenledger(arguments + ["--format", format]).output
      }
      let dashboard = try await text(["dashboard"] + span)
      let summary = try await text(["summary", "--no-sync"])
      let report = try await text(["report"] + span)
      #expect(dashboard.hasPrefix(summary + "\n" + report))
      // Between them and the last line one check tells the time.
      let ending = try #require(await site.tokenledger("doctor").output.split(separator: "\n").last)
      #expect(ending.contains("0 failure") && dashboard.hasSuffix("\n\(ending)\n"))
    }
    let csv = try await site.tokenledger(["dashboard"] + span + ["--format", "csv"]).output.withoutCost
    let report = try await site.tokenledger(["report"] + span + ["--format", "csv"]).output.withoutCost
    let summary = try await site.tokenledger("summary", "--no-sync", "--format", "csv").output.withoutCost
    func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }
    #expect(
      lines(csv) == lines(report).prefix(1) + lines(summary).dropFirst().map { $0 + "," }
        + lines(report).dropFirst())
  }

  @Test("Defaults of the configuration hold as for a report, but for the format")
  func configured() async throws {
    let site = try await SharedSite.sample.site
    try await Folder.with { folder in
      try folder.write("tokenledger.yml", "report:\n  period: yearly\n  last: 1\n  top: 3\n  format: csv\n")
      let options = ["--no-sync", "--config", "\(folder.path)/tokenledger.yml"]
      let dashboard = try await site.json(["dashboard"] + options)
      #expect(try await dashboard["report"] == site.json(["report"] + options))
      #expect(dashboard["report"]["rows"].array.count == 1)
      #expect(dashboard["report"]["top"]["pages"]["largest"].array.count == 3)
      // The number is that of rankings: a breakdown is whole, in its own order.
      let broken = try await site.json(["dashboard", "--by", "hour"] + options)["breakdown"]
      #expect(try await broken == site.json(["report", "--by", "hour"] + options))
      #expect(broken["other_count"].integer == 0 && broken["rows"].array.count > 3)
    }
  }
}
