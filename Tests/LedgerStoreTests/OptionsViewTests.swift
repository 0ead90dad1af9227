import LedgerStore
import MariaDB
import Sites
import TestSupport
import Testing

/// The view through which a user of least privilege reads the options.
@Suite(.freshDatabase) struct OptionsViewTests {
  @Test("An earlier release's view hides Azure's deployment: the model is unknown until the view is renewed")
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

  @Test("The chatbot's version comes from the network if it stores one; no other network setting is shown")
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
      #expect(!view.contains("sk-secret") && view.contains("2.4.6") && !view.contains("2.4.1"))
      let facts = try session.facts()
      #expect(facts.options.pluginVersion == "2.4.6")
      #expect(throws: MariaDBError.self) { try session.connection.execute("SELECT * FROM wp_sitemeta") }
    }
  }

  @Test("The version is that of the blog's own network, as long as the chatbot is active for all of it")
  func networks() throws {
    let sites = try [1, 2, 3].map { blog in
      try TestSite(blog: blog, options: ["chatbot_chatgpt_version_installed": "2.4.\(blog)"])
    }
    let active = "a:1:{s:35:\"chatbot-chatgpt/chatbot-chatgpt.php\";i:1732000000;}"
    try sites[0].run(
      """
      CREATE TABLE wp_blogs (blog_id BIGINT PRIMARY KEY, site_id BIGINT NOT NULL);
      INSERT INTO wp_blogs VALUES (1, 1), (2, 2), (3, 3);
      CREATE TABLE wp_sitemeta (meta_id BIGINT PRIMARY KEY AUTO_INCREMENT, site_id BIGINT, meta_key VARCHAR(255),
        meta_value LONGTEXT) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
      INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES
        (1, 'active_sitewide_plugins', '\(active)'), (2, 'active_sitewide_plugins', 'a:0:{}'),
        (3, 'active_sitewide_plugins', '\(active)'), (3, 'chatbot_chatgpt_version_installed', ''),
        (1, 'chatbot_chatgpt_version_installed', '2.5.0'), (1, 'chatbot_chatgpt_version_installed', '2.5.0'),
        (1, 'chatbot_chatgpt_plugin_version', '2.3.0'), (2, 'chatbot_chatgpt_version_installed', '2.5.9')
      """)
    for (site, version) in zip(sites, ["2.5.0", "2.4.2", "2.4.3"]) {
      #expect(try HealthFacts(site.session()).chatbotVersion == version)
      try site.session().migrate()
      try site.asLeastUser { session in
        #expect(HealthFacts(session).chatbotVersion == version)
        let facts = try session.facts()
        #expect(facts.options.pluginVersion == version)
      }
      let doubled = "SELECT option_name FROM LEDGER_options GROUP BY option_name HAVING COUNT(*) > 1"
      #expect(try site.run(doubled) == "")
    }
  }
}
