import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase) struct ImportTests {
  /// Answers, one each 7 hours, the first of them `days` ago.
  private func answers(_ site: TestSite, from days: Int, to end: Int = 0) throws -> [LogRow] {
    try stride(from: 24 * days, to: 24 * end, by: -7).flatMap { hours in
      try LogRow.answer(number: hours, at: site.clock(hoursAgo: hours))
    }
  }

  @Test("History that was purged before the first sync comes back, once")
  func purgedHistory() throws {
    let site = try TestSite()
    let rows = try answers(site, from: 60)
    try site.write(rows)
    let file = try Download(site)
    try site.purge(before: site.clock(hoursAgo: 24 * 20))
    let kept = try Download(site).rows.count
    let outcome = try site.import(file)
    #expect(outcome.id == 1)
    #expect(outcome.figures == [file.rows.count - kept, 0, kept, 0, 0])
    #expect(outcome.days.values.reduce(0) { $0 + $1.rows } == outcome.rowsImported)
    try site.expectLedger(holds: rows)

    let again = try site.import(file)
    #expect(again.id == nil)
    #expect(again.figures == [0, outcome.rowsImported, kept, 0, 0])
    try site.expectLedger(holds: rows)
  }

  @Test(
    "Overlapping files count each row once, in any order, within a run and between runs", arguments: 0..<6)
  func overlap(order: Int) throws {
    let site = try TestSite()
    let rows = try answers(site, from: 59)
    try site.write(rows)
    let now = try site.clock()
    func file(_ from: Int, _ to: Int) throws -> Download {
      try Download(
        site,
        where: """
          interaction_time >= '\(now.adding(seconds: -86_400 * from))'
          AND interaction_time < '\(now.adding(seconds: -86_400 * to))'
          """)
    }
    var files = [try file(60, 35), try file(45, 20), try file(40, 10)]
    files.swapAt(0, order % 3)
    if order > 2 { files.swapAt(1, 2) }
    try site.purge(before: now.adding(seconds: -86_400 * 15))
    if order % 2 == 0 {
      try site.import(files)
    } else {
      for file in files { try site.import(file) }
    }
    try site.expectLedger(holds: rows)
  }

  @Test("A file of another life of the log, whose ids began anew, is imported whole")
  func otherLife() throws {
    let site = try TestSite()
    let old = try answers(site, from: 90, to: 60)
    try site.write(old)
    let file = try Download(site)
    try site.run("TRUNCATE TABLE LOG")
    let new = try answers(site, from: 20)
    try site.write(new)
    let outcome = try site.import(file)
    #expect(outcome.figures == [file.rows.count, 0, 0, 0, 0])
    try site.expectLedger(holds: old + new)
  }

  @Test("Rows that were lost between two epochs come back")
  func betweenEpochs() throws {
    let site = try TestSite()
    let counted = try answers(site, from: 30, to: 20)
    try site.write(counted)
    try site.sync()
    let lost = try answers(site, from: 20, to: 10)
    try site.write(lost)
    let file = try Download(site)
    try site.run("TRUNCATE TABLE LOG")
    let new = try answers(site, from: 3)
    try site.write(new)
    let outcome = try site.import(file)
    #expect(outcome.rowsImported == lost.count / 5 * 3)
    try site.expectLedger(holds: counted + lost + new)
  }

  @Test("A row in a gap that was given up is imported; in an open gap it is left to the sync")
  func gaps() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    let first = LogRow.answer(number: 1, at: time, firstID: 1)
    let late = LogRow.answer(number: 2, at: time, firstID: 6)
    let last = LogRow.answer(number: 3, at: time, firstID: 11)
    try site.write(first)
    try site.sync()
    try site.write(late)
    let file = try Download(site)
    try site.run("DELETE FROM LOG WHERE id BETWEEN 6 AND 10")
    try site.write(last)
    #expect(try site.import(file).figures == [0, 0, 3, 3, 0])
    try site.expectLedger(holds: first + last)

    try site.age(days: 2)
    let outcome = try site.import(file)
    #expect(outcome.figures == [3, 0, 3, 0, 0])
    try site.expectLedger(holds: first + late + last)
    #expect(try site.import(file).figures == [0, 3, 3, 0, 0])
  }

  @Test("A row that came late, below all that its epoch had counted, is not taken for missing")
  func lateFirst() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    let late = LogRow.answer(number: 1, at: time.adding(seconds: -1), firstID: 1)
    let first = LogRow.answer(number: 2, at: time, firstID: 6)
    try site.write(first)
    try site.sync()
    try site.write(late)
    try site.sync()
    let file = try Download(site)
    try site.run("DELETE FROM LOG")
    #expect(try site.import(file).figures == [0, 0, 6, 0, 0])
    try site.expectLedger(holds: late + first)
  }

  @Test("Rows past the highest id seen are left to the sync")
  func pastCursor() throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 1))
    try site.write(rows)
    try site.sync()
    let new = LogRow.answer(number: 2, at: try site.clock(), firstID: 6)
    try site.write(new)
    let file = try Download(site)
    // The sync before this import did not see them, because they come from a copy of the log.
    try site.run("DELETE FROM LOG WHERE id > 5")
    #expect(try site.import(file).figures == [0, 0, 3, 3, 0])
    try site.expectLedger(holds: rows)
    try site.write(new)
    try site.sync()
    try site.expectLedger(holds: rows + new)
  }

  @Test("A row that had no type is left to the sync, and imported once it is gone for good")
  func waiting() throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 100))
    try site.write(rows)
    let file = try Download(site)
    try site.run("UPDATE LOG SET user_type = '' WHERE id = 4")
    #expect(try site.import(file).figures == [0, 0, 2, 1, 0])
    try site.run("DELETE FROM LOG WHERE id = 4")
    let outcome = try site.import(file)
    #expect(outcome.figures == [1, 0, 2, 0, 0])
    try site.expectLedger(holds: rows)
  }

  @Test("Rows that do not count are rejected with their reason, and those counted when their time had come")
  func rejected() throws {
    let site = try TestSite()
    let far = try site.clock().adding(seconds: 86_400 * 10)
    try site.write(
      [LogRow(time: far.description, type: "Total Tokens", text: "7")]
        + LogRow.answer(number: 1, at: try site.clock()))
    var file = try Download(site)
    #expect(try site.import(file).rejections == [.inTheFuture: 1])
    file.rows += [
      TokenRow(id: 90, kind: .total, time: .impossible(.zeroDate, text: "0000-00-00 00:00:00")),
      TokenRow(
        id: 91, kind: .total, time: .at(far.adding(seconds: -86_400 * 900)), tokens: .failure(.notANumber)),
      TokenRow(id: 92, kind: .other, time: .at(far)),
    ]
    let outcome = try site.import(file)
    #expect(outcome.rejections == [.inTheFuture: 1, .zeroDate: 1, .notANumber: 1])
    #expect(outcome.rowsRead == 6)
  }

  @Test("A row that the log held erased from the midst of a day is not guessed to be missing")
  func doubt() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 24 * 30)
    let rows = (0..<5).flatMap { LogRow.answer(number: $0, at: time) }
    try site.write(rows)
    let file = try Download(site)
    try site.run("DELETE FROM LOG WHERE id BETWEEN 6 AND 10")
    #expect(try site.import(file).figures == [0, 0, 15, 0, 0])
    try site.expectLedger(holds: Array(rows[..<5] + rows[10...]))
  }

  @Test("Users are kept; model, assistant and page are unknown")
  func attribution() throws {
    let site = try TestSite()
    try site.write(
      LogRow.answer(
        at: try site.clock(hoursAgo: 2000), prompt: 1, user: "7", page: "12", assistantID: "asst_1"))
    let file = try Download(site)
    try site.run("DELETE FROM LOG")
    try site.import(file)
    #expect(
      try site.run(
        "SELECT origin_id, model_id, assistant_id, page_id, user_id, total_tokens FROM LEDGER_facts")
        == "1\t0\t0\t0\t7\t21\n")
  }

  @Test("A trial says what would be imported and leaves nothing behind")
  func trial() throws {
    let site = try TestSite()
    try site.write(try answers(site, from: 40))
    let file = try Download(site)
    try site.purge(before: site.clock(hoursAgo: 24 * 20))
    try site.sync()
    let before = try site.contents()
    // The same file twice: what repeats within a run is found by a trial, too.
    var trial = try site.import(file, file, isTrial: true)
    #expect(trial.id == nil)
    #expect(try site.contents() == before)
    #expect(
      try site.run("SELECT COUNT(*) FROM LEDGER_imports UNION ALL SELECT COUNT(*) FROM LEDGER_imported_rows")
        == "0\n0\n")
    let outcome = try site.import(file, file)
    #expect(outcome.id == 1)
    trial = try site.import(file, isTrial: true)
    #expect(trial.figures[0] == 0)
    #expect(
      try outcome.figures
        == site.import(file, file).figures.enumerated().map { index, figure in
          index == 0 ? outcome.rowsImported : index == 1 ? figure - outcome.rowsImported : figure
        })
  }

  @Test("An import that is taken back leaves the ledger as it was, and can be made again")
  func undo() throws {
    let site = try TestSite()
    let rows = try answers(site, from: 40)
    try site.write(rows)
    let all = try Download(site)
    let cut = try site.clock(hoursAgo: 24 * 30)
    let oldest = Download(all.rows.filter { $0.time.clock.map { $0 < cut } ?? false })
    try site.purge(before: site.clock(hoursAgo: 24 * 20))
    try site.sync()
    let before = try site.contents()
    try site.import(oldest)
    let between = try site.contents()
    let second = try site.import(all)
    #expect(second.id == 2)
    try site.expectLedger(holds: rows)

    let undone = try ImportUndo(2, site.session())
    #expect(undone.rows == second.rowsImported)
    #expect(undone.days == second.days.count)
    #expect(undone.count == second.total)
    #expect(try site.contents() == between)
    try site.expectAgreement()
    _ = try ImportUndo(1, site.session())
    #expect(try site.contents() == before)
    #expect(throws: StoreError(.usage, "there is no import 2 in the ledger", advice: "Nothing is imported."))
    {
      try ImportUndo(2, site.session())
    }
    #expect(try site.import(all).id == 3)
    try site.expectLedger(holds: rows)
    #expect(
      throws: StoreError(.usage, "there is no import 9 in the ledger", advice: "These can be taken back: 3.")
    ) {
      try ImportUndo(9, site.session())
    }
  }

  @Test("The ledger says which days include imported figures, and of which imports")
  func figures() throws {
    let site = try TestSite()
    func file(_ day: Int) throws -> Download {
      let time = WallClock(day: Day(number: 19_000 + day), secondOfDay: 0)
      return Download([TokenRow(id: 1 + day, kind: .total, time: .at(time), tokens: .success(5))])
    }
    try site.import(file(0), file(1))
    try site.import(file(2), file(1))
    func warning(_ first: Int, _ last: Int) throws -> String? {
      try LedgerReader(site.session()).importedFigures(
        from: Day(number: 19_000 + first), to: Day(number: 19_000 + last))?.warning
    }
    #expect(try warning(0, 9) == "3 days include imported figures (import 1, import 2)")
    #expect(try warning(0, 0) == "1 day includes imported figures (import 1)")
    #expect(try warning(3, 9) == nil)
    try site.run("UPDATE LEDGER_imports SET finished_utc = NULL WHERE id = 2")
    #expect(try warning(2, 2) == "1 day includes imported figures (import 2, which was cut off)")
  }

  @Test("A large import is made in parts, and is completed when it was cut off after any of them")
  func parts() throws {
    struct CutOff: Error {}
    let site = try TestSite()
    try site.sync()
    let start = WallClock(day: Day(number: 18_000), secondOfDay: 0)
    let rows = (0..<40_000).map { number in
      TokenRow(
        id: 1 + number, kind: .total, time: .at(start.adding(seconds: 600 * number)),
        tokens: .success(number), attribution: Attribution(user: User(logged: "\(number % 10)".utf8)))
    }
    #expect(throws: CutOff.self) {
      try LedgerImport.run(try site.session(), files: ["a.csv"]) { add in
        for row in rows.prefix(35_000) { try add(row) }
        throw CutOff()
      }
    }
    // Two parts of 16,384 rows are there.
    #expect(try site.run("SELECT id, rows_imported, finished_utc FROM LEDGER_imports") == "1\t32768\tNULL\n")
    try site.expectAgreement()
    let outcome = try site.import(Download(rows))
    #expect(outcome.id == 2)
    #expect(outcome.figures == [40_000 - 32_768, 32_768, 0, 0, 0])
    #expect(
      try site.run("SELECT total_tokens, requests FROM LEDGER_state") == "\(40_000 * 39_999 / 2)\t40000\n")
    try site.expectAgreement()
    _ = try ImportUndo(1, site.session())
    try site.expectAgreement()
    #expect(try site.import(Download(rows)).figures == [32_768, 40_000 - 32_768, 0, 0, 0])
    #expect(
      try site.run("SELECT total_tokens, requests FROM LEDGER_state") == "\(40_000 * 39_999 / 2)\t40000\n")
  }

  @Test("A sync in the midst of an import costs neither of them anything")
  func syncMeanwhile() throws {
    let site = try TestSite()
    try site.sync()
    let start = WallClock(day: Day(number: 18_000), secondOfDay: 0)
    let new = LogRow.answer(number: 5, at: try site.clock())
    let outcome = try LedgerImport.run(try site.session(), files: ["a.csv"]) { add in
      for number in 0..<20_000 {
        let time = start.adding(seconds: 600 * number)
        try add(TokenRow(id: 1 + number, kind: .total, time: .at(time), tokens: .success(1)))
        if number == 18_000 {
          try site.write(new)
          try site.sync()
        }
      }
    }
    #expect(outcome.figures == [20_000, 0, 0, 0, 0])
    #expect(try site.run("SELECT requests FROM LEDGER_state") == "20001\n")
    try site.expectAgreement()
  }

  @Test("An import that is taken back while it runs ends there")
  func undoMeanwhile() throws {
    let site = try TestSite()
    try site.sync()
    let start = WallClock(day: Day(number: 18_000), secondOfDay: 0)
    #expect(throws: StoreError(.usage, "there is no import 1 in the ledger", advice: "Nothing is imported."))
    {
      try LedgerImport.run(try site.session(), files: ["a.csv"]) { add in
        for number in 0..<20_000 {
          let time = start.adding(seconds: 600 * number)
          try add(TokenRow(id: 1 + number, kind: .total, time: .at(time), tokens: .success(1)))
          if number == 18_000 { _ = try ImportUndo(1, site.session()) }
        }
      }
    }
    try site.expectLedger(holds: [])
  }

  @Test("Imported rows that are put back into the log are not counted again", arguments: [1, 2])
  func putBack(connections: Int) throws {
    let site = try TestSite()
    let old = try answers(site, from: 30, to: 20)
    try site.write(old)
    let file = try Download(site)
    try site.run("CREATE TABLE dump AS SELECT * FROM LOG; DELETE FROM LOG")
    #expect(try site.import(file).rowsImported == file.rows.count)
    let new = try answers(site, from: 10)
    try site.write(new)
    // Beyond the highest id seen, where the sync reads on.
    try site.run("INSERT INTO LOG SELECT * FROM dump")
    #expect(try site.sync(connections: connections).rowsCounted == new.count / 5 * 3)
    try site.expectLedger(holds: old + new)
  }

  @Test("An imported row that is put back into an open gap is not counted again")
  func putBackIntoGap() throws {
    let site = try TestSite()
    let old = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 500))
    try site.write(old)
    let file = try Download(site)
    try site.run("CREATE TABLE dump AS SELECT * FROM LOG; DELETE FROM LOG")
    // Below a young row, the first sync opens a gap for what may be late.
    let new = LogRow.answer(number: 2, at: try site.clock())
    try site.write(new)
    #expect(try site.import(file).figures == [3, 0, 0, 0, 0])
    try site.run("INSERT INTO LOG SELECT * FROM dump")
    #expect(try site.sync().rowsCounted == 0)
    try site.expectLedger(holds: old + new)
  }

  @Test(
    "Imported rows that are in the log as well are no fault to a verification, and a rebuild leaves them be")
  func verifyAndRebuild() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 200)
    let first = LogRow.answer(number: 1, at: time, firstID: 1)
    let late = LogRow.answer(number: 2, at: time, firstID: 6)
    let last = LogRow.answer(number: 3, at: time, firstID: 11)
    try site.write(first)
    try site.sync()
    try site.write(late)
    let file = try Download(site)
    try site.run("CREATE TABLE dump AS SELECT * FROM LOG WHERE id > 5; DELETE FROM LOG WHERE id > 5")
    try site.write(last)
    try site.sync()
    try site.age(days: 2)
    #expect(try site.import(file).rowsImported == 3)
    // The row came back after its gap had been given up: verify would point to rebuild, were it not imported.
    try site.run("INSERT INTO LOG SELECT * FROM dump")
    for _ in 1...2 {
      try site.expectEqual()
      let session = try site.session()
      #expect(try Evidence(session, facts: session.facts(), from: nil, to: nil).late == [:])
      let before = try site.contents()
      #expect(!(try site.rebuild().losesUsage))
      #expect(try site.contents() == before)
      try site.expectLedger(holds: first + late + last)
      // The same without the gap.
      try site.run("DELETE FROM LEDGER_gaps")
    }
    // Without the import they are the log's again.
    _ = try ImportUndo(1, site.session())
    try site.rebuild()
    try site.expectLedger(holds: first + late + last)
    try site.expectEqual()
  }

  @Test("A ledger from before there were imports is read, verified and synced")
  func olderLedger() throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock())
    try site.write(rows)
    try site.sync()
    try site.run(
      """
      DROP TABLE LEDGER_imports, LEDGER_imported_rows, LEDGER_erased_users, LEDGER_user_fold;
      DELETE FROM LEDGER_migrations WHERE version > 1
      """)
    #expect(try site.days() == rows.days())
    try site.expectEqual()
    try site.rebuild()
    try site.sync()
    try site.expectLedger(holds: rows)
    #expect(try site.import(Download(site)).figures == [0, 0, 3, 0, 0])
  }
}
