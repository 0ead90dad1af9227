import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase) struct BlindnessTests {
  private static let retention = "chatbot_chatgpt_conversation_log_days_to_keep"

  /// A site that was synced `days` ago, with one answer logged before that.
  private func site(syncedDaysAgo days: Int, retention: String) throws -> TestSite {
    let site = try TestSite(options: [Self.retention: retention])
    try site.write(LogRow.answer(number: 1, at: try site.clock(hoursAgo: 24 * days + 1)))
    #expect(try site.sync().warnings == [])
    try site.run(
      """
      UPDATE LEDGER_cursors SET synced_utc = synced_utc - INTERVAL \(days) DAY,
        synced_site = synced_site - INTERVAL \(days) DAY
      """)
    return site
  }

  @Test(
    "A sync that comes after the retention says that rows may have been purged unseen, until it is settled")
  func blind() throws {
    let site = try site(syncedDaysAgo: 20, retention: "7")
    let synced = try site.run("SELECT synced_site FROM LEDGER_cursors").dropLast()
    let cutoff = try site.run("SELECT UTC_DATE() - INTERVAL 7 DAY").dropLast()
    // Rows came and were purged, and then another came.
    try site.write(LogRow.answer(number: 2, at: try site.clock(hoursAgo: 24 * 15)))
    try site.run("DELETE FROM LOG")
    try site.write(LogRow.answer(number: 3, at: try site.clock(hoursAgo: 1)))
    let warning = """
      rows logged between \(synced) and \(cutoff) 00:00:00 may have been purged before any sync saw them \
      (the chatbot's retention was shorter than the time between two syncs)
      """
    #expect(try site.sync().warnings == [warning])
    #expect(try site.notices().map { [$0.kind.rawValue, $0.message] } == [["blind_interval", warning]])
    #expect(try site.sync().warnings == [])
    #expect(try site.notices().count == 1)
    try site.session().acknowledge(noticesUpTo: 1)
    #expect(try site.notices() == [])
  }

  @Test("No warning when the very next row is still there")
  func nothingUnseen() throws {
    let next = try site(syncedDaysAgo: 20, retention: "7")
    try next.write(LogRow.answer(number: 2, at: try next.clock(hoursAgo: 24 * 15)))
    try next.run("DELETE FROM LOG WHERE id < 6")
    #expect(try next.sync().warnings == [])
    #expect(try next.notices() == [])
  }

  @Test("No warning when the log has not handed out another id")
  func noID() throws {
    let site = try site(syncedDaysAgo: 20, retention: "7")
    try site.run("DELETE FROM LOG")
    #expect(try site.sync().warnings == [])
  }

  @Test("No warning while the retention reaches back past the last sync", arguments: ["30", "indefinitely"])
  func longRetention(_ retention: String) throws {
    let site = try site(syncedDaysAgo: 20, retention: retention)
    try site.write(LogRow.answer(number: 2, at: try site.clock(hoursAgo: 24 * 15)))
    try site.run("DELETE FROM LOG WHERE id < 11")
    try site.write(LogRow.answer(number: 3, at: try site.clock(hoursAgo: 1)))
    #expect(try site.sync().warnings == [])
    #expect(try site.notices() == [])
  }

  @Test("A notice that came after those that were read stays open")
  func settledUpTo() throws {
    let site = try site(syncedDaysAgo: 20, retention: "7")
    try site.write(LogRow.answer(number: 2, at: try site.clock(hoursAgo: 1)))
    try site.run("DELETE FROM LOG WHERE id < 8")
    try site.sync()
    try site.session().acknowledge(noticesUpTo: 0)
    #expect(try site.notices().map(\.id) == [1])
  }
}
