import Ledger
import Output
import Reports
import Testing

@Suite("Breakdowns, whole")
struct BreakdownOutputTests {
  /// What two pages and a hostile one used, on two models.
  private func breakdown(top: Int? = nil) throws -> Breakdown {
    func count(_ total: Int, requests: Int) -> TokenCount {
      TokenCount(prompt: total - 1, completion: 1, total: total, requests: requests)
    }
    func page(_ id: String) -> Member { Name(id).map { .name($0) } ?? .none }
    let model = Member.model(Model(platform: "OpenAI", name: "gpt-4o-mini"))
    return Breakdown(
      try Window(
        .days(from: day("2026-11-01"), to: day("2026-11-20")), of: .daily, asOf: day("2026-11-21"),
        recorded: day("2026-10-05")...day("2026-11-21")), by: [.page, .model],
      usage: [
        Usage(of: [page("7"), model], count: count(1_000_000, requests: 900)),
        Usage(of: [page("8"), .none], count: count(2000, requests: 0)),
        Usage(of: [.none, model], count: count(500, requests: 1)),
      ], names: [.page: [page("7"): "=Price*s", page("8"): "ページ\u{1B}[2J<b>"]], top: top,
      context: shopContext())
  }

  @Test("As a table, with the days that it is of")
  func table() throws {
    let text = try Renderer(format: .table).text(Answer(breakdown(), of: Measure.all, site: site))
    #expect(
      text == #"""
        By page and model, 2026-11-01 … 2026-11-20
        Page                Model          Total Tokens  Prompt Tokens  Completion Tokens  Requests   Share
        =Price*s            gpt-4o-mini       1,000,000        999,999                  1       900  99.8 %
        ページ\u{1B}[2J<b>  Unknown model         2,000          1,999                  1         0   0.2 %
        No page             gpt-4o-mini             500            499                  1         1   0.0 %
        ------------------                 ------------  -------------  -----------------  --------
        Total                                 1,002,500      1,002,497                  3       901

        """#)
  }

  @Test("As Markdown, with the figures that were asked for and their share of the first that adds up")
  func markdown() throws {
    let measures = [Measure.tokensPerRequest, .requests]
    let text = try Renderer(format: .markdown).text(Answer(breakdown(top: 1), of: measures, site: site))
    #expect(
      text == #"""
        ## By page and model, 2026-11-01 … 2026-11-20

        | Page | Model | Tokens per Request | Requests | Share |
        | :--- | :--- | ---: | ---: | ---: |
        | =Price\*s | gpt-4o-mini | 1,111 | 900 | 99.9 % |
        | 2 others |  | 2,500 | 1 | 0.1 % |
        | **Total** |  | **1,113** | **901** |  |

        """#)
  }

  @Test("As CSV: a record a combination, and one of the others, without formulas")
  func csv() throws {
    let text = try Renderer(format: .csv).text(Answer(breakdown(top: 2), of: Measure.all, site: site))
    #expect(
      text == #"""
        From,To,"Page ID",Page,"Model ID",Model,"Total Tokens","Prompt Tokens","Completion Tokens",Requests,Complete,Combinations
        2026-11-01,2026-11-20,7,'=Price*s,OpenAI/gpt-4o-mini,gpt-4o-mini,1000000,999999,1,900,true,1
        2026-11-01,2026-11-20,8,"ページ\u{1B}[2J<b>",,"Unknown model",2000,1999,1,0,true,1
        2026-11-01,2026-11-20,,"1 other",,,500,499,1,1,true,1

        """#)
  }

  @Test("As JSON: ids beside names, null for a figure that is not known")
  func json() throws {
    let measures = [Measure.totalTokens, .tokensPerRequest]
    let text = try Renderer(format: .json).text(Answer(breakdown(top: 2), of: measures, site: site))
    #expect(
      text == #"""
        {
          "as_of" : "2026-11-21",
          "by" : [
            "page",
            "model"
          ],
          "complete" : true,
          "filters" : {

          },
          "from" : "2026-11-01",
          "last_sync" : "2026-11-21T13:03:11Z",
          "last_sync_local" : "2026-11-21 14:03:11",
          "ledger_complete_until" : "2026-11-21T13:03:11Z",
          "ledger_complete_until_local" : "2026-11-21 14:03:11",
          "ledger_since" : "2026-10-05",
          "measures" : [
            "total_tokens",
            "tokens_per_request"
          ],
          "notes" : [

          ],
          "other" : {
            "tokens_per_request" : 500,
            "total_tokens" : 500
          },
          "other_count" : 1,
          "rows" : [
            {
              "from" : "2026-11-01",
              "model" : {
                "id" : "OpenAI/gpt-4o-mini",
                "name" : "gpt-4o-mini"
              },
              "page" : {
                "id" : "7",
                "name" : "=Price*s"
              },
              "to" : "2026-11-20",
              "tokens_per_request" : 1111,
              "total_tokens" : 1000000
            },
            {
              "from" : "2026-11-01",
              "model" : {
                "id" : "",
                "name" : "Unknown model"
              },
              "page" : {
                "id" : "8",
                "name" : "ページ\u001b[2J<b>"
              },
              "to" : "2026-11-20",
              "tokens_per_request" : null,
              "total_tokens" : 2000
            }
          ],
          "schema" : "tokenledger.breakdown/1",
          "site" : {
            "blog_id" : 3,
            "cluster" : null,
            "database" : "shop",
            "prefix" : "wp_3_",
            "time_zone" : "Europe/Berlin"
          },
          "to" : "2026-11-20",
          "totals" : {
            "tokens_per_request" : 1113,
            "total_tokens" : 1002500
          },
          "warnings" : [
            "the log is gone"
          ]
        }

        """#)
  }
}
