import Ledger
import LedgerStore
import MariaDB
import Reports
import TestSupport
import Testing

/// What a verification makes of the gaps of a long log.
@Suite(.freshDatabase) struct GapEvidenceTests {
  @Test("A gap that lies in both halves of a long log excuses what comes in it, open as well as given up")
  func straddlingGap() throws {
    let site = try TestSite()
    let now = try site.clock()
    try site.write(
      LogRow.answer(number: 1, at: now, firstID: 1) + LogRow.answer(number: 2, at: now, firstID: 60_001))
    #expect(try site.sync().gapsOpen == 1)
    let before = try site.verify()
    #expect(before.rows.map { "\($0.day) \($0.verdict.rawValue)" } == ["\(now.day) equal"])

    // The lower half ends with id 30,002: of this answer each half has token rows.
    let late = LogRow.answer(number: 3, at: now, firstID: 30_000)
    try site.write(late)
    #expect(try site.verify() == before)

    try site.run("DELETE FROM LOG WHERE id BETWEEN 30000 AND 30004")
    try site.ageGaps()
    #expect(try site.sync().gapsExpired == 1)
    try site.write(late)
    #expect(try site.verify() == before)
    let session = try site.session()
    let evidence = try Evidence(session, facts: session.facts(), from: nil, to: nil)
    #expect(
      evidence.late == [
        now.day: TokenCount(prompt: 1_000_003, completion: 9, total: 1_000_012, requests: 1)
      ])
    try site.forgetGaps()
    #expect(try site.verdicts() == ["\(now.day) ledger_has_less"])
  }

  @Test("For rows in gaps the log is not read once more", arguments: [1, 10, 1000], [true, false])
  func rowsRead(gaps: Int, inBitmaps: Bool) throws {
    let site = try TestSite()
    let rows = 20_000
    try site.run(
      """
      INSERT INTO LOG (session_id, interaction_time, user_type, message_text)
      SELECT 's', '2024-10-04 10:00:00' + INTERVAL seq MINUTE, 'Total Tokens', 7 FROM seq_1_to_\(rows);
      """)
    try site.sync()
    // Every other gap was given up; in each there is a row.
    try site.becomeEarlier(version: 5)
    try site.run(
      """
      INSERT INTO LEDGER_gaps SELECT 1, \(rows / gaps) * seq, \(rows / gaps) * seq, UTC_TIMESTAMP(),
        IF(seq % 2 = 1, UTC_TIMESTAMP(), NULL) FROM seq_1_to_\(gaps)
      """)
    if inBitmaps { #expect(try site.session().migrate() == [6, 7, 8, 9, 10, 11, 12, 13]) }
    let session = try site.session()
    let facts = try session.facts()
    func readSoFar() throws -> Int {
      let query: Query = """
        SELECT CAST(variable_value AS SIGNED) FROM information_schema.session_status
        WHERE variable_name = 'ROWS_READ'
        """
      return try #require(try session.connection.firstRow(query, as: Int.self))
    }
    let before = try readSoFar()
    let evidence = try Evidence(session, facts: facts, from: nil, to: nil)
    let read = try readSoFar() - before
    #expect(evidence.late.values.reduce(.zero, +).requests == (gaps + 1) / 2)
    #expect(evidence.log.values.reduce(.zero, +).requests == rows - gaps)
    // Once for the log, and a few times for what was found in the gaps and for the ledger's tables.
    #expect(read < rows + rows / 2, "\(read) rows were read")
  }
}
