import Output
import Reports
import Testing

@Suite("Summaries, whole")
struct SummaryOutputTests {
  @Test("A summary as a plain table")
  func plain() throws {
    #expect(
      try Renderer(format: .table).text(Answer(shopSummary(), site: site)) == #"""
        Tokens of shop, wp_3_, on 2026-11-21 (Europe/Berlin)
                    Total Tokens  Requests  Before  Change  Compared with
        Today              1,000         2       0          2026-11-20 until 14:00
        This month     1,013,345       764                  not wholly recorded
        This year      1,073,345       825                  not wholly recorded

                           Total Tokens  Days
        Average a day            33,745  2026-10-22 … 2026-11-20
        Average a request         1,329  2026-10-22 … 2026-11-20
        Busiest day           1,000,000  2026-11-12

        Split this month         Tokens   Share
        Prompt                  509,600  50.3 %
        Completion              403,400  39.8 %
        Other                   100,345   9.9 %

        Assistants this month           Total Tokens  Requests   Share
        =Support*                            900,000       900  88.8 %
        none                                 113,345       113  11.2 %

        Pages this month                Total Tokens  Requests   Share
        ページ 7\u{1B}[2J                      7,000         7  25.0 %
        ページ 6\u{1B}[2J                      6,000         6  21.4 %
        ページ 5\u{1B}[2J                      5,000         5  17.9 %
        ページ 4\u{1B}[2J                      4,000         4  14.3 %
        ページ 3\u{1B}[2J                      3,000         3  10.7 %
        2 others                               3,000         3  10.7 %

        Last sync: 2026-11-21 14:03:11.
        The chatbot keeps its log 30 days: on 2026-11-22 it deletes what is from 2026-10-22 or before. The ledger keeps the figures.
        Warning: 2 rows were rejected

        """#)
  }

  @Test("A summary as a table with colours and bars on a terminal")
  func terminal() throws {
    #expect(
      try Renderer(format: .table, style: .terminal(width: 80)).text(Answer(shopSummary(), site: site))
        == #"""
        \#u{1B}[1mTokens of shop, wp_3_, on 2026-11-21 (Europe/Berlin)\#u{1B}[0m
                    \#u{1B}[1mTotal Tokens\#u{1B}[0m  \#u{1B}[1mRequests\#u{1B}[0m  \#u{1B}[1mBefore\#u{1B}[0m  \#u{1B}[1mChange\#u{1B}[0m  \#u{1B}[1mCompared with\#u{1B}[0m
        Today              1,000         2       0          2026-11-20 until 14:00
        This month     1,013,345       764                  not wholly recorded
        This year      1,073,345       825                  not wholly recorded

                           \#u{1B}[1mTotal Tokens\#u{1B}[0m  \#u{1B}[1mDays\#u{1B}[0m
        Average a day            33,745  2026-10-22 … 2026-11-20
        Average a request         1,329  2026-10-22 … 2026-11-20
        Busiest day           1,000,000  2026-11-12

        \#u{1B}[1mSplit this month\#u{1B}[0m         \#u{1B}[1mTokens\#u{1B}[0m   \#u{1B}[1mShare\#u{1B}[0m
        Prompt                  509,600  50.3 %  \#u{1B}[36m████████████▏\#u{1B}[0m
        Completion              403,400  39.8 %  \#u{1B}[36m█████████▌\#u{1B}[0m
        Other                   100,345   9.9 %  \#u{1B}[36m██▍\#u{1B}[0m

        \#u{1B}[1mAssistants this month\#u{1B}[0m           \#u{1B}[1mTotal Tokens\#u{1B}[0m  \#u{1B}[1mRequests\#u{1B}[0m   \#u{1B}[1mShare\#u{1B}[0m
        =Support*                            900,000       900  88.8 %  \#u{1B}[36m██████████████▎\#u{1B}[0m
        none                                 113,345       113  11.2 %  \#u{1B}[36m█▊\#u{1B}[0m

        \#u{1B}[1mPages this month\#u{1B}[0m                \#u{1B}[1mTotal Tokens\#u{1B}[0m  \#u{1B}[1mRequests\#u{1B}[0m   \#u{1B}[1mShare\#u{1B}[0m
        ページ 7\u{1B}[2J                      7,000         7  25.0 %  \#u{1B}[36m████\#u{1B}[0m
        ページ 6\u{1B}[2J                      6,000         6  21.4 %  \#u{1B}[36m███▍\#u{1B}[0m
        ページ 5\u{1B}[2J                      5,000         5  17.9 %  \#u{1B}[36m██▉\#u{1B}[0m
        ページ 4\u{1B}[2J                      4,000         4  14.3 %  \#u{1B}[36m██▎\#u{1B}[0m
        ページ 3\u{1B}[2J                      3,000         3  10.7 %  \#u{1B}[36m█▊\#u{1B}[0m
        \#u{1B}[2m2 others\#u{1B}[0m                               3,000         3  10.7 %  \#u{1B}[36m█▊\#u{1B}[0m

        Last sync: 2026-11-21 14:03:11.
        The chatbot keeps its log 30 days: on 2026-11-22 it deletes what is from
        2026-10-22 or before. The ledger keeps the figures.
        Warning: 2 rows were rejected

        """#)
  }

  @Test("A month that began after the ledger did has its change against the one before")
  func growth() throws {
    let longer = [usage("2026-09-30", prompt: 0, completion: 0, total: 0, requests: 1)] + shopUsage
    let summary = SummaryReport(
      usage: longer,
      context: .init(
        today: day("2026-11-21"), completeness: Completeness(lastSync: shopSync), early: shopHours()))
    func lines(_ style: TableStyle) throws -> [String] {
      try Renderer(format: .table, style: style).text(Answer(summary, site: site)).split(separator: "\n")
        .map(String.init)
    }
    let plain = try lines(.plain)
    #expect(
      Array(plain[1...4]) == [
        "            Total Tokens  Requests  Before       Change  Compared with",
        "Today              1,000         2       0               2026-11-20 until 14:00",
        "This month     1,013,345       764  60,000  ▲ 1,587.7 %  2026-10-01…21 until 14:00",
        "This year      1,073,345       826                       not wholly recorded",
      ])
    let narrow = try lines(TableStyle(color: false, width: 80, bars: false))
    #expect(
      Array(narrow[3...4]) == [
        "This month     1,013,345       764  60,000  ▲ 1,587.7 %  2026-10-01…21 until",
        "                                                         14:00",
      ])
  }

  @Test("A summary as CSV of plain figures")
  func csv() throws {
    #expect(
      try Renderer(format: .csv).text(Answer(shopSummary(), site: site)) == #"""
        Section,Item,From,To,"Total Tokens","Prompt Tokens","Completion Tokens",Requests,Cost,Currency,"Cost in USD","At Least in USD","At Most in USD",Coverage,"Tokens without a Price","Models without a Price","Price List"
        Usage,Today,2026-11-21,2026-11-21,1000,600,400,2,,,,,,,,,
        Usage,"Today compared",2026-11-21,2026-11-21,300,200,100,1,,,,,,,,,
        Usage,"Today before",2026-11-20,2026-11-20,0,0,0,0,,,,,,,,,
        Usage,Month,2026-11-01,2026-11-21,1013345,509600,403400,764,,,,,,,,,
        Usage,"Month compared",2026-11-01,2026-11-21,1012645,509200,403100,763,,,,,,,,,
        Usage,"Month before",2026-10-01,2026-10-21,60000,40000,20000,61,,,,,,,,,
        Usage,Year,2026-01-01,2026-11-21,1073345,549600,423400,825,,,,,,,,,
        Usage,"Year compared",2026-01-01,2026-11-21,1072645,549200,423100,824,,,,,,,,,
        Usage,"Year before",2025-01-01,2025-11-21,0,0,0,0,,,,,,,,,
        Average,"A day",2026-10-22,2026-11-20,33745,,,,,,,,,,,,
        Average,"A request",2026-10-22,2026-11-20,1329,,,,,,,,,,,,
        "Busiest day",,2026-11-12,2026-11-12,1000000,500000,400000,750,,,,,,,,,
        Assistant,'=Support*,2026-11-01,2026-11-21,900000,450000,450000,900,,,,,,,,,
        Assistant,none,2026-11-01,2026-11-21,113345,56672,56672,113,,,,,,,,,
        Page,"ページ 7\u{1B}[2J",2026-11-01,2026-11-21,7000,3500,3500,7,,,,,,,,,
        Page,"ページ 6\u{1B}[2J",2026-11-01,2026-11-21,6000,3000,3000,6,,,,,,,,,
        Page,"ページ 5\u{1B}[2J",2026-11-01,2026-11-21,5000,2500,2500,5,,,,,,,,,
        Page,"ページ 4\u{1B}[2J",2026-11-01,2026-11-21,4000,2000,2000,4,,,,,,,,,
        Page,"ページ 3\u{1B}[2J",2026-11-01,2026-11-21,3000,1500,1500,3,,,,,,,,,
        Page,"2 others",2026-11-01,2026-11-21,3000,1500,1500,3,,,,,,,,,

        """#)
  }

  @Test("A summary as Markdown")
  func markdown() throws {
    #expect(
      try Renderer(format: .markdown).text(Answer(shopSummary(), site: site)) == #"""
        ## Tokens of shop, wp\_3\_, on 2026-11-21 (Europe/Berlin)

        |  | Total Tokens | Requests | Before | Change | Compared with |
        | :--- | ---: | ---: | ---: | ---: | :--- |
        | Today | 1,000 | 2 | 0 |  | 2026-11-20 until 14:00 |
        | This month | 1,013,345 | 764 |  |  | not wholly recorded |
        | This year | 1,073,345 | 825 |  |  | not wholly recorded |

        |  | Total Tokens | Days |
        | :--- | ---: | :--- |
        | Average a day | 33,745 | 2026-10-22 … 2026-11-20 |
        | Average a request | 1,329 | 2026-10-22 … 2026-11-20 |
        | Busiest day | 1,000,000 | 2026-11-12 |

        | Split this month | Tokens | Share |
        | :--- | ---: | ---: |
        | Prompt | 509,600 | 50.3 % |
        | Completion | 403,400 | 39.8 % |
        | Other | 100,345 | 9.9 % |

        | Assistants this month | Total Tokens | Requests | Share |
        | :--- | ---: | ---: | ---: |
        | =Support\* | 900,000 | 900 | 88.8 % |
        | none | 113,345 | 113 | 11.2 % |

        | Pages this month | Total Tokens | Requests | Share |
        | :--- | ---: | ---: | ---: |
        | ページ 7\\u{1B}\[2J | 7,000 | 7 | 25.0 % |
        | ページ 6\\u{1B}\[2J | 6,000 | 6 | 21.4 % |
        | ページ 5\\u{1B}\[2J | 5,000 | 5 | 17.9 % |
        | ページ 4\\u{1B}\[2J | 4,000 | 4 | 14.3 % |
        | ページ 3\\u{1B}\[2J | 3,000 | 3 | 10.7 % |
        | 2 others | 3,000 | 3 | 10.7 % |

        Last sync: 2026-11-21 14:03:11.

        The chatbot keeps its log 30 days: on 2026-11-22 it deletes what is from 2026-10-22 or before. The ledger keeps the figures.

        Warning: 2 rows were rejected

        """#)
  }
}
