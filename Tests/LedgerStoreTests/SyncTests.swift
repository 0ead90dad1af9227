import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase) struct SyncTests {
  @Test("The first sync counts everything, the second nothing")
  func firstAndSecond() throws {
    let site = try TestSite()
    let rows = try (0..<200).flatMap { try LogRow.answer(number: $0, at: site.clock(hoursAgo: 3 * $0)) }
    try site.write(rows)
    let first = try site.sync()
    #expect((first.rowsRead, first.rowsCounted, first.rowsRejected, first.rowsWaiting) == (600, 600, 0, 0))
    #expect(first.daysChanged == Set(try rows.days().map(\.day)))
    #expect((first.epoch, first.isComplete, first.warnings) == (1, true, []))
    try site.expectLedger(holds: rows)

    let second = try site.sync()
    #expect((second.rowsRead, second.rowsCounted, second.daysChanged) == (0, 0, []))
    try site.expectLedger(holds: rows)
  }

  @Test("An empty log gives an empty ledger, and rows that come later are counted")
  func emptyLog() throws {
    let site = try TestSite()
    #expect(try LedgerReader(site.session()).snapshot() == nil)
    #expect(try site.sync().rowsRead == 0)
    try site.expectLedger(holds: [])
    let rows = LogRow.answer(number: 1, at: try site.clock())
    try site.write(rows)
    #expect(try site.sync().rowsCounted == 3)
    try site.expectLedger(holds: rows)
  }

  @Test("Every fact says which assistant, page and user used the tokens")
  func attribution() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    try site.write(
      LogRow.answer(
        at: time, prompt: 1, user: "7", page: "12", assistantID: "asst_1", assistantName: "Helper")
        + LogRow.answer(at: time, prompt: 2, user: "kognetiks_5f", page: "", assistantName: "Helper")
        + LogRow.answer(at: time, prompt: 4, user: nil, page: nil, assistantName: nil)
        + LogRow.answer(at: time, prompt: 8, user: "007", page: "12", assistantID: "", assistantName: "")
        + LogRow.answer(at: time, prompt: 16, page: "12", assistantID: "original", assistantName: "Renamed")
        + LogRow.answer(at: time, prompt: 32, user: "7", page: "12", assistantID: "Original"))
    try site.sync()
    #expect(
      try site.run(
        """
        SELECT a.name, p.name, user_id, prompt_tokens, completion_tokens, total_tokens, requests
        FROM LEDGER_usage_facts f LEFT JOIN LEDGER_names a ON a.id = f.assistant_id
        LEFT JOIN LEDGER_names p ON p.id = f.page_id ORDER BY prompt_tokens
        """) == """
          asst_1\t12\t7\t1\t20\t21\t1
          NULL\tNULL\t0\t6\t40\t46\t2
          NULL\t12\t7\t8\t20\t28\t1
          NULL\t12\t0\t16\t20\t36\t1
          Original\t12\t7\t32\t20\t52\t1

          """)
    try site.expectAgreement()
  }

  @Test("Names that a collation takes for one another stay apart")
  func names() throws {
    let site = try TestSite()
    let names = [
      "Alpha", "alpha", "alpha ", "Álpha", "A\u{301}lpha", "ALPHA", "none", "0", "長", "a\u{1B}[2J",
    ]
    let time = try site.clock(hoursAgo: 1)
    try site.write(
      names.enumerated().flatMap {
        LogRow.answer(at: time, prompt: $0.offset, page: $0.element, assistantID: $0.element)
      })
    try site.sync()
    // And again, when the names are known already.
    try site.write(
      names.enumerated().flatMap {
        LogRow.answer(at: time, prompt: $0.offset, page: $0.element, assistantID: $0.element)
      })
    try site.sync()
    let found = try site.database.connect().rows(
      """
      SELECT a.name, p.name, f.prompt_tokens FROM wp_tokenledger_usage_facts f
      JOIN wp_tokenledger_names a ON a.id = f.assistant_id JOIN wp_tokenledger_names p ON p.id = f.page_id
      ORDER BY f.prompt_tokens
      """, as: ([UInt8], [UInt8], Int).self)
    #expect(found.map(\.0) == names.map { Array($0.utf8) })
    #expect(found.map(\.1) == names.map { Array($0.utf8) })
    #expect(found.map(\.2) == names.indices.map { 2 * $0 })
  }

  @Test("Tokens go to the model that was seen before and after them, and to none otherwise")
  func models() throws {
    let site = try TestSite()
    let now = try site.clock()
    try site.write(LogRow.answer(at: now.adding(seconds: -3600), prompt: 1))
    try site.sync()
    // As if that sync had been two hours ago: what follows lies between two sights of the model.
    try site.run(
      "UPDATE LEDGER_seen_models SET first_seen = first_seen - INTERVAL 2 HOUR, last_seen = first_seen")
    try site.write(
      LogRow.answer(at: now.adding(seconds: -1800), prompt: 2)
        + LogRow.answer(at: now.adding(seconds: -1800), prompt: 4, assistantID: "asst_1")
        + LogRow.answer(at: now.adding(seconds: -9000), prompt: 8))
    try site.sync()
    try site.set(option: "chatbot_chatgpt_model_choice", to: "gpt-4o-mini")
    try site.run("UPDATE LEDGER_seen_models SET last_seen = last_seen - INTERVAL 1 HOUR")
    try site.write(LogRow.answer(at: now.adding(seconds: -60), prompt: 16))
    try site.sync()
    #expect(
      try site.run(
        """
        SELECT m.platform, m.model, SUM(prompt_tokens) FROM LEDGER_usage_facts f
        LEFT JOIN LEDGER_models m ON m.id = f.model_id GROUP BY f.model_id ORDER BY f.model_id
        """) == "NULL\tNULL\t29\nOpenAI\tgpt-4o\t2\n")
    #expect(
      try site.run(
        "SELECT m.model FROM LEDGER_seen_models s JOIN LEDGER_models m ON m.id = model_id ORDER BY position")
        == "gpt-4o\ngpt-4o-mini\n")
  }

  @Test("The rows of the future are judged by the site's clock, not by the server's")
  func siteClock() throws {
    let site = try TestSite(options: ["timezone_string": "Pacific/Kiritimati"])
    // The site is 14 hours ahead of UTC.
    let utc = try site.clock()
    let near = LogRow.answer(at: utc.adding(seconds: (14 + 47) * 3600), prompt: 1)
    try site.write(near + LogRow.answer(at: utc.adding(seconds: (14 + 49) * 3600), prompt: 2))
    let outcome = try site.sync()
    #expect((outcome.rowsCounted, outcome.rowsRejected) == (3, 3))
    try site.expectLedger(holds: near)
  }

  @Test("A purge before or between syncs takes nothing out of the ledger")
  func purge() throws {
    let site = try TestSite()
    let now = try site.clock()
    let old = (0..<50).flatMap { LogRow.answer(number: $0, at: now.adding(seconds: -86_400 * 20 + $0)) }
    let new = (50..<100).flatMap { LogRow.answer(number: $0, at: now.adding(seconds: -3600 + $0)) }
    try site.write(old + new)
    try site.sync()
    try site.run("DELETE FROM LOG WHERE interaction_time < UTC_TIMESTAMP() - INTERVAL 7 DAY")
    #expect(try site.sync().rowsRead == 0)
    try site.expectLedger(holds: old + new)
    try site.run("DELETE FROM LOG")
    let newest = LogRow.answer(number: 100, at: now)
    try site.write(newest)
    #expect(try site.sync().rowsCounted == 3)
    try site.expectLedger(holds: old + new + newest)
    #expect(try site.sync().epoch == 1)
  }

  @Test("The live count of the log equals the ledger, and writes nothing")
  func live() throws {
    let site = try TestSite()
    let rows = try (0..<100).flatMap { try LogRow.answer(number: $0, at: site.clock(hoursAgo: $0)) }
    try site.write(rows)
    let session = try site.session()
    let live = try LiveUsage(session, facts: session.facts())
    #expect(live.days == (try rows.days()))
    #expect((live.rowsRejected, live.rowsWaiting) == (0, 0))
    #expect(try site.ledgerTables() == [])
  }

  @Test("What is reported by name adds up, with the names that people know")
  func byName() throws {
    let site = try TestSite()
    let now = try site.clock()
    try site.run(
      """
      INSERT INTO wp_posts (ID, post_title) VALUES (12, 'Home'); INSERT INTO wp_users (ID, user_login, display_name) VALUES (7, 'mara', 'Mara Ellis'), (8, 'tom', '');
      INSERT INTO wp_chatbot_chatgpt_assistants (assistant_id, common_name) VALUES ('asst_1', 'Booking Desk');
      """)
    try site.write(
      LogRow.answer(at: now, prompt: 1, completion: 0, user: "7", page: "12", assistantID: "asst_1")
        + LogRow.answer(at: now, prompt: 2, completion: 0, user: "8", page: "x", assistantID: "ASST_1")
        + LogRow.answer(at: now, prompt: 4, completion: 0, user: "9", page: "", assistantName: "")
        + LogRow.answer(at: now, prompt: 8, completion: 0, user: "0", page: "99"))
    try site.sync()
    let reader = LedgerReader(try site.session())
    let usage = try #require(try reader.snapshot(usageOf: now.day...now.day)?.usage)
    #expect(usage.list(.user) == ["7|Mara Ellis|1", "8|tom|2", "9|-|4", "0|-|8"])
    #expect(usage.list(.page) == ["12|Home|1", "x|-|2", "|-|4", "99|-|8"])
    #expect(usage.list(.assistant) == ["asst_1|Booking Desk|1", "ASST_1|-|2", "|-|12"])
    let tomorrow = now.day.adding(days: 1)
    #expect(try reader.snapshot(usageOf: tomorrow...tomorrow)?.usage?.list(.user) == [])

    // Tables of another character set are named from, and what one that is gone has named keeps its last name.
    try site.run(
      """
      ALTER TABLE wp_posts CONVERT TO CHARACTER SET latin1;
      UPDATE wp_posts SET post_title = 'Caf\u{E9}' WHERE ID = 12;
      ALTER TABLE wp_users CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
      """)
    let mixed = try #require(try reader.snapshot(usageOf: now.day...now.day)?.usage)
    #expect(mixed.list(.user) == usage.list(.user))
    #expect(mixed.list(.page) == ["12|Caf\u{E9}|1", "x|-|2", "|-|4", "99|-|8"])
    #expect(mixed.list(.assistant) == usage.list(.assistant))
    try site.run("DROP TABLE wp_chatbot_chatgpt_assistants")
    let bare = try #require(try reader.snapshot(usageOf: now.day...now.day)?.usage)
    #expect(bare.list(.user) == usage.list(.user))
    #expect(bare.list(.page) == mixed.list(.page))
    #expect(bare.list(.assistant) == usage.list(.assistant))
  }

  @Test("A sync comes to its end though the names cannot be read", arguments: ["posts", "users"])
  func namesUnreadable(_ table: String) throws {
    let site = try TestSite()
    let now = try site.clock()
    try site.run(
      "ALTER TABLE wp_\(table) CHANGE \(table == "posts" ? "post_title" : "display_name") other TEXT")
    try site.write(LogRow.answer(at: now, user: "7", page: "12", assistantID: "asst_1"))
    #expect(try site.sync().isComplete)
    #expect(try LedgerReader(site.session()).snapshot()?.state.lastSync != nil)
  }

  @Test("Days and names are read as of one moment, whatever is counted in between")
  func oneMoment() throws {
    let site = try TestSite()
    let now = try site.clock()
    try site.write(LogRow.answer(at: now, prompt: 1, completion: 0, user: "7"))
    try site.sync()
    let snapshot = try LedgerReader(site.session()).snapshot { days, _, _ in
      #expect(days.map(\.day) == [now.day])
      try site.write(LogRow.answer(at: now, prompt: 2, completion: 0, user: "8"))
      try site.sync()
      return UsageRequest([.each(named: 100)], in: now.day...now.day)
    }
    #expect(snapshot?.days.map(\.count.prompt) == [1])
    #expect(snapshot?.usage?.usage[.user]?.map(\.members) == [[.user(.person(try #require(UserID(7))))]])
    #expect(try site.days().map(\.count.prompt) == [3])
  }
}
