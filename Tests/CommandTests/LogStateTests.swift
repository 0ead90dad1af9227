import TestSupport
import Testing

@Suite("Logs that are gone, empty, old or unusual")
struct LogStateTests {
  private static let march = ["report", "--as-of", "2024-03-31", "--last", "1", "--format", "csv"]
  private static let header =
    "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests,Complete\n"
  private static let answer = header + "2024-03,1235678,1001010,234668,4,false\n"

  private func noLog(_ site: TestSite) -> TokenLedgerCommand.Outcome {
    .init(
      66, error: "there is no conversation log \(TestSite.log) in the database \(site.database.name)",
      "Is the chatbot plugin active on this site, and is the table prefix right?")
  }

  @Test("Without a log there is nothing to count", .freshDatabase)
  func absent() async throws {
    let site = try TestSite.empty()
    try site.sql("DROP TABLE \(TestSite.log)")
    for command in [
      ["sync"], ["report"], ["report", "--live"], ["summary"], ["export", "--output", "-"],
      ["export", "--raw", "--output", "-"],
    ] {
      #expect(try await site.tokenledger(command) == noLog(site), "\(command)")
    }
    #expect(try site.sql("SHOW TABLES LIKE '%tokenledger%'") == [])
  }

  @Test("Where the log is gone, the ledger answers with a warning", .freshDatabase)
  func gone() async throws {
    let site = try TestSite.small()
    let days = try await site.tokenledger("export", "--output", "-")
    #expect(days.output.split(separator: "\n").count == 307)
    try site.sql("DROP TABLE \(TestSite.log)")

    let warning =
      "there is no conversation log \(TestSite.log) in the database \(site.database.name); these are the ledger's figures as they stand"
    let line = "tokenledger: warning: \(warning)\n"
    let report = try await site.tokenledger(LogStateTests.march)
    #expect(report.withoutCost == .init(status: 0, output: LogStateTests.answer, errors: line))
    let export = try await site.tokenledger("export", "--output", "-")
    #expect(export == .init(status: 0, output: days.output, errors: line))
    let summary = try await site.json("summary")
    #expect(summary["warnings"] == .array([.string(warning)]))
    #expect(summary["busiest_day"]["total_tokens"] == .integer(1_234_567))
    let quiet = try await site.tokenledger(LogStateTests.march + ["--no-sync"])
    #expect(quiet.withoutCost == .init(0, LogStateTests.answer))

    for command in [["sync"], ["report", "--live"], ["export", "--raw", "--output", "-"]] {
      #expect(try await site.tokenledger(command) == noLog(site), "\(command)")
    }
  }

  @Test("An empty log gives rows of zeros, and CSV the header alone", .freshDatabase)
  func empty() async throws {
    let site = try TestSite.empty()
    for mode in [[], ["--live"], ["--no-sync"]] {
      let arguments = ["report", "--as-of", "2024-03-31", "--last", "2", "--quiet"] + mode
      let table = """
        Date        Total Tokens  Prompt Tokens  Completion Tokens  Requests
        2024-02  *             0              0                  0         0
        2024-03  *             0              0                  0         0
        -------     ------------  -------------  -----------------  --------
        Total                  0              0                  0         0
        * still running, not fully counted, begun before the ledger, or shown in part
        Nothing is recorded for 2023-12-01 … 2024-01-31 to compare with.

        """
      #expect(try await site.tokenledger(arguments) == .init(0, table), "\(mode)")
      let csv = try await site.tokenledger(arguments + ["--format", "csv"])
      #expect(csv.withoutCost == .init(0, LogStateTests.header), "\(mode)")
      let json = try await site.tokenledger(arguments + ["--format", "json"])
      let rows = try JSONValue(json.outputBytes)["rows"].array
      #expect(rows.map(\.counts) == [[0, 0, 0, 0], [0, 0, 0, 0]])
      #expect(rows.map { $0["complete"] } == [.bool(false), .bool(false)])
    }
    #expect(try await site.json("summary")["year"]["current"].counts == [0, 0, 0, 0])
  }

  @Test(
    "Wider ids and the columns of old versions are fine", .freshDatabase,
    arguments: [
      "MODIFY id INT NOT NULL AUTO_INCREMENT", "MODIFY id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT",
      "DROP assistant_name", "DROP sentiment_score",
      "DROP assistant_name, DROP sentiment_score, DROP assistant_id, DROP thread_id",
      "MODIFY user_type VARCHAR(255) NOT NULL", "CONVERT TO CHARACTER SET latin1",
    ])
  func shapes(_ change: String) async throws {
    let site = try TestSite.small()
    try site.sql("ALTER TABLE \(TestSite.log) \(change)")
    #expect(try await site.tokenledger(LogStateTests.march).withoutCost == .init(0, LogStateTests.answer))
    #expect(
      try await site.tokenledger(LogStateTests.march + ["--live"]).withoutCost
        == .init(0, LogStateTests.answer))
    #expect(try await site.tokenledger("doctor").status == 0)
  }

  @Test("A view or a MyISAM table in its place works, and says what is lost", .freshDatabase)
  func replacements() async throws {
    let site = try TestSite.small()
    try site.sql("ALTER TABLE \(TestSite.log) ENGINE = MyISAM")
    let table = try await site.tokenledger(LogStateTests.march)
    #expect(
      table.withoutCost
        == .init(
          status: 0, output: LogStateTests.answer,
          errors: """
            tokenledger: warning: the conversation log is a MyISAM table: it has no snapshots, and a long read makes \
            the chatbot wait

            """))
    try site.sql(
      """
      RENAME TABLE \(TestSite.log) TO archive; CREATE VIEW \(TestSite.log) AS SELECT * FROM archive;
      INSERT INTO archive SELECT * FROM (SELECT id + 100, session_id, user_id, page_id, interaction_time,
        user_type, thread_id, assistant_id, assistant_name, message_text, sentiment_score FROM archive) AS copy;
      """)
    let view = try await site.tokenledger(LogStateTests.march)
    #expect(
      view.withoutCost
        == .init(
          status: 0, output: LogStateTests.header + "2024-03,2471356,2002020,469336,8,false\n",
          errors: """
            tokenledger: warning: the conversation log is a view, so a table that starts again with lower ids is \
            noticed later

            """))
  }

  @Test("A column that is missing or cannot be used is named", .freshDatabase)
  func columns() async throws {
    let site = try TestSite.small()
    try site.sql("ALTER TABLE \(TestSite.log) MODIFY interaction_time VARCHAR(30) NOT NULL")
    for command in [["sync"], ["report"], ["report", "--live"], ["summary"]] {
      let outcome = try await site.tokenledger(command)
      #expect(
        outcome
          == .init(
            65,
            error:
              "the column interaction_time of the conversation log is of the type VARCHAR, not a DATETIME",
            "Change the column back to the type that the chatbot plugin gave it."), "\(command)")
    }
    try site.sql("ALTER TABLE \(TestSite.log) DROP page_id, MODIFY interaction_time DATETIME NOT NULL")
    let outcome = try await site.tokenledger("sync")
    #expect(
      outcome
        == .init(
          65, error: "the conversation log has no column page_id",
          "It should be a VARCHAR or TEXT: restore the column, or let the chatbot plugin upgrade its table."))
    #expect(try site.sql("SHOW TABLES LIKE '%tokenledger%'") == [])
  }

  @Test("A ledger that contradicts itself, or that a newer TokenLedger wrote, is refused", .freshDatabase)
  func ledger() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try site.sql(
      "UPDATE wp_tokenledger_day_totals SET total_tokens = total_tokens + 1 WHERE day = '2024-03-04'")
    for command in [
      ["sync"], ["report"], ["report", "--no-sync"], ["summary"], ["export", "--output", "-"],
    ] {
      let outcome = try await site.tokenledger(command)
      #expect(outcome.status == 65, "\(command)")
      #expect(outcome.output == "")
      #expect(
        outcome.errors.hasPrefix(
          "tokenledger: error: the ledger contradicts itself: wp_tokenledger_day_totals adds up to 1236890 tokens, wp_tokenledger_state says 1236889\n"
        ))
    }
    try site.sql(
      """
      UPDATE wp_tokenledger_day_totals SET total_tokens = total_tokens - 1 WHERE day = '2024-03-04';
      INSERT INTO wp_tokenledger_migrations VALUES (99, NOW())
      """)
    for command in [["sync"], ["report", "--no-sync"], ["migrate"]] {
      let outcome = try await site.tokenledger(command)
      #expect(outcome.status == 78, "\(command)")
      #expect(outcome.errors.hasSuffix("\nA newer TokenLedger wrote it: upgrade this one.\n"))
    }
  }
}
