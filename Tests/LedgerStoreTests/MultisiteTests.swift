import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import WordPress

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
    let users = try LedgerReader(blog.session()).snapshot(usageOf: time.day...time.day)?.usage?.users
    #expect(users?.map(\.name) == ["Mara Ellis"])
  }

  @Test("A blog that is not there, or a site that has none, is a wrong request")
  func unknown() throws {
    let site = try TestSite()
    let other = Site(connection: site.database.options, basePrefix: "wp_", blogID: 2, origin: "the test")
    let single = #expect(throws: StoreError.self) { try SiteSession(other) }
    #expect(single?.kind == .usage)
    #expect(single?.message.contains("not a multisite") == true)
    try site.run("CREATE TABLE wp_blogs (blog_id BIGINT PRIMARY KEY); INSERT INTO wp_blogs VALUES (1), (3)")
    let unknown = #expect(throws: StoreError.self) { try SiteSession(other) }
    #expect(unknown?.kind == .usage)
    #expect(unknown?.message == "there is no blog 2 in wp_blogs")
  }

  @Test("A prefix without any site says what is missing")
  func wrongPrefix() throws {
    let site = try TestSite()
    let other = Site(connection: site.database.options, basePrefix: "wq_", origin: "the test")
    let missing = #expect(throws: StoreError.self) { try Sync(SiteSession(other)) }
    #expect(missing?.kind == .noInput)
    #expect(missing?.message.contains("wq_chatbot_chatgpt_conversation_log") == true)
  }
}
