import Ledger
import LedgerStore
import MariaDB
import Sites
import TestSupport
import Testing
import Text

@Suite("Names of tables follow the server's rule") struct TableNameCaseTests {
  @Test(
    "When the server stores names in lower case, a prefix with capitals finds its blogs and its ledger")
  func smallLetters() throws {
    let server = try PrivateServer(["--lower-case-table-names=1"])
    defer { server.remove() }
    try TestDatabase.$current.withValue(server.database()) {
      let main = try TestSite(prefix: "WP_")
      let blog = try TestSite(prefix: "WP_", blog: 2)
      let connection = try main.database.connect()
      try connection.execute("CREATE TABLE WP_blogs (blog_id BIGINT PRIMARY KEY)")
      try connection.execute("INSERT INTO WP_blogs VALUES (1), (2), (3)")
      #expect(try main.session().blogIDs() == [1, 2])

      let time = try main.clock(hoursAgo: 1)
      try blog.write(LogRow.answer(number: 1, at: time))
      #expect(try blog.sync().rowsCounted == 3)
      try blog.session().migrate()
      #expect(try Grants(blog.session()).statements().count > 10)
      let health = try HealthFacts(blog.session())
      #expect(try health.log.get().idCeiling == 8_388_607)
      #expect(try health.ledger.get()?.days.count == 1)

      let uninstallation = try Uninstallation(blog.session())
      #expect(uninstallation.names.contains("WP_2_tokenledger_options"))
      try uninstallation.run()
      let left: Query = """
        SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE '%tokenledger%'
        """
      #expect(try connection.firstRow(left, as: Int.self) == 0)
    }
  }

  @Test("When names are case-sensitive, a prefix in other case belongs to another site", .freshDatabase)
  func apart() throws {
    let lower = try TestSite(prefix: "wp_")
    try lower.sync()
    let upper = try SiteSession(
      Site(connection: lower.database.options, basePrefix: "WP_", origin: "the test"))
    #expect(try Uninstallation(upper).names == [])
    let error = #expect(throws: Failure.self) { try LiveUsage(upper, facts: lower.session().facts()) }
    #expect(error?.kind == .noInput)
    try lower.run("CREATE TABLE wp_blogs (blog_id BIGINT PRIMARY KEY); INSERT INTO wp_blogs VALUES (1), (2)")
    try lower.run("CREATE TABLE WP_2_chatbot_chatgpt_conversation_log (id INT)")
    #expect(try lower.session().blogIDs() == [1])
  }
}
