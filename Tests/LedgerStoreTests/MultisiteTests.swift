import Ledger
import LedgerStore
import MariaDB
import Sites
import TestSupport
import Testing
import Text

@Suite(.freshDatabase) struct MultisiteTests {
  @Test("Each blog has a ledger of its own, and users are shared")
  func blogs() throws {
    let main = try TestSite()
    try main.run("CREATE TABLE wp_blogs (blog_id BIGINT PRIMARY KEY); INSERT INTO wp_blogs VALUES (1), (3)")
    try main.run("INSERT INTO wp_users (ID, user_login, display_name) VALUES (7, 'mara', 'Mara Ellis')")
    let blog = try TestSite(blog: 3)
    let time = try main.clock(hoursAgo: 1)
    let mainRows = LogRow.answer(number: 1, at: time)
    var blogRows = LogRow.answer(number: 2, at: time)
    for index in blogRows.indices { blogRows[index].user = "7" }
    try main.write(mainRows)
    try blog.write(blogRows)
    #expect(try main.sync().rowsCounted == 3)
    #expect(try blog.sync(connections: 2).rowsCounted == 3)
    try main.expectLedger(holds: mainRows)
    try blog.expectLedger(holds: blogRows)
    #expect(try blog.ledgerTables().allSatisfy { $0.hasPrefix("wp_3_tokenledger_") })
    #expect(try blog.ledgerTables().count == main.ledgerTables().count)
    let users = try LedgerReader(blog.session()).snapshot(usageOf: time.day...time.day)?.usage
    #expect(users?.names[.user].map { Array($0.values) } == ["Mara Ellis"])
  }

  @Test("The blogs of a multisite are those that have a log which may be read")
  func blogIDs() throws {
    let main = try TestSite()
    #expect(try main.session().blogIDs() == [1])
    try main.run(
      """
      CREATE TABLE wp_blogs (blog_id BIGINT PRIMARY KEY, domain VARCHAR(9)); INSERT INTO wp_blogs VALUES
        (1, 'a'), (10, 'b'), (2, 'c'), (3, 'd')
      """)
    #expect(try main.session().blogIDs() == [1])
    for blog in [2, 10] { _ = try TestSite(blog: blog) }
    // A log without a blog is some other site's, or what is left of one.
    try main.run("CREATE TABLE wp_4_chatbot_chatgpt_conversation_log (id INT)")
    #expect(try main.session().blogIDs() == [1, 2, 10])
    #expect(
      try SiteSession(
        Site(connection: main.database.options, basePrefix: "wp_", blogID: 2, origin: "the test")
      ).blogIDs() == [1, 2, 10])
    try main.run("DROP TABLE LOG")
    #expect(try main.session().blogIDs() == [2, 10])
    try main.run("DELETE FROM wp_blogs WHERE blog_id > 2; DROP TABLE wp_2_chatbot_chatgpt_conversation_log")
    #expect(try main.session().blogIDs() == [1])
  }

  @Test("A user of least privilege sees the blogs whose grants it was given")
  func grantedBlogIDs() throws {
    let main = try TestSite()
    try main.run("CREATE TABLE wp_blogs (blog_id BIGINT PRIMARY KEY, domain VARCHAR(9))")
    try main.run("INSERT INTO wp_blogs VALUES (1, 'a'), (2, 'b'), (3, 'c')")
    let others = try [2, 3].map { try TestSite(blog: $0) }
    let user = "b_" + main.database.name
    let administrator = try main.database.connect()
    try administrator.execute(Query(unchecked: "CREATE USER '\(user)'@'localhost' IDENTIFIED BY 'a'"))
    defer { _ = try? administrator.execute(Query(unchecked: "DROP USER '\(user)'@'localhost'")) }
    func grant(_ site: TestSite) throws {
      let owner = try site.session()
      try owner.migrate()
      for statement in try Grants(owner).statements() {
        try administrator.execute(Query(unchecked: statement.replacing("'tokenledger'@", with: "'\(user)'@")))
      }
    }
    var least = main.site
    least.connection.user = user
    least.connection.password = Secret("a")
    try grant(main)
    #expect(try SiteSession(least).blogIDs() == [1])
    try grant(others[0])
    #expect(try SiteSession(least).blogIDs() == [1, 2])
  }

  @Test("A blog that is not there, or a site that has none, is a wrong request")
  func unknown() throws {
    let site = try TestSite()
    let other = Site(connection: site.database.options, basePrefix: "wp_", blogID: 2, origin: "the test")
    let single = #expect(throws: Failure.self) { try SiteSession(other) }
    #expect(single?.kind == .usage)
    #expect(single?.message.contains("not a multisite") == true)
    try site.run("CREATE TABLE wp_blogs (blog_id BIGINT PRIMARY KEY); INSERT INTO wp_blogs VALUES (1), (3)")
    let unknown = #expect(throws: Failure.self) { try SiteSession(other) }
    #expect(unknown?.kind == .usage)
    #expect(unknown?.message == "there is no blog 2 in wp_blogs")
  }

  @Test("A prefix without any site says what is missing")
  func wrongPrefix() throws {
    let site = try TestSite()
    let other = Site(connection: site.database.options, basePrefix: "wq_", origin: "the test")
    let missing = #expect(throws: Failure.self) { try Sync(SiteSession(other)) }
    #expect(missing?.kind == .noInput)
    #expect(missing?.message.contains("wq_chatbot_chatgpt_conversation_log") == true)
  }
}
