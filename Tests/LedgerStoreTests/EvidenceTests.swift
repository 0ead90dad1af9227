import Ledger
import LedgerStore
import MariaDB
import Reports
import TestSupport
import Testing
import Text

/// What a verification takes for a fault, and what not.
@Suite(.freshDatabase) struct EvidenceTests {
  /// The very time of the first day that the tests write to.
  private static let start = SiteTime(day: Day(number: 20_000), secondOfDay: 36_000)
  private static let days = (0..<3).map { start.day.adding(days: $0) }

  private func answer(_ number: Int, day: Int, firstID: Int? = nil) -> [LogRow] {
    .init(
      LogRow.answer(number: number, at: Self.start.adding(seconds: day * 86_400 + number), firstID: firstID))
  }

  @Test("After a sync every day of the log is equal, whatever rows it holds beside those that count")
  func equal() throws {
    let site = try TestSite()
    var rows = (0..<9).flatMap { answer($0, day: $0 % 3) }
    for text in ["", "1e3", "-5", "1,234", " 7", "7 ", "７", "1234567890123", "12\n", "Array", "0x1F", "+1"] {
      rows.append(LogRow(time: "2024-10-04 10:00:00", type: "Total Tokens", text: text))
    }
    for text in ["000000000012", "999999999999", "0"] {
      rows.append(LogRow(time: "2024-10-05 10:00:00", type: "Prompt Tokens", text: text))
    }
    for time in [
      "0000-00-00 00:00:00", "1999-12-31 23:59:59", "2000-01-01 00:00:00", "9999-12-31 23:59:59",
      "2026-00-10 10:00:00",
    ] {
      rows.append(LogRow(time: time, type: "Total Tokens", text: "5"))
    }
    rows.append(LogRow(time: "2024-10-06 10:00:00", type: nil, text: "5"))
    try site.write(rows)
    try site.run(
      """
      SET sql_mode = 'ALLOW_INVALID_DATES';
      INSERT INTO LOG (session_id, interaction_time, user_type, message_text)
      VALUES ('s', '2024-02-31 10:00:00', 'Total Tokens', '5')
      """)
    try site.sync()
    let verification = try site.verify()
    #expect(
      verification.rows.map { "\($0.day) \($0.verdict.rawValue) \($0.log.total) \($0.ledger.prompt)" } == [
        "2000-01-01 equal 5 0",
        "2024-10-04 equal 3000054 3000009", "2024-10-05 equal 3000078 1000003000023",
        "2024-10-06 equal 3000108 3000015",
      ])
    #expect(verification.rows.allSatisfy { $0.log == $0.ledger })
    try site.expectAgreement()
  }

  @Test("Usage that the ledger has lost is a fault, on its own day alone")
  func less() throws {
    let site = try TestSite()
    try site.write((0..<9).flatMap { answer($0, day: $0 % 3) })
    try site.sync()
    let part = ["prompt_tokens", "completion_tokens", "total_tokens", "requests"]
    for column in part {
      try site.run("UPDATE LEDGER_usage_facts SET \(column) = \(column) - 1 WHERE day = '\(Self.days[1])'")
      #expect(
        try site.verdicts() == [
          "\(Self.days[0]) equal", "\(Self.days[1]) ledger_has_less", "\(Self.days[2]) equal",
        ], "\(column)")
      try site.run("UPDATE LEDGER_usage_facts SET \(column) = \(column) + 1 WHERE day = '\(Self.days[1])'")
    }
    try site.run("DELETE FROM LEDGER_usage_facts WHERE day = '\(Self.days[0])'")
    #expect(try site.verdicts()[0] == "\(Self.days[0]) ledger_has_less")
    #expect(
      try site.verify(from: Self.days[1], to: Self.days[1]).rows.map(\.day) == [Self.days[1]])
  }

  @Test("Rows that were purged or erased leave more in the ledger, and do not hide others that it lost")
  func more() throws {
    let site = try TestSite()
    try site.write(answer(1, day: 0) + answer(2, day: 1) + answer(3601, day: 1) + answer(3, day: 2))
    try site.sync()
    try site.run("DELETE FROM LOG WHERE DATE(interaction_time) = '\(Self.days[0])' OR id IN (12, 13, 14)")
    let more = [
      "\(Self.days[0]) ledger_has_more", "\(Self.days[1]) ledger_has_more", "\(Self.days[2]) equal",
    ]
    #expect(try site.verdicts() == more)
    // The other hour of the day loses as much as was erased: by day alone the ledger would still have more.
    try site.run(
      "UPDATE LEDGER_hour_totals SET total_tokens = total_tokens - 1 WHERE day = '\(Self.days[1])' AND hour = 10"
    )
    #expect(try site.verdicts()[1] == "\(Self.days[1]) ledger_has_less")
  }

  @Test("Rows that no sync has reached, late ones, waiting ones and rejected ones are no fault")
  func leftOut() throws {
    let site = try TestSite()
    let soon = try site.clock(hoursAgo: -72)
    try site.write(
      answer(1, day: 0, firstID: 1) + LogRow.answer(number: 2, at: try site.clock(), firstID: 21))
    try site.write([
      LogRow(id: 26, time: soon.description, type: "Total Tokens", text: "5"),
      LogRow(id: 27, time: Self.start.description, type: nil, text: "5"),
      LogRow(id: 28, time: Self.start.description, type: "", text: "5"),
    ])
    try site.sync()
    // Another gap, above the first one, which is given up.
    try site.ageGaps()
    try site.sync()
    try site.write(LogRow.answer(number: 3, at: try site.clock(), firstID: 41))
    try site.sync()
    #expect(
      try site.gaps() == "1\t6\t20\t0\n1\t29\t40\t1\n")
    try site.expectEqual()
    let before = try site.verify()

    try site.write(
      answer(4, day: 0, firstID: 8) + answer(5, day: 0, firstID: 31) + answer(6, day: 0, firstID: 46))
    #expect(try site.verify() == before)
    let session = try site.session()
    let evidence = try Evidence(session, facts: session.facts(), from: nil, to: nil)
    #expect(
      evidence.late == [
        Self.days[0]: TokenCount(prompt: 1_000_004, completion: 16, total: 1_000_020, requests: 1)
      ])

    // Rows that were gone for a day before they had a type, and are back.
    try site.run("UPDATE LOG SET user_type = NULL WHERE id IN (27, 28); DELETE FROM LOG WHERE id = 27")
    try site.sync()
    try site.run("UPDATE LEDGER_gone SET missing_since = missing_since - INTERVAL 25 HOUR")
    try site.sync()
    try site.run(
      """
      INSERT INTO LOG (id, session_id, interaction_time, user_type, message_text)
      VALUES (27, 's', '\(Self.start)', 'Total Tokens', '5')
      """)
    try site.expectEqual()
    // The same of rows that nothing excuses is a fault.
    try site.forgetGaps()
    try site.run("DELETE FROM LEDGER_rejected WHERE reason = 'vanished_untyped'")
    #expect(try site.verdicts()[0] == "\(Self.days[0]) ledger_has_less")
  }

  @Test(
    "Rows of a restored log that were taken as counted are no fault, and those that were counted are equal")
  func restored() throws {
    let site = try TestSite()
    try site.write(answer(1, day: 0))
    try site.sync()
    let checkpoint = try site.run("SELECT MAX(id) FROM LOG")
    try site.write(answer(2, day: 1))
    try site.write(answer(3, day: 2))
    try site.sync()
    // A copy that shares the first answer, and has another of the second day that was never counted.
    try site.run("DELETE FROM LOG WHERE id > \(checkpoint); ALTER TABLE LOG AUTO_INCREMENT = 6")
    try site.write(answer(700, day: 1) + answer(4, day: 2))
    let outcome = try site.sync()
    #expect((outcome.epoch, outcome.rowsCounted) == (2, 3))
    #expect(
      try site.verdicts() == [
        "\(Self.days[0]) equal", "\(Self.days[1]) taken_as_counted", "\(Self.days[2]) ledger_has_more",
      ])
    // Their being taken as counted excuses nothing else of the same day.
    try site.run(
      "UPDATE LEDGER_usage_facts SET total_tokens = 0 WHERE day = '\(Self.days[2])'; DELETE FROM LEDGER_usage_facts WHERE day = '\(Self.days[0])'"
    )
    #expect(
      try site.verdicts() == [
        "\(Self.days[0]) ledger_has_less", "\(Self.days[1]) taken_as_counted",
        "\(Self.days[2]) ledger_has_less",
      ])
  }

  @Test("Gaps and rejections of earlier epochs excuse the rows that the log still shares with them")
  func earlierEpochs() throws {
    let site = try TestSite()
    let now = try site.clock()
    let soon = try site.clock(hoursAgo: -72)
    try site.write(
      LogRow.answer(number: 1, at: now, firstID: 1) + LogRow.answer(number: 2, at: now, firstID: 11))
    try site.write([LogRow(id: 16, time: soon.description, type: "Total Tokens", text: "5")])
    try site.write(LogRow.answer(number: 3, at: now, firstID: 17))
    try site.sync()
    try site.ageGaps()
    try site.sync()
    try site.write(LogRow.answer(number: 4, at: now, firstID: 30))
    try site.sync()
    try site.run("DELETE FROM LOG WHERE id > 25; ALTER TABLE LOG AUTO_INCREMENT = 22")
    let later = now.adding(seconds: 3600)
    try site.write(LogRow.answer(number: 5, at: later, firstID: 22))
    #expect(try site.sync().epoch == 2)
    let before = try site.verify()
    #expect(before.days(.ledgerHasLess) == [])
    #expect(before.rows.allSatisfy { !$0.log.exceeds($0.ledger) })
    try site.write(LogRow.answer(number: 6, at: now, firstID: 6))
    #expect(try site.verify() == before)
  }

  @Test("Of a log that was replaced since the last sync only what is still the same is compared")
  func replaced() throws {
    let site = try TestSite()
    try site.write(answer(1, day: 0))
    try site.sync()
    try site.write(answer(2, day: 1))
    try site.sync()
    try site.run("DELETE FROM LOG WHERE id > 5; ALTER TABLE LOG AUTO_INCREMENT = 6")
    try site.write(answer(3, day: 0))
    let verification = try site.verify()
    #expect(verification.rows.map(\.verdict) == [.equal, .ledgerHasMore])
    try site.run(
      "ALTER TABLE LOG AUTO_INCREMENT = 6; DELETE FROM LOG WHERE id > 5; ALTER TABLE LOG AUTO_INCREMENT = 6")
    let warned = try site.verify()
    #expect(warned.rows.map(\.verdict) == [.equal, .ledgerHasMore])
    #expect(
      warned.warnings == [
        "the conversation log was replaced or restored since the last sync (the log hands out id 6 after 10 was "
          + "seen): compared up to id 4"
      ])
  }

  @Test("Imported figures are no part of the comparison, but of the day totals")
  func imports() throws {
    let site = try TestSite()
    try site.write(answer(1, day: 0))
    try site.sync()
    try site.importFigures(on: Self.days[0])
    try site.expectEqual()
    let session = try site.session()
    let ledger = try Evidence(session, facts: session.facts(), from: nil, to: nil).ledger
    #expect(ledger.facts.mapValues(\.all) == ledger.days)
    #expect(ledger.hoursByDay == ledger.days)
    #expect(
      ledger.facts[Self.days[0]]?.imports == TokenCount(prompt: 7, completion: 3, total: 10, requests: 1))
  }

  @Test("Nothing is written, and no ledger or no log is said so")
  func refusals() throws {
    let site = try TestSite()
    try site.write(answer(1, day: 0))
    func kind() throws -> Failure.Kind? {
      #expect(throws: Failure.self) { try site.verify() }?.kind
    }
    #expect(try kind() == .noInput)
    #expect(try site.ledgerTables() == [])
    try site.sync()
    let before = try site.dump()
    try site.expectEqual()
    #expect(try site.dump() == before)
    try site.run("DROP TABLE LOG")
    #expect(try kind() == .noInput)
  }
}

extension TestSite {
  /// Adds ten imported tokens to a day, as an import leaves them.
  func importFigures(on day: Day) throws {
    try run(
      """
      INSERT IGNORE INTO LEDGER_sources VALUES (2, 'import', 'import 1', 1);
      INSERT INTO LEDGER_usage_facts VALUES ('\(day)', 2, 0, 0, 0, 0, 0, 0, 0, 7, 3, 10, 1, 7, 3);
      INSERT INTO LEDGER_hour_totals VALUES ('\(day)', 10, 2, 0, 0, 0, 7, 3, 10, 1, 7, 3);
      INSERT INTO LEDGER_day_totals VALUES ('\(day)', 2, 0, 0, 0, 7, 3, 10, 1, 7, 3);
      INSERT INTO LEDGER_user_months VALUES (DATE_FORMAT('\(day)', '%Y-%m-01'), 0, 0, 2, 0, 0, 0, 7, 3, 10, 1, 7, 3)
        ON DUPLICATE KEY UPDATE prompt_tokens = prompt_tokens + 7, completion_tokens = completion_tokens + 3,
          total_tokens = total_tokens + 10, requests = requests + 1;
      UPDATE LEDGER_state SET prompt_tokens = prompt_tokens + 7, completion_tokens = completion_tokens + 3,
        total_tokens = total_tokens + 10, requests = requests + 1
      """)
  }
}
