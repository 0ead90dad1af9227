import Ledger
import Output
import Reports
import Testing

@Suite("Period reports with rankings, whole")
struct RankedReportTests {
  /// The shop's November so far, as one period, with the largest two of each kind.
  private func report(recorded: ClosedRange<Day>? = day("2026-10-05")...day("2026-11-21")) throws
    -> PeriodReport
  {
    var context = shopContext()
    context.rankings = recorded == nil ? Rankings() : shopRankings(pages: 3, limit: 2)
    return PeriodReport(
      try Window(.last(1), of: .monthly, asOf: day("2026-11-21"), recorded: recorded),
      usage: recorded == nil ? [] : shopUsage, context: context)
  }

  @Test("As a plain table: a further sheet for each ranking that is not empty")
  func plain() throws {
    #expect(
      try Renderer(format: .table).text(Answer(report(), site: site)) == #"""
        Date        Total Tokens  Prompt Tokens  Completion Tokens  Requests
        2026-11  *     1,013,345        509,600            403,400       764
        -------     ------------  -------------  -----------------  --------
        Total          1,013,345        509,600            403,400       764
        * still running, not fully counted, begun before the ledger, or shown in part
        Not compared with 2026-10-01 … 2026-10-21 until 14:00: it is recorded only from 2026-10-05.

        Assistants                      Total Tokens  Requests   Share
        =Support*                            900,000       900  88.8 %
        none                                 113,345       113  11.2 %

        Pages                           Total Tokens  Requests   Share
        ページ 3\u{1B}[2J                      3,000         3  50.0 %
        ページ 2\u{1B}[2J                      2,000         2  33.3 %
        1 other                                1,000         1  16.7 %

        """#)
  }

  @Test("As Markdown")
  func markdown() throws {
    #expect(
      try Renderer(format: .markdown).text(Answer(report(), site: site)).hasSuffix(
        #"""

        | Assistants | Total Tokens | Requests | Share |
        | :--- | ---: | ---: | ---: |
        | =Support\* | 900,000 | 900 | 88.8 % |
        | none | 113,345 | 113 | 11.2 % |

        | Pages | Total Tokens | Requests | Share |
        | :--- | ---: | ---: | ---: |
        | ページ 3\\u{1B}\[2J | 3,000 | 3 | 50.0 % |
        | ページ 2\\u{1B}\[2J | 2,000 | 2 | 33.3 % |
        | 1 other | 1,000 | 1 | 16.7 % |

        """#))
  }

  @Test("As CSV: records of several kinds under one header, and the header alone for an empty ledger")
  func csv() throws {
    let header =
      "Section,Item,From,To,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests,Complete"
      + #",Cost,Currency,"Cost in USD","At Least in USD","At Most in USD",Coverage,"Tokens without a Price","Models without a Price","Price List""#
      + "\n"
    #expect(
      try Renderer(format: .csv).text(Answer(report(), site: site)) == header + #"""
        Period,2026-11,2026-11-01,2026-11-21,1013345,509600,403400,764,false,,,,,,,,,
        Assistant,'=Support*,2026-11-01,2026-11-21,900000,450000,450000,900,,,,,,,,,,
        Assistant,none,2026-11-01,2026-11-21,113345,56672,56672,113,,,,,,,,,,
        Page,"ページ 3\u{1B}[2J",2026-11-01,2026-11-21,3000,1500,1500,3,,,,,,,,,,
        Page,"ページ 2\u{1B}[2J",2026-11-01,2026-11-21,2000,1000,1000,2,,,,,,,,,,
        Page,"1 other",2026-11-01,2026-11-21,1000,500,500,1,,,,,,,,,,

        """#)
    #expect(try Renderer(format: .csv).text(Answer(report(recorded: nil), site: site)) == header)
  }

  @Test("As JSON: the key top, which other reports do not have")
  func json() throws {
    let json = try Renderer(format: .json).text(Answer(report(), site: site))
    #expect(
      json.contains(
        #"""
          "top" : {
            "assistants" : {
              "largest" : [
                {
                  "completion_tokens" : 450000,
                  "cost" : null,
                  "id" : "asst_1",
                  "name" : "=Support*",
                  "prompt_tokens" : 450000,
                  "requests" : 900,
                  "total_tokens" : 900000
                },
                {
                  "completion_tokens" : 56672,
                  "cost" : null,
                  "id" : "",
                  "name" : "none",
                  "prompt_tokens" : 56672,
                  "requests" : 113,
                  "total_tokens" : 113345
                }
              ],
              "other" : {
                "completion_tokens" : 0,
                "cost" : null,
                "prompt_tokens" : 0,
                "requests" : 0,
                "total_tokens" : 0
              },
              "other_count" : 0
            },
            "pages" : {
              "largest" : [
                {
                  "completion_tokens" : 1500,
                  "cost" : null,
                  "id" : "3",
                  "name" : "ページ 3\u001b[2J",
                  "prompt_tokens" : 1500,
                  "requests" : 3,
                  "total_tokens" : 3000
                },
                {
                  "completion_tokens" : 1000,
                  "cost" : null,
                  "id" : "2",
                  "name" : "ページ 2\u001b[2J",
                  "prompt_tokens" : 1000,
                  "requests" : 2,
                  "total_tokens" : 2000
                }
              ],
              "other" : {
                "completion_tokens" : 500,
                "cost" : null,
                "prompt_tokens" : 500,
                "requests" : 1,
                "total_tokens" : 1000
              },
              "other_count" : 1
            },
            "users" : {
              "largest" : [

              ],
              "other" : {
                "completion_tokens" : 0,
                "cost" : null,
                "prompt_tokens" : 0,
                "requests" : 0,
                "total_tokens" : 0
              },
              "other_count" : 0
            }
          },
        """#))
  }
}
