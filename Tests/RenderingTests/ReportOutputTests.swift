import Rendering
import Testing

@Suite("Period reports, whole")
struct ReportOutputTests {
  @Test("A report as a plain table")
  func plain() throws {
    #expect(
      try Renderer(format: .table).text(shopReport(), site: site) == #"""
        Date           Total Tokens  Prompt Tokens  Completion Tokens  Requests
        2026-11-18            12345           9000               3000        12
        2026-11-19                0              0                  0         0
        2026-11-20                0              0                  0         0
        2026-11-21  *          1000            600                400         2
        ----------     ------------  -------------  -----------------  --------
        Total                 13345           9600               3400        14
        * still running, begun before the ledger, or cut short by the days asked for
        No tokens were used from 2026-11-14 to 2026-11-17 to compare with.

        """#)
  }

  @Test("A report as a table with colours and bars on a terminal")
  func terminal() throws {
    #expect(
      try Renderer(format: .table, style: .terminal(width: 80)).text(shopReport(), site: site) == #"""
        \#u{1B}[1mDate\#u{1B}[0m           \#u{1B}[1mTotal Tokens\#u{1B}[0m  \#u{1B}[1mPrompt Tokens\#u{1B}[0m  \#u{1B}[1mCompletion Tokens\#u{1B}[0m  \#u{1B}[1mRequests\#u{1B}[0m
        2026-11-18           12,345          9,000              3,000        12  \#u{1B}[36m███████\#u{1B}[0m
        2026-11-19                0              0                  0         0
        2026-11-20                0              0                  0         0
        2026-11-21  *         1,000            600                400         2  \#u{1B}[36m▋\#u{1B}[0m
        \#u{1B}[2m──────────\#u{1B}[0m     \#u{1B}[2m────────────\#u{1B}[0m  \#u{1B}[2m─────────────\#u{1B}[0m  \#u{1B}[2m─────────────────\#u{1B}[0m  \#u{1B}[2m────────\#u{1B}[0m
        \#u{1B}[1mTotal\#u{1B}[0m                \#u{1B}[1m13,345\#u{1B}[0m          \#u{1B}[1m9,600\#u{1B}[0m              \#u{1B}[1m3,400\#u{1B}[0m        \#u{1B}[1m14\#u{1B}[0m
        * still running, begun before the ledger, or cut short by the days asked for
        No tokens were used from 2026-11-14 to 2026-11-17 to compare with.

        """#)
  }

  @Test("A report as CSV of plain figures")
  func csv() throws {
    #expect(
      try Renderer(format: .csv).text(shopReport(), site: site) == #"""
        Date,"Total Tokens","Prompt Tokens","Completion Tokens",Requests
        2026-11-18,12345,9000,3000,12
        2026-11-19,0,0,0,0
        2026-11-20,0,0,0,0
        2026-11-21,1000,600,400,2

        """#)
  }

  @Test("A report as Markdown")
  func markdown() throws {
    #expect(
      try Renderer(format: .markdown).text(shopReport(), site: site) == #"""
        | Date |  | Total Tokens | Prompt Tokens | Completion Tokens | Requests |
        | :--- | :--- | ---: | ---: | ---: | ---: |
        | 2026-11-18 |  | 12,345 | 9,000 | 3,000 | 12 |
        | 2026-11-19 |  | 0 | 0 | 0 | 0 |
        | 2026-11-20 |  | 0 | 0 | 0 | 0 |
        | 2026-11-21 | \* | 1,000 | 600 | 400 | 2 |
        | **Total** |  | **13,345** | **9,600** | **3,400** | **14** |

        \* still running, begun before the ledger, or cut short by the days asked for

        No tokens were used from 2026-11-14 to 2026-11-17 to compare with.

        """#)
  }

  @Test("A report as JSON")
  func json() throws {
    #expect(
      try Renderer(format: .json).text(shopReport(), site: site) == #"""
        {
          "as_of" : "2026-11-21",
          "from" : "2026-11-18",
          "period" : "daily",
          "previous" : {
            "completion_tokens" : 0,
            "from" : "2026-11-14",
            "prompt_tokens" : 0,
            "recorded" : true,
            "requests" : 0,
            "to" : "2026-11-17",
            "total_tokens" : 0
          },
          "rows" : [
            {
              "complete" : true,
              "completion_tokens" : 3000,
              "from" : "2026-11-18",
              "period" : "2026-11-18",
              "prompt_tokens" : 9000,
              "requests" : 12,
              "to" : "2026-11-18",
              "total_tokens" : 12345
            },
            {
              "complete" : true,
              "completion_tokens" : 0,
              "from" : "2026-11-19",
              "period" : "2026-11-19",
              "prompt_tokens" : 0,
              "requests" : 0,
              "to" : "2026-11-19",
              "total_tokens" : 0
            },
            {
              "complete" : true,
              "completion_tokens" : 0,
              "from" : "2026-11-20",
              "period" : "2026-11-20",
              "prompt_tokens" : 0,
              "requests" : 0,
              "to" : "2026-11-20",
              "total_tokens" : 0
            },
            {
              "complete" : false,
              "completion_tokens" : 400,
              "from" : "2026-11-21",
              "period" : "2026-11-21",
              "prompt_tokens" : 600,
              "requests" : 2,
              "to" : "2026-11-21",
              "total_tokens" : 1000
            }
          ],
          "schema" : "tokenledger.report/1",
          "site" : {
            "blog_id" : 3,
            "database" : "shop",
            "prefix" : "wp_3_",
            "time_zone" : "Europe/Berlin"
          },
          "to" : "2026-11-21",
          "totals" : {
            "completion_tokens" : 3400,
            "prompt_tokens" : 9600,
            "requests" : 14,
            "total_tokens" : 13345
          },
          "warnings" : [
            "the log is gone"
          ]
        }

        """#)
  }
}
