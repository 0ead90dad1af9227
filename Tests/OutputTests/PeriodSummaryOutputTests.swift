import Ledger
import Output
import Reports
import Testing

@Suite("Summaries of finished periods, whole")
struct PeriodSummaryOutputTests {
  private let named = SiteIdentity(
    ownName: "Lane & Co\u{1B}[2J", database: "shop", prefix: "wp_3_", blogID: 3, timeZone: "Europe/Berlin")

  /// The shop's November, on the day after it or an earlier one.
  private func november(
    synced text: String = "2026-12-01", _ period: Period = .monthly, before asOf: String = "2026-12-01"
  ) throws -> PeriodSummary {
    let sync = Moment(SiteTime(day: day(text), secondOfDay: 32_400).utc(offset: 3600), offset: 3600)
    return PeriodSummary(
      try PeriodSummary.Days(of: period, before: day(asOf)), usage: shopUsage,
      context: SummaryReport.Context(
        today: day(asOf), rankings: shopRankings(pages: 2), completeness: Completeness(lastSync: sync),
        warnings: ["2 rows were rejected"]))
  }

  @Test("A month as a plain table, in the site's name")
  func plain() throws {
    #expect(
      try Renderer(format: .table).text(Answer(november(), site: named)) == #"""
        Tokens of Lane & Co\u{1B}[2J in 2026-11 (Europe/Berlin)
                 Total Tokens  Requests  Change  Compared with
        2026-11     1,013,345       764          not wholly recorded
        2026-10        60,000        61

                           Total Tokens  Days
        Average a day            33,778  2026-11-01 … 2026-11-30
        Average a request         1,326  2026-11-01 … 2026-11-30
        Busiest day           1,000,000  2026-11-12

        Split in 2026-11         Tokens   Share
        Prompt                  509,600  50.3 %
        Completion              403,400  39.8 %
        Other                   100,345   9.9 %

        Assistants in 2026-11           Total Tokens  Requests   Share
        =Support*                            900,000       900  88.8 %
        none                                 113,345       113  11.2 %

        Pages in 2026-11                Total Tokens  Requests   Share
        ページ 2\u{1B}[2J                      2,000         2  66.7 %
        ページ 1\u{1B}[2J                      1,000         1  33.3 %

        Last sync: 2026-12-01 09:00:00.
        Warning: 2 rows were rejected

        """#)
  }

  @Test("A week that crosses the year, in HTML: the name is harmless there, too")
  func week() throws {
    let hostile = SiteIdentity(
      ownName: "<script>", database: "shop", prefix: "wp_", blogID: 1, timeZone: "Europe/Berlin")
    let html = try Renderer(format: .html).text(
      Answer(november(synced: "2027-01-11", .weekly, before: "2027-01-11"), site: hostile))
    #expect(html.contains("Tokens of &lt;script&gt; in 2027-W01 (Europe/Berlin)"))
    #expect(html.contains("2026-12-28…2027-01-03"))
    #expect(!html.contains("<script>"))
  }

  @Test("A month that is not fully counted says so")
  func incomplete() throws {
    let text = try Renderer(format: .table).text(Answer(november(synced: "2026-11-20"), site: site))
    #expect(text.hasPrefix("Tokens of shop, wp_3_, in 2026-11 (Europe/Berlin)\n"))
    #expect(text.contains("\n2026-11 is not fully counted, or the ledger began within it.\nLast sync: "))
  }

  @Test("A month as CSV of plain figures")
  func csv() throws {
    #expect(
      try Renderer(format: .csv).text(Answer(november(), site: named)) == #"""
        Section,Item,From,To,"Total Tokens","Prompt Tokens","Completion Tokens",Requests,Complete,Cost,Currency,"Cost in USD","At Least in USD","At Most in USD",Coverage,"Tokens without a Price","Models without a Price","Price List"
        Usage,2026-11,2026-11-01,2026-11-30,1013345,509600,403400,764,true,,,,,,,,,
        Usage,2026-10,2026-10-01,2026-10-31,60000,40000,20000,61,,,,,,,,,,
        Usage,Compared,2026-11-01,2026-11-30,1013345,509600,403400,764,,,,,,,,,,
        Usage,"Compared with",2026-10-01,2026-10-31,60000,40000,20000,61,,,,,,,,,,
        Average,"A day",2026-11-01,2026-11-30,33778,,,,,,,,,,,,,
        Average,"A request",2026-11-01,2026-11-30,1326,,,,,,,,,,,,,
        "Busiest day",,2026-11-12,2026-11-12,1000000,500000,400000,750,,,,,,,,,,
        Assistant,'=Support*,2026-11-01,2026-11-30,900000,450000,450000,900,,,,,,,,,,
        Assistant,none,2026-11-01,2026-11-30,113345,56672,56672,113,,,,,,,,,,
        Page,"ページ 2\u{1B}[2J",2026-11-01,2026-11-30,2000,1000,1000,2,,,,,,,,,,
        Page,"ページ 1\u{1B}[2J",2026-11-01,2026-11-30,1000,500,500,1,,,,,,,,,,

        """#)
  }
}
