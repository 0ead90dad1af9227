import Chatbots
import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// A plugin that calls nothing as the Kognetiks Chatbot does, and names no assistants.
private struct ShopTalk: ChatSource {
  let log = ChatLog(
    table: "shoptalk_lines",
    columns: ChatLog.Columns(
      session: "talk", user: "member", page: "place", time: "said_at", type: "sort", text: "body",
      assistant: "helper"),
    types: RowTypes(prompt: "in", completion: "out", total: "sum", visitor: "ask", chatbot: "answer"),
    exported: ["id", "said_at", "sort", "body"])
  let assistants: AssistantList? = nil
  let optionNames = ["shoptalk_model"]
  let modelOptionNames = ["shoptalk_model"]
  let instructionOptionNames = ["shoptalk_manners"]
  let versionOptionNames: [String] = []
  let laterOptionNames: Set<String> = []
  let pluginFile = "shoptalk/shoptalk.php"

  func options(_ values: [String: String], hidden: Set<String>) -> ChatOptions {
    ChatOptions(
      loggingOn: true, retention: .indefinitely, platform: "Own", model: values["shoptalk_model"])
  }
}

@Suite(.freshDatabase) struct OtherChatbotTests {
  /// A session with a site whose log is the other plugin's, with two answers in it and a row that has no type yet.
  private func session() throws -> SiteSession {
    let site = try TestSite(options: ["shoptalk_model": "parrot-1", "shoptalk_manners": "Be kind"])
    try site.run("DROP TABLE LOG")
    let time = try site.clock(hoursAgo: 1)
    let log: Query = "\(identifier: site.prefix + "shoptalk_lines")"
    let connection = try site.wordPress()
    try connection.execute(
      """
      CREATE TABLE \(query: log) (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, talk VARCHAR(255), member VARCHAR(255),
        place VARCHAR(255), said_at DATETIME, sort VARCHAR(20), body TEXT, helper VARCHAR(255)) ENGINE=InnoDB
      """)
    for (sort, body) in [
      ("ask", "Hi"), ("in", "100"), ("out", "20"), ("sum", "120"), ("answer", "Hello"), ("", "7"),
      ("in", "5"), ("out", "many"), ("sum", "8"),
    ] {
      try connection.execute(
        """
        INSERT INTO \(query: log) (talk, member, place, said_at, sort, body, helper)
        VALUES ('t', '3', '9', \(time), \(sort), \(body), NULL)
        """)
    }
    return try SiteSession(site.site, chatbot: ShopTalk())
  }

  @Test("A log of another plugin is counted, verified and exported by what its source says")
  func counted() throws {
    let session = try session()
    let count = TokenCount(prompt: 105, completion: 20, total: 128, requests: 2)
    for _ in 0..<2 {
      var sync = try Sync(session, settings: SyncSettings(pace: .full))
      let outcome = try sync.run()
      #expect(outcome.warnings == [])
      #expect(outcome.isComplete)
    }
    let snapshot = try #require(try LedgerReader(session).snapshot())
    #expect(snapshot.days.reduce(TokenCount.zero) { $0 + $1.count } == count)
    let evidence = try Evidence(session, facts: session.facts(), from: nil, to: nil)
    #expect(evidence.log.values.reduce(TokenCount.zero, +) == count)
    #expect(evidence.leftOut == [LeftOut(reason: .untyped, rows: 1), LeftOut(reason: .rejected, rows: 1)])
    #expect(try RawRows(session, from: nil, to: nil).columns == ["id", "said_at", "sort", "body"])
    #expect(try session.facts().options.model == "parrot-1")
    let lengths = try session.connection.rows(
      "SELECT kind, CONVERT(subject USING utf8mb4), length FROM wp_tokenledger_instruction_lengths",
      as: (Int, String, Int).self)
    #expect(lengths.map { "\($0.0) \($0.1) \($0.2)" } == ["2 shoptalk_manners 7"])
  }

  @Test("The grants name the other plugin's log, and no list of assistants")
  func grants() throws {
    let session = try session()
    try session.migrate()
    let grants = try Grants(session).statements().joined()
    #expect(grants.contains("shoptalk_lines"))
    #expect(!grants.contains("assistant"))
  }
}
