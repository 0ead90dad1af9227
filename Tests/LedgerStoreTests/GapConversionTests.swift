import Ledger
import LedgerStore
import MariaDB
import SQLFiles
import TestSupport
import Testing

/// How an upgrade turns the short gaps of releases before ledger version 6 into bitmaps.
@Suite(.freshDatabase) struct GapConversionTests {
  /// Gaps of those releases: open and given up, of three epochs, short and long, and below id 1; unless told otherwise,
  /// more than are read in one go.
  private func earlier(_ site: TestSite, shortGaps: Int = 3500) throws {
    try site.run(
      SQLFiles.migrations.prefix(5).joined().replacing("{prefix}", with: "wp_") + """

        INSERT INTO LEDGER_gaps SELECT e.seq, 20 * g.seq, 20 * g.seq + g.seq % 7,
          '2026-01-01 00:00:00' + INTERVAL g.seq % 40 * 37 * 60 + g.seq % 2 SECOND,
          IF(g.seq % 3 = 0, '2026-01-03 00:00:00', NULL)
          FROM seq_1_to_3 AS e, seq_1_to_\(shortGaps) AS g;
        INSERT INTO LEDGER_gaps VALUES
          (1, \(IDRange.lowestID), -6, '2026-01-01 00:00:01', NULL), (1, -4, -2, '2026-01-01 00:00:01', NULL),
          (1, 0, 0, '2026-01-01 00:00:01', NULL), (1, 10000000, 10004095, '2026-01-01 00:00:01', NULL),
          (2, 10000000, 10004095, '2026-01-01 00:00:01', '2026-01-03 00:00:00'),
          (3, 9223372036854775000, 9223372036854775800, '2026-01-01 00:00:01', NULL),
          (3, 10010000, 10014094, '2026-01-01 00:00:01', NULL);
        UPDATE LEDGER_state SET fence = 41, epoch = 3, last_id = 9223372036854775800;
        """)
  }

  private let gaps = "SELECT epoch, first_id, last_id, expired_utc IS NULL FROM LEDGER_gaps ORDER BY 1, 2"
  private var longGaps: String {
    """
    SELECT epoch, first_id, last_id, missing_since, expired_utc FROM LEDGER_gaps WHERE \(isLong) ORDER BY 1, 2
    """
  }
  private let isLong = "first_id < 1 OR last_id - first_id >= 4095"

  @Test("After an upgrade every gap is known as before, the short ones in bitmaps with their time rounded up")
  func all() throws {
    let site = try TestSite()
    try earlier(site)
    let (before, long) = (
      try site.run(gaps), try site.run(longGaps)
    )
    let hour = "missing_since - INTERVAL 60 * MINUTE(missing_since) + SECOND(missing_since) SECOND"
    let isFull = "MINUTE(missing_since) = 0 AND SECOND(missing_since) = 0"
    let times = try site.run(
      """
      SELECT first_id, last_id, IF(\(isLong) OR \(isFull), missing_since, \(hour) + INTERVAL 1 HOUR)
      FROM LEDGER_gaps WHERE expired_utc IS NULL ORDER BY epoch, first_id
      """)
    #expect(try site.session().migrate() == [6, 7, 8, 9, 10, 11, 12, 13])
    #expect(try site.gaps() == before)
    #expect(try site.gapTimes() == times)
    #expect(try site.run(longGaps) == long)
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_gaps WHERE NOT (\(isLong))") == "0\n")
    #expect(try site.run("SELECT fence FROM LEDGER_state") == "43\n")
    #expect(
      try site.run("SELECT COUNT(*) FROM LEDGER_given_up_ids WHERE epoch = 2") == "\(20 * 3500 / 4096 + 1)\n")
  }

  @Test(
    "An upgrade that is cut off at any command has moved all gaps or none, and the next completes it",
    arguments: FaultProxy.Loss.allCases)
  func cutOff(loss: FaultProxy.Loss) throws {
    let site = try TestSite()
    try earlier(site, shortGaps: 40)
    let before = try site.run(gaps)
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    var number = 0
    var moved = 0
    while number < 1_000 {
      number += 1
      try site.dropLedger()
      try earlier(site, shortGaps: 40)
      proxy.lose(loss, of: number)
      let outcome = Result { try SiteSession(site.through(proxy)).migrate() }
      guard let lost = proxy.lost else { break }
      let version = Int(try site.run("SELECT MAX(version) FROM LEDGER_migrations").dropLast()) ?? 0
      let isDone = version >= 6
      moved += isDone ? 1 : 0
      #expect(try site.run(gaps) == before || isDone, "the \(loss) of \(number) was lost: \(lost)")
      #expect(try site.session().migrate() == (6...13).filter { $0 > version }, "\(lost)")
      #expect(try site.gaps() == before, "the \(loss) of \(number) was lost: \(lost)")
      #expect(try site.run("SELECT fence FROM LEDGER_state") == "43\n", "\(lost)")
      _ = outcome
    }
    #expect(number > 15 && number < 1_000)
    #expect(moved > 0)
    #expect(try site.gaps() == before)
  }

  @Test("A gap that an earlier release opens during an upgrade is moved, too")
  func interleaved() throws {
    let site = try TestSite()
    try earlier(site)
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    proxy.inject(
      .pause, at: 1,
      strike: {
        _ = try? site.run(
          """
          UPDATE LEDGER_state SET fence = fence + 1, writer = 7;
          INSERT INTO LEDGER_gaps (epoch, first_id, last_id, missing_since) VALUES (3, 9010, 9011, UTC_TIMESTAMP())
          """)
      }, where: { $0.hasPrefix("UPDATE `wp_tokenledger_state`") })
    let session = try SiteSession(site.through(proxy))
    #expect(try session.migrate() == [6, 7, 8, 9, 10, 11, 12, 13])
    #expect(proxy.strikes == 1)
    #expect(try site.gaps().contains("3\t9010\t9011\t1\n"))
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_gaps WHERE NOT (\(isLong))") == "0\n")
  }

  @Test(
    "What a cluster has left of a transaction, above the highest id, is taken off the lists and counted once")
  func leftovers() throws {
    let site = try TestSite()
    let now = try site.clock(hoursAgo: 1)
    for _ in 1...4 { try site.write(LogRow.answer(at: now)) }
    try site.sync()
    let highest = try site.run("SELECT last_id FROM LEDGER_cursors").dropLast()
    // As release 0.3.0 left it: version 5, with lists that are ahead of the state.
    try site.becomeEarlier(version: 5)
    try site.run(
      """
      INSERT INTO LEDGER_gaps VALUES (1, \(highest) + 1, \(highest) + 6, UTC_TIMESTAMP(), NULL);
      INSERT INTO LEDGER_waiting (epoch, id, since_utc) VALUES (1, \(highest) + 7, UTC_TIMESTAMP());
      INSERT INTO LEDGER_checkpoints (epoch, id, row_time, user_type, session_hash)
        SELECT epoch, id + 8, row_time, user_type, session_hash FROM LEDGER_checkpoints LIMIT 1;
      UPDATE LEDGER_epochs SET last_id = last_id + 8
      """)
    for _ in 1...4 { try site.write(LogRow.answer(at: now)) }
    try site.sync()
    let log = try site.run(
      "SELECT CAST(SUM(message_text) AS SIGNED) FROM LOG WHERE user_type = 'Total Tokens'")
    #expect(try site.run("SELECT total_tokens FROM LEDGER_state") == log)
    #expect(try site.run("SELECT SUM(total_tokens) FROM LEDGER_day_totals") == log)
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_waiting") == "0\n")
  }
}
