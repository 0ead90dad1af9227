import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// The messages of the log against what the ledger keeps of their sentiment.
@Suite(.freshDatabase) struct SentimentSyncTests {
  @Test("Messages are counted by day, assistant, page, speaker and score, as SQL counts them")
  func counted() throws {
    let site = try TestSite()
    try site.write(site.answers(40))
    try site.score()
    try site.sync()
    #expect(try site.heldMessages() == site.loggedMessages())
    #expect(try site.heldMessages().split(separator: "\n").count > 60)
    try site.write(site.answers(3))
    try site.score()
    try site.write(site.answers(3))
    try site.sync()
    // The scores of the messages before wait for their turn.
    try site.letTurnPass()
    try site.sync()
    #expect(try site.heldMessages() == site.loggedMessages())
    #expect(try site.notices() == [])
    try site.expectEqual()
  }

  @Test("A few new messages wait until an hour has passed, and half a block of ids does not")
  func patience() throws {
    let site = try TestSite()
    func writeAndSync(firstID: Int? = nil) throws -> Bool {
      try site.write(LogRow.answer(at: try site.clock(), firstID: firstID))
      #expect(try site.sync().rowsCounted == 3)
      return try site.heldMessages() == site.loggedMessages()
    }
    func shift(_ change: String) throws { try site.run("UPDATE LEDGER_sentiment_cursors SET \(change)") }
    #expect(try writeAndSync())
    #expect(try !writeAndSync())
    #expect(try !writeAndSync())
    // The figures do not wait.
    #expect(try site.days().map(\.count.requests) == [3])
    try shift("latest = latest - INTERVAL 1 HOUR")
    #expect(try writeAndSync())
    #expect(try !writeAndSync())
    // A clock that was ahead says nothing.
    try shift("latest = latest + INTERVAL 2 HOUR")
    #expect(try writeAndSync())
    try shift("latest = latest - INTERVAL 2 HOUR")
    #expect(try !writeAndSync(firstID: 5_000))
    #expect(try writeAndSync(firstID: 9_000))
    try shift("latest = latest - INTERVAL 1 HOUR")
    try site.sync()
    #expect(try site.heldMessages() == site.loggedMessages())
  }

  @Test("Scores that the chatbot gives later come with the block's turn, and not before")
  func later() throws {
    let site = try TestSite()
    try site.write(site.answers(5))
    try site.sync()
    let before = try site.heldMessages()
    try site.score()
    try site.sync()
    #expect(try site.heldMessages() == before)
    try site.letTurnPass()
    try site.sync()
    #expect(try site.heldMessages() == site.loggedMessages())
    #expect(try site.heldMessages() != before)
  }

  @Test("Each block has its turn within a week, however long the log is and however often it is synced")
  func turns() throws {
    let site = try TestSite()
    let block = 16_384
    try site.write((0..<6).flatMap { try site.answers(2, firstID: $0 * block + 10) })
    try site.sync()
    for _ in 0..<3 { try site.sync() }
    #expect(try site.heldMessages() == site.loggedMessages())
    try site.score()
    // Seven times a day, for four days.
    var changes: Set<String> = [try site.heldMessages()]
    for _ in 0..<28 {
      try site.run("UPDATE LEDGER_sentiment_cursors SET worked_utc = worked_utc - INTERVAL 1440 / 7 MINUTE")
      try site.sync()
      changes.insert(try site.heldMessages())
    }
    #expect(try site.heldMessages() == site.loggedMessages())
    // One block after the other.
    #expect(changes.count == 7)
  }

  @Test("Beside an old ledger a sync counts some blocks of messages, and the next go on")
  func backlog() throws {
    let site = try TestSite()
    try site.write((0..<20).flatMap { try site.answers(2, firstID: $0 * 16_384 + 10) })
    try site.score()
    try site.sync()
    try site.becomeEarlier(version: 7)
    func count() throws -> String { try site.run("SELECT COALESCE(SUM(messages), 0) FROM LEDGER_sentiment") }
    for messages in ["68\n", "80\n", "80\n"] {
      try site.sync()
      #expect(try count() == messages)
    }
    #expect(try site.heldMessages() == site.loggedMessages())
  }

  @Test("A first sync of a long log leaves its messages to the next")
  func longLog() throws {
    let site = try TestSite()
    try site.write((0..<3).flatMap { try site.answers(2, firstID: $0 * 32_768 + 10) })
    try site.sync()
    #expect(try site.heldMessages().isEmpty)
    try site.sync()
    #expect(try site.heldMessages() == site.loggedMessages())
  }

  @Test("Another scoring replaces the one before, also where fewer messages have a score")
  func scoredAgain() throws {
    let site = try TestSite()
    try site.write(site.answers(6))
    try site.score()
    try site.sync()
    try site.run("UPDATE LOG SET sentiment_score = IF(id % 2 = 0, 0, -0.7)")
    try site.letTurnPass()
    #expect(try site.sync().warnings == [])
    #expect(try site.heldMessages() == site.loggedMessages())
  }

  @Test("Ids far apart, and the lowest and highest of all, keep no sync from its end")
  func farIDs() throws {
    let site = try TestSite()
    try site.run("ALTER TABLE LOG MODIFY id BIGINT NOT NULL AUTO_INCREMENT")
    let ids = [-9_223_372_036_854_775_807, -5, 1, 2_147_483_000, 9_000_000_000_000_000_000]
    try site.write(ids.flatMap { try site.answers(1, firstID: $0) })
    #expect(try site.sync().isComplete)
    for minutes in [1, 60, 1440, 14_400] {
      try site.score(isNegated: minutes == 1440)
      try site.run(
        "UPDATE LEDGER_sentiment_cursors SET worked_utc = worked_utc - INTERVAL \(minutes) MINUTE")
      #expect(try site.sync().isComplete)
    }
    #expect(try site.heldMessages() == site.loggedMessages())
    try site.run("DELETE FROM LOG WHERE id > -9000000000000000000")
    try site.sync()
    try site.write(Array(site.answers(1, firstID: Int.min).prefix(1)))
    try site.run("DELETE FROM LEDGER_sentiment_cursors")
    try site.sync()
  }

  @Test("A sync that somebody waits for counts one block of messages, and the next goes on")
  func awaited() throws {
    let site = try TestSite()
    try site.write((0..<3).flatMap { try site.answers(2, firstID: $0 * 16_384 + 10) })
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
    try site.write(site.answers(3))
    try site.run(
      "ALTER TABLE LOG MODIFY sentiment_score \(type); UPDATE LOG SET sentiment_score = 9000000000")
    #expect(try site.sync().isComplete)
    #expect(
      try site.run("SELECT DISTINCT score FROM LEDGER_sentiment") == (type.hasPrefix("VARCHAR") ? "" : "10\n")
    )
  }

  @Test("A log without scores is counted from the sync on that finds them")
  func withoutScores() throws {
    let site = try TestSite()
    try site.run("ALTER TABLE LOG DROP COLUMN sentiment_score")
    try site.write(site.answers(4))
    try site.sync()
    #expect(try site.heldMessages().isEmpty)
    try site.run("ALTER TABLE LOG ADD COLUMN sentiment_score FLOAT")
    try site.sync()
    #expect(try site.heldMessages() == site.loggedMessages())
    #expect(try site.heldMessages().isEmpty == false)
  }

  @Test(
    "A sync that is cut off at any command counts no message twice, and the next completes it",
    arguments: [(FaultProxy.Loss.answer, false), (.command, true)])
  func cutOff(_ loss: FaultProxy.Loss, _ isTurn: Bool) throws {
    let site = try TestSite()
    try site.write((0..<3).flatMap { try site.answers(2, firstID: $0 * 16_384 + 10) })
    for _ in 0..<2 { try site.sync() }
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    for number in 1... {
      if isTurn {
        try site.score(isNegated: number % 2 == 0)
        try site.letTurnPass()
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
      #expect(try site.heldMessages() == site.loggedMessages(), "cut off at command \(number), \(lost)")
    }
  }

  @Test("Counts of messages that cannot be are found by verify")
  func unsound() throws {
    let site = try TestSite()
    try site.write(site.answers(3))
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
