import TestSupport
import Testing

/// Reports against independent SQL over the same log.
@Suite("The figures of a report equal SQL over the same log")
struct ReportFigureTests {
  /// What a person asks for, and the days that he means.
  enum Request: String, CaseIterable, Sendable {
    case standard, last, all, days, past

    private static let from = siteDay(before: 331)
    /// Some day that is over, with usage before and after it.
    static let pastDay = siteDay(before: 265)

    var arguments: [String] {
      switch self {
      case .standard: []
      case .last: ["--last", "5"]
      case .all: ["--all"]
      case .days: ["--from", Request.from, "--to", Request.pastDay]
      case .past: ["--as-of", Request.pastDay]
      }
    }

    /// The first and the last day as SQL.
    func bounds(_ oracle: Oracle, _ period: String, asOf: String) -> (String, String) {
      let standard = ["daily": 7, "weekly": 8, "monthly": 4, "yearly": 4][period] ?? 0
      return switch self {
      case .standard, .past: (oracle.start(ofLast: standard, period, "'\(asOf)'"), "'\(asOf)'")
      case .last:
        // No period is shown that was over before the ledger's first day.
        (
          "GREATEST(\(oracle.start(ofLast: 5, period, "'\(asOf)'")), "
            + "\(oracle.start(period, "(SELECT MIN(day) FROM oracle_days)")))", "'\(asOf)'"
        )
      case .all:
        (
          oracle.start(period, "(SELECT MIN(day) FROM oracle_days)"),
          "(SELECT GREATEST('\(asOf)', MAX(day)) FROM oracle_days)"
        )
      case .days: ("'\(Request.from)'", "'\(Request.pastDay)'")
      }
    }
  }

  static let periods = ["daily", "weekly", "monthly", "yearly"]

  @Test("Every window of every period", arguments: SharedSite.allCases, periods)
  func figures(_ shared: SharedSite, _ period: String) async throws {
    let site = try await shared.site
    let oracle = Oracle(site: site)
    for request in Request.allCases {
      let arguments = ["report", "--no-sync", "--period", period] + request.arguments
      let todayBefore = siteDay()
      let outcome = try await site.tokenledger(arguments + ["--format", "json"])
      let todayAfter = siteDay()
      let report = try JSONValue(outcome.outputBytes)

      let asOf = try #require(report["as_of"].string)
      if request == .past {
        #expect(asOf == Request.pastDay)
      } else {
        #expect([todayBefore, todayAfter].contains(asOf))
      }
      let (first, last) = request.bounds(oracle, period, asOf: asOf)
      let expected = try oracle.periods(period, from: first, to: last, asOf: asOf)
      #expect(report["rows"].array.map(ReportFigureTests.line) == expected, "\(request)")

      let span = try #require(report["from"].string), end = try #require(report["to"].string)
      #expect(
        try ReportFigureTests.line(span, end, report["totals"]) == oracle.span(from: first, to: last),
        "\(request)")
      if let previous = report["previous"]["from"].string {
        let previousEnd = try #require(report["previous"]["to"].string)
        let line = ReportFigureTests.line(previous, previousEnd, report["previous"])
        if let until = report["previous"]["until_local"].string {
          // A report of today compares the finished hours.
          #expect(try line == oracle.span(from: "'\(previous)'", until: until), "\(request)")
          #expect(until.dropFirst(11) == report["compared"]["until_local"].string?.dropFirst(11))
        } else {
          #expect(
            try line == oracle.span(from: "'\(previous)'", to: "'\(previousEnd)'"), "\(request)")
        }
      }

      let csv = try await site.tokenledger(arguments + ["--format", "csv"])
      #expect(csv.output.withoutCost == ReportFigureTests.csv(expected), "\(request)")
      #expect([outcome.status, csv.status] == [0, 0])
    }
  }

  @Test("The window before a report is the same part of the periods before", arguments: SharedSite.allCases)
  func windowBefore(_ shared: SharedSite) async throws {
    let site = try await shared.site
    let expected = [
      "daily": "2026-02-16 2026-02-22", "weekly": "2025-11-10 2026-01-04", "monthly": "2025-08-01 2025-11-01",
      "yearly": "2019-01-01 2022-03-01",
    ]
    for (period, days) in expected {
      let report = try await site.json("report", "--no-sync", "--period", period, "--as-of", "2026-03-01")
      let previous = report["previous"]
      #expect("\(previous["from"].string ?? "") \(previous["to"].string ?? "")" == days)
    }
  }

  @Test("The log alone gives the ledger's figures", arguments: SharedSite.allCases)
  func live(_ shared: SharedSite) async throws {
    let site = try await shared.site
    let ledger = try await site.json("report", "--all", "--period", "daily", "--no-sync")
    let live = try await site.json("report", "--all", "--period", "daily", "--live")
    for key in ["site", "period", "from", "to", "as_of", "rows", "totals", "previous", "notes"] {
      #expect(live[key].withoutCost == ledger[key].withoutCost)
    }
  }

  @Test("A purge after the first sync changes no figure", .freshDatabase)
  func purge() async throws {
    let site = TestSite(existing: "wp_")
    try site.load(["tables", "content", "damaged_log"], answers: 20_000)
    let before = try await site.json("report", "--all", "--period", "daily")
    try site.sql("DELETE FROM \(TestSite.log) WHERE interaction_time < NOW() - INTERVAL 90 DAY")
    let after = try await site.json("report", "--all", "--period", "daily")
    #expect(before["rows"].array.count > 700)
    #expect(after["rows"] == before["rows"])
    let live = try await site.json("report", "--all", "--period", "daily", "--live")
    #expect(live["rows"].array.count < 100)
  }

  @Test("A report brings the ledger up to date first, unless told not to", .freshDatabase)
  func syncsFirst() async throws {
    let site = try TestSite.small()
    let march = ["report", "--period", "monthly", "--as-of", "2024-03-31", "--last", "1", "--format", "csv"]
    let header = "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests,Complete\n"
    #expect(try await site.tokenledger(march + ["--no-sync"]).output.withoutCost == header)
    #expect(try site.sql("SHOW TABLES LIKE '%tokenledger%'") == [])
    #expect(
      try await site.tokenledger(march).output.withoutCost == header
        + "2024-03,1235678,1001010,234668,4,false\n")
    try site.add([Answer(time: "2024-03-05 12:00:00", prompt: 2, completion: 1)])
    #expect(
      try await site.tokenledger(march + ["--no-sync"]).output.withoutCost == header
        + "2024-03,1235678,1001010,234668,4,false\n")
    #expect(
      try await site.tokenledger(march).output.withoutCost == header
        + "2024-03,1235681,1001012,234669,5,false\n")
  }

  @Test("With --as-of, --all leaves out later usage", .freshDatabase)
  func allAsOf() async throws {
    let site = try TestSite.small()
    let output = try await site.tokenledger(
      "report", "--period", "monthly", "--all", "--as-of", "2024-03-31", "--format", "csv"
    ).output
    let months = output.split(separator: "\n").dropFirst().map { String($0.prefix(7)) }
    #expect(months == ["2024-02", "2024-03"])
  }

  /// A row of the report as ``Oracle/periods(_:from:to:asOf:)`` gives it.
  private static func line(_ row: JSONValue) -> String {
    let days = ["period", "from", "to"].map { row[$0].string ?? "?" }
    let counts = row.counts.map { $0.map(String.init) ?? "?" }
    return (days + counts + [row["complete"].bool.map { "\($0)" } ?? "?"]).joined(separator: "\t")
  }

  private static func line(_ from: String, _ to: String, _ counts: JSONValue) -> String {
    ([from, to] + counts.counts.map { $0.map(String.init) ?? "?" }).joined(separator: "\t")
  }

  /// The report in CSV that the oracle's rows amount to.
  private static func csv(_ rows: [String]) -> String {
    let lines = rows.map { row in
      let fields = row.split(separator: "\t")
      return ([fields[0]] + fields[3...7]).joined(separator: ",") + "\n"
    }
    return "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests,Complete\n"
      + lines.joined()
  }
}
