import Ledger
import Reports
import Testing

@testable import Output

/// What three pages used, week by week; the ledger begins in the second week.
func shopAcross(
  top: Int? = nil, names: [String] = ["Pricing", "ページ\u{1B}[2J<b>", "Blog"],
  by measure: Measure = .totalTokens
) throws -> Breakdown {
  let days = ["2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16"].map(day)
  func usage(_ page: String, _ week: Int, _ total: Int, requests: Int) -> Usage {
    Usage(
      of: [Name(page).map { .name($0) } ?? .none, .day(days[week])],
      count: TokenCount(prompt: total, completion: 0, total: total, requests: requests))
  }
  func page(_ id: String) -> Member { Name(id).map { .name($0) } ?? .none }
  let known = Dictionary(uniqueKeysWithValues: zip(["7", "8", "9"].map(page), names))
  return Breakdown(
    try Window(
      .days(from: day("2026-10-28"), to: day("2026-11-20")), of: .weekly, asOf: day("2026-11-21"),
      recorded: day("2026-11-04")...day("2026-11-21")), by: [.page], isAcross: true,
    usage: [
      usage("7", 1, 1000, requests: 2), usage("7", 2, 1_000_000, requests: 900),
      usage("8", 3, 2000, requests: 0),
      usage("9", 1, 300, requests: 3), usage("9", 3, 200, requests: 1), usage("", 2, 50, requests: 1),
    ], names: [.page: known], by: measure, top: top,
    context: PeriodReport.Context(
      completeness: Completeness(lastSync: shopSync), ledgerSince: day("2026-11-04")))
}

@Suite("Breakdowns across periods, whole")
struct AcrossOutputTests {
  private func text(
    _ format: OutputFormat, _ measures: [Measure] = [.totalTokens], style: TableStyle = .plain,
    top: Int? = nil
  ) throws -> String {
    try Renderer(format: format, style: style).text(Answer(shopAcross(top: top), of: measures, site: site))
  }

  @Test("As a table: a column a period, unknown before the ledger and 0 after it, and both sums")
  func table() throws {
    #expect(
      try text(.table) == #"""
        Total Tokens by page, 2026-10-28 … 2026-11-20
        Page                2026-W44 *  2026-W45 *   2026-W46  2026-W47 *      Total
        Pricing                              1,000  1,000,000           0  1,001,000
        ページ\u{1B}[2J<b>                       0          0       2,000      2,000
        Blog                                   300          0         200        500
        No page                                  0         50           0         50
        ------------------              ----------  ---------  ----------  ---------
        Total                                1,300  1,000,050       2,200  1,003,550
        * still running, not fully counted, begun before the ledger, or shown in part

        """#)
  }

  @Test("A narrow terminal has the newest periods, and says which it left out; the total stays whole")
  func narrow() throws {
    let style = TableStyle(color: false, width: 58, bars: false)
    #expect(
      try text(.table, style: style, top: 1) == """
        Total Tokens by page, 2026-10-28 … 2026-11-20
        Page      2026-W45 *   2026-W46  2026-W47 *      Total
        Pricing        1,000  1,000,000           0  1,001,000
        3 others         300         50       2,200      2,550
        --------  ----------  ---------  ----------  ---------
        Total          1,300  1,000,050       2,200  1,003,550
        Not shown, as the terminal is too narrow: 2026-W44 *.
        * still running, not fully counted, begun before the
        ledger, or shown in part

        """)
  }

  @Test("As Markdown, all periods")
  func markdown() throws {
    #expect(
      try text(.markdown, [.tokensPerRequest], top: 1) == #"""
        ## Tokens per Request by page, 2026-10-28 … 2026-11-20

        | Page | 2026-W44 \* | 2026-W45 \* | 2026-W46 | 2026-W47 \* | Total |
        | :--- | ---: | ---: | ---: | ---: | ---: |
        | Pricing |  | 500 | 1,111 |  | 1,110 |
        | 3 others |  | 100 | 50 | 2,200 | 510 |
        | **Total** |  | **260** | **1,110** | **2,200** | **1,106** |

        \* still running, not fully counted, begun before the ledger, or shown in part

        """#)
  }

  @Test("As CSV: a record a page and period with usage, and the others of each period, with several figures")
  func csv() throws {
    #expect(
      try text(.csv, [.totalTokens, .requests], top: 2) == #"""
        Period,From,To,"Page ID",Page,"Total Tokens",Requests,Complete,Combinations
        2026-W45,2026-11-02,2026-11-08,7,Pricing,1000,2,false,1
        2026-W46,2026-11-09,2026-11-15,7,Pricing,1000000,900,true,1
        2026-W47,2026-11-16,2026-11-20,8,"ページ\u{1B}[2J<b>",2000,0,false,1
        2026-W45,2026-11-02,2026-11-08,,"2 others",300,3,false,1
        2026-W46,2026-11-09,2026-11-15,,"2 others",50,1,true,1
        2026-W47,2026-11-16,2026-11-20,,"2 others",200,1,false,1

        """#)
  }

  @Test(
    "As JSON: the same records with ids beside names, and the sums of each period, null where nobody knows")
  func json() throws {
    let text = try text(.json, [.requests], top: 1)
    let periods = text.range(of: #""periods" : "#)
    let rows = text.range(of: #""rows" : "#)
    let schema = text.range(of: #""schema" : "#)
    let start = try #require(periods).lowerBound
    #expect(text[start..<(try #require(schema)).lowerBound].contains(#""2026-W44""#))
    #expect(
      text[(try #require(rows)).lowerBound..<(try #require(schema)).lowerBound] == #"""
        "rows" : [
            {
              "from" : "2026-11-02",
              "page" : {
                "id" : "7",
                "name" : "Pricing"
              },
              "period" : "2026-W45",
              "requests" : 2,
              "to" : "2026-11-08"
            },
            {
              "from" : "2026-11-09",
              "page" : {
                "id" : "7",
                "name" : "Pricing"
              },
              "period" : "2026-W46",
              "requests" : 900,
              "to" : "2026-11-15"
            }
          ],
          
        """#)
    #expect(
      text[start...].hasPrefix(
        #"""
        "periods" : [
            {
              "complete" : false,
              "from" : "2026-10-28",
              "other" : null,
              "other_count" : 0,
              "period" : "2026-W44",
              "to" : "2026-11-01",
              "totals" : null
            },
            {
              "complete" : false,
              "from" : "2026-11-02",
              "other" : {
                "requests" : 3
              },
              "other_count" : 1,
              "period" : "2026-W45",
              "to" : "2026-11-08",
              "totals" : {
                "requests" : 5
              }
            },
        """#))
  }
}
