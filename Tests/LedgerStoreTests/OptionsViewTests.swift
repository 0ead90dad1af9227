import LedgerStore
import MariaDB
import TestSupport
import Testing
import WordPress

/// The view through which a user of least privilege reads the options.
@Suite(.freshDatabase) struct OptionsViewTests {
  @Test("An earlier release's view hides Azure's deployment: the model is unknown, until the view is renewed")
  func outdated() throws {
    let site = try TestSite(options: [
      "chatbot_ai_platform_choice": "Azure OpenAI", "chatbot_azure_model_choice": "gpt-4o",
      "chatbot_azure_deployment_name": "shop-chat",
    ])
    try site.session().migrate()
    try site.run(
      """
      CREATE OR REPLACE VIEW LEDGER_options AS SELECT option_name, option_value FROM wp_options
      WHERE option_name IN ('chatbot_ai_platform_choice', 'chatbot_azure_model_choice',
        'chatbot_chatgpt_enable_conversation_logging')
      """)
    try site.asLeastUser { session in
      let facts = try session.facts()
      #expect(facts.isOptionsViewOutdated && facts.options.model == "unknown")
      #expect(facts.warnings.count == 1 && facts.warnings[0].contains("tokenledger migrate"))
      // The site's own user needs no view.
      #expect(try site.session().facts().options.model == "shop-chat")
      try site.session().migrate()
      let renewed = try session.facts()
      #expect(!renewed.isOptionsViewOutdated && renewed.options.model == "shop-chat")
      #expect(renewed.warnings == [])
    }
  }

  @Test("The chatbot's version is the network's where it keeps one; nothing else of its settings is shown")
  func network() throws {
    let site = try TestSite(options: ["chatbot_chatgpt_version_installed": "2.4.1"])
    #expect(try HealthFacts(site.session()).chatbotVersion == "2.4.1")
    try site.run(
      """
      CREATE TABLE wp_sitemeta (meta_id BIGINT PRIMARY KEY, site_id BIGINT, meta_key VARCHAR(255), meta_value LONGTEXT)
        DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
      INSERT INTO wp_sitemeta VALUES (1, 1, 'secret', 'sk-secret')
      """)
    #expect(try HealthFacts(site.session()).chatbotVersion == "2.4.1")
    try site.run("INSERT INTO wp_sitemeta VALUES (2, 1, 'chatbot_chatgpt_version_installed', '2.4.6')")
    #expect(try HealthFacts(site.session()).chatbotVersion == "2.4.6")
    try site.session().migrate()
    try site.asLeastUser { session in
      #expect(HealthFacts(session).chatbotVersion == "2.4.6")
      let view = try session.connection.rows(
        "SELECT option_value FROM wp_tokenledger_options", as: String.self)
      #expect(!view.contains("sk-secret") && view.contains("2.4.6"))
      #expect(throws: MariaDBError.self) { try session.connection.execute("SELECT * FROM wp_sitemeta") }
    }
  }
}
