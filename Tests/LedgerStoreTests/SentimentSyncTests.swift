import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// The messages of the log against what the ledger keeps of their sentiment.
@Suite(.freshDatabase) struct SentimentSyncTests {
  /// What the ledger holds: day, assistant, page, speaker, score and how many.
  private func held(_ site: TestSite) throws -> String {
    try site.run(
      """
      SELECT day, IFNULL(a.name, ''), IFNULL(p.name, ''), speaker, score, SUM(messages) FROM LEDGER_sentiment
      LEFT JOIN LEDGER_names AS a ON a.id = assistant_id LEFT JOIN LEDGER_names AS p ON p.id = page_id
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
      """)
  }

  /// The same of the log, as the server counts it.
  private func logged(_ site: TestSite) throws -> String {
    try site.run(
      """
      SELECT DATE(interaction_time), IF(assistant_id = 'original', '', IFNULL(assistant_id, '')), IFNULL(page_id, ''),
        IF(user_type = 'Visitor', 1, 2), CAST(ROUND(IFNULL(sentiment_score, 0) * 10) AS SIGNED), COUNT(*)
      FROM LOG WHERE user_type IN ('Visitor', 'Chatbot') GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
      """)
  }

  /// Makes every block due.
  private func letTimePass(_ site: TestSite) throws {
    try site.run("UPDATE LEDGER_sentiment_cursors SET worked_utc = worked_utc - INTERVAL 6 DAY")
  }

  /// Gives every message a score that depends on its id, of one sign or the other; one in five has none.
  private func score(_ site: TestSite, isNegated: Bool = false) throws {
    try site.run(
      """
      UPDATE LOG SET sentiment_score = IF(id % 5 = 0, NULL, (ABS(id % 3) * 7 - 10) / \(isNegated ? -10 : 10))
      WHERE user_type IN ('Visitor', 'Chatbot')
      """)
  }

  private func answers(_ count: Int, _ site: TestSite, hoursAgo: Int = 1, firstID: Int? = nil) throws
    -> [LogRow]
  {
    try (0..<count).flatMap { number in
      LogRow.answer(
        at: try site.clock(hoursAgo: hoursAgo + 7 * number), page: ["1", "2", nil][number % 3],
        assistantID: number % 2 == 0 ? "original" : "asst_\(number % 4)",
        firstID: firstID.map { $0 + 5 * number })
    }
  }

  @Test("Messages are counted by day, assistant, page, speaker and score, as SQL counts them")
  func counted() throws {
    let site = try TestSite()
    try site.write(answers(40, site))
    try score(site)
    try site.sync()
    #expect(try held(site) == logged(site))
    #expect(try held(site).split(separator: "\n").count > 60)
    try site.write(answers(3, site))
    try score(site)
    try site.write(answers(3, site))
    try site.sync()
    // The scores of the messages before wait for their turn.
    try letTimePass(site)
    try site.sync()
    #expect(try held(site) == logged(site))
    #expect(try site.notices() == [])
    try site.expectEqual()
  }

  @Test("Scores that the chatbot gives later come with the block's turn, and not before")
  func later() throws {
    let site = try TestSite()
    try site.write(answers(5, site))
    try site.sync()
    let before = try held(site)
    try score(site)
    try site.sync()
    #expect(try held(site) == before)
    try letTimePass(site)
    try site.sync()
    #expect(try held(site) == logged(site))
    #expect(try held(site) != before)
  }

  @Test("Each block has its turn within a week, however long the log is and however often it is synced")
  func turns() throws {
    let site = try TestSite()
    let block = 16_384
    try site.write((0..<6).flatMap { try answers(2, site, firstID: $0 * block + 10) })
    try site.sync()
    for _ in 0..<3 { try site.sync() }
    #expect(try held(site) == logged(site))
    try score(site)
    // Seven times a day, for four days.
    var changes: Set<String> = [try held(site)]
    for _ in 0..<28 {
      try site.run("UPDATE LEDGER_sentiment_cursors SET worked_utc = worked_utc - INTERVAL 1440 / 7 MINUTE")
      try site.sync()
      changes.insert(try held(site))
    }
    #expect(try held(site) == logged(site))
    // One block after the other.
    #expect(changes.count == 7)
  }

  @Test("Beside an old ledger a sync counts some blocks of messages, and the next go on")
  func backlog() throws {
    let site = try TestSite()
    try site.write((0..<20).flatMap { try answers(2, site, firstID: $0 * 16_384 + 10) })
    try score(site)
    try site.sync()
    try site.becomeEarlier(version: 7)
    func count() throws -> String { try site.run("SELECT COALESCE(SUM(messages), 0) FROM LEDGER_sentiment") }
    for messages in ["68\n", "80\n", "80\n"] {
      try site.sync()
      #expect(try count() == messages)
    }
    #expect(try held(site) == logged(site))
  }

  @Test("A first sync of a long log leaves its messages to the next")
  func longLog() throws {
    let site = try TestSite()
    try site.write((0..<3).flatMap { try answers(2, site, firstID: $0 * 32_768 + 10) })
    try site.sync()
    #expect(try held(site).isEmpty)
    try site.sync()
    #expect(try held(site) == logged(site))
  }

  @Test("What was purged keeps its last counts, while what is left is counted again")
  func purged() throws {
    let site = try TestSite()
    try site.write(answers(20, site))
    try score(site)
    try site.sync()
    let day = try site.run("SELECT DATE(NOW() - INTERVAL 3 DAY)").dropLast()
    func part(_ text: String, isPurged: Bool) -> [Substring] {
      text.split(separator: "\n").filter { ($0.prefix(10) < day) == isPurged }
    }
    let purged = try part(logged(site), isPurged: true)
    for isNegated in [true, false] {
      try site.run("DELETE FROM LOG WHERE interaction_time < '\(day)'")
      try score(site, isNegated: isNegated)
      try letTimePass(site)
      try site.sync()
      #expect(try part(held(site), isPurged: false) == part(logged(site), isPurged: false))
      #expect(try part(held(site), isPurged: true) == purged)
    }
    let all = try held(site)
    try site.run("DELETE FROM LOG")
    try letTimePass(site)
    try site.sync()
    #expect(try held(site) == all)
  }

  @Test("A reset of all scores takes nothing away, and is told once, however long messages have no scores")
  func reset() throws {
    let site = try TestSite()
    try site.write((0..<3).flatMap { try answers(2, site, firstID: $0 * 16_384 + 10) })
    try score(site)
    try site.sync()
    let scored = try held(site)
    func recount() throws -> [String] {
      try letTimePass(site)
      return try site.sync().warnings.filter { $0.contains("scores have been reset") }
    }
    try site.run("UPDATE LOG SET sentiment_score = NULL WHERE user_type IN ('Visitor', 'Chatbot')")
    let told = try recount()
    #expect(told.count == 1)
    #expect(try held(site) == scored)
    let notices = try site.notices()
    #expect(notices.map(\.kind) == [.scoresReset])
    #expect(notices.first?.message.hasSuffix(try #require(told.first)) == true)
    // After old blocks without scores comes a new one that has some.
    try site.write(answers(1, site, firstID: 50_000))
    try site.run("UPDATE LOG SET sentiment_score = 0.5 WHERE id >= 50000 AND user_type = 'Chatbot'")
    for _ in 0..<3 { #expect(try recount() == []) }
    try score(site, isNegated: true)
    #expect(try recount() == [])
    #expect(try held(site) == logged(site))
    // Another reset, later.
    try site.run("UPDATE LEDGER_sentiment_cursors SET reset_utc = reset_utc - INTERVAL 9 DAY")
    try site.run("UPDATE LOG SET sentiment_score = NULL")
    // The first one has not been read yet.
    #expect(try recount() == [])
    try site.run(
      """
      UPDATE LEDGER_notices SET acknowledged_utc = UTC_TIMESTAMP();
      UPDATE LEDGER_sentiment_cursors SET reset_utc = reset_utc - INTERVAL 9 DAY
      """)
    #expect(try recount().count == 1)
    #expect(try site.notices().count == 1)
  }

  @Test("Another scoring replaces the one before, also where fewer messages have a score")
  func scoredAgain() throws {
    let site = try TestSite()
    try site.write(answers(6, site))
    try score(site)
    try site.sync()
    try site.run("UPDATE LOG SET sentiment_score = IF(id % 2 = 0, 0, -0.7)")
    try letTimePass(site)
    #expect(try site.sync().warnings == [])
    #expect(try held(site) == logged(site))
  }

  @Test("Ids far apart, and the lowest and highest of all, keep no sync from its end")
  func farIDs() throws {
    let site = try TestSite()
    try site.run("ALTER TABLE LOG MODIFY id BIGINT NOT NULL AUTO_INCREMENT")
    let ids = [-9_223_372_036_854_775_807, -5, 1, 2_147_483_000, 9_000_000_000_000_000_000]
    try site.write(ids.flatMap { try answers(1, site, firstID: $0) })
    #expect(try site.sync().isComplete)
    for minutes in [1, 60, 1440, 14_400] {
      try score(site, isNegated: minutes == 1440)
      try site.run(
        "UPDATE LEDGER_sentiment_cursors SET worked_utc = worked_utc - INTERVAL \(minutes) MINUTE")
      #expect(try site.sync().isComplete)
    }
    #expect(try held(site) == logged(site))
    try site.run("DELETE FROM LOG WHERE id > -9000000000000000000")
    try site.sync()
    try site.write(Array(answers(1, site, firstID: Int.min).prefix(1)))
    try site.run("DELETE FROM LEDGER_sentiment_cursors")
    try site.sync()
  }

  @Test(
    "Messages that were logged before the ledger knew of scores are counted, also of an earlier life of the log"
  )
  func loggedBefore() throws {
    let site = try TestSite()
    try site.run("ALTER TABLE LOG DROP COLUMN sentiment_score")
    try site.write(answers(6, site, hoursAgo: 10))
    try site.sync()
    try site.run("CREATE TABLE kept_log AS SELECT * FROM LOG; TRUNCATE LOG")
    try site.write(answers(1, site, hoursAgo: 0))
    try site.sync()
    try site.run("INSERT INTO LOG SELECT * FROM kept_log AS k WHERE k.id > 5; DROP TABLE kept_log")
    try site.run("ALTER TABLE LOG ADD COLUMN sentiment_score FLOAT")
    try score(site)
    try site.sync()
    #expect(try site.run("SELECT MAX(epoch) FROM LEDGER_epochs") == "2\n")
    #expect(try held(site) == logged(site))
  }

  @Test(
    "Messages after the last token row, and those of a chatbot that logs no tokens, are counted once, too")
  func withoutTokens() throws {
    let site = try TestSite()
    try site.write(answers(2, site, hoursAgo: 10).filter { $0.type != "Total Tokens" })
    try site.write(answers(3, site, hoursAgo: 5).filter { $0.type?.hasSuffix("Tokens") == false })
    try site.sync()
    #expect(try held(site) == logged(site))
    let first = try held(site)
    try site.run("CREATE TABLE kept_log AS SELECT * FROM LOG; TRUNCATE LOG")
    try site.sync()
    try site.run("INSERT INTO LOG SELECT * FROM kept_log ORDER BY id; DROP TABLE kept_log")
    for _ in 0..<2 {
      try site.sync()
      try letTimePass(site)
    }
    #expect(try site.run("SELECT MAX(epoch) FROM LEDGER_epochs") == "2\n")
    #expect(try held(site) == first)
  }

  @Test("A sync that somebody waits for counts one block of messages, and the next goes on")
  func awaited() throws {
    let site = try TestSite()
    try site.write((0..<3).flatMap { try answers(2, site, firstID: $0 * 16_384 + 10) })
    var settings = SyncSettings(pace: .full)
    settings.isAwaited = true
    func sync() throws -> String {
      var sync = try Sync(site.session(), settings: settings)
      _ = try sync.run()
      return try site.run("SELECT SUM(messages) FROM LEDGER_sentiment")
    }
    #expect(try [sync(), sync()] == ["8\n", "12\n"])
  }

  @Test(
    "A score that is no number is none, and one that is too large the largest",
    arguments: ["VARCHAR(20)", "BIGINT", "DOUBLE", "DECIMAL(20, 10)"])
  func strangeScores(_ type: String) throws {
    let site = try TestSite()
    try site.write(answers(3, site))
    try site.run(
      "ALTER TABLE LOG MODIFY sentiment_score \(type); UPDATE LOG SET sentiment_score = 9000000000")
    #expect(try site.sync().isComplete)
    #expect(
      try site.run("SELECT DISTINCT score FROM LEDGER_sentiment") == (type.hasPrefix("VARCHAR") ? "" : "10\n")
    )
  }

  @Test(
    "A log that is emptied or restored has each of its messages counted once, and goes on being counted again"
  )
  func epochs() throws {
    let site = try TestSite()
    try site.write(answers(6, site, hoursAgo: 100))
    try score(site)
    try site.sync()
    let first = try logged(site)
    try site.run("CREATE TABLE kept_log AS SELECT * FROM LOG; TRUNCATE LOG")
    try site.write(answers(2, site, hoursAgo: 0))
    try site.sync()
    try site.sync()
    let both = try Set(first.split(separator: "\n")).union(logged(site).split(separator: "\n"))
    #expect(try Set(held(site).split(separator: "\n")) == both)

    // The old rows come back behind the new ones, then all of the log gets other scores.
    try site.run(
      """
      INSERT INTO LOG SELECT * FROM kept_log AS b WHERE NOT EXISTS (SELECT 1 FROM LOG AS l WHERE l.id = b.id);
      DROP TABLE kept_log
      """)
    for _ in 0..<3 {
      try letTimePass(site)
      try site.sync()
    }
    #expect(try Set(held(site).split(separator: "\n")) == both)
  }

  @Test("After a restore of the log from a backup the messages of both lives go on being counted again")
  func restored() throws {
    let site = try TestSite()
    try site.write(answers(6, site, hoursAgo: 10))
    try site.sync()
    try site.run("CREATE TABLE kept_log LIKE LOG; INSERT INTO kept_log SELECT * FROM LOG")
    try site.write(answers(2, site, hoursAgo: 5))
    try site.sync()
    try site.run("RENAME TABLE LOG TO lost_log, kept_log TO LOG; DROP TABLE lost_log")
    let before = try held(site)
    try site.write(answers(1, site, hoursAgo: 0))
    try site.sync()
    #expect(try site.run("SELECT MAX(epoch) FROM LEDGER_epochs") == "2\n")
    try score(site)
    try letTimePass(site)
    try site.sync()
    let scored = try held(site)
    #expect(scored != before)
    // All that the log has is in it by its score, but for what was taken as counted; of the lost rows the last count is.
    #expect(
      try site.run("SELECT SUM(messages) FROM LEDGER_sentiment")
        == site.run("SELECT COUNT(*) + 4 FROM LOG WHERE user_type IN ('Visitor', 'Chatbot')"))
    #expect(
      try site.run("SELECT SUM(messages) FROM LEDGER_sentiment WHERE score <> 0")
        == site.run(
          """
          SELECT COUNT(*) FROM LOG JOIN LEDGER_epochs ON epoch = 2
          WHERE ROUND(sentiment_score * 10) <> 0 AND (id <= resumed_id OR interaction_time > counted_until)
          """))
    #expect(try site.run("SELECT resumed_id FROM LEDGER_epochs WHERE epoch = 2") == "29\n")
  }

  @Test("A log without scores is counted from the sync on that finds them")
  func withoutScores() throws {
    let site = try TestSite()
    try site.run("ALTER TABLE LOG DROP COLUMN sentiment_score")
    try site.write(answers(4, site))
    try site.sync()
    #expect(try held(site).isEmpty)
    try site.run("ALTER TABLE LOG ADD COLUMN sentiment_score FLOAT")
    try site.sync()
    #expect(try held(site) == logged(site))
    #expect(try held(site).isEmpty == false)
  }

  @Test(
    "A sync that is cut off at any command counts no message twice, and the next completes it",
    arguments: [(FaultProxy.Loss.answer, false), (.command, true)])
  func cutOff(_ loss: FaultProxy.Loss, _ isTurn: Bool) throws {
    let site = try TestSite()
    try site.write((0..<3).flatMap { try answers(2, site, firstID: $0 * 16_384 + 10) })
    for _ in 0..<2 { try site.sync() }
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    for number in 1... {
      if isTurn {
        try score(site, isNegated: number % 2 == 0)
        try letTimePass(site)
      } else {
        try site.run("DELETE FROM LEDGER_sentiment; DELETE FROM LEDGER_sentiment_cursors")
      }
      proxy.lose(loss, of: number)
      _ = Result {
        var sync = try Sync(SiteSession(site.through(proxy)), settings: SyncSettings(pace: .full))
        return try sync.run()
      }
      guard let lost = proxy.lost else {
        #expect(number > 30)
        break
      }
      try site.sync()
      #expect(try held(site) == logged(site), "cut off at command \(number), \(lost)")
    }
  }

  @Test("Counts of messages that cannot be are found by verify")
  func unsound() throws {
    let site = try TestSite()
    try site.write(answers(3, site))
    try site.sync()
    #expect(try site.session().contradictions()?.unsoundSentiment == 0)
    for damage in [
      "messages = 16385", "speaker = 3", "score = 11", "messages = 0", "page_id = 4711", "source_id = 9",
    ] {
      try site.run(
        "CREATE TABLE kept AS SELECT * FROM LEDGER_sentiment; UPDATE LEDGER_sentiment SET \(damage) LIMIT 1")
      #expect(try site.session().contradictions()?.unsoundSentiment == 1, "\(damage)")
      try site.run(
        "DELETE FROM LEDGER_sentiment; INSERT INTO LEDGER_sentiment SELECT * FROM kept; DROP TABLE kept")
    }
  }
}
