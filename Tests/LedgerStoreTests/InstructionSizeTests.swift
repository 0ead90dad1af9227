import Chatbots
import LedgerStore
import MariaDB
import Synchronization
import TestSupport
import Testing
import Sites

/// How the lengths of the chatbot's instructions are read, and that no text is.
@Suite(.freshDatabase) struct InstructionSizeTests {
  private let site: TestSite

  init() throws {
    site = try TestSite.withInstructions()
  }

  @Test("A user of least privilege notes the same through two views, and can read no text")
  func leastPrivilege() throws {
    try site.session().migrate()
    try site.asLeastUser { session in
      var sync = try Sync(session)
      _ = try sync.run()
      let noted = try site.instructionRuns()
      #expect(noted.count == 11 && noted.contains("asst_1 1 12 now now"))
      #expect(noted.contains("chatbot_chatgpt 1 12 now now"))
      try site.letAnHourPass()
      try site.sync()
      #expect(try site.instructionRuns() == noted.map { $0.replacing(" now now", with: " then now") })
      for forbidden in ["additional_instructions FROM wp_chatbot_chatgpt_assistants", "* FROM wp_options"] {
        #expect(throws: MariaDBError.self) {
          try session.connection.execute(Query(unchecked: "SELECT \(forbidden)"))
        }
      }
      for view in ["context", "assistant"] {
        let columns = try site.run("SHOW COLUMNS FROM LEDGER_\(view)_sizes").split(separator: "\n")
        #expect(
          columns.compactMap { $0.split(separator: "\t").first }.allSatisfy {
            ["row_id", "subject", "length"].contains($0)
          })
        let shown = try site.run("SELECT * FROM LEDGER_\(view)_sizes")
        #expect(!shown.contains("Gr") && !shown.contains("Sei"), "\(shown)")
      }
    }
  }

  @Test(
    "The view of assistants comes and goes with the chatbot's list, and what is wrong with the views is known"
  )
  func views() throws {
    func unreadable(_ session: SiteSession) throws -> [String] {
      try HealthFacts(session).unreadableViews.get()
    }
    try site.sync()
    // Who needs no view misses none.
    #expect(try unreadable(site.session()) == [])
    try site.run("RENAME TABLE wp_chatbot_chatgpt_assistants TO kept")
    try site.session().migrate()
    #expect(try site.run("SHOW TABLES LIKE '%_sizes'") == "wp_tokenledger_context_sizes\n")
    try site.asLeastUser { session in
      #expect(try unreadable(session) == [])
      try site.letAnHourPass()
      var sync = try Sync(session)
      _ = try sync.run()
      #expect(try site.instructionRuns("chatbot_azure") == ["chatbot_azure 1 0 then now"])
    }
    try site.run("RENAME TABLE kept TO wp_chatbot_chatgpt_assistants")
    #expect(try unreadable(site.session()) == ["wp_tokenledger_assistant_sizes"])
    try site.asLeastUser { session throws in
      #expect(try unreadable(session) == ["wp_tokenledger_assistant_sizes"])
    }
    try site.session().migrate()
    #expect(try unreadable(site.session()) == [])
    try site.asLeastUser { session in
      #expect(try unreadable(session) == [])
      try site.run("RENAME TABLE wp_chatbot_chatgpt_assistants TO kept")
      for session in [session, try site.session()] {
        #expect(try unreadable(session) == ["wp_tokenledger_assistant_sizes"])
      }
      // A dump of the database would stop at it.
      try site.session().migrate()
      #expect(try site.run("SHOW TABLES LIKE '%_sizes'") == "wp_tokenledger_context_sizes\n")
      #expect(try unreadable(session) == [])
    }
    try site.asLeastUser(without: "wp_tokenledger_context_sizes") { session in
      #expect(try unreadable(session) == ["wp_tokenledger_context_sizes"])
      var sync = try Sync(session)
      #expect(try sync.run().isComplete)
    }
  }

  @Test("Characters are counted as WordPress reads them through a connection that is not UTF-8")
  func legacyCharset() throws {
    var latin = site.site
    latin.charset = LegacyCharset("latin1")
    // What WordPress writes through such a connection: each byte of "Grüße" is a character of the column.
    try site.run(
      """
      UPDATE wp_chatbot_chatgpt_assistants SET additional_instructions = _latin1 x'4772C3BCC39F65',
        assistant_id = _latin1 x'C3BC' WHERE assistant_id = 'asst_1';
      UPDATE wp_options SET option_value = _latin1 x'4772C3BCC39F65'
      WHERE option_name = 'chatbot_chatgpt_conversation_context';
      ALTER TABLE wp_chatbot_chatgpt_assistants CONVERT TO CHARACTER SET latin1
      """)
    var sync = try Sync(SiteSession(latin))
    _ = try sync.run()
    #expect(try site.instructionRuns("\u{FC}") == ["\u{FC} 1 5 now now"])
    #expect(try site.instructionRuns("chatbot_chatgpt_c") == ["chatbot_chatgpt 1 5 now now"])
    try SiteSession(latin).migrate()
    #expect(
      try site.run(
        """
        SELECT CONCAT_WS(' ', HEX(subject), length) FROM LEDGER_assistant_sizes WHERE row_id = 1;
        SELECT length FROM LEDGER_context_sizes WHERE subject = 'chatbot_chatgpt_conversation_context'
        """) == "C3BC 5\n5\n")
  }

  @Test("No statement of a sync selects a text, be it through the views or not")
  func texts() throws {
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    let sent = Statements()
    proxy.inject(.pause, at: 1, where: sent.note)
    var sync = try Sync(SiteSession(site.through(proxy)))
    _ = try sync.run()
    try site.session().migrate()
    try site.asLeastUser { session in
      var least = session.site
      least.connection = site.through(proxy).connection
      least.connection.user = session.site.connection.user
      least.connection.password = session.site.connection.password
      var sync = try Sync(SiteSession(least))
      _ = try sync.run()
    }
    let all = sent.all
    #expect(all.contains { $0.contains("CHAR_LENGTH(CONVERT(additional_instructions") })
    #expect(all.contains { $0.contains("`wp_tokenledger_assistant_sizes`") })
    for statement in all {
      let rest =
        statement
        .replacing("CHAR_LENGTH(CONVERT(additional_instructions USING utf8mb4))", with: "")
        .replacing("CHAR_LENGTH(CONVERT(option_value USING utf8mb4))", with: "")
      #expect(!rest.contains("additional_instructions"), "\(statement)")
      // The options that are read are others.
      #expect(!rest.contains("option_value") || !rest.contains("_context"), "\(statement)")
    }
    let chatbot = KognetiksChatbot()
    #expect(Set(chatbot.instructionOptionNames).isDisjoint(with: chatbot.optionNames))
  }

  /// The statements that came by.
  private final class Statements: Sendable {
    private let statements = Mutex<[String]>([])
    var all: [String] { statements.withLock { $0 } }

    func note(_ statement: String) -> Bool {
      statements.withLock { $0.append(statement) }
      return false
    }
  }
}
