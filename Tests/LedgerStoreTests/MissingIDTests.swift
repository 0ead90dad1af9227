import Ledger
import LedgerStore
import MariaDB
import Synchronization
import TestSupport
import Testing
import Text

/// Logs in which very many ids are missing.
@Suite(.freshDatabase) struct MissingIDTests {
  /// Writes rows with the ids that an expression of `seq` gives.
  private func write(_ site: TestSite, _ numbers: String, id: String) throws {
    try site.run(
      """
      INSERT INTO LOG (id, session_id, user_id, page_id, interaction_time, user_type, message_text)
      SELECT \(id), 's', '7', '1', UTC_TIMESTAMP() - INTERVAL 1 HOUR, 'Total Tokens', seq % 1000 FROM \(numbers)
      """)
  }

  private func expectLog(_ site: TestSite, _ comment: Comment? = nil) throws {
    #expect(try site.days() == site.daysBySQL(), comment)
    try site.expectAgreement(comment)
  }

  @Test("With two of three ids missing, 60,000 rows leave a bitmap for 4,096 ids, and late rows count once")
  func cluster() throws {
    let site = try TestSite(shape: LogTableShape(idType: "BIGINT"))
    try write(site, "seq_1_to_1", id: "1")
    try site.sync()
    try write(site, "seq_1_to_60000", id: "1 + 3 * seq")
    let first = try site.sync()
    #expect(first.rowsRead == 60_000)
    // A gap in two buckets counts in both.
    let crossing = (0..<60_000).count { (3 * $0 + 2) / 4096 < (3 * $0 + 3) / 4096 }
    #expect(first.gapsOpen == 60_000 + crossing)
    let buckets = 180_001 / 4096 + 1
    #expect(
      try site.run("SELECT COUNT(*), COUNT(DISTINCT bucket) FROM LEDGER_missing_ids")
        == "\(buckets)\t\(buckets)\n")
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_gaps") == "0\n")
    #expect(try site.sync().rowsRead == 0)
    try expectLog(site)

    // In another hour more, in the last bucket and one above it.
    try site.age(gapsBy: 1)
    try write(site, "seq_1_to_100 WHERE seq % 2 = 0", id: "180001 + 3 * seq")
    try site.sync()
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_missing_ids") == "\(buckets + 2)\n")
    try write(site, "seq_0_to_40000 WHERE seq % 7 = 0", id: "2 + 3 * seq")
    try site.expectEqual("open gaps are left out")
    #expect(try site.sync().rowsRead == 5_715)
    #expect(try site.sync().rowsRead == 0)
    try expectLog(site)
    try site.expectEqual()

    let open = try site.gaps()
    try site.age(gapsBy: 26)
    let last = try site.sync()
    #expect(last.gapsOpen == 0)
    #expect(try site.gaps() == open.replacing("\t1\n", with: "\t0\n"))
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_missing_ids") == "0\n")
    #expect(
      try site.run("SELECT COUNT(*), SUM(gaps) FROM LEDGER_given_up_ids")
        == "\(180_301 / 4096 + 1)\t\(last.gapsExpired)\n")
    // Rows that come after that are left out, until a rebuild.
    try write(site, "seq_40001_to_50000", id: "2 + 3 * seq")
    #expect(try site.sync().rowsRead == 0)
    try site.expectEqual("gaps that were given up are left out")
    try site.rebuild()
    try expectLog(site)
    try site.expectEqual()
    #expect(try site.sync().rowsRead == 0)
    try expectLog(site)
  }

  @Test(
    "Whatever ids are missing, near each other, far apart or in thousands, each row that appears counts once")
  func any() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    let site = try TestSite(shape: LogTableShape(idType: "BIGINT UNSIGNED"))
    try write(site, "seq_1_to_1", id: "1")
    try site.sync()
    // Every 40th id, then patches with a distance of millions, then ids at random.
    let patches = """
      (SELECT 5000000 + seq + seq DIV 40 + 3000000 * (seq DIV 5000) AS seq FROM seq_1_to_19000
       UNION SELECT 10 + seq + seq DIV 40 FROM seq_1_to_20000
       UNION SELECT 50000000 + FLOOR(300000 * RAND(\(seed % 1000) + 0)) FROM seq_1_to_8000) AS x
      """
    try site.run(
      """
      CREATE TABLE missing (id BIGINT PRIMARY KEY);
      CREATE TABLE numbers (seq BIGINT PRIMARY KEY);
      INSERT IGNORE INTO numbers SELECT seq FROM \(patches)
      """)
    try write(site, "numbers", id: "seq")
    try site.sync()
    try site.run(
      """
      INSERT IGNORE INTO missing SELECT 10 + 41 * seq - 1 FROM seq_1_to_480;
      INSERT IGNORE INTO missing SELECT 50000000 + seq FROM seq_0_to_299999 WHERE seq % 17 < 3;
      INSERT IGNORE INTO missing SELECT 8000000 + 997 * seq FROM seq_1_to_5000;
      DELETE m FROM missing AS m JOIN LOG AS l ON l.id = m.id
      """)
    let rounds = 4
    for round in 0..<rounds {
      let part = Int.random(in: 1...3, using: &random)
      let condition = round == rounds - 1 ? "TRUE" : "seq DIV 7 % 4 = \(part)"
      let numbers =
        "(SELECT m.id AS seq FROM missing AS m LEFT JOIN LOG AS l ON l.id = m.id WHERE l.id IS NULL) AS n"
      let expected = try site.run("SELECT COUNT(*) FROM \(numbers) WHERE \(condition)")
      try write(site, "\(numbers) WHERE \(condition)", id: "seq")
      try site.expectEqual("round \(round), seed \(seed)")
      #expect(try "\(site.sync().rowsRead)\n" == expected, "round \(round), seed \(seed)")
      try expectLog(site, "round \(round), seed \(seed)")
    }
    #expect(try site.sync().rowsRead == 0, "seed \(seed)")
    try site.age(gapsBy: 26)
    let open = try site.gaps()
    #expect(try site.sync().gapsOpen == 0, "seed \(seed)")
    #expect(try site.gaps() == open.replacing("\t1\n", with: "\t0\n"), "seed \(seed)")
    try site.expectEqual("seed \(seed)")
  }

  @Test(
    "A sync counts nothing when what it lists was narrowed elsewhere",
    arguments: [
      "UPDATE LEDGER_missing_ids SET ids = CONCAT(ids, x'01')", "DELETE FROM LEDGER_missing_ids",
      "UPDATE LEDGER_gaps SET last_id = last_id - 1", "DELETE FROM LEDGER_gaps", "DELETE FROM LEDGER_waiting",
    ])
  func narrowedElsewhere(change: String) throws {
    let site = try TestSite()
    let now = try site.clock()
    try site.write(
      LogRow.answer(number: 0, at: now, firstID: 1) + LogRow.answer(number: 1, at: now, firstID: 11)
        + [LogRow(id: 16, time: now.description, type: "", text: "7")]
        + LogRow.answer(number: 2, at: now, firstID: 9_001))
    try site.sync()
    // Rows that only one of the lists leads to.
    if change.contains("missing_ids") {
      try site.write(LogRow.answer(number: 3, at: now, firstID: 6))
    } else if change.contains("gaps") {
      try site.write(LogRow.answer(number: 3, at: now, firstID: 5_000))
    } else {
      try site.run("UPDATE LOG SET user_type = 'Prompt Tokens' WHERE id = 16")
    }
    let before = try site.contents()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    let struck = Mutex(false)
    // As if the state had been read from a node of a cluster, and the list from one that lags behind.
    proxy.inject(
      .pause, at: 1,
      strike: {
        _ = try? site.run("CREATE TABLE kept_missing AS SELECT * FROM LEDGER_missing_ids")
        _ = try? site.run("CREATE TABLE kept_gaps AS SELECT * FROM LEDGER_gaps")
        _ = try? site.run("CREATE TABLE kept_waiting AS SELECT * FROM LEDGER_waiting")
        struck.withLock { $0 = (try? site.run(change)) != nil }
      }, where: { $0.hasPrefix("UPDATE `wp_tokenledger_state`") })
    let outcome = Result {
      var sync = try Sync(SiteSession(site.through(proxy)))
      return try sync.run()
    }
    #expect(struck.withLock { $0 })
    #expect { _ = try outcome.get() } throws: { ($0 as? Failure)?.cause == .overtaken }
    proxy.heal()
    try site.run(
      """
      REPLACE INTO LEDGER_missing_ids SELECT * FROM kept_missing; REPLACE INTO LEDGER_waiting SELECT * FROM kept_waiting;
      REPLACE INTO LEDGER_gaps SELECT * FROM kept_gaps
      """)
    #expect(try site.contents() == before)
    try site.sync()
    try expectLog(site)
  }
}
