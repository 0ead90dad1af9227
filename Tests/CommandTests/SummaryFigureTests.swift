import TestSupport
import Testing

/// The summary against independent SQL over the same log.
@Suite("The figures of the summary equal SQL over the same log")
struct SummaryFigureTests {
  @Test(
    "Today, the month and the year, and the hours of them that are over against the same hours before",
    arguments: SharedSite.allCases)
  func comparisons(_ shared: SharedSite) async throws {
    let site = try await shared.site
    let oracle = Oracle(site: site)
    let summary = try await site.json("summary", "--no-sync")
    let today = "CAST('\(try #require(summary["as_of"].string))' AS DATE)"
    let before = [
      "today": ("\(today) - INTERVAL 1 DAY", "\(today) - INTERVAL 1 DAY"),
      "month": (oracle.start("monthly", "\(today)") + " - INTERVAL 1 MONTH", "\(today) - INTERVAL 1 MONTH"),
      "year": ("MAKEDATE(YEAR(\(today)) - 1, 1)", "\(today) - INTERVAL 1 YEAR"),
    ]
    let hour = try #require(summary["ledger_complete_until_local"].string).dropFirst(11).prefix(2)
    for (key, period) in [("today", "daily"), ("month", "monthly"), ("year", "yearly")] {
      let (first, last) = try #require(before[key])
      let start = oracle.start(period, today)
      #expect(try Self.line(summary[key]["current"]) == oracle.span(from: start, to: today))
      // In the first hour of a day no hour of it is over, and a purge may have removed a day's hours.
      guard hour != "00", let end = summary[key]["previous"]["until_local"].string else { continue }
      #expect(end.dropFirst(11) == "\(hour):00:00")
      #expect(try end.prefix(10) == site.sql("SELECT DATE(\(last))")[0])
      #expect(try Self.line(summary[key]["previous"]) == oracle.span(from: first, until: end))
      let now = try #require(summary[key]["compared"]["until_local"].string)
      #expect(try Self.line(summary[key]["compared"]) == oracle.span(from: start, until: now))
    }
  }

  @Test("The averages, the busiest day and the split", arguments: SharedSite.allCases)
  func facts(_ shared: SharedSite) async throws {
    let site = try await shared.site
    let oracle = Oracle(site: site)
    let summary = try await site.json("summary", "--no-sync")
    let today = try #require(summary["as_of"].string)

    let average = summary["average"]
    let perDay = average["tokens_per_day"].integer ?? -1,
      perRequest = average["tokens_per_request"].integer ?? -1
    #expect(
      try "\(average["from"].string ?? "")\t\(average["to"].string ?? "")\t\(perDay)\t\(perRequest)"
        == oracle.average(asOf: today))

    let busiest = summary["busiest_day"]
    let counts = busiest.counts.map { $0.map(String.init) ?? "?" }
    #expect(
      try ([busiest["day"].string ?? "?"] + counts).joined(separator: "\t") == oracle.busiestDay(asOf: today))

    let month = summary["month"]["current"].counts.compactMap(\.self)
    try #require(month.count == 4)
    let split = ["prompt_tokens", "completion_tokens", "other_tokens"].map {
      summary["month_split"][$0].integer
    }
    #expect(split == [month[1], month[2], max(0, month[0] - month[1] - month[2])])
  }

  @Test(
    "The largest assistants, pages and users of the month, by name, and all the others",
    arguments: SharedSite.allCases, Oracle.Dimension.allCases)
  func rankings(_ shared: SharedSite, _ dimension: Oracle.Dimension) async throws {
    let site = try await shared.site
    let summary = try await site.json("summary", "--no-sync")
    let today = try #require(summary["as_of"].string)
    let oracle = Oracle(site: site)
    let ranking = try oracle.ranking(
      dimension, from: oracle.start("monthly", "CAST('\(today)' AS DATE)"), to: "'\(today)'")
    #expect(ranking.count > 2)
    #expect(summary["top_\(dimension.rawValue)"].ranking == ExpectedRanking(ranking, limit: 5))
  }

  @Test("A summary brings the ledger up to date first, unless told not to", .freshDatabase)
  func syncsFirst() async throws {
    let site = try TestSite.empty()
    try site.add([Answer(time: siteTime(), prompt: 30, completion: 12)])
    #expect(try await site.json("summary", "--no-sync")["year"]["current"]["total_tokens"] == .integer(0))
    #expect(try await site.json("summary")["year"]["current"]["total_tokens"] == .integer(42))
  }

  private static func line(_ span: JSONValue) -> String {
    let days = ["from", "to"].map { span[$0].string ?? "?" }
    return (days + span.counts.map { $0.map(String.init) ?? "?" }).joined(separator: "\t")
  }
}
