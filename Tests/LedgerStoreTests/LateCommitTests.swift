import Ledger
import LedgerStore
import MariaDB
import Synchronization
import TestSupport
import Testing

@Suite(.freshDatabase) struct LateCommitTests {
  @Test("Rows that are committed after many syncs went past their ids are counted once")
  func late() throws {
    let site = try TestSite()
    var committed = LogRow.answer(number: 0, at: try site.clock(hoursAgo: 1))
    try site.write(committed)
    try site.sync()
    let slow = try site.wordPress()
    try slow.execute("START TRANSACTION")
    let held = LogRow.answer(number: 1, at: try site.clock())
    try site.write(held, on: slow)
    for number in 2...4 {
      let rows = LogRow.answer(number: number, at: try site.clock())
      try site.write(rows)
      committed += rows
      let outcome = try site.sync()
      #expect((outcome.rowsCounted, outcome.gapsOpen) == (3, 1))
      try site.expectLedger(holds: committed)
    }
    try slow.execute("COMMIT")
    committed += held
    let outcome = try site.sync()
    #expect((outcome.rowsRead, outcome.rowsCounted, outcome.gapsOpen, outcome.gapsExpired) == (3, 3, 0, 0))
    try site.expectLedger(holds: committed)
    #expect(try site.sync().rowsRead == 0)
    try site.expectLedger(holds: committed)
  }

  @Test(
    "Of a gap whose rows come one by one, what is left stays open with its first time, short or long",
    arguments: [101, 9001])
  func narrowing(last: Int) throws {
    let site = try TestSite()
    let now = try site.clock()
    var rows =
      LogRow.answer(number: 0, at: now, firstID: 1) + LogRow.answer(number: 1, at: now, firstID: last)
    try site.write(rows)
    try site.sync()
    let since = now.adding(seconds: -10 * 3600 - now.secondOfDay % 3600)
    try site.run(
      "UPDATE LEDGER_gaps SET missing_since = '\(since)'; UPDATE LEDGER_missing_ids SET missing_since = '\(since)'"
    )
    for first in [50, 11, last - 5, 6] {
      let late = LogRow.answer(number: first, at: now, firstID: first)
      try site.write(late)
      rows += late
      #expect(try site.sync().rowsCounted == 3)
      try site.expectLedger(holds: rows)
    }
    #expect(try site.gapTimes() == "16\t49\t\(since)\n55\t\(last - 6)\t\(since)\n")
    #expect(try site.sync().gapsOpen == 2)
  }

  @Test("Rows that were rolled back leave a gap, which is given up after 24 hours and kept")
  func rolledBack() throws {
    let site = try TestSite()
    let now = try site.clock()
    let slow = try site.wordPress()
    try slow.execute("START TRANSACTION")
    try site.write(LogRow.answer(number: 1, at: now), on: slow)
    try slow.execute("ROLLBACK")
    let rows = LogRow.answer(number: 2, at: now)
    try site.write(rows)
    let first = try site.sync()
    #expect((first.gapsOpen, first.gapsExpired) == (1, 0))
    // An id is missing since the next full hour, and is given up 24 hours after that.
    let hour = "CAST(DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%d %H:00:00') AS DATETIME)"
    let isLater = "missing_since > UTC_TIMESTAMP() - INTERVAL 1 MINUTE AND MINUTE(missing_since) = 0"
    #expect(try site.run("SELECT \(isLater) FROM LEDGER_missing_ids") == "1\n")
    try site.run("UPDATE LEDGER_missing_ids SET missing_since = \(hour) - INTERVAL 23 HOUR")
    let second = try site.sync()
    #expect((second.gapsOpen, second.gapsExpired) == (1, 0))
    try site.run("UPDATE LEDGER_missing_ids SET missing_since = UTC_TIMESTAMP() - INTERVAL 86401 SECOND")
    let third = try site.sync()
    #expect((third.gapsOpen, third.gapsExpired) == (0, 1))
    #expect(try site.gaps() == "1\t1\t5\t0\n")
    let fourth = try site.sync()
    #expect((fourth.gapsOpen, fourth.gapsExpired) == (0, 1))
    try site.expectLedger(holds: rows)
  }

  @Test("The first sync opens gaps only beside rows younger than 48 hours, later ones everywhere")
  func firstSync() throws {
    let site = try TestSite()
    let now = try site.clock()
    func answer(_ id: Int, hoursAgo: Int) -> [LogRow] {
      LogRow.answer(number: id, at: now.adding(seconds: -3600 * hoursAgo), firstID: id)
    }
    // Missing: up to 99, 105 to 199 (both old), 205 to 299 (a young row above), 305 to 399 (both young).
    try site.write(
      answer(100, hoursAgo: 100) + answer(200, hoursAgo: 49) + answer(300, hoursAgo: 47)
        + answer(400, hoursAgo: 1))
    #expect(try site.sync().gapsOpen == 2)
    #expect(try site.gaps() == "1\t205\t299\t1\n1\t305\t399\t1\n")
    try site.write(answer(500, hoursAgo: 100))
    #expect(try site.sync().gapsOpen == 3)
  }

  @Test("Far below the highest id a first sync opens gaps beside young rows alone too, whatever the rows are")
  func farBelow() throws {
    let site = try TestSite()
    let (old, young) = (try site.clock(hoursAgo: 49).description, try site.clock(hoursAgo: 47).description)
    // Each group in a chunk of its own, the highest ids in the last.
    let groups: [[(id: Int, type: String?, time: String)]] = [
      [(1, "Total Tokens", old), (5, "Visitor", old), (9, "Chatbot", old)],
      [
        (100_001, "Total Tokens", old), (100_005, "Visitor", young), (100_007, "Chatbot", old),
        (100_009, "Chatbot", old),
      ],
      [
        (200_001, "Visitor", "0000-00-00 00:00:00"), (200_005, "Total Tokens", old),
        (200_009, "Visitor", old),
      ],
      [(300_001, nil, old), (300_005, "Total Tokens", old), (300_009, "", young)],
      [(400_001, "Visitor", old), (400_005, "Chatbot", old)],
      [(500_001, "Total Tokens", young)],
    ]
    let rows = groups.joined().map { LogRow(id: $0.id, time: $0.time, type: $0.type, text: "7") }
    try site.write(rows)
    let outcome = try site.sync(connections: 2)
    #expect((outcome.rowsRead, outcome.rowsCounted, outcome.rowsWaiting) == (7, 5, 2))
    #expect(
      try site.gaps() == """
        1\t100002\t100004\t1
        1\t100006\t100006\t1
        1\t100010\t200000\t1
        1\t200002\t200004\t1
        1\t300006\t300008\t1
        1\t300010\t400000\t1
        1\t400006\t500000\t1

        """)
    #expect(try site.run("SELECT last_id FROM LEDGER_cursors") == "500001\n")
    try site.expectLedger(holds: rows.filter { $0.type == "Total Tokens" })
  }

  @Test("More rows than fit one look appear in more gaps than fit one query, and all are counted once")
  func many() throws {
    let site = try TestSite()
    let now = try site.clock()
    let all = (0..<5_000).flatMap { LogRow.answer(number: $0, at: now, firstID: 1 + 5 * $0) }
    // Every second answer is there at first, so there are 2,500 gaps.
    let late = all.filter { ((($0.id ?? 0) - 1) / 5) % 2 == 1 }
    try site.write(all.filter { ((($0.id ?? 0) - 1) / 5) % 2 == 0 })
    // One in two buckets counts in both.
    let borders = (0..<2_499).map { 10 * $0 + 6 }.count { $0 / 4096 < ($0 + 4) / 4096 }
    #expect(try site.sync().gapsOpen == 2_499 + borders)
    try site.write(Array(late.prefix(6_000)))
    #expect(try site.sync().rowsCounted == 3_600)
    try site.write(Array(late.dropFirst(6_000)))
    #expect(try site.sync().gapsOpen == 0)
    try site.expectLedger(holds: all)
  }

  @Test("A gap of more rows than are looked at in one go is counted once, and so is the next gap")
  func wide() throws {
    let site = try TestSite()
    let now = try site.clock()
    let all = (0..<4_600).flatMap { LogRow.answer(number: $0, at: now, firstID: 1 + 5 * $0) }
    try site.write(Array(all[..<5] + all[22_900..<22_905] + all[22_995...]))
    #expect(try site.sync().gapsOpen == 2)
    // Over 20,000 rows in the first gap, with a hole among them, and 90 in the second.
    try site.write(Array(all[5..<100] + all[200..<22_900] + all[22_905..<22_995]))
    let outcome = try site.sync()
    #expect((outcome.rowsCounted, outcome.gapsOpen) == (22_885 * 3 / 5, 1))
    try site.write(Array(all[100..<200]))
    #expect(try site.sync().gapsOpen == 0)
    try site.expectLedger(holds: all)
  }

  @Test(
    "Eight writers with slow commits and interleaved ids lose nothing, where reading past the last id does")
  func writers() throws {
    let site = try TestSite()
    let now = try site.clock()
    let seed = UInt64.random(in: .min ... .max)
    let writers = (0..<8).map { writer in
      Background { try write(answers: 60, as: writer, seed: seed &+ UInt64(writer), at: now, in: site) }
    }
    // The control reads as one does who does not know that ids are handed out before commit.
    let control = try site.database.connect()
    var last = 0
    var naive = 0
    var opened = 0
    func pass() throws {
      opened = max(opened, try site.sync().gapsOpen)
      let query: Query = """
        SELECT COALESCE(MAX(id), \(last)), CAST(SUM(user_type = 'Total Tokens') AS SIGNED)
        FROM \(identifier: site.log) WHERE id > \(last)
        """
      guard let found = try control.firstRow(query, as: (Int, Int?).self) else { return }
      last = found.0
      naive += found.1 ?? 0
    }
    while !writers.allSatisfy(\.hasEnded) { try pass() }
    let rows = try writers.flatMap { try $0.value() }
    try pass()
    try pass()
    try site.expectLedger(holds: rows, "seed \(seed)")
    let requests = try rows.days().reduce(0) { $0 + $1.count.requests }
    #expect(naive < requests, "the control lost nothing, so this test proves nothing (seed \(seed))")
    #expect(opened > 0, "seed \(seed)")
  }

  /// Writes answers, some of them slowly, and gives the rows that were committed.
  private func write(
    answers: Int, as writer: Int, seed: UInt64, at time: SiteTime, in site: TestSite
  ) throws -> [LogRow] {
    var random = SeededGenerator(seed: seed)
    let connection = try site.wordPress()
    // As on a cluster: every third id is nobody's.
    try connection.execute("SET auto_increment_increment = 3, auto_increment_offset = \(writer % 2 + 1)")
    var committed: [LogRow] = []
    for number in 0..<answers {
      let rows = LogRow.answer(numbered: writer * answers + number, at: time, using: &random)
      let isSlow = Int.random(in: 0..<5, using: &random) == 0
      if isSlow { try connection.execute("START TRANSACTION") }
      for row in rows { try site.write([row], on: connection) }
      guard isSlow else {
        committed += rows
        continue
      }
      try connection.execute("DO SLEEP(\(Double.random(in: 0.005...0.1, using: &random)))")
      let isGivenUp = Int.random(in: 0..<4, using: &random) == 0
      try connection.execute(isGivenUp ? "ROLLBACK" : "COMMIT")
      if !isGivenUp { committed += rows }
    }
    return committed
  }
}
