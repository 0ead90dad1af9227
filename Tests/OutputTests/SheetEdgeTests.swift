import Ledger
import Reports
import Testing
import Text

@testable import Output

@Suite("Sheets at their edges")
struct SheetEdgeTests {
  private func report(
    _ request: Window.Request, asOf: String, recorded: ClosedRange<Day>?, usage: [DayUsage]
  ) throws -> PeriodReport {
    PeriodReport(
      try Window(request, of: .daily, asOf: day(asOf), recorded: recorded), usage: usage,
      context: .init(completeness: Completeness(lastSync: shopSync), early: shopHours()))
  }

  @Test("The change against the window before says what it compares, or why it cannot")
  func changes() throws {
    let recorded = day("2026-10-05")...day("2026-11-21")
    func footnote(_ count: Int) throws -> String? {
      Sheet(try report(.last(count), asOf: "2026-11-21", recorded: recorded, usage: shopUsage)).footnotes.last
    }
    #expect(try footnote(7) == "▼ 98.7 % against 2026-11-08 … 2026-11-14 until 14:00")
    #expect(
      try footnote(40)
        == "Not compared with 2026-09-03 … 2026-10-12 until 14:00: it is recorded only from 2026-10-05.")
    #expect(try footnote(4) == "No tokens were used in 2026-11-14 … 2026-11-17 until 14:00 to compare with.")
    #expect(
      try footnote(90) == "Nothing is recorded for 2026-08-18 … 2026-10-04 until 14:00 to compare with.")
  }

  @Test("A report over an empty ledger has rows of zeros, and its CSV the header alone")
  func emptyLedger() throws {
    let empty = try report(.last(2), asOf: "2026-11-21", recorded: nil, usage: [])
    #expect(
      try Renderer(format: .csv).text(Answer(empty, site: site))
        == """
        Date,"Total Tokens","Prompt Tokens","Completion Tokens",Requests,Complete,Cost,Currency,"Cost in USD","At Least in USD","At Most in USD",Coverage,"Tokens without a Price","Models without a Price","Price List"

        """)
    #expect(
      try Renderer(format: .table).text(Answer(empty, site: site))
        == """
        Date           Total Tokens  Prompt Tokens  Completion Tokens  Requests
        2026-11-20  *             0              0                  0         0
        2026-11-21  *             0              0                  0         0
        ----------     ------------  -------------  -----------------  --------
        Total                     0              0                  0         0
        * still running, not fully counted, begun before the ledger, or shown in part
        Nothing is recorded for 2026-11-18 … 2026-11-19 until 14:00 to compare with.

        """)
  }

  @Test("The daily export has the plugin's headings and every day")
  func export() throws {
    let usage = [
      usage("2024-02-28", prompt: 1200, completion: 34, total: 1234, requests: 2),
      usage("2024-03-01", prompt: 0, completion: 0, total: 0, requests: 1),
    ]
    #expect(
      String(decoding: CSVWriter().write(Sheet(try DailyExport(usage: usage))), as: UTF8.self) == """
        Date,"Total Tokens","Prompt Tokens","Completion Tokens",Requests
        2024-02-28,1234,1200,34,2
        2024-02-29,0,0,0,0
        2024-03-01,0,0,0,1

        """)
    #expect(
      String(decoding: CSVWriter().write(Sheet(try DailyExport(usage: []))), as: UTF8.self)
        == "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests\n")
  }

  @Test("A summary of an empty ledger says so")
  func emptySummary() throws {
    let summary = SummaryReport(
      usage: [],
      context: .init(
        today: day("2026-11-21"), completeness: Completeness(lastSync: shopSync),
        retention: .init(isLogging: false, daysKept: 30)))
    #expect(
      try Renderer(format: .table).text(Answer(summary, site: site)) == """
        Tokens of shop, wp_3_, on 2026-11-21 (Europe/Berlin)
                    Total Tokens  Requests  Before  Change  Compared with
        Today                  0         0                  not wholly recorded
        This month             0         0                  not wholly recorded
        This year              0         0                  not wholly recorded

                           Total Tokens  Days
        The ledger is empty.

        Split this month         Tokens  Share
        Prompt                        0
        Completion                    0

        Last sync: 2026-11-21 14:03:11.
        The chatbot's logging is off: nothing new is counted, and nothing is purged.

        """)
  }

  @Test("A summary shows no figures of days that no sync has looked at")
  func uncounted() throws {
    let before = Moment(shopSync.utc.adding(seconds: -86_400), offset: 3600)
    let summary = SummaryReport(
      usage: Array(shopUsage.dropLast()),
      context: .init(today: day("2026-11-21"), completeness: Completeness(lastSync: before)))
    let lines = try Renderer(format: .table).text(Answer(summary, site: site)).split(separator: "\n")
    #expect(
      lines.first { $0.hasPrefix("Today ") }?.split(separator: " ") == ["Today", "not", "counted", "yet"])
    #expect(lines.contains { $0.split(separator: " ").prefix(4) == ["This", "month", "1,012,345", "762"] })
  }

  @Test("A summary of answers that lack their total says why its columns do not add up")
  func missingTotals() throws {
    let summary = SummaryReport(
      usage: [usage("2026-11-20", prompt: 70, completion: 5, total: 60, requests: 1)],
      context: .init(today: day("2026-11-21"), completeness: Completeness(lastSync: shopSync)))
    for format in [OutputFormat.table, .markdown, .html, .json] {
      #expect(
        try Renderer(format: format).text(Answer(summary, site: site)).contains(TokenCount.missingTotals),
        "\(format)"
      )
    }
  }

  @Test("A summary keeps to 80 columns, however long the names")
  func summaryWidth() throws {
    let name = String(repeating: "長い名前 ", count: 30)
    let summary = SummaryReport(
      usage: shopUsage,
      context: .init(
        today: day("2026-11-21"),
        rankings: Rankings([.user: [NamedUsage(id: "1", name: name, count: TokenCount(total: 987_654_321))]]))
    )
    let style = TableStyle(color: false, width: 80, bars: true)
    let lines = try Renderer(format: .table, style: style).text(Answer(summary, site: site)).split(
      separator: "\n")
    #expect(lines.map { DisplayWidth.of(String($0)) }.max() ?? 81 <= 80)
    #expect(lines.contains { $0.contains("…") && $0.hasPrefix("長い名前 ") })
  }

  @Test("Bars shrink with the terminal and go before they say nothing")
  func narrowTerminal() {
    let sheet = Sheet(
      columns: [
        .init("Name", overflow: .truncate), .init("Tokens", alignment: .right),
        .init("", audience: .terminal),
      ],
      rows: [[.text("A name of 22 columns.."), .integer(1_000_000), .bar(3, of: 4)]])
    func write(_ width: Int) -> String {
      let style = TableStyle(color: false, width: width, bars: true)
      return TableWriter(style: style).write([sheet])
    }
    #expect(write(43) == "Name                       Tokens\nA name of 22 columns..  1,000,000  ██████\n")
    #expect(write(40) == "Name                       Tokens\nA name of 22 columns..  1,000,000\n")
    #expect(write(30) == "Name                    Tokens\nA name of 22 colum…  1,000,000\n")
  }

  @Test("A bar is exact to an eighth of a column, and never empty above zero")
  func bars() {
    #expect(
      [0, 1, 125, 500, 1000, 1250].map { Bar.text($0, of: 1000, width: 2) } == [
        "", "▏", "▎", "█", "██", "██",
      ])
    #expect(Bar.text(5, of: 0, width: 8) == "")
    #expect(Bar.text(.max, of: .max, width: 3) == "███")
  }
}
