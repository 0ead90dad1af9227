import MariaDB
import Synchronization
import TestSupport
import Testing

@Suite("A visit that pauses between two chunks of a long log", .freshDatabase, .timeLimit(.minutes(5)))
struct PausingVisitTests {
  @Test("Broken off then, it counts nothing more")
  func brokenOff() throws {
    let site = VisitedSite(try TestSite(), pace: .gentle)
    // Work long enough for the longest pause to follow.
    try site.site.run(
      """
      INSERT INTO LOG (session_id, user_id, page_id, interaction_time, user_type, message_text)
        SELECT 's', '0', '2', '2024-03-04 09:00:00', 'Total Tokens', 7 FROM seq_1_to_30000
      """)
    try site.site.write(LogRow.answer(at: site.site.clock(), firstID: 100_000))
    let interruption = Interruption()
    let report = site.visit(interruption: interruption) { interruption.interrupt() }
    #expect(report.fault != nil)
    #expect(try site.site.run("SELECT rows_counted FROM LEDGER_cursors") == "30000\n")
  }
}
