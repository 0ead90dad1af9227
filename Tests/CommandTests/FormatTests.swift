import TestSupport
import Testing

@Suite("Formats")
struct FormatTests {
  private static let counts = ["total_tokens", "prompt_tokens", "completion_tokens", "requests"]

  /// The shape of a document: every path with its type. `[]` stands for each entry of a list.
  private func shape(schema: [String]) -> Set<String> {
    Set(
      schema.flatMap { entry in
        entry.hasSuffix(".counts")
          ? FormatTests.counts.map { String(entry.dropLast("counts".count)) + $0 + ": integer" } : [entry]
      })
  }

  private static let site = [
    ".site.database: string", ".site.prefix: string", ".site.blog_id: integer", ".site.time_zone: string",
    ".site.cluster: null",
  ]

  /// The head of a document about a ledger whose sync reached the end of the log.
  private static let head = [
    ".ledger_complete_until: string", ".ledger_complete_until_local: string", ".last_sync: string",
    ".last_sync_local: string", ".warnings: array",
  ]

  /// A span; `until` is the type of its end within its last day.
  private static func span(_ key: String, until: String) -> [String] {
    [
      ".\(key).from: string", ".\(key).to: string", ".\(key).until_local: \(until)", ".\(key).recorded: bool",
      ".\(key).counts",
    ]
  }

  private static func rankings(_ key: String) -> [String] {
    ["assistants", "pages", "users"].flatMap { name in
      [
        ".\(key)\(name).largest: array", ".\(key)\(name).largest[].id: string",
        ".\(key)\(name).largest[].name: string", ".\(key)\(name).largest[].counts",
        ".\(key)\(name).other_count: integer", ".\(key)\(name).other.counts",
      ]
    }
  }

  @Test("The report's JSON has the keys and types of tokenledger.report/2")
  func report() async throws {
    // With --as-of a finished day, whole days are compared.
    let past = ["report", "--no-sync", "--as-of", siteDay(before: 1)]
    let report = try await SharedSite.sample.site.json(past)
    let expected =
      FormatTests.site + FormatTests.span("previous", until: "null")
      + FormatTests.span("compared", until: "null") + [
        ".schema: string", ".period: string", ".from: string", ".to: string", ".as_of: string",
        ".ledger_since: string", ".reporting_period: string", ".rows: array",
        ".rows[].period: string", ".rows[].from: string", ".rows[].to: string", ".rows[].complete: bool",
        ".rows[].counts", ".totals.counts", ".notes: array",
      ] + FormatTests.head
    // The sample site may have answers without a total.
    #expect(report.withoutCost.shape.subtracting([".notes[]: string"]) == shape(schema: expected))
    #expect(report["schema"] == .string("tokenledger.report/2"))
    #expect(report["site"]["time_zone"] == .string("America/New_York"))
    #expect(report["site"]["blog_id"] == .integer(1))

    let ranked = try await SharedSite.sample.site.json(past + ["--top", "2"])
    #expect(
      ranked.withoutCost.shape.subtracting([".notes[]: string"])
        == shape(schema: expected + FormatTests.rankings("top.")))
  }

  @Test("The sync's JSON has the keys and types of tokenledger.sync/2, and its rows add up", .freshDatabase)
  func sync() async throws {
    let site = TestSite(existing: "wp_")
    try site.load(["tables", "content", "damaged_log"], answers: 3000)
    let sync = try await site.json("sync")
    let numbers = [
      "rows_read", "rows_counted", "rows_rejected", "rows_waiting", "rows_repaired", "gaps_open",
      "gaps_expired",
      "days_changed", "epoch", "elapsed_ms", "paused_ms",
    ]
    #expect(
      sync.shape
        == Set(
          numbers.map { ".\($0): integer" } + [
            ".schema: string", ".complete: bool", ".model_options: array", ".model_options[]: string",
          ] + FormatTests.site + FormatTests.head))
    #expect(sync["model_options"].strings.contains("chatbot_ai_platform_choice"))
    #expect(sync["schema"] == .string("tokenledger.sync/2"))
    #expect(sync["complete"] == .bool(true))
    #expect(sync["epoch"] == .integer(1))

    try Oracle(site: site).prepare()
    let expected = try site.sql(
      """
      SELECT COUNT(*), SUM(IFNULL(user_type, '') = ''), (SELECT COUNT(*) FROM oracle_days) FROM \(TestSite.log)
      WHERE user_type LIKE '% Tokens' OR IFNULL(user_type, '') = ''
      """)
    let figures = ["rows_read", "rows_waiting", "days_changed"].map { sync[$0].integer ?? -1 }
    #expect([figures.map(String.init).joined(separator: "\t")] == expected)
    let parts = ["rows_counted", "rows_rejected", "rows_waiting"].compactMap { sync[$0].integer }
    #expect(parts.count == 3)
    #expect(parts.reduce(0, +) == sync["rows_read"].integer)
    #expect(parts.allSatisfy { $0 > 0 })

    let again = try await site.json("sync")
    #expect(numbers.prefix(5).map { again[$0] } == Array(repeating: .integer(0), count: 5))
  }

  @Test("The summary's JSON has the keys and types of tokenledger.summary/2")
  func summary() async throws {
    let summary = try await SharedSite.sample.site.json("summary", "--no-sync")
    let keys = ["today", "month", "year"]
    let expected =
      FormatTests.site + keys.flatMap { FormatTests.span("\($0).current", until: "null") }
      + FormatTests.rankings("top_") + [
        ".schema: string", ".as_of: string", ".average.from: string", ".average.to: string",
        ".average.tokens_per_day: integer", ".average.tokens_per_request: integer",
        ".busiest_day.day: string",
        ".busiest_day.counts", ".month_split.prompt_tokens: integer",
        ".month_split.completion_tokens: integer",
        ".month_split.other_tokens: integer", ".retention.logging: bool",
        ".retention.days_kept: null", ".next_purge: null", ".notes: array",
      ] + FormatTests.head
    // Which spans are compared depends on the time of day; the keys are always present.
    let spans = keys.flatMap { [".\($0).compared", ".\($0).previous"] }
    let compared = summary.withoutCost.shape.filter { path in spans.contains { path.hasPrefix($0) } }
    #expect(
      summary.withoutCost.shape.subtracting(compared).subtracting([".notes[]: string"])
        == shape(schema: expected))
    let whole = shape(
      schema: spans.flatMap { span in
        [
          ".from: string", ".to: string", ".until_local: string", ".until_local: null", ".recorded: bool",
          ".counts",
        ]
        .map { span + $0 } + [span + ": null"]
      })
    #expect(
      compared.isSubset(of: whole) && spans.allSatisfy { span in compared.contains { $0.hasPrefix(span) } })
    #expect(summary["schema"] == .string("tokenledger.summary/2"))
  }

  @Test("The doctor's, the grants' and the migration's JSON have their keys and types", .freshDatabase)
  func others() async throws {
    let site = try TestSite.small()
    let migrate = try await site.json("migrate")
    #expect(
      migrate.shape
        == [
          ".schema: string", ".applied: array", ".applied[]: integer", ".version: integer", ".view: string",
        ])
    #expect(migrate["schema"] == .string("tokenledger.migrate/2"))
    #expect(migrate["view"] == .string("wp_tokenledger_options"))
    try site.sql("DROP VIEW wp_tokenledger_options")
    let again = try await site.tokenledger("migrate")
    #expect(again.output.hasSuffix("\nThe tables and the views are up to date.\n"))
    #expect(try site.sql("SELECT COUNT(*) > 0 FROM wp_tokenledger_options") == ["1"])
    let doctor = try await site.json("doctor")
    #expect(
      doctor.shape
        == shape(
          schema: FormatTests.site + [
            ".schema: string", ".level: string", ".checks: array", ".checks[].name: string",
            ".checks[].title: string", ".checks[].level: string", ".checks[].message: string",
            ".checks[].advice: string", ".checks[].advice: null",
          ]))
    #expect(doctor["schema"] == .string("tokenledger.doctor/1"))
    let grants = try await site.json("grants")
    #expect(grants.shape == [".schema: string", ".statements: array", ".statements[]: string"])
    #expect(grants["schema"] == .string("tokenledger.grants/1"))
  }

  @Test("A format never changes a figure", arguments: SharedSite.allCases, ReportFigureTests.periods)
  func sameFigures(_ shared: SharedSite, _ period: String) async throws {
    let site = try await shared.site
    func report(_ format: String) async throws -> String {
      try await site.tokenledger("report", "--no-sync", "--all", "--period", period, "--format", format)
        .output
    }
    let json = try JSONValue(Array(try await report("json").utf8))
    let rows = json["rows"].array.map {
      [$0["period"].string ?? ""] + $0.counts.map { $0.map(String.init) ?? "" }
    }
    #expect(rows.count > 2)
    let totals = ["Total"] + json["totals"].counts.map { $0.map(String.init) ?? "" }

    let csv = try await report("csv").withoutCost.split(separator: "\n").dropFirst()
    #expect(csv.map { $0.split(separator: ",").map(String.init).dropLast() } == rows.map { $0[...] })
    #expect(
      csv.map { $0.hasSuffix(",true") } == json["rows"].array.map { $0["complete"].bool })

    // In tables, a mark stands beside periods that are not complete.
    let table = try await report("table").replacing(",", with: "").split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init).filter { $0 != "*" } }
    #expect(Array(table.dropFirst().prefix(rows.count)) == rows)
    #expect(table.contains(totals))

    let markdown = try await report("markdown").replacing(",", with: "").replacing("**", with: "")
      .split(separator: "\n").map { line in
        line.split(separator: "|").map { $0.trimmingPrefix(" ").split(separator: " ").joined() }
          .filter { !$0.isEmpty && $0 != #"\*"# }
      }
    #expect(Array(markdown.dropFirst(2).prefix(rows.count)) == rows)
    #expect(markdown.contains(totals))
  }
}
