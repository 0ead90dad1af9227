import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// Logs whose rows have ids of 0 or below, share ids, or have none.
@Suite(.freshDatabase) struct RowIDTests {
  private func answer(_ number: Int, at time: SiteTime, firstID: Int?) -> [LogRow] {
    LogRow.answer(number: number, at: time, firstID: firstID)
  }

  /// Writes rows unchanged, including an id of 0.
  private func write(_ rows: [LogRow], to site: TestSite) throws {
    let connection = try site.wordPress()
    try connection.execute("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'")
    try site.write(rows, on: connection)
  }

  /// Removes the key and AUTO_INCREMENT from the log, as when an export without keys is loaded again.
  private func loseKey(_ site: TestSite) throws {
    try site.run("ALTER TABLE LOG MODIFY id MEDIUMINT(9) NOT NULL DEFAULT 0, DROP PRIMARY KEY")
  }

  /// The repair from the documentation: new ids for the rows with the id 0, then the key.
  private func mend(_ site: TestSite, renumbering: Bool = true) throws {
    if renumbering {
      try site.run(
        """
        SET @last := (SELECT MAX(id) FROM LOG);
        UPDATE LOG SET id = (@last := @last + 1) WHERE id = 0 ORDER BY interaction_time;
        """)
    }
    try site.run("ALTER TABLE LOG MODIFY id MEDIUMINT(9) NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (id)")
  }

  private func evidence(_ site: TestSite) throws -> Evidence {
    let session = try site.session()
    return try Evidence(session, facts: session.facts(), from: nil, to: nil)
  }

  private func live(_ site: TestSite) throws -> LiveUsage {
    try LiveUsage(site.session(), facts: site.session().facts())
  }

  @Test(
    "Rows are counted, too, where it cannot be found out in time which of them share ids",
    arguments: [FaultProxy.Fault.error(code: 1969, state: "70100"), .loss(.command), .loss(.answer)])
  func timeout(_ fault: FaultProxy.Fault) throws {
    let site = try TestSite()
    let first = answer(1, at: try site.clock(hoursAgo: 1), firstID: 1)
    try site.write(first)
    try site.sync()
    try loseKey(site)
    let second = answer(2, at: try site.clock(hoursAgo: 1), firstID: 6)
    try site.write(second)
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    proxy.inject(fault, at: 1, where: { $0.contains("HAVING COUNT(*) > 1") })
    #expect(throws: MariaDBError.self) {
      var sync = try Sync(SiteSession(site.through(proxy)))
      _ = try sync.run()
    }
    #expect(proxy.strikes == 1)
    try site.expectLedger(holds: first + second)
  }

  @Test("Rows with ids below 1 are counted once, whenever they appear, and verify and rebuild include them")
  func lowIDs() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 30)
    let first = answer(1, at: time, firstID: -12) + answer(2, at: time, firstID: 1)
    try write(first, to: site)
    let outcome = try site.sync()
    #expect((outcome.rowIDs, outcome.isComplete, outcome.gapsOpen) == (nil, true, 0))
    try site.expectLedger(holds: first)
    try site.expectEqual()

    try site.ageGaps()
    try site.sync()
    let late = answer(3, at: time, firstID: -4) + answer(4, at: time, firstID: -8_388_608)
    try write(late, to: site)
    #expect(try evidence(site).leftOut == [LeftOut(reason: .openGap, rows: 6)])
    try site.expectEqual()
    #expect(try site.sync().rowsCounted == 6)
    #expect(try site.sync().rowsCounted == 0)
    try site.expectLedger(holds: (first + late))
    try site.expectEqual()
    try site.rebuild()
    try site.expectLedger(holds: (first + late))
    #expect(try evidence(site).leftOut == [])
    #expect(try live(site).days == site.days())
  }

  @Test("Rows with ids below 1 that no sync has searched for are not reported as missing")
  func unseenLowIDs() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 30)
    let first = answer(1, at: time, firstID: 1)
    try site.write(first)
    try site.sync()
    let late = answer(2, at: time, firstID: -10)
    try write(late, to: site)
    #expect(try evidence(site).leftOut == [LeftOut(reason: .notReached, rows: 3)])
    try site.expectEqual()
    try site.rebuild()
    try site.expectLedger(holds: first)
    try site.sync()
    try site.expectLedger(holds: first + late)
  }

  @Test("A new epoch does not count rows with ids below 1 again")
  func lowIDsInANewEpoch() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 30)
    let rows = answer(1, at: time, firstID: -12) + answer(2, at: time, firstID: 1)
    try write(rows, to: site)
    try site.sync()
    try site.run("DELETE FROM LOG WHERE id > 3; ALTER TABLE LOG AUTO_INCREMENT = 4")
    let new = answer(3, at: try site.clock(), firstID: 4)
    try site.write(new)
    #expect(try site.sync().epoch == 2)
    #expect(try site.days() == (rows + new).days())
    try site.sync()
    #expect(try site.days() == (rows + new).days())
  }

  @Test(
    "Rows that share the id 0 are left out and reported, and counted once when they have ids of their own",
    arguments: [true, false])
  func sharedZero(renumbering: Bool) throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 30)
    let told = answer(1, at: time, firstID: 1)
    try site.write(told)
    try site.sync()
    try loseKey(site)
    let shared = answer(2, at: time, firstID: 0).map { row in
      var row = row
      row.id = 0
      return row
    }
    try site.write(shared)
    for _ in 1...2 {
      let outcome = try site.sync()
      let rowIDs = try #require(outcome.rowIDs)
      #expect((rowIDs.rows, rowIDs.tokenRows) == (5, 3))
      #expect(rowIDs.lacksKey && rowIDs.lacksAutoIncrement)
      #expect(!outcome.isComplete)
      #expect(outcome.warnings.contains(rowIDs.message))
      #expect(
        rowIDs.message == """
          the conversation log \(site.log) has lost its PRIMARY KEY and its AUTO_INCREMENT: 5 rows share an id or \
          have none, 3 of them with tokens: they cannot be told apart, and are left out
          """)
      try site.ageGaps()
    }
    try site.expectLedger(holds: told)
    let evidence = try evidence(site)
    #expect(evidence.leftOut.contains(LeftOut(reason: .sharedID, rows: 3)))
    #expect(evidence.rowIDs?.rows == 5)
    try site.expectEqual()
    try site.rebuild()
    try site.expectLedger(holds: told)
    #expect(try live(site).days == (told + shared).days())
    let warnings = try live(site).warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasSuffix("the ledger leaves them out, these figures do not") == true)

    try mend(site, renumbering: renumbering)
    let mended = try site.sync()
    #expect((mended.rowIDs, mended.rowsCounted) == (nil, 3))
    #expect(try site.sync().rowsCounted == 0)
    try site.expectLedger(holds: told + shared)
    try site.expectEqual()
    #expect(try self.evidence(site).leftOut == [])
  }

  @Test(
    "A row with the id 0 that was counted is not counted again under the id that it is given",
    arguments: [true, false])
  func movedZero(isInterrupted: Bool) throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 30)
    let told = answer(1, at: time, firstID: 1)
    try site.write(told)
    try site.sync()
    try loseKey(site)
    var zero = try #require(answer(2, at: time, firstID: nil).first { $0.type == "Total Tokens" })
    zero.id = 0
    try site.write([zero])
    let outcome = try site.sync()
    #expect((outcome.rowsCounted, outcome.rowIDs?.rows) == (1, 0))
    try site.expectLedger(holds: told + [zero])
    try site.expectEqual()

    try mend(site, renumbering: false)
    #expect(try site.run("SELECT MIN(id), MAX(id) FROM LOG") == "1\t6\n")
    let new = answer(3, at: time, firstID: 7)
    try site.write(new)
    if isInterrupted {
      // A sync that was killed after it had read further, but before its end.
      let checkpoint = "SELECT * FROM LEDGER_checkpoints WHERE id = 0"
      try site.run("CREATE TABLE kept AS \(checkpoint)")
      try site.sync()
      try site.run(
        "INSERT INTO LEDGER_checkpoints SELECT * FROM kept; DELETE FROM LEDGER_gaps WHERE first_id = 0")
    }
    try site.sync()
    try site.sync()
    try site.expectLedger(holds: told + [zero] + new)
    try site.expectEqual()
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_checkpoints WHERE id = 0") == "0\n")

    // The next row with the id 0 is a new row.
    var other = zero
    other.text = "77"
    try write([other], to: site)
    try site.sync()
    try site.expectLedger(holds: told + [zero] + new + [other])
  }

  @Test("Rows of a dump that was loaded twice are left out until the copies are deleted, then counted")
  func doubledDump() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 30)
    let (doubled, told) = (answer(1, at: time, firstID: 1), answer(2, at: time, firstID: 6))
    try loseKey(site)
    try site.write(doubled + told + doubled)
    #expect(try site.sync().rowIDs?.rows == 10)
    try site.ageGaps()
    try site.sync()
    try site.expectLedger(holds: told)
    try site.expectEqual()
    try site.run(
      "CREATE TABLE one AS SELECT DISTINCT * FROM LOG; DELETE FROM LOG; INSERT INTO LOG SELECT * FROM one")
    try site.run("ALTER TABLE LOG MODIFY id MEDIUMINT(9) NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (id)")
    #expect(try site.sync().rowsCounted == 3)
    try site.expectLedger(holds: doubled + told)
    try site.expectEqual()
  }

  @Test("Rows that share an id are left out for that alone, and of the days that were asked for")
  func countedOnce() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 30)
    try site.write(answer(1, at: time, firstID: 1) + answer(2, at: time, firstID: 21))
    try site.write([LogRow(id: 26, time: time.description, type: "", text: "5")])
    try site.sync()
    try loseKey(site)
    // In a gap, past the highest id, and one that waited for its type; and a late answer that can be told.
    let shared = answer(3, at: time, firstID: 6) + answer(4, at: time, firstID: 31)
    try site.write(shared + shared + answer(5, at: time, firstID: 14))
    try site.run(
      """
      UPDATE LOG SET user_type = 'Total Tokens' WHERE id = 26;
      INSERT INTO LOG SELECT * FROM LOG WHERE id = 26
      """)
    func evidence(_ day: Day?) throws -> Evidence {
      let session = try site.session()
      return try Evidence(session, facts: session.facts(), from: day, to: day)
    }
    let leftOut = [LeftOut(reason: .openGap, rows: 3), LeftOut(reason: .sharedID, rows: 14)]
    #expect(try evidence(nil).leftOut == leftOut)
    #expect(try evidence(nil).typedSince == 0)
    #expect(try evidence(time.day).leftOut == leftOut)
    #expect(try evidence(time.day.adding(days: -1)).leftOut == [])
  }

  @Test("Rows that share an id are not said to have come late: no rebuild counts them")
  func lateDoubles() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 30)
    try site.write(answer(1, at: time, firstID: 1) + answer(2, at: time, firstID: 21))
    try site.sync()
    try site.ageGaps()
    try site.sync()
    try loseKey(site)
    let shared = answer(3, at: time, firstID: 6)
    try site.write(shared + shared)
    #expect(try self.evidence(site).late == [:])
    try site.write(answer(4, at: time, firstID: 14))
    let evidence = try evidence(site)
    #expect(
      evidence.leftOut == [LeftOut(reason: .givenUp, rows: 3), LeftOut(reason: .sharedID, rows: 6)])
    #expect(
      evidence.late == [
        time.day: TokenCount(prompt: 1_000_004, completion: 16, total: 1_000_020, requests: 1)
      ])
  }

  @Test("Rows that newly share the id of a counted row change no figure, and no epoch begins")
  func laterDouble() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 30)
    let told = answer(1, at: time, firstID: 1)
    try site.write(told)
    try site.sync()
    try loseKey(site)
    let others = answer(2, at: time.adding(seconds: 60), firstID: 1)
    try site.write(others)
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowIDs?.tokenRows) == (1, 6))
    try site.expectLedger(holds: told)
    // The counted row stays in the ledger, and verify does not report the day as equal.
    #expect(try site.verdicts() == ["\(time.day) ledger_has_more"])
    // A rebuild cannot tell which of them was counted either.
    #expect(try site.prepareRebuild().losesUsage)
  }

  @Test(
    "A log without AUTO_INCREMENT is reported to accept no more rows, and other unique keys are no fault"
  )
  func keys() throws {
    let site = try TestSite()
    let rows = answer(1, at: try site.clock(hoursAgo: 30), firstID: 1)
    try site.write(rows)
    func keep(_ change: String) throws -> RowIDs? {
      try site.run("ALTER TABLE LOG \(change)")
      return try site.sync().rowIDs
    }
    let lost = try #require(try keep("MODIFY id BIGINT NOT NULL"))
    #expect((lost.rows, lost.lacksKey, lost.lacksAutoIncrement) == (0, false, true))
    #expect(lost.message.hasSuffix("has lost its AUTO_INCREMENT: the chatbot can log no more than one row"))
    #expect(lost.advice.contains("ALTER TABLE `\(site.log)` MODIFY id BIGINT(20) NOT NULL AUTO_INCREMENT. "))
    #expect(try keep("MODIFY id BIGINT NOT NULL AUTO_INCREMENT") == nil)
    #expect(try keep("DROP PRIMARY KEY, ADD UNIQUE KEY own (id)") == nil)
    #expect(try keep("DROP KEY own, ADD PRIMARY KEY (id, interaction_time)") == nil)
    #expect(try keep("DROP PRIMARY KEY, ADD KEY own (id)")?.lacksKey == true)
    #expect(try keep("MODIFY id BIGINT NULL, DROP KEY own")?.rows == 0)
    try site.run(
      """
      INSERT INTO LOG SET session_id = 's', interaction_time = NOW(), user_type = 'Total Tokens',
        message_text = '5'
      """)
    #expect(try site.sync().rowIDs?.tokenRows == 1)
    try site.expectLedger(holds: rows)
  }

  @Test("All raw rows are exported when the rows of one id fill a chunk")
  func raw() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 30)
    try loseKey(site)
    let rows = (0..<3).flatMap { answer($0, at: time, firstID: 0) } + answer(3, at: time, firstID: -9)
    try site.write(rows)
    var ids: [Int] = []
    try RawRows(site.session(), from: nil, to: nil).forEachChunk { (chunk: LargeRows) in ids += chunk.ids }
    #expect(ids == rows.filter { $0.type?.hasSuffix("Tokens") == true }.compactMap(\.id).sorted())
  }
}

/// The ids of raw rows of a mebibyte each.
private struct LargeRows: RawRowBuffer {
  var ids: [Int] = []

  mutating func add(_ row: Row) throws -> Int {
    ids.append(try row[0].decode(Int.self))
    return ids.count << 20
  }
}
