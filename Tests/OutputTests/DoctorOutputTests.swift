import Output
import Testing

@Suite("Health reports, whole")
struct DoctorOutputTests {
  @Test("A health report as a plain table")
  func plain() throws {
    #expect(
      try Renderer(format: .table).text(Answer(health, site: site, isMarkup: false)) == #"""
        ✓  Connection  Connected to MariaDB 10.11 through a socket.
        !  Retention   The chatbot keeps its log 7 days | and deletes what is older every day, counted or not.
                       → Run tokenledger sync at least once a day.
        ✗  Log table   The column message_text is missing.
                       → Update the chatbot.
        1 ok, 1 warning, 1 failure

        """#)
  }

  @Test("A health report as a table with colours and bars on a terminal")
  func terminal() throws {
    #expect(
      try Renderer(format: .table, style: .terminal(width: 80)).text(
        Answer(health, site: site, isMarkup: false)) == #"""
          \#u{1B}[32m✓\#u{1B}[0m  Connection  Connected to MariaDB 10.11 through a socket.
          \#u{1B}[33m!\#u{1B}[0m  Retention   The chatbot keeps its log 7 days | and deletes what is older
                         every day, counted or not.
                         \#u{1B}[1m→ Run tokenledger sync at least once a day.\#u{1B}[0m
          \#u{1B}[31m✗\#u{1B}[0m  Log table   The column message_text is missing.
                         \#u{1B}[1m→ Update the chatbot.\#u{1B}[0m
          1 ok, 1 warning, 1 failure

          """#)
  }

  @Test("A health report as CSV of plain figures")
  func csv() throws {
    #expect(
      try Renderer(format: .csv).text(Answer(health, site: site, isMarkup: false)) == #"""
        Check,Level,Message,Advice
        connection,ok,"Connected to MariaDB 10.11 through a socket.",
        retention,warning,"The chatbot keeps its log 7 days | and deletes what is older every day, counted or not.","Run tokenledger sync at least once a day."
        log_table,failure,"The column message_text is missing.","Update the chatbot."

        """#)
  }

  @Test("A health report as Markdown")
  func markdown() throws {
    #expect(
      try Renderer(format: .markdown).text(Answer(health, site: site, isMarkup: true)) == #"""
        | Check | Level | Message | Advice |
        | :--- | :--- | :--- | :--- |
        | connection | ok | Connected to MariaDB 10.11 through a socket. |  |
        | retention | warning | The chatbot keeps its log 7 days \| and deletes what is older every day, counted or not. | Run tokenledger sync at least once a day. |
        | log\_table | failure | The column message\_text is missing. | Update the chatbot. |

        """#)
  }

  @Test("A health report as JSON")
  func json() throws {
    #expect(
      try Renderer(format: .json).text(Answer(health, site: site, isMarkup: false)) == #"""
        {
          "checks" : [
            {
              "advice" : null,
              "level" : "ok",
              "message" : "Connected to MariaDB 10.11 through a socket.",
              "name" : "connection",
              "title" : "Connection"
            },
            {
              "advice" : "Run tokenledger sync at least once a day.",
              "level" : "warning",
              "message" : "The chatbot keeps its log 7 days | and deletes what is older every day, counted or not.",
              "name" : "retention",
              "title" : "Retention"
            },
            {
              "advice" : "Update the chatbot.",
              "level" : "failure",
              "message" : "The column message_text is missing.",
              "name" : "log_table",
              "title" : "Log table"
            }
          ],
          "level" : "failure",
          "schema" : "tokenledger.doctor/1",
          "site" : {
            "blog_id" : 3,
            "cluster" : null,
            "database" : "shop",
            "prefix" : "wp_3_",
            "time_zone" : "Europe/Berlin"
          }
        }

        """#)
  }
}
