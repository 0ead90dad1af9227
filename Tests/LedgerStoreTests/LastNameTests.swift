import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// Names that outlive the tables of WordPress and the chatbot.
@Suite(.freshDatabase) struct LastNameTests {
  /// A site with an answer of an assistant, on a page, for a user, all of them with names.
  private func site() throws -> TestSite {
    let site = try TestSite()
    try site.run(
      """
      INSERT INTO wp_users (ID, user_login, display_name) VALUES (7, 'ada', 'Ada'), (8, 'bob', 'Bob');
      INSERT INTO wp_posts (ID, post_title) VALUES (12, 'Prices'), (13, 'Unused');
      INSERT INTO wp_chatbot_chatgpt_assistants (assistant_id, common_name) VALUES ('asst_1', 'Front Desk')
      """)
    try site.write(
      LogRow.answer(at: try site.clock(hoursAgo: 1), user: "7", page: "12", assistantID: "asst_1"))
    try site.sync()
    return site
  }

  /// The names that a ranking of all days shows.
  private func names(_ site: TestSite) throws -> [String] {
    let day = try #require(try site.days().first?.day)
    let usage = try #require(try LedgerReader(site.session()).snapshot(usageOf: day...day)?.usage)
    return usage.names.values.flatMap(\.values).sorted()
  }

  private let noted = "SELECT kind, name FROM LEDGER_last_names ORDER BY kind, member_id"

  @Test("A sync notes the names of those it met, and they are shown when nobody has them any more")
  func outlive() throws {
    let site = try site()
    #expect(try site.run(noted) == "1\tFront Desk\n2\tPrices\n3\tAda\n")
    try site.run("DELETE FROM wp_posts; DELETE FROM wp_users; DELETE FROM wp_chatbot_chatgpt_assistants")
    #expect(try names(site) == ["Ada", "Front Desk", "Prices"])
    try site.run("DROP TABLE wp_chatbot_chatgpt_assistants")
    #expect(try names(site) == ["Ada", "Front Desk", "Prices"])
    // What is met again without a name keeps the last one.
    try site.write(
      LogRow.answer(at: try site.clock(hoursAgo: 1), user: "7", page: "12", assistantID: "asst_1"))
    try site.sync()
    #expect(try names(site) == ["Ada", "Front Desk", "Prices"])
  }

  @Test("A present name is shown before the last one, which a later sync renews")
  func renamed() throws {
    let site = try site()
    try site.run("UPDATE wp_posts SET post_title = 'Fees' WHERE ID = 12")
    #expect(try names(site) == ["Ada", "Fees", "Front Desk"])
    // Nothing was met, so nothing is looked up.
    try site.sync()
    #expect(try site.run(noted).contains("Prices"))
    try site.write(LogRow.answer(at: try site.clock(hoursAgo: 1), user: "0", page: "12"))
    try site.sync()
    #expect(try site.run(noted) == "1\tFront Desk\n2\tFees\n3\tAda\n")
  }

  @Test("Names that cannot be noted do not keep tokens from being counted")
  func cannotBeNoted() throws {
    let site = try site()
    let new = LogRow.answer(at: try site.clock(hoursAgo: 1), user: "8", page: "13")
    try site.write(new)
    try site.run(
      "CREATE TRIGGER refuse BEFORE INSERT ON LEDGER_last_names FOR EACH ROW SIGNAL SQLSTATE '45000'")
    let before = try site.days()
    #expect(throws: MariaDBError.self) { try site.sync() }
    #expect(try site.days() != before)
    try site.run("DROP TRIGGER refuse")
    #expect(try site.sync().rowsRead == 0)
    // They are noted when they are met again.
    try site.write(LogRow.answer(at: try site.clock(hoursAgo: 1), user: "8", page: "13"))
    try site.sync()
    #expect(try site.run(noted) == "1\tFront Desk\n2\tPrices\n2\tUnused\n3\tAda\n3\tBob\n")
  }

  @Test("A user's name goes with the erasure and does not come back, and one that did is found")
  func erased() throws {
    let site = try site()
    try site.erase(7)
    #expect(try site.run(noted) == "1\tFront Desk\n2\tPrices\n")
    try site.write(LogRow.answer(at: try site.clock(hoursAgo: 1), user: "7", page: "12"))
    try site.sync()
    #expect(try site.run(noted) == "1\tFront Desk\n2\tPrices\n")
    try site.expectNoTraces()
    try site.run("INSERT INTO LEDGER_last_names VALUES (3, 7, 'Ada', UTC_TIMESTAMP())")
    let session = try site.session()
    let traces = try Evidence(session, facts: session.facts(), from: nil, to: nil).userTraces
    #expect(traces?.erasedUsers == [try #require(UserID(7))])
  }
}
