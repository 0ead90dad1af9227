import LedgerStore
import TestSupport
import Testing

/// What the ledger keeps of the sentiment of messages when a log or a table loses something, and in new lives of the log.
@Suite(.freshDatabase) struct SentimentLossTests {
  @Test("What was purged keeps its last counts, while what is left is counted again")
  func purged() throws {
    let site = try TestSite()
    try site.write(site.answers(20))
    try site.score()
    try site.sync()
    let day = try site.run("SELECT DATE(NOW() - INTERVAL 3 DAY)").dropLast()
    func part(_ text: String, isPurged: Bool) -> [Substring] {
      text.split(separator: "\n").filter { ($0.prefix(10) < day) == isPurged }
    }
    let purged = try part(site.loggedMessages(), isPurged: true)
    for isNegated in [true, false] {
      try site.run("DELETE FROM LOG WHERE interaction_time < '\(day)'")
      try site.score(isNegated: isNegated)
      try site.letTurnPass()
      try site.sync()
      #expect(try part(site.heldMessages(), isPurged: false) == part(site.loggedMessages(), isPurged: false))
      #expect(try part(site.heldMessages(), isPurged: true) == purged)
    }
    let all = try site.heldMessages()
    try site.run("DELETE FROM LOG")
    try site.letTurnPass()
    try site.sync()
    #expect(try site.heldMessages() == all)
  }

  @Test(
    "A reset of all scores takes nothing away, and makes one notice, however long messages have no scores")
  func reset() throws {
    let site = try TestSite()
    try site.write((0..<3).flatMap { try site.answers(2, firstID: $0 * 16_384 + 10) })
    try site.score()
    try site.sync()
    let scored = try site.heldMessages()
    func recount() throws -> [String] {
      try site.letTurnPass()
      return try site.sync().warnings.filter { $0.contains("scores have been reset") }
    }
    try site.run("UPDATE LOG SET sentiment_score = NULL WHERE user_type IN ('Visitor', 'Chatbot')")
    let told = try recount()
    #expect(told.count == 1)
    #expect(try site.heldMessages() == scored)
    let notices = try site.notices()
    #expect(notices.map(\.kind) == [.scoresReset])
    #expect(notices.first?.message.hasSuffix(try #require(told.first)) == true)
    // After old blocks without scores comes a new one that has some.
    try site.write(site.answers(1, firstID: 50_000))
    try site.run("UPDATE LOG SET sentiment_score = 0.5 WHERE id >= 50000 AND user_type = 'Chatbot'")
    for _ in 0..<3 { #expect(try recount() == []) }
    try site.score(isNegated: true)
    #expect(try recount() == [])
    #expect(try site.heldMessages() == site.loggedMessages())
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

  @Test(
    "Messages that were logged before the ledger knew of scores are counted, also of an earlier life of the log"
  )
  func loggedBefore() throws {
    let site = try TestSite()
    try site.run("ALTER TABLE LOG DROP COLUMN sentiment_score")
    try site.write(site.answers(6, hoursAgo: 10))
    try site.sync()
    try site.run("CREATE TABLE kept_log AS SELECT * FROM LOG; TRUNCATE LOG")
    try site.write(site.answers(1, hoursAgo: 0))
    try site.sync()
    try site.run("INSERT INTO LOG SELECT * FROM kept_log AS k WHERE k.id > 5; DROP TABLE kept_log")
    try site.run("ALTER TABLE LOG ADD COLUMN sentiment_score FLOAT")
    try site.score()
    try site.sync()
    #expect(try site.run("SELECT MAX(epoch) FROM LEDGER_epochs") == "2\n")
    #expect(try site.heldMessages() == site.loggedMessages())
  }

  @Test(
    "Messages after the last token row, and those of a chatbot that logs no tokens, are counted once, too")
  func withoutTokens() throws {
    let site = try TestSite()
    try site.write(site.answers(2, hoursAgo: 10).filter { $0.type != "Total Tokens" })
    try site.write(site.answers(3, hoursAgo: 5).filter { $0.type?.hasSuffix("Tokens") == false })
    try site.sync()
    #expect(try site.heldMessages() == site.loggedMessages())
    let first = try site.heldMessages()
    try site.run("CREATE TABLE kept_log AS SELECT * FROM LOG; TRUNCATE LOG")
    try site.sync()
    try site.run("INSERT INTO LOG SELECT * FROM kept_log ORDER BY id; DROP TABLE kept_log")
    for _ in 0..<2 {
      try site.sync()
      try site.letTurnPass()
    }
    #expect(try site.run("SELECT MAX(epoch) FROM LEDGER_epochs") == "2\n")
    #expect(try site.heldMessages() == first)
  }

  @Test(
    "A log that is emptied or restored has each of its messages counted once, and goes on being counted again"
  )
  func epochs() throws {
    let site = try TestSite()
    try site.write(site.answers(6, hoursAgo: 100))
    try site.score()
    try site.sync()
    let first = try site.loggedMessages()
    try site.run("CREATE TABLE kept_log AS SELECT * FROM LOG; TRUNCATE LOG")
    try site.write(site.answers(2, hoursAgo: 0))
    try site.sync()
    try site.sync()
    let both = try Set(first.split(separator: "\n")).union(site.loggedMessages().split(separator: "\n"))
    #expect(try Set(site.heldMessages().split(separator: "\n")) == both)

    // The old rows come back behind the new ones, then all of the log gets other scores.
    try site.run(
      """
      INSERT INTO LOG SELECT * FROM kept_log AS b WHERE NOT EXISTS (SELECT 1 FROM LOG AS l WHERE l.id = b.id);
      DROP TABLE kept_log
      """)
    for _ in 0..<3 {
      try site.letTurnPass()
      try site.sync()
    }
    #expect(try Set(site.heldMessages().split(separator: "\n")) == both)
  }

  @Test("After a restore of the log from a backup the messages of both lives go on being counted again")
  func restored() throws {
    let site = try TestSite()
    try site.write(site.answers(6, hoursAgo: 10))
    try site.sync()
    try site.run("CREATE TABLE kept_log LIKE LOG; INSERT INTO kept_log SELECT * FROM LOG")
    try site.write(site.answers(2, hoursAgo: 5))
    try site.sync()
    try site.run("RENAME TABLE LOG TO lost_log, kept_log TO LOG; DROP TABLE lost_log")
    let before = try site.heldMessages()
    try site.write(site.answers(1, hoursAgo: 0))
    try site.sync()
    #expect(try site.run("SELECT MAX(epoch) FROM LEDGER_epochs") == "2\n")
    try site.score()
    try site.letTurnPass()
    try site.sync()
    let scored = try site.heldMessages()
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

  @Test("A cursor that was lost has messages merged with what is held of them, and none counted twice")
  func lostCursor() throws {
    let site = try TestSite()
    try site.write((0..<3).flatMap { try site.answers(2, firstID: $0 * 16_384 + 10) })
    try site.score()
    try site.sync()
    let held = try site.heldMessages()
    try site.run("DELETE FROM LEDGER_sentiment_cursors")
    for _ in 0..<2 {
      try site.sync()
      #expect(try site.heldMessages() == held)
      #expect(try site.heldMessages() == site.loggedMessages())
    }
  }
}
