import MariaDB
import Synchronization
import TestSupport
import Testing

@Suite("A visit that rests between two chunks of a long log", .freshDatabase, .timeLimit(.minutes(15)))
struct RestingVisitTests {
  @Test("Broken off then, it ends at once")
  func brokenOff() throws {
    let site = VisitedSite(try TestSite())
    // Work for long enough that the longest rest follows.
    try site.site.run(
      """
      INSERT INTO LOG (session_id, user_id, page_id, interaction_time, user_type, message_text)
        SELECT 's', '0', '2', '2024-03-04 09:00:00', 'Total Tokens', 7 FROM seq_1_to_30000
      """)
    try site.site.write(LogRow.answer(at: site.site.clock(), firstID: 100_000))
    let interruption = Interruption()
    // Before the rest, and behind it.
    let signs = Mutex<[ContinuousClock.Instant]>([])
    let report = site.visit(interruption: interruption) {
      signs.withLock { $0.append(.now) }
      interruption.interrupt()
    }
    #expect(report.fault != nil)
    #expect(try site.site.run("SELECT rows_counted FROM LEDGER_state") == "30000\n")
    let rest = signs.withLock { $0 }
    try #require(rest.count == 2)
    #expect(rest[1] - rest[0] < .seconds(1))
  }
}
