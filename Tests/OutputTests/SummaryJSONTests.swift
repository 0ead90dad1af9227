import Output
import Testing

@Suite("Summaries as JSON, whole")
struct SummaryJSONTests {
  @Test("A summary as JSON")
  func json() throws {
    #expect(
      try Renderer(format: .json).text(Answer(shopSummary(), site: site)) == #"""
        {
          "as_of" : "2026-11-21",
          "average" : {
            "from" : "2026-10-22",
            "to" : "2026-11-20",
            "tokens_per_day" : 33745,
            "tokens_per_request" : 1329
          },
          "busiest_day" : {
            "completion_tokens" : 400000,
            "day" : "2026-11-12",
            "prompt_tokens" : 500000,
            "requests" : 750,
            "total_tokens" : 1000000
          },
          "last_sync" : "2026-11-21T13:03:11Z",
          "last_sync_local" : "2026-11-21 14:03:11",
          "ledger_complete_until" : "2026-11-21T13:03:11Z",
          "ledger_complete_until_local" : "2026-11-21 14:03:11",
          "month" : {
            "compared" : {
              "completion_tokens" : 403100,
              "from" : "2026-11-01",
              "prompt_tokens" : 509200,
              "recorded" : true,
              "requests" : 763,
              "to" : "2026-11-21",
              "total_tokens" : 1012645,
              "until_local" : "2026-11-21 14:00:00"
            },
            "current" : {
              "completion_tokens" : 403400,
              "cost" : null,
              "from" : "2026-11-01",
              "prompt_tokens" : 509600,
              "recorded" : true,
              "requests" : 764,
              "to" : "2026-11-21",
              "total_tokens" : 1013345,
              "until_local" : null
            },
            "previous" : {
              "completion_tokens" : 20000,
              "from" : "2026-10-01",
              "prompt_tokens" : 40000,
              "recorded" : false,
              "requests" : 61,
              "to" : "2026-10-21",
              "total_tokens" : 60000,
              "until_local" : "2026-10-21 14:00:00"
            }
          },
          "month_split" : {
            "completion_tokens" : 403400,
            "other_tokens" : 100345,
            "prompt_tokens" : 509600
          },
          "next_purge" : {
            "runs_on" : "2026-11-22",
            "takes_day" : "2026-10-22",
            "total_tokens" : 0
          },
          "notes" : [

          ],
          "retention" : {
            "days_kept" : 30,
            "logging" : true
          },
          "schema" : "tokenledger.summary/2",
          "site" : {
            "blog_id" : 3,
            "cluster" : null,
            "database" : "shop",
            "prefix" : "wp_3_",
            "time_zone" : "Europe/Berlin"
          },
          "today" : {
            "compared" : {
              "completion_tokens" : 100,
              "from" : "2026-11-21",
              "prompt_tokens" : 200,
              "recorded" : true,
              "requests" : 1,
              "to" : "2026-11-21",
              "total_tokens" : 300,
              "until_local" : "2026-11-21 14:00:00"
            },
            "current" : {
              "completion_tokens" : 400,
              "cost" : null,
              "from" : "2026-11-21",
              "prompt_tokens" : 600,
              "recorded" : true,
              "requests" : 2,
              "to" : "2026-11-21",
              "total_tokens" : 1000,
              "until_local" : null
            },
            "previous" : {
              "completion_tokens" : 0,
              "from" : "2026-11-20",
              "prompt_tokens" : 0,
              "recorded" : true,
              "requests" : 0,
              "to" : "2026-11-20",
              "total_tokens" : 0,
              "until_local" : "2026-11-20 14:00:00"
            }
          },
          "top_assistants" : {
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
          "top_pages" : {
            "largest" : [
              {
                "completion_tokens" : 3500,
                "cost" : null,
                "id" : "7",
                "name" : "ページ 7\u001b[2J",
                "prompt_tokens" : 3500,
                "requests" : 7,
                "total_tokens" : 7000
              },
              {
                "completion_tokens" : 3000,
                "cost" : null,
                "id" : "6",
                "name" : "ページ 6\u001b[2J",
                "prompt_tokens" : 3000,
                "requests" : 6,
                "total_tokens" : 6000
              },
              {
                "completion_tokens" : 2500,
                "cost" : null,
                "id" : "5",
                "name" : "ページ 5\u001b[2J",
                "prompt_tokens" : 2500,
                "requests" : 5,
                "total_tokens" : 5000
              },
              {
                "completion_tokens" : 2000,
                "cost" : null,
                "id" : "4",
                "name" : "ページ 4\u001b[2J",
                "prompt_tokens" : 2000,
                "requests" : 4,
                "total_tokens" : 4000
              },
              {
                "completion_tokens" : 1500,
                "cost" : null,
                "id" : "3",
                "name" : "ページ 3\u001b[2J",
                "prompt_tokens" : 1500,
                "requests" : 3,
                "total_tokens" : 3000
              }
            ],
            "other" : {
              "completion_tokens" : 1500,
              "cost" : null,
              "prompt_tokens" : 1500,
              "requests" : 3,
              "total_tokens" : 3000
            },
            "other_count" : 2
          },
          "top_users" : {
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
          },
          "warnings" : [
            "2 rows were rejected"
          ],
          "year" : {
            "compared" : {
              "completion_tokens" : 423100,
              "from" : "2026-01-01",
              "prompt_tokens" : 549200,
              "recorded" : false,
              "requests" : 824,
              "to" : "2026-11-21",
              "total_tokens" : 1072645,
              "until_local" : "2026-11-21 14:00:00"
            },
            "current" : {
              "completion_tokens" : 423400,
              "cost" : null,
              "from" : "2026-01-01",
              "prompt_tokens" : 549600,
              "recorded" : false,
              "requests" : 825,
              "to" : "2026-11-21",
              "total_tokens" : 1073345,
              "until_local" : null
            },
            "previous" : {
              "completion_tokens" : 0,
              "from" : "2025-01-01",
              "prompt_tokens" : 0,
              "recorded" : false,
              "requests" : 0,
              "to" : "2025-11-21",
              "total_tokens" : 0,
              "until_local" : "2025-11-21 14:00:00"
            }
          }
        }

        """#)
  }
}
