import Output
import Testing

@Suite("Period reports, whole")
struct ReportOutputTests {
  @Test("A report as a plain table")
  func plain() throws {
    #expect(
      try Renderer(format: .table).text(Answer(shopReport(), site: site)) == #"""
        Date           Total Tokens  Prompt Tokens  Completion Tokens  Requests
        2026-11-18           12,345          9,000              3,000        12
        2026-11-19                0              0                  0         0
        2026-11-20                0              0                  0         0
        2026-11-21  *         1,000            600                400         2
        ----------     ------------  -------------  -----------------  --------
        Total                13,345          9,600              3,400        14
        * still running, not fully counted, begun before the ledger, or shown in part
        No tokens were used in 2026-11-14 … 2026-11-17 until 14:00 to compare with.

        """#)
  }

  @Test("A report as a table with colours and bars on a terminal")
  func terminal() throws {
    #expect(
      try Renderer(format: .table, style: .terminal(width: 80)).text(Answer(shopReport(), site: site)) == #"""
        \#u{1B}[1mDate\#u{1B}[0m           \#u{1B}[1mTotal Tokens\#u{1B}[0m  \#u{1B}[1mPrompt Tokens\#u{1B}[0m  \#u{1B}[1mCompletion Tokens\#u{1B}[0m  \#u{1B}[1mRequests\#u{1B}[0m
        2026-11-18           12,345          9,000              3,000        12  \#u{1B}[36m███████\#u{1B}[0m
        2026-11-19                0              0                  0         0
        2026-11-20                0              0                  0         0
        2026-11-21  *         1,000            600                400         2  \#u{1B}[36m▋\#u{1B}[0m
        \#u{1B}[2m──────────\#u{1B}[0m     \#u{1B}[2m────────────\#u{1B}[0m  \#u{1B}[2m─────────────\#u{1B}[0m  \#u{1B}[2m─────────────────\#u{1B}[0m  \#u{1B}[2m────────\#u{1B}[0m
        \#u{1B}[1mTotal\#u{1B}[0m                \#u{1B}[1m13,345\#u{1B}[0m          \#u{1B}[1m9,600\#u{1B}[0m              \#u{1B}[1m3,400\#u{1B}[0m        \#u{1B}[1m14\#u{1B}[0m
        * still running, not fully counted, begun before the ledger, or shown in part
        No tokens were used in 2026-11-14 … 2026-11-17 until 14:00 to compare with.

        """#)
  }

  @Test("A report as CSV of plain figures")
  func csv() throws {
    #expect(
      try Renderer(format: .csv).text(Answer(shopReport(), site: site)) == #"""
        Date,"Total Tokens","Prompt Tokens","Completion Tokens",Requests,Complete,Cost,Currency,"Cost in USD","At Least in USD","At Most in USD",Coverage,"Tokens without a Price","Models without a Price","Price List"
        2026-11-18,12345,9000,3000,12,true,,,,,,,,,
        2026-11-19,0,0,0,0,true,,,,,,,,,
        2026-11-20,0,0,0,0,true,,,,,,,,,
        2026-11-21,1000,600,400,2,false,,,,,,,,,

        """#)
  }

  @Test("A report as Markdown")
  func markdown() throws {
    #expect(
      try Renderer(format: .markdown).text(Answer(shopReport(), site: site)) == #"""
        | Date |  | Total Tokens | Prompt Tokens | Completion Tokens | Requests |
        | :--- | :--- | ---: | ---: | ---: | ---: |
        | 2026-11-18 |  | 12,345 | 9,000 | 3,000 | 12 |
        | 2026-11-19 |  | 0 | 0 | 0 | 0 |
        | 2026-11-20 |  | 0 | 0 | 0 | 0 |
        | 2026-11-21 | \* | 1,000 | 600 | 400 | 2 |
        | **Total** |  | **13,345** | **9,600** | **3,400** | **14** |

        \* still running, not fully counted, begun before the ledger, or shown in part

        No tokens were used in 2026-11-14 … 2026-11-17 until 14:00 to compare with.

        """#)
  }

  @Test("A report as HTML")
  func html() throws {
    #expect(
      try Renderer(format: .html).text(Answer(shopReport(), site: site)) == #"""
        <table>
        <thead>
        <tr><th scope="col">Date</th><th scope="col"></th><th scope="col" style="text-align: right">Total Tokens</th><th scope="col" style="text-align: right">Prompt Tokens</th><th scope="col" style="text-align: right">Completion Tokens</th><th scope="col" style="text-align: right">Requests</th></tr>
        </thead>
        <tbody>
        <tr><td>2026-11-18</td><td></td><td style="text-align: right">12,345</td><td style="text-align: right">9,000</td><td style="text-align: right">3,000</td><td style="text-align: right">12</td></tr>
        <tr><td>2026-11-19</td><td></td><td style="text-align: right">0</td><td style="text-align: right">0</td><td style="text-align: right">0</td><td style="text-align: right">0</td></tr>
        <tr><td>2026-11-20</td><td></td><td style="text-align: right">0</td><td style="text-align: right">0</td><td style="text-align: right">0</td><td style="text-align: right">0</td></tr>
        <tr><td>2026-11-21</td><td>*</td><td style="text-align: right">1,000</td><td style="text-align: right">600</td><td style="text-align: right">400</td><td style="text-align: right">2</td></tr>
        </tbody>
        <tfoot>
        <tr><td>Total</td><td></td><td style="text-align: right">13,345</td><td style="text-align: right">9,600</td><td style="text-align: right">3,400</td><td style="text-align: right">14</td></tr>
        </tfoot>
        </table>
        <p>* still running, not fully counted, begun before the ledger, or shown in part</p>
        <p>No tokens were used in 2026-11-14 … 2026-11-17 until 14:00 to compare with.</p>

        """#)
  }

  @Test("A report as JSON")
  func json() throws {
    #expect(
      try Renderer(format: .json).text(Answer(shopReport(), site: site)) == #"""
        {
          "as_of" : "2026-11-21",
          "compared" : {
            "completion_tokens" : 3100,
            "from" : "2026-11-18",
            "prompt_tokens" : 9200,
            "recorded" : true,
            "requests" : 13,
            "to" : "2026-11-21",
            "total_tokens" : 12645,
            "until_local" : "2026-11-21 14:00:00"
          },
          "from" : "2026-11-18",
          "last_sync" : "2026-11-21T13:03:11Z",
          "last_sync_local" : "2026-11-21 14:03:11",
          "ledger_complete_until" : "2026-11-21T13:03:11Z",
          "ledger_complete_until_local" : "2026-11-21 14:03:11",
          "ledger_since" : "2026-10-05",
          "notes" : [

          ],
          "period" : "daily",
          "previous" : {
            "completion_tokens" : 0,
            "from" : "2026-11-14",
            "prompt_tokens" : 0,
            "recorded" : true,
            "requests" : 0,
            "to" : "2026-11-17",
            "total_tokens" : 0,
            "until_local" : "2026-11-17 14:00:00"
          },
          "reporting_period" : "monthly",
          "rows" : [
            {
              "complete" : true,
              "completion_tokens" : 3000,
              "cost" : null,
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
              "cost" : null,
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
              "cost" : null,
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
              "cost" : null,
              "from" : "2026-11-21",
              "period" : "2026-11-21",
              "prompt_tokens" : 600,
              "requests" : 2,
              "to" : "2026-11-21",
              "total_tokens" : 1000
            }
          ],
          "schema" : "tokenledger.report/2",
          "site" : {
            "blog_id" : 3,
            "cluster" : null,
            "database" : "shop",
            "prefix" : "wp_3_",
            "time_zone" : "Europe/Berlin"
          },
          "to" : "2026-11-21",
          "totals" : {
            "completion_tokens" : 3400,
            "cost" : null,
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

  @Test("A report as a bar chart")
  func chart() throws {
    #expect(
      try BarChart(shopReport(), site: site).svg == #"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 300" width="100%" role="img" aria-labelledby="tokenledger-3-daily-2026-11-18-2026-11-21-title tokenledger-3-daily-2026-11-18-2026-11-21-desc" fill="currentColor" font-family="system-ui, sans-serif" font-size="12">
        <title id="tokenledger-3-daily-2026-11-18-2026-11-21-title">Tokens by day, 2026-11-18 to 2026-11-21</title>
        <desc id="tokenledger-3-daily-2026-11-18-2026-11-21-desc">A bar chart of the total tokens of database shop, tables wp_3_, time zone Europe/Berlin: 4 bars, one a day. All together 13,345 tokens, 14 requests. The largest bar is 2026-11-18: 12,345 tokens, 12 requests. Not complete (still running, not fully counted, begun before the ledger, or shown in part): 1.</desc>
        <text x="8" y="14" text-anchor="start">Total Tokens</text>
        <line x1="54.84" y1="248" x2="632" y2="248" stroke="currentColor" stroke-opacity="0.7" />
        <line x1="54.84" y1="174.67" x2="632" y2="174.67" stroke="currentColor" stroke-opacity="0.2" />
        <line x1="54.84" y1="101.33" x2="632" y2="101.33" stroke="currentColor" stroke-opacity="0.2" />
        <line x1="54.84" y1="28" x2="632" y2="28" stroke="currentColor" stroke-opacity="0.2" />
        <text x="50.84" y="252" text-anchor="end">0</text>
        <text x="50.84" y="178.67" text-anchor="end">5,000</text>
        <text x="50.84" y="105.33" text-anchor="end">10,000</text>
        <text x="50.84" y="32" text-anchor="end">15,000</text>
        <rect x="90.98" y="66.94" width="72" height="181.06" fill="#2e86c1"><title>2026-11-18: 12,345 tokens, 12 requests, complete</title></rect>
        <rect x="235.27" y="248" width="72" height="0" fill="#2e86c1"><title>2026-11-19: 0 tokens, 0 requests, complete</title></rect>
        <rect x="379.56" y="248" width="72" height="0" fill="#2e86c1"><title>2026-11-20: 0 tokens, 0 requests, complete</title></rect>
        <rect x="523.86" y="233.33" width="72" height="14.67" fill="#2e86c1" fill-opacity="0.35" stroke="#2e86c1" stroke-dasharray="3 2"><title>2026-11-21: 1,000 tokens, 2 requests, not complete</title></rect>
        <line x1="126.98" x2="126.98" y1="248" y2="252" stroke="currentColor" stroke-opacity="0.7" />
        <text x="126.98" y="266" text-anchor="middle">2026-11-18</text>
        <line x1="271.27" x2="271.27" y1="248" y2="252" stroke="currentColor" stroke-opacity="0.7" />
        <text x="271.27" y="266" text-anchor="middle">2026-11-19</text>
        <line x1="415.56" x2="415.56" y1="248" y2="252" stroke="currentColor" stroke-opacity="0.7" />
        <text x="415.56" y="266" text-anchor="middle">2026-11-20</text>
        <line x1="559.86" x2="559.86" y1="248" y2="252" stroke="currentColor" stroke-opacity="0.7" />
        <text x="559.86" y="266" text-anchor="middle">2026-11-21</text>
        <rect x="8" y="279" width="10" height="10" fill="#2e86c1" fill-opacity="0.35" stroke="#2e86c1" stroke-dasharray="3 2" />
        <text x="24" y="288" text-anchor="start">still running, not fully counted, begun before the ledger, or shown in part</text>
        </svg>

        """#)
  }
}
