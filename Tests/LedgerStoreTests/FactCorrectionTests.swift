import Ledger
import LedgerStore
import MariaDB
import SQLFiles
import TestSupport
import Testing
import Text

/// How an upgrade corrects facts from releases before ledger version 5.
@Suite(.freshDatabase) struct FactCorrectionTests {
  /// A ledger of those releases: facts of two days with names and ids, with a seen, a declared and no model, and
  /// matching days, hours and totals.
  private func earlier(_ site: TestSite) throws {
    try site.run(
      SQLFiles.migrations.prefix(4).joined().replacing("{prefix}", with: "wp_") + """

        INSERT INTO LEDGER_names (id, kind, name) VALUES
          (1, 1, 'Kognetiks Chatbot'), (2, 1, 'Max'), (3, 1, 'asst_1'), (4, 1, 'agent-7'), (5, 1, 'desk-9'),
          (6, 1, 'asst_bot'), (7, 2, '12');
        INSERT INTO LEDGER_models (id, platform, model) VALUES (1, 'OpenAI', 'gpt-4o'), (2, 'OpenAI', 'old');
        INSERT INTO LEDGER_facts (day, origin_id, model_id, assistant_id, page_id, user_id, prompt_tokens,
          completion_tokens, total_tokens, requests) VALUES
          ('2024-05-01', 0, 0, 0, 7, 3, 1, 1, 2, 1), ('2024-05-01', 0, 0, 1, 7, 3, 10, 1, 11, 1),
          ('2024-05-01', 0, 0, 2, 7, 3, 100, 1, 101, 1), ('2024-05-01', 0, 0, 3, 7, 3, 1000, 1, 1001, 1),
          ('2024-05-01', 0, 0, 4, 7, 3, 10000, 1, 10001, 1), ('2024-05-01', 0, 0, 5, 7, 3, 100000, 1, 100001, 1),
          ('2024-05-02', 0, 1, 1, 7, 0, 1, 2, 3, 1), ('2024-05-02', 0, 1, 0, 7, 0, 10, 2, 12, 1),
          ('2024-05-02', 0, 1, 6, 7, 0, 100, 2, 102, 1), ('2024-05-02', 0, 2147483650, 2, 7, 0, 1000, 2, 1002, 1);
        INSERT INTO LEDGER_days SELECT day, SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens),
          SUM(requests) FROM LEDGER_facts GROUP BY day;
        INSERT INTO LEDGER_hours SELECT day, 9, 0, prompt_tokens, completion_tokens, total_tokens, requests
          FROM LEDGER_days;
        UPDATE LEDGER_state s, (SELECT SUM(prompt_tokens) p, SUM(completion_tokens) c, SUM(total_tokens) t,
          SUM(requests) r FROM LEDGER_days) d
          SET s.prompt_tokens = p, s.completion_tokens = c, s.total_tokens = t, s.requests = r;
        INSERT INTO wp_chatbot_chatgpt_assistants (assistant_id, common_name) VALUES ('agent-7', 'Agent');
        """)
  }

  private func facts(_ site: TestSite) throws -> [String] {
    try site.run(
      """
      SELECT CONCAT_WS(' ', f.day, f.model_id, f.model_basis, COALESCE(n.name, '-'), f.user_id, f.prompt_tokens, f.completion_tokens,
        f.total_tokens, f.requests)
      FROM LEDGER_usage_facts f LEFT JOIN LEDGER_names n ON n.id = f.assistant_id
      ORDER BY day, model_id, prompt_tokens
      """
    ).split(separator: "\n").map(String.init)
  }

  @Test("After an upgrade names of the plain chat are no assistants, also on purged days; no total changes")
  func names() throws {
    let site = try TestSite()
    try earlier(site)
    // Only the log shows that it is an id: in a row of another day that is not counted.
    try site.write([
      LogRow(time: "2024-05-03 10:00:00", type: "Visitor", text: "Hello", assistantID: "desk-9"),
      LogRow(time: "2024-05-03 10:00:00", type: "Visitor", text: "Hello", assistantID: "original"),
      LogRow(
        time: "2024-05-03 10:00:00", type: "Visitor", text: "Hello", assistantID: nil, assistantName: "Max"),
    ])
    let sums = "SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(requests)"
    let days = try site.run("SELECT day, \(sums) FROM LEDGER_days GROUP BY day")
    let hours = try site.run("SELECT day, hour, \(sums) FROM LEDGER_hours GROUP BY day, hour")
    try site.sync()
    #expect(
      try facts(site) == [
        "2024-05-01 0 0 - 3 111 3 114 3", "2024-05-01 0 0 asst_1 3 1000 1 1001 1",
        "2024-05-01 0 0 agent-7 3 10000 1 10001 1", "2024-05-01 0 0 desk-9 3 100000 1 100001 1",
        // A model was seen, so none of them was an assistant, whatever its name.
        "2024-05-02 1 1 - 0 111 6 117 3", "2024-05-02 2 2 - 0 1000 2 1002 1",
      ])
    #expect(try site.run("SELECT day, \(sums) FROM LEDGER_day_totals GROUP BY day") == days)
    #expect(try site.run("SELECT day, hour, \(sums) FROM LEDGER_hour_totals GROUP BY day, hour") == hours)
    try site.expectAgreement()
  }

  @Test("Without the chatbot's tables vendors' ids are recognized by their prefix", arguments: [true, false])
  func withoutTables(_ isCommand: Bool) throws {
    let site = try TestSite()
    try earlier(site)
    try site.run("DROP TABLE wp_chatbot_chatgpt_assistants")
    if isCommand {
      try site.run("DROP TABLE LOG")
      #expect(try site.session().migrate().first == 5)
    } else {
      try site.run("ALTER TABLE LOG DROP assistant_id")
      try site.sync()
    }
    #expect(
      try facts(site) == [
        "2024-05-01 0 0 asst_1 3 1000 1 1001 1", "2024-05-01 0 0 - 3 110111 5 110116 5",
        "2024-05-02 1 1 - 0 111 6 117 3", "2024-05-02 2 2 - 0 1000 2 1002 1",
      ])
    try site.expectAgreement()
  }

  /// A site that calls Azure's deployment, with a ledger in which its label stands for the model.
  private func azure() throws -> TestSite {
    let site = try TestSite(options: [
      "chatbot_ai_platform_choice": "Azure OpenAI", "chatbot_azure_model_choice": "gpt-4o",
      "chatbot_azure_deployment_name": "shop-chat",
    ])
    try earlier(site)
    try site.run(
      """
      INSERT INTO LEDGER_models (id, platform, model) VALUES (3, 'Azure OpenAI', 'gpt-4o');
      UPDATE LEDGER_facts SET model_id = 3 WHERE model_id = 1;
      INSERT INTO LEDGER_model_spans VALUES (1, 1, '2024-04-01 00:00:00', '2024-04-20 00:00:00'),
        (2, 3, '2024-05-02 00:00:00', '2024-05-03 00:00:00')
      """)
    return site
  }

  private func expectDeployment(_ site: TestSite) throws {
    #expect(
      try site.run(
        """
        SELECT m.platform, m.model, f.prompt_tokens FROM LEDGER_usage_facts f JOIN LEDGER_models m
          ON m.id = f.model_id AND f.model_basis = 1;
        SELECT s.position, m.model, s.first_seen FROM LEDGER_seen_models s JOIN LEDGER_models m ON m.id = s.model_id
        """) == """
          Azure OpenAI\tshop-chat\t111
          1\tgpt-4o\t2024-04-01 00:00:00
          2\tshop-chat\t2024-05-02 00:00:00

          """)
    try site.expectAgreement()
  }

  @Test("A wrong default or Azure model becomes the requested one, from its first observation on")
  func models() throws {
    let site = try azure()
    try site.sync()
    try expectDeployment(site)
  }

  /// Checks that a user cannot upgrade the ledger and has changed nothing.
  private func expectRefusal(_ site: TestSite, _ session: SiteSession) throws -> Failure? {
    let before = try site.dump()
    let error = #expect(throws: Failure.self) { try session.migrate() }
    let ofSync = #expect(throws: Failure.self) { _ = try Sync(session) }
    #expect(ofSync == error)
    #expect(error?.kind == .permission)
    #expect(try site.dump() == before)
    #expect(try site.run("SELECT MAX(version) FROM LEDGER_migrations") == "4\n")
    return error
  }

  @Test(
    "A user whose view hides Azure's deployment is refused before anything is written, until the view is renewed"
  )
  func hiddenDeployment() throws {
    let site = try azure()
    try site.run(
      """
      CREATE VIEW LEDGER_options AS SELECT option_name, option_value FROM wp_options
      WHERE option_name <> 'chatbot_azure_deployment_name'
      """)
    try site.asLeastUser(upgrading: true) { session in
      let error = try expectRefusal(site, session)
      #expect(error?.message.contains("wp_tokenledger_options is an earlier release's") == true)
      #expect(error?.advice.contains("'tokenledger migrate'") == true)
      try site.session().migrate()
      try expectDeployment(site)
      var sync = try Sync(session)
      #expect(try sync.run().isComplete)
      try expectDeployment(site)
    }
  }

  @Test("The same view hides nothing of a site on another platform, whose user upgrades by himself")
  func otherPlatform() throws {
    let site = try TestSite()
    try earlier(site)
    try site.run("CREATE VIEW LEDGER_options AS SELECT option_name, option_value FROM wp_options")
    try site.asLeastUser(upgrading: true) { session in
      var sync = try Sync(session)
      #expect(try sync.run().isComplete)
      #expect(
        try site.run("SELECT MAX(version) FROM LEDGER_migrations") == "\(SQLFiles.migrations.count)\n")
    }
  }

  @Test("A user who may not see the chatbot's assistants is refused before anything is written, until he may")
  func hiddenAssistants() throws {
    let site = try TestSite()
    try earlier(site)
    try site.run(
      "CREATE VIEW LEDGER_options AS SELECT option_name, option_value, 2 AS view_version FROM wp_options")
    try site.asLeastUser(without: "wp_chatbot_chatgpt_assistants", upgrading: true) { session in
      let error = try expectRefusal(site, session)
      let grants = try Grants(site.session()).statements().filter { $0.contains("_assistants`") }
      #expect(grants.count == 1 && error?.advice.hasSuffix(grants[0]) == true)
    }
    try site.asLeastUser(upgrading: true) { session in
      var sync = try Sync(session)
      #expect(try sync.run().isComplete)
    }
    #expect(
      try facts(site) == [
        "2024-05-01 0 0 asst_1 3 1000 1 1001 1", "2024-05-01 0 0 agent-7 3 10000 1 10001 1",
        "2024-05-01 0 0 - 3 100111 4 100115 4", "2024-05-02 1 1 - 0 111 6 117 3",
        "2024-05-02 2 2 - 0 1000 2 1002 1",
      ])
  }

  @Test("A model that earlier releases would not have recorded wrongly stays as seen")
  func otherModels() throws {
    let site = try TestSite()
    try earlier(site)
    try site.run(
      "INSERT INTO LEDGER_model_spans VALUES (1, 1, '2024-05-02 00:00:00', '2024-05-03 00:00:00')")
    try site.sync()
    #expect(try site.run("SELECT model FROM LEDGER_models ORDER BY id") == "gpt-4o\nold\n")
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_seen_models") == "1\n")
  }

  @Test("A default model that was recorded wrongly is corrected")
  func defaultModel() throws {
    let site = try TestSite()
    try site.run("DELETE FROM wp_options WHERE option_name = 'chatbot_chatgpt_model_choice'")
    try earlier(site)
    try site.run(
      """
      UPDATE LEDGER_models SET model = 'gpt-4-1106-preview' WHERE id = 1;
      INSERT INTO LEDGER_model_spans VALUES (1, 1, '2024-05-02 00:00:00', '2024-05-03 00:00:00')
      """)
    try site.sync()
    #expect(
      try site.run(
        "SELECT DISTINCT m.model FROM LEDGER_usage_facts f JOIN LEDGER_models m ON m.id = f.model_id AND model_basis = 1"
      )
        == "gpt-3.5-turbo\n")
  }
}
