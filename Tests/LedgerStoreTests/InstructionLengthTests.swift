import Ledger
import LedgerStore
import TestSupport
import Testing

/// How long the chatbot's instructions were, from when to when.
@Suite(.freshDatabase) struct InstructionLengthTests {
  private let site: TestSite

  init() throws {
    site = try TestSite.withInstructions()
  }

  @Test("A first sync notes the characters of every assistant's instructions and of every context option")
  func first() throws {
    try site.sync()
    #expect(try site.instructionRuns("asst") == ["asst_1 1 12 now now", "asst_2 1 0 now now"])
    #expect(
      try site.instructionRuns("chatbot") == [
        "chatbot_anthropic 1 - now now", "chatbot_azure 1 0 now now", "chatbot_chatgpt 1 12 now now",
        "chatbot_chatgpt_kn 1 - now now", "chatbot_deepseek 1 - now now", "chatbot_google 1 - now now",
        "chatbot_local 1 - now now", "chatbot_mistral 1 - now now", "chatbot_nvidia 1 - now now",
      ])
    #expect(try site.unsoundInstructions() == 0)
  }

  @Test("Equal sights are one run, and a change of one text begins a run of that text alone")
  func changes() throws {
    try site.sync()
    try site.letAnHourPass()
    try site.sync()
    #expect(try site.instructionRuns("asst") == ["asst_1 1 12 then now", "asst_2 1 0 then now"])
    try site.letAnHourPass()
    try site.set(instructions: "Hello", of: "asst_1")
    try site.set(option: "chatbot_chatgpt_conversation_context", to: nil)
    try site.set(option: "chatbot_chatgpt_kn_conversation_context", to: "This site")
    try site.sync()
    #expect(
      try site.instructionRuns("asst") == [
        "asst_1 1 12 then then", "asst_1 2 5 now now", "asst_2 1 0 then now",
      ])
    #expect(
      try site.instructionRuns("chatbot_chatgpt") == [
        "chatbot_chatgpt 1 12 then then", "chatbot_chatgpt 2 - now now", "chatbot_chatgpt_kn 1 - then then",
        "chatbot_chatgpt_kn 2 9 now now",
      ])
    #expect(try site.instructionRuns("chatbot_azure") == ["chatbot_azure 1 0 then now"])
    // A text that is as long as an earlier one is a run of its own.
    try site.letAnHourPass()
    try site.set(instructions: "Twelve chars", of: "asst_1")
    try site.sync()
    #expect(
      try site.instructionRuns("asst_1") == [
        "asst_1 1 12 then then", "asst_1 2 5 then then", "asst_1 3 12 now now",
      ])
    #expect(try site.instructionRuns("chatbot_chatgpt_kn").last == "chatbot_chatgpt_kn 2 9 then now")
    #expect(try site.unsoundInstructions() == 0)
  }

  @Test("An assistant that is added begins a run, and one that is removed has no length until it is back")
  func assistants() throws {
    try site.sync()
    try site.letAnHourPass()
    try site.run(
      """
      DELETE FROM wp_chatbot_chatgpt_assistants WHERE assistant_id = 'asst_1';
      INSERT INTO wp_chatbot_chatgpt_assistants (assistant_id, common_name, additional_instructions)
      VALUES ('asst_3', 'First', 'abc'), ('asst_3', 'Second', 'abcdef'), ('ASST_3', 'Third', 'a'),
        ('', 'Nobody', 'x'), ('original', 'Plain', 'x')
      """)
    try site.sync()
    let removed = ["asst_1 1 12 then then", "asst_1 2 - now now", "asst_2 1 0 then now"]
    #expect(try site.instructionRuns("asst") == removed + ["asst_3 1 3 now now"])
    #expect(try site.instructionRuns("ASST") == ["ASST_3 1 1 now now"])
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_instruction_lengths WHERE kind = 1") == "5\n")
    try site.letAnHourPass()
    try site.run(
      """
      INSERT INTO wp_chatbot_chatgpt_assistants (assistant_id, common_name, additional_instructions)
      VALUES ('asst_1', 'Back', 'Back')
      """)
    try site.sync()
    #expect(
      try site.instructionRuns("asst_1") == [
        "asst_1 1 12 then then", "asst_1 2 - then then", "asst_1 3 4 now now",
      ])
    #expect(try site.unsoundInstructions() == 0)
  }

  @Test(
    "Where the chatbot's list of assistants cannot be looked at, what is noted of them stays, and of contexts goes on",
    arguments: [
      "RENAME TABLE wp_chatbot_chatgpt_assistants TO kept",
      "ALTER TABLE wp_chatbot_chatgpt_assistants DROP COLUMN additional_instructions",
    ])
  func withoutList(_ change: String) throws {
    try site.sync()
    try site.letAnHourPass()
    try site.run(change)
    try site.set(option: "chatbot_azure_conversation_context", to: "Hi")
    #expect(try site.sync().isComplete)
    #expect(try site.instructionRuns("asst") == ["asst_1 1 12 then then", "asst_2 1 0 then then"])
    #expect(
      try site.instructionRuns("chatbot_azure") == [
        "chatbot_azure 1 0 then then", "chatbot_azure 2 2 now now",
      ])
    #expect(try site.instructionRuns("chatbot_chatgpt_kn") == ["chatbot_chatgpt_kn 1 - then now"])
    // What is there again continues its run.
    if change.hasPrefix("RENAME") {
      try site.run("RENAME TABLE kept TO wp_chatbot_chatgpt_assistants")
      try site.sync()
      #expect(try site.instructionRuns("asst") == ["asst_1 1 12 then now", "asst_2 1 0 then now"])
    }
  }

  @Test("A list of assistants that gives an error does not keep a sync from its end")
  func damaged() throws {
    try site.sync()
    try site.letAnHourPass()
    let rows = LogRow.answer(at: try site.clock(hoursAgo: 1))
    try site.write(rows)
    try site.run(
      """
      DROP TABLE wp_chatbot_chatgpt_assistants;
      CREATE VIEW wp_chatbot_chatgpt_assistants AS SELECT 1 AS id, 'asst_1' AS assistant_id, 'x' AS common_name,
        (SELECT 'x' UNION SELECT 'y') AS additional_instructions
      """)
    #expect(try site.sync().isComplete)
    try site.expectLedger(holds: rows)
    #expect(try site.instructionRuns("asst") == ["asst_1 1 12 then then", "asst_2 1 0 then then"])
    #expect(try site.instructionRuns("chatbot_azure") == ["chatbot_azure 1 0 then now"])
  }

  @Test("A list of assistants that is locked does not keep a sync from its end")
  func locked() throws {
    try site.sync()
    try site.letAnHourPass()
    let rows = LogRow.answer(at: try site.clock(hoursAgo: 1))
    try site.write(rows)
    let other = try site.wordPress()
    try other.execute("LOCK TABLES wp_chatbot_chatgpt_assistants WRITE")
    #expect(try site.sync().isComplete)
    try other.execute("UNLOCK TABLES")
    try site.expectLedger(holds: rows)
    #expect(try site.instructionRuns("asst") == ["asst_1 1 12 then then", "asst_2 1 0 then then"])
    #expect(try site.instructionRuns("chatbot_azure") == ["chatbot_azure 1 0 then now"])
  }

  /// Sets when runs of the first assistant were last seen, and tells it of its first one.
  private func firstRun(seen minutesAgo: Int? = nil) throws -> String {
    if let minutesAgo {
      try site.run(
        """
        UPDATE LEDGER_instruction_lengths SET last_seen = (SELECT synced_site FROM LEDGER_cursors) - INTERVAL \(minutesAgo)
          MINUTE, first_seen = last_seen - INTERVAL 2 DAY
        """)
    }
    return try site.run(
      """
      SELECT TIMESTAMPDIFF(MINUTE, last_seen, (SELECT synced_site FROM LEDGER_cursors))
      FROM LEDGER_instruction_lengths WHERE subject = 'asst_1' AND position = 1
      """)
  }

  @Test(
    "A run that goes on is renewed once an hour, and one that ends was last seen by the last sync that must have seen it"
  )
  func renewal() throws {
    try site.sync()
    #expect(try firstRun(seen: 30) == "30\n")
    try site.sync()
    #expect(try firstRun() == "30\n")
    try site.set(instructions: "Hello", of: "asst_1")
    try site.sync()
    #expect(try firstRun() == "0\n")
    #expect(try site.unsoundInstructions() == 0)
    // Here no sync can have seen it for hours: the list was locked, or could not be read.
    try site.run("DELETE FROM LEDGER_instruction_lengths")
    try site.sync()
    #expect(try firstRun(seen: 300) == "300\n")
    try site.set(instructions: "Good day", of: "asst_1")
    try site.sync()
    #expect(try firstRun() == "300\n")
    #expect(try site.unsoundInstructions() == 0)
  }

  @Test("Two assistants whose ids are the same text in other bytes are two")
  func bytes() throws {
    try site.run(
      """
      INSERT INTO wp_chatbot_chatgpt_assistants (assistant_id, common_name, additional_instructions)
      VALUES ('asst_\u{E9}', 'One', 'abc'), ('asst_e\u{301}', 'Other', 'abcde')
      """)
    for _ in 0..<2 { try site.sync() }
    #expect(try site.instructionRuns("asst_e") == ["asst_e\u{301} 1 5 now now"])
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_instruction_lengths WHERE kind = 1") == "4\n")
  }

  @Test("A run begins no earlier than the one before it ends, also where the site's clock was put back")
  func clockPutBack() throws {
    try site.set(option: "gmt_offset", to: "3")
    try site.sync()
    try site.set(option: "gmt_offset", to: "0")
    try site.set(instructions: "Hello", of: "asst_1")
    try site.sync()
    #expect(
      try site.run(
        """
        SELECT l.length, l.first_seen = e.last_seen, l.last_seen = e.last_seen
        FROM LEDGER_instruction_lengths l JOIN LEDGER_instruction_lengths e USING (source_id, kind, subject)
        WHERE l.position = 2 AND e.position = 1
        """) == "5\t1\t1\n")
    #expect(try site.unsoundInstructions() == 0)
  }

  @Test(
    "A run that overlaps an earlier one, ends before it begins or has no source or kind is found",
    arguments: [
      "first_seen = first_seen - INTERVAL 2 HOUR WHERE position = 2",
      "last_seen = first_seen - INTERVAL 1 SECOND WHERE position = 2",
      "source_id = 9 WHERE position = 2", "kind = 3 WHERE position = 2",
      "last_seen = last_seen + INTERVAL 2 HOUR WHERE position = 1 AND subject = 'asst_1'",
    ])
  func unsound(_ change: String) throws {
    try site.sync()
    try site.letAnHourPass()
    try site.set(instructions: "Hello", of: "asst_1")
    try site.sync()
    #expect(try site.unsoundInstructions() == 0)
    try site.run("UPDATE LEDGER_instruction_lengths SET \(change)")
    #expect(try site.unsoundInstructions() == 1)
  }

  @Test("What another sync has noted and a server that lags behind does not show is not noted again")
  func lagging() throws {
    try site.sync()
    for table in try site.run("SHOW TABLES LIKE 'wp_%'").split(separator: "\n") {
      try site.run("CREATE TABLE `wq_\(table.dropFirst(3))` LIKE `\(table)`")
      try site.run("INSERT INTO `wq_\(table.dropFirst(3))` SELECT * FROM `\(table)`")
    }
    try site.set(instructions: "Hello", of: "asst_1")
    try site.run("UPDATE wq_chatbot_chatgpt_assistants SET additional_instructions = 'Hello' WHERE id = 1")
    try site.sync()
    let noted = try site.instructionRuns()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    proxy.lag("wp_", behind: "wq_")
    var sync = try Sync(SiteSession(site.through(proxy)))
    _ = try sync.run()
    #expect(try site.instructionRuns() == noted)
  }

  @Test("A ledger of the version before is read as it is, and notes lengths once it is brought up to date")
  func versionBefore() throws {
    let rows = LogRow.answer(at: try site.clock(hoursAgo: 1))
    try site.write(rows)
    try site.sync()
    try site.run("DROP TABLE LEDGER_instruction_lengths; DELETE FROM LEDGER_migrations WHERE version > 11")
    try site.expectEqual()
    let session = try site.session()
    let evidence = try Evidence(session, facts: session.facts(), from: nil, to: nil)
    #expect(evidence.contradictions?.unsoundFacts == 0)
    #expect(evidence.contradictions?.unsoundInstructions == nil)
    #expect(try HealthFacts(session).unreadableViews.get() == [])
    try site.sync()
    try site.expectLedger(holds: rows)
    #expect(try site.instructionRuns("asst") == ["asst_1 1 12 now now", "asst_2 1 0 now now"])
  }
}
