import Ledger
import LedgerStore
import MariaDB
import Reports
import TestSupport
import Testing
import Text

@Suite(.freshDatabase) struct RebuildTests {
  private static let start = SiteTime(day: Day(number: 20_000), secondOfDay: 36_000)

  private func answer(_ number: Int, day: Int = 0, hour: Int = 0, firstID: Int? = nil) -> [LogRow] {
    LogRow.answer(
      number: number, at: Self.start.adding(seconds: day * 86_400 + hour * 3600 + number), firstID: firstID)
  }

  private func day(_ offset: Int) -> String { Self.start.day.adding(days: offset).description }

  /// A synced site with eight days of answers for several people, pages and assistants and of a known model, some
  /// with a row that does not count.
  private func variedSite() throws -> TestSite {
    let site = try TestSite()
    try site.sync()
    try site.run("UPDATE LEDGER_seen_models SET first_seen = '2020-01-01'")
    for number in 0..<64 {
      let time = Self.start.adding(seconds: number * 10_800)
      let answer = LogRow.answer(
        at: time, prompt: 1000 + number, completion: number, user: "\(number % 3)", page: "\(number % 4)",
        assistantID: number % 5 == 0 ? "asst_\(number)" : nil, assistantName: number % 7 == 0 ? "Désk " : "")
      let other = LogRow(time: time.description, type: "Prompt Tokens", text: number % 9 == 0 ? "many" : "1")
      try site.write(answer + [other])
    }
    try site.sync()
    return site
  }

  @Test("A sound ledger is the same after its days were counted again")
  func sound() throws {
    let site = try variedSite()
    let before = try site.contents()
    #expect(before.contains("gpt-4o"))
    try site.rebuild(from: day(2), to: day(5))
    #expect(try site.contents() == before)
    let all = try site.rebuild()
    #expect(try site.contents() == before)
    #expect(all.days.map(\.before) == all.days.map(\.after))
    #expect(all.days.map(\.day) == (try site.days()).map(\.day))
  }

  @Test(
    "What the ledger has lost comes back as it was",
    arguments: [
      // Tables that do not agree, and tables that agree on less than there was.
      "DELETE FROM LEDGER_usage_facts WHERE day < '2024-10-07' AND user_id = 1",
      "UPDATE LEDGER_hour_totals SET requests = 0, prompt_tokens = 0 WHERE day < '2024-10-07'",
      """
      UPDATE LEDGER_state SET total_tokens = total_tokens - (SELECT SUM(total_tokens) FROM LEDGER_day_totals
        WHERE day < '2024-10-07'), prompt_tokens = prompt_tokens - (SELECT SUM(prompt_tokens) FROM LEDGER_day_totals
        WHERE day < '2024-10-07'), completion_tokens = completion_tokens - (SELECT SUM(completion_tokens)
        FROM LEDGER_day_totals WHERE day < '2024-10-07'), requests = requests - (SELECT SUM(requests) FROM LEDGER_day_totals
        WHERE day < '2024-10-07');
      DELETE FROM LEDGER_day_totals WHERE day < '2024-10-07'; DELETE FROM LEDGER_hour_totals WHERE day < '2024-10-07';
      DELETE FROM LEDGER_usage_facts WHERE day < '2024-10-07'; DELETE FROM LEDGER_rejected WHERE id < 50
      """,
    ])
  func repair(damage: String) throws {
    let site = try variedSite()
    let whole = try site.contents()
    try site.run(damage)
    let damaged = try site.dump()
    #expect(try site.verdicts().contains { $0.hasSuffix("ledger_has_less") })
    let rebuild = try site.prepareRebuild(from: "2024-10-01", to: "2024-10-06")
    #expect(try site.dump() == damaged, "preparing writes nothing")
    #expect(!rebuild.losesUsage)
    try rebuild.write()
    #expect(try site.contents() == whole)
    try site.expectEqual()
  }

  @Test("Rows that are still to come are left out, and counted once when they come")
  func stillToCome() throws {
    let site = try TestSite()
    var rows = answer(1, firstID: 1) + LogRow.answer(number: 2, at: try site.clock(), firstID: 21)
    let typed = answer(3, firstID: 26)
    try site.write(
      rows
        + typed.map { row in
          var row = row
          if row.type?.hasSuffix("Tokens") == true { row.type = nil }
          return row
        })
    try site.sync()
    let late = answer(4, firstID: 9)
    let past = answer(5, firstID: 31)
    try site.write(late + past)
    try site.run(
      "UPDATE LOG SET user_type = ELT(id - 26, 'Prompt Tokens', 'Completion Tokens', 'Total Tokens') WHERE id IN (27, 28, 29)"
    )
    try site.rebuild()
    try site.expectLedger(holds: rows)
    rows += typed + late + past
    let outcome = try site.sync()
    #expect((outcome.rowsCounted, outcome.rowsRepaired) == (6, 3))
    try site.expectLedger(holds: rows)
    try site.rebuild()
    try site.expectLedger(holds: rows)
    try site.expectEqual()
  }

  @Test("Rows that came after their gap had been given up are counted, and taken out of it")
  func expiredGaps() throws {
    let site = try TestSite()
    var rows =
      LogRow.answer(number: 1, at: try site.clock(), firstID: 1)
      + LogRow.answer(number: 2, at: try site.clock(), firstID: 40_001)
    try site.write(rows)
    try site.sync()
    try site.ageGaps()
    try site.sync()
    let first = answer(3, firstID: 11), second = answer(4, firstID: 39_001)
    let other = answer(5, day: 1, firstID: 101)
    try site.write(first + second + other)
    try site.write([LogRow(id: 201, time: "\(day(0)) 10:00:00", type: "Total Tokens", text: "many")])
    try site.expectEqual("given up rows are left out")
    try site.rebuild(from: day(0), to: day(0))
    rows += first + second
    try site.expectLedger(holds: rows)
    // Chats stay where they are; the other day's rows, too.
    let gaps = """
      1\t6\t11\t0
      1\t15\t200\t0
      1\t202\t39001\t0
      1\t39005\t40000\t0

      """
    #expect(try site.gaps() == gaps)
    #expect(try site.run("SELECT epoch, id, reason FROM LEDGER_rejected") == "1\t201\tnot_a_number\n")
    try site.expectEqual()
    #expect(try site.sync().rowsRead == 0)
    try site.rebuild(from: day(0), to: day(0))
    #expect(try site.gaps() == gaps)
    try site.expectLedger(holds: rows)
    try site.rebuild()
    try site.expectLedger(holds: rows + other)
    #expect(
      try site.run("SELECT first_id, first_time FROM LEDGER_epochs")
        == "2\t\(Self.start.adding(seconds: 3))\n")
  }

  @Test("A row of the future is counted when its date has come near, and its rejection is taken back")
  func future() throws {
    let site = try TestSite()
    let soon = try site.clock(hoursAgo: -72)
    let row = LogRow(id: 1, time: soon.description, type: "Total Tokens", text: "5")
    try site.write([row])
    try site.sync()
    try site.rebuild()
    try site.expectLedger(holds: [])
    #expect(try site.run("SELECT id, reason FROM LEDGER_rejected") == "1\tin_the_future\n")
    // A day goes by.
    let near = try site.clock(hoursAgo: -47).description
    try site.run(
      "UPDATE LOG SET interaction_time = '\(near)'; UPDATE LEDGER_rejected SET row_time = '\(near)'")
    try site.expectEqual("a rejected row is no fault")
    try site.rebuild()
    try site.expectLedger(holds: [LogRow(id: 1, time: near, type: "Total Tokens", text: "5")])
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_rejected") == "0\n")
    #expect(try site.run("SELECT last_counted FROM LEDGER_cursors") == "\(near)\n")
    try site.expectEqual()
  }

  @Test("Usage whose rows are gone is kept, unless its loss is accepted")
  func loss() throws {
    let site = try TestSite()
    let kept = answer(1) + answer(2, day: 1), gone = answer(3, day: 1)
    try site.write(kept + gone)
    try site.sync()
    try site.run("DELETE FROM LOG WHERE id > 10")
    let before = try site.dump()
    let rebuild = try site.prepareRebuild()
    #expect(rebuild.losesUsage)
    let lost = TokenCount(prompt: 1_000_003, completion: 9, total: 1_000_012, requests: 1)
    #expect(rebuild.days.map(\.lost) == [.zero, lost])
    let refusal = #expect(throws: Failure.self) { try rebuild.write() }
    #expect(refusal?.kind == .badData)
    #expect(refusal?.message == "rows on \(day(1)) have been purged or erased since they were counted")
    #expect(try site.dump() == before)
    // The other day has nothing to lose.
    try site.rebuild(to: day(0))
    try site.expectLedger(holds: kept + gone)
    try site.rebuild(acceptingLoss: true)
    try site.expectLedger(holds: kept)
    try site.run("TRUNCATE LOG; ALTER TABLE LOG AUTO_INCREMENT = 100")
    try site.rebuild(acceptingLoss: true)
    #expect(try site.days() == [])
    try site.expectAgreement()
  }

  @Test("A day that gets more than it loses loses nonetheless")
  func hiddenLoss() throws {
    let site = try TestSite()
    try site.write(LogRow.answer(number: 1, at: try site.clock(), firstID: 100) + answer(2, firstID: 105))
    try site.sync()
    try site.write(answer(3, hour: 1, firstID: 50) + answer(4, hour: 1, firstID: 55))
    try site.forgetGaps()
    try site.run("DELETE FROM LOG WHERE id BETWEEN 105 AND 109")
    let rebuild = try site.prepareRebuild(to: day(0))
    #expect(!rebuild.days[0].before.exceeds(rebuild.days[0].after))
    #expect(rebuild.losesUsage)
  }

  @Test("Imported figures stay as they are")
  func imports() throws {
    let site = try TestSite()
    try site.write(answer(1) + answer(2, day: 1))
    try site.sync()
    for offset in [1, 2] { try site.importFigures(on: Self.start.day.adding(days: offset)) }
    let before = try site.contents()
    try site.rebuild()
    #expect(try site.contents() == before)
    try site.run("DELETE FROM LOG")
    try site.rebuild(acceptingLoss: true)
    #expect(
      try site.run("SELECT day, total_tokens FROM LEDGER_day_totals") == "\(day(1))\t10\n\(day(2))\t10\n")
    try site.expectAgreement()
  }

  @Test("When the ledger or the log has changed since it was compared, nothing is written")
  func changedMeanwhile() throws {
    let site = try TestSite()
    try site.write(answer(1) + answer(2, day: 1))
    try site.sync()
    func expectBusy(_ rebuild: Rebuild, _ comment: Comment) throws {
      let before = try site.dump()
      let refusal = #expect(throws: Failure.self, comment) { try rebuild.write() }
      #expect(refusal?.cause == .overtaken, comment)
      #expect(try site.dump() == before, comment)
    }
    let overtaken = try site.prepareRebuild()
    try site.write(answer(3))
    try site.sync()
    try expectBusy(overtaken, "a sync came between")

    let (first, second) = (try site.prepareRebuild(), try site.prepareRebuild())
    try first.write()
    try expectBusy(second, "another rebuild came between")

    let erased = try site.prepareRebuild()
    try site.run("DELETE FROM LOG WHERE id = 2")
    try expectBusy(erased, "a row was erased meanwhile")
  }

  @Test(
    "A day is rebuilt whose hours hold nothing but zeros, or nothing that counts",
    arguments: [["0"], ["0", "000"], ["x"], ["0", "x"], ["0", "7"]], ["Prompt Tokens", "Completion Tokens"])
  func zeros(texts: [String], type: String) throws {
    let site = try TestSite()
    let lone = texts.enumerated().map { index, text in
      LogRow(id: 6 + index, time: "\(day(0)) 2\(index):30:00", type: type, text: text)
    }
    try site.write(answer(1) + lone)
    try site.sync()
    let before = try site.days()
    #expect(try site.rebuild(from: day(0), to: day(0)).days.map { $0.before == $0.after } == [true])
    #expect(try site.days() == before)
    try site.expectAgreement()
    try site.expectEqual()
    // A day without other rows.
    try site.write(
      lone.enumerated().map { index, row in
        LogRow(id: 20 + index, time: "\(day(3))\(row.time.dropFirst(10))", type: type, text: row.text)
      })
    try site.sync()
    try site.rebuild()
    try site.expectAgreement()
    try site.expectEqual()
  }

  @Test("Rows of earlier epochs that the log still holds are counted again, and those taken as counted")
  func epochs() throws {
    let site = try TestSite()
    let shared = answer(1, firstID: 2)
    try site.write(shared)
    try site.write([LogRow(id: 1, time: "\(day(0)) 10:00:00", type: "Total Tokens", text: "many")])
    try site.sync()
    let lost = answer(2, day: 2, firstID: 7)
    try site.write(lost)
    try site.sync()
    try site.run("DELETE FROM LOG WHERE id > 6; ALTER TABLE LOG AUTO_INCREMENT = 7")
    let brought = answer(3, day: 1, firstID: 7)
    try site.write(brought)
    #expect(try site.sync().epoch == 2)
    try site.expectLedger(holds: shared + lost)
    try site.rebuild(to: day(1))
    try site.expectLedger(holds: shared + brought + lost)
    #expect(try site.verdicts().map { $0.dropFirst(11) } == ["equal", "equal", "ledger_has_more"])
    // The rejected row is of both epochs, and listed once.
    #expect(try site.run("SELECT epoch, id FROM LEDGER_rejected") == "2\t1\n")
    #expect(
      try site.run("SELECT epoch, first_id, first_time FROM LEDGER_epochs")
        == "1\t3\t\(shared[0].time)\n2\t8\t\(brought[0].time)\n")
    #expect(try site.sync().rowsRead == 0)
  }

  @Test("A log that was replaced since the last sync, and a ledger that contradicts itself, are refused")
  func refusals() throws {
    let site = try TestSite()
    #expect(#expect(throws: Failure.self) { try site.rebuild() }?.kind == .noInput)
    try site.write(answer(1))
    try site.sync()
    try site.run("UPDATE LEDGER_day_totals SET requests = 7")
    #expect(#expect(throws: Failure.self) { try site.rebuild() }?.kind == .badData)
    try site.run("UPDATE LEDGER_day_totals SET requests = 1; TRUNCATE LOG")
    let refusal = #expect(throws: Failure.self) { try site.rebuild(acceptingLoss: true) }
    #expect(refusal?.kind == .badData)
    #expect(refusal?.advice == "Run `tokenledger sync` first.")
    #expect(try site.days().count == 1)
  }
}
