import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import Text

@Suite(.freshDatabase) struct UserErasureTests {
  private static let start = SiteTime(day: Day(number: 20_000), secondOfDay: 36_000)

  /// Answers of the users 7, 8 and 9 and of guests, on three days and two pages, synced.
  private func site() throws -> TestSite {
    let site = try TestSite()
    for number in 0..<24 {
      let time = Self.start.adding(seconds: number % 3 * 86_400 + number)
      try site.write(
        LogRow.answer(
          at: time, prompt: 1 << number, completion: 0, user: ["7", "8", "9", "0"][number % 4],
          page: "\(number / 12)"))
    }
    try site.sync()
    return site
  }

  @Test("An erased user's facts become the erased users', merged with theirs, and no total changes")
  func merges() throws {
    let site = try site()
    let before = try site.totals()
    let first = try site.erase(7)
    #expect((first.moved.days, first.moved.facts, first.wasErased) == (3, 6, false))
    #expect(first.moved.count == TokenCount(prompt: 0x111111, total: 0x111111, requests: 6))
    #expect(try site.totals() == before)
    try site.expectNoTraces()
    let second = try site.erase(8)
    #expect((second.moved.facts, second.moved.count.prompt) == (6, 0x222222))
    #expect(try site.totals() == before)
    func line(_ day: Int, _ user: String, _ numbers: [Int]) -> String {
      let sum = numbers.reduce(0) { $0 + 1 << $1 }
      return "2024-10-0\(day) \(user) \(sum) 0 \(sum) \(numbers.count)"
    }
    #expect(
      try site.factsByUser() == [
        line(4, "0", [3, 15]), line(4, "9", [6, 18]), line(4, "erased", [0, 12, 9, 21]),
        line(5, "0", [7, 19]), line(5, "9", [10, 22]), line(5, "erased", [4, 16, 1, 13]),
        line(6, "0", [11, 23]), line(6, "9", [2, 14]), line(6, "erased", [8, 20, 5, 17]),
      ])
    // On each day and page the two have become one fact.
    #expect(
      try site.run(
        "SELECT COUNT(*), COUNT(DISTINCT day, page_id) FROM LEDGER_usage_facts WHERE user_kind = 2")
        == "6\t6\n")
    try site.expectAgreement()
  }

  @Test(
    "Erasing again, or without figures, changes no figure and is remembered; an unknown user is refused")
  func again() throws {
    let site = try site()
    try site.erase(7)
    let before = try (site.totals(), site.factsByUser())
    let again = try site.erase(7)
    #expect((again.moved.facts, again.moved.count, again.wasErased) == (0, .zero, true))
    let refusal = #expect(throws: Failure.self) { try site.erase(1234) }
    #expect(refusal?.kind == .noInput)
    #expect(try (site.totals(), site.factsByUser()) == before)
    #expect(try site.run("SELECT user_id FROM LEDGER_erased_users ORDER BY 1") == "7\n")
    try site.run("INSERT INTO wp_users (ID, user_login, display_name) VALUES (1234, 'x', 'X')")
    #expect(try site.erase(1234).wasErased == false)
    #expect(try site.erase(1234).wasErased == true)
    #expect(try (site.totals(), site.factsByUser()) == before)
    #expect(try site.run("SELECT user_id FROM LEDGER_erased_users ORDER BY 1") == "7\n1234\n")
  }

  @Test("A dry run reports what would be erased or folded, and writes nothing")
  func trial() throws {
    let site = try site()
    let before = try site.dump()
    let session = try site.session()
    let erasure = try UserErasure(of: try #require(UserID(7)), session)
    #expect((erasure.moved.days, erasure.moved.facts, erasure.wasErased) == (3, 6, false))
    #expect(erasure.moved.count == TokenCount(prompt: 0x111111, total: 0x111111, requests: 6))
    #expect(erasure.moved.span == Self.start.day...Self.start.day.adding(days: 2))
    let fold = try UserFold(before: Self.start.day.adding(days: 1), session)
    #expect((fold.before, fold.moved.days) == (Self.start.day.adding(days: 1), 1))
    #expect(fold.moved.span == Self.start.day...Self.start.day)
    #expect(try site.dump() == before)
  }

  @Test("A user who was erased before any of their rows was synced never gets into the ledger")
  func beforeTheFirstSync() throws {
    let site = try TestSite()
    let rows = LogRow.answer(at: Self.start, user: "7")
    try site.write(rows)
    let session = try site.session()
    #expect(try UserErasure(of: try #require(UserID(7)), session).moved.facts == 0)
    let refusal = #expect(throws: Failure.self) { try site.erase(8) }
    #expect(refusal?.kind == .noInput)
    #expect(try site.ledgerTables() == [])
    let erased = try site.erase(7)
    #expect((erased.moved.facts, erased.wasErased) == (0, false))
    try site.sync()
    #expect(try site.factsByUser() == ["2024-10-04 erased 100 20 120 1"])
    try site.expectLedger(holds: rows)
  }

  @Test("Nothing is made beside a log that is not there")
  func noLog() throws {
    let site = try TestSite()
    try site.run("DROP TABLE LOG")
    let error = #expect(throws: Failure.self) { try site.erase(7) }
    #expect(error?.kind == .noInput)
    let unknown = #expect(throws: Failure.self) { try site.usage(of: 7) }
    #expect(unknown?.kind == .noInput)
    try site.run("INSERT INTO wp_users (ID, user_login, display_name) VALUES (7, 'x', 'X')")
    let known = #expect(throws: Failure.self) { try site.erase(7) }
    #expect(known?.kind == .noInput)
    #expect(try site.ledgerTables() == [])
    #expect(try site.usage(of: 7).hasLedger == false)
  }

  @Test("A ledger that contradicts itself is refused and left as it is")
  func contradiction() throws {
    let site = try site()
    try site.run("UPDATE LEDGER_day_totals SET requests = requests + 1 LIMIT 1")
    let before = try site.dump()
    let erasure = #expect(throws: Failure.self) { try site.erase(7) }
    #expect(erasure?.kind == .badData)
    let fold = #expect(throws: Failure.self) { try site.fold(before: Day(number: 30_000)) }
    #expect(fold?.kind == .badData)
    #expect(try site.dump() == before)
  }

  @Test("Only what was erased and folded can come back with tables of an older backup, and that is found")
  func restored() throws {
    let site = try site()
    try site.run("CREATE TABLE old_facts AS SELECT * FROM LEDGER_usage_facts")
    try site.erase(7)
    try site.fold(before: Self.start.day.adding(days: 1))
    try site.expectNoTraces()
    try site.run("DELETE FROM LEDGER_usage_facts; INSERT INTO LEDGER_usage_facts SELECT * FROM old_facts")
    let session = try site.session()
    let traces = try Evidence(session, facts: session.facts(), from: nil, to: nil).userTraces
    #expect(traces?.erasedUsers == [try #require(UserID(7))])
    #expect(traces?.unfoldedFacts == 6)
    let before = try site.totals()
    try site.fold(before: Self.start.day)
    try site.erase(7)
    try site.expectNoTraces()
    #expect(try site.totals() == before)
  }

  @Test("A user's usage is read by day, model, assistant and page, over all sources, and gone when erased")
  func usage() throws {
    let site = try site()
    try site.run(
      """
      INSERT INTO LEDGER_usage_facts SELECT day, 5, model_id, model_basis, seen_model_id, assistant_id, page_id,
        user_kind, user_id, 1, 2, 3, 4, 1, 2
        FROM LEDGER_usage_facts WHERE user_id = 7 AND day = '2024-10-04' AND prompt_tokens = 1
      """)
    let seven = try site.usage(of: 7)
    #expect((seven.usage.count, seven.isErased, seven.foldedBefore, seven.hasLedger) == (6, false, nil, true))
    #expect(
      seven.usage.map { $0.members[0].id } == ["04", "04", "05", "05", "06", "06"].map { "2024-10-" + $0 })
    #expect(seven.usage.map { $0.members[3].id } == ["0", "1", "0", "1", "0", "1"])
    #expect(seven.usage.first?.count == TokenCount(prompt: 2, completion: 2, total: 4, requests: 5))
    let unknown = #expect(throws: Failure.self) { try site.usage(of: 10) }
    #expect(unknown?.kind == .noInput)
    try site.run("INSERT INTO wp_users (ID, user_login, display_name) VALUES (10, 'x', 'X')")
    #expect(try site.usage(of: 10).usage == [])
    try site.run("DELETE FROM LEDGER_usage_facts WHERE source_id = 5")
    try site.fold(before: Self.start.day.adding(days: 1))
    #expect(try site.usage(of: 7).usage.count == 4)
    try site.erase(7)
    let erased = try site.usage(of: 7)
    #expect(erased.usage == [])
    #expect(erased.isErased)
    #expect(erased.foldedBefore == Self.start.day.adding(days: 1))
    #expect(try site.usage(of: 8).isErased == false)
  }

  @Test("A logged id from the top of the range is a guest's, and neither erased nor everyone's")
  func reserved() throws {
    let site = try TestSite()
    let ids = [
      "18446744073709551615", "18446744073709551614", "18446744073709551613", "184467440737095516150",
      "1000000000000000000", "999999999999999999",
    ]
    try site.write(ids.flatMap { LogRow.answer(at: Self.start, user: $0) })
    try site.sync()
    try site.rebuild()
    #expect(
      try site.factsByUser() == [
        "2024-10-04 0 500 100 600 5", "2024-10-04 999999999999999999 100 20 120 1",
      ])
    #expect(try site.erase(999_999_999_999_999_999).moved.facts == 1)
  }

  @Test("The rankings name the erased users and everyone, and keep guests apart")
  func rankings() throws {
    let site = try site()
    try site.run("INSERT INTO wp_users (ID, user_login, display_name) VALUES (9, 'nine', 'Nine')")
    try site.erase(7)
    func users() throws -> [String] {
      let days = Self.start.day...Self.start.day.adding(days: 2)
      let usage = try #require(try LedgerReader(site.session()).snapshot(usageOf: days)?.usage)
      return usage.list(.user, \.requests).sorted()
    }
    #expect(try users() == ["0|-|6", "8|-|6", "9|Nine|6", "erased|-|6"])
    try site.fold(before: Self.start.day.adding(days: 1))
    #expect(
      try users() == ["0|-|6", "8|-|4", "9|Nine|4", "erased|-|4", "everyone|-|6"])
    try site.fold(before: Self.start.day.adding(days: 3))
    #expect(try users() == ["0|-|6", "everyone|-|18"])
  }

  @Test("A ledger of version 2 is brought up to date with all it holds, and read as it is before")
  func olderLedger() throws {
    let site = try site()
    let before = try site.contents()
    try site.becomeEarlier(version: 2)
    #expect(try site.usage(of: 7).usage.count == 6)
    try site.expectEqual()
    try site.rebuild()
    #expect(try site.ledgerTables().count == 32)
    #expect(try site.contents() == before)
    try site.becomeEarlier(version: 2)
    #expect(try site.erase(7).moved.facts == 6)
    try site.expectNoTraces()
  }

  @Test("Without the table of the erased nothing is counted: nobody is to come back for want of it")
  func lostTable() throws {
    let site = try site()
    try site.erase(7)
    try site.run("DROP TABLE LEDGER_erased_users")
    try site.write(LogRow.answer(at: Self.start, user: "7"))
    #expect(throws: MariaDBError.self) { try site.sync() }
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_usage_facts WHERE user_id = 7") == "0\n")
  }
}
