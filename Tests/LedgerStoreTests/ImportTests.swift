import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import Text

/// What an import brings.
@Suite(.freshDatabase) struct ImportTests {
  @Test("History that was purged before the first sync comes back, once")
  func purgedHistory() throws {
    let site = try TestSite()
    let rows = try site.answers(from: 60)
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
    let rows = try site.answers(from: 59)
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

  @Test("A file of another life of the log, whose ids began again, is imported whole")
  func otherLife() throws {
    let site = try TestSite()
    let old = try site.answers(from: 90, to: 60)
    try site.write(old)
    let file = try Download(site)
    try site.run("TRUNCATE TABLE LOG")
    let new = try site.answers(from: 20)
    try site.write(new)
    let outcome = try site.import(file)
    #expect(outcome.figures == [file.rows.count, 0, 0, 0, 0])
    try site.expectLedger(holds: old + new)
  }

  @Test("Rows that were lost between two epochs come back")
  func betweenEpochs() throws {
    let site = try TestSite()
    let counted = try site.answers(from: 30, to: 20)
    try site.write(counted)
    try site.sync()
    let lost = try site.answers(from: 20, to: 10)
    try site.write(lost)
    let file = try Download(site)
    try site.run("TRUNCATE TABLE LOG")
    let new = try site.answers(from: 3)
    try site.write(new)
    let outcome = try site.import(file)
    #expect(outcome.rowsImported == lost.count / 5 * 3)
    try site.expectLedger(holds: counted + lost + new)
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
        "SELECT source_id, model_id, assistant_id, page_id, user_id, total_tokens FROM LEDGER_usage_facts")
        == "2\t0\t0\t0\t7\t21\n")
  }

  @Test("The ledger says which days include imported figures, and of which imports")
  func figures() throws {
    let site = try TestSite()
    func file(_ day: Int) throws -> Download {
      let time = SiteTime(day: Day(number: 19_000 + day), secondOfDay: 0)
      return Download([TokenRow(id: 1 + day, kind: .total, time: .at(time), tokens: .success(5))])
    }
    try site.import(file(0), file(1))
    try site.import(file(2), file(1))
    func warning(_ first: Int, _ last: Int) throws -> String? {
      let reader = LedgerReader(try site.session())
      let state = try #require(try reader.snapshot()).state
      return try reader.importedFigures(
        from: Day(number: 19_000 + first), to: Day(number: 19_000 + last), at: state)?.warning
    }
    #expect(try warning(0, 9) == "3 days include imported figures (import 1, import 2)")
    #expect(try warning(0, 0) == "1 day includes imported figures (import 1)")
    #expect(try warning(3, 9) == nil)
    try site.run("UPDATE LEDGER_imports SET finished_utc = NULL WHERE id = 2")
    #expect(try warning(2, 2) == "1 day includes imported figures (import 2, which was cut off)")
  }

  @Test("A trial says what would be imported and leaves nothing behind")
  func trial() throws {
    let site = try TestSite()
    try site.write(try site.answers(from: 40))
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

  @Test(
    "A file's copy holds nothing but repeated rows, whatever became of the first and wherever its parts end")
  func copies() throws {
    let site = try TestSite()
    let (old, now) = (try site.clock(hoursAgo: 24 * 30), try site.clock())
    try site.write(
      LogRow.answer(number: 1, at: old, firstID: 1) + LogRow.answer(number: 2, at: old, firstID: 9_996))
    func row(_ id: Int, _ time: SiteTime) -> TokenRow {
      TokenRow(id: id, kind: .total, time: .at(time), tokens: .success(id))
    }
    let file = Download(
      (2...5001).map { row($0, old) } + (10_001...13_000).map { row($0, now) }
        + (20_001...21_000).map { row($0, old.adding(seconds: -86_400)) })
    let figures = [1000, 9000, 5000, 3000, 0]
    #expect(try site.import(file, file, isTrial: true).figures == figures)
    #expect(try site.import(file, file).figures == figures)
    #expect(try site.import(file, file).figures == [0, 10_000, 5000, 3000, 0])
  }

  @Test("A large import is made in parts, and is completed when it was cut off after any of them")
  func parts() throws {
    struct CutOff: Error {}
    let site = try TestSite()
    try site.sync()
    let start = SiteTime(day: Day(number: 18_000), secondOfDay: 0)
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

  @Test("A ledger from before there were imports is read, verified and synced")
  func olderLedger() throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock())
    try site.write(rows)
    try site.sync()
    try site.becomeEarlier(version: 1)
    #expect(try site.days() == rows.days())
    try site.expectEqual()
    try site.rebuild()
    try site.sync()
    try site.expectLedger(holds: rows)
    #expect(try site.import(Download(site)).figures == [0, 0, 3, 0, 0])
  }

  @Test("Rows that an import has brought are not taken for none when their table is lost")
  func lostRows() throws {
    let site = try TestSite()
    try site.write(LogRow.answer(number: 1, at: try site.clock()))
    try site.sync()
    let time = SiteTime(day: Day(number: 19_000), secondOfDay: 0)
    let row = TokenRow(id: 900, kind: .total, time: .at(time), tokens: .success(5))
    #expect(try site.import(Download([row])).figures == [1, 0, 0, 0, 0])
    try site.run("DROP TABLE LEDGER_imported_rows")
    let error = #expect(throws: MariaDBError.self) { try site.expectEqual() }
    #expect(error?.isUnknownTable == true)
  }

  @Test("A ledger that has lost the table of its imports is a fault, and not one without imports")
  func lostTable() throws {
    let site = try TestSite()
    try site.write(LogRow.answer(number: 1, at: try site.clock()))
    try site.sync()
    try site.run("DROP TABLE LEDGER_imports")
    for body in [{ _ = try LedgerReader(site.session()).snapshot() }, { _ = try site.sync() }] {
      let error = #expect(throws: Failure.self) { try body() }
      #expect(error?.message == "the ledger has lost its table wp_tokenledger_imports")
    }
  }
}
