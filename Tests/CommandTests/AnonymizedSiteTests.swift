import TestSupport
import Testing

/// How erased users and folded days show in other commands, and on what kinds of sites they can be had.
@Suite(.freshDatabase) struct AnonymizedSiteTests {
  @Test("A summary shows erased users and everyone by names of their own, apart from guests")
  func summary() async throws {
    let site = try TestSite.empty()
    let now = siteTime()
    for (user, prompt) in [("0", 1), ("1", 10), ("2", 20), ("3", 40)] {
      try site.add([Answer(time: now, prompt: prompt, completion: 0, user: user)])
    }
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    #expect(try await site.tokenledger("user", "erase", "3", "--yes").status == 0)
    // No command folds today: the facts are made as if it was folded long ago.
    try site.sql("UPDATE wp_tokenledger_usage_facts SET user_kind = 3, user_id = 0 WHERE user_id = 2")
    let users = try await site.json("summary", "--no-sync")["top_users"]["largest"].array
    #expect(users.map { $0["total_tokens"].integer } == [40, 20, 10, 1])
    #expect(users.map { $0["id"].string }.prefix(2) == ["erased", "everyone"])
    #expect(users.map { $0["name"].string }.prefix(2) == ["Erased users", "All users"])
    #expect(users.last?["name"].string == "Guests")
    #expect(!["erased", "everyone"].contains(users.last?["id"].string))
    let screen = try await site.tokenledger("summary", "--no-sync")
    #expect(screen.output.contains("Erased users") && screen.output.contains("All users"))
  }

  @Test("Facts that came back are found by verify, which says what to do")
  func restored() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    #expect(try await site.tokenledger("user", "erase", "3", "--yes").status == 0)
    try site.sql("UPDATE wp_tokenledger_usage_facts SET user_kind = 1, user_id = 3 WHERE user_kind = 2")
    let outcome = try await site.tokenledger("verify", "--quiet")
    #expect(outcome.status == 65)
    #expect(
      outcome.errors == """
        tokenledger: error: the ledger contradicts itself: users: erased users have figures or a name again: 3
        Do it again: 'tokenledger user erase ID' for each, 'tokenledger user fold --months N'.

        """)
    #expect(try await site.tokenledger("user", "erase", "3", "--yes").status == 0)
    #expect(try await site.tokenledger("verify", "--quiet").status == 0)
  }

  @Test("The access comes on standard input, and a blog of a multisite has a ledger of its own")
  func sites() async throws {
    let site = try TestSite.small()
    try site.sql(
      """
      CREATE TABLE wp_blogs (blog_id BIGINT PRIMARY KEY); INSERT INTO wp_blogs VALUES (1), (2);
      CREATE TABLE wp_2_options LIKE wp_options; INSERT INTO wp_2_options SELECT * FROM wp_options;
      CREATE TABLE wp_2_posts LIKE wp_posts;
      CREATE TABLE wp_2_chatbot_chatgpt_conversation_log LIKE \(TestSite.log);
      INSERT INTO wp_2_chatbot_chatgpt_conversation_log SELECT * FROM \(TestSite.log)
      """)
    let server = try TestServer.current
    let access = """
      {"host": "localhost:\(server.socket)", "user": "\(server.user)", "password": "", \
      "database": "\(site.database.name)", "prefix": "wp_", "blog_id": 2}
      """
    for command in ["sync --quiet", "user erase 3 --yes", "user fold --months 1200 --yes", "user export 3"] {
      let outcome = try await site.shell(
        "printf %s \"$ACCESS\" | \"$TOKENLEDGER\" \(command) --site - --format json",
        environment: ["ACCESS": access])
      #expect(outcome.status == 0, "\(command)")
      #expect(outcome.errors == "", "\(command)")
    }
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    #expect(try await site.json("user", "export", "3", "--blog", "2")["erased"] == .bool(true))
    #expect(try await site.json("user", "export", "3")["erased"] == .bool(false))
    #expect(try await site.json("user", "export", "3")["days"].array.count == 1)
  }
}
