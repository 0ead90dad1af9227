import Ledger
import LedgerStore
import MariaDB
import Reports
import TestSupport
import Testing
import Text

/// Random lives of a log: whatever happens to it, a verification finds no fault where there is none, finds the one
/// that is made, and days counted again are right and stay right.
@Suite(.freshDatabase) struct VerifiedHistoryTests {
  @Test(
    "No life of a log looks like a fault, and days counted again equal SQL",
    arguments: [1, 2, 3, 4] as [UInt64])
  func history(seed: UInt64) throws {
    var history = try History(seed: seed)
    for step in 1...60 {
      let event = try history.next()
      // Rows that have been given a type are missing until a sync counts them.
      if event == .repair { try history.site.sync() }
      let faults = try history.site.verify().days(.ledgerHasLess)
      #expect(faults == [], "seed \(seed), step \(step): \(event)")
      if !faults.isEmpty { return }
    }
    try history.settle()
    let site = history.site
    // Whatever became of the log, there is a day to go on with.
    try site.write(LogRow.answer(number: 1000, at: try site.clock()))
    try site.sync()
    #expect(try site.verify().days(.ledgerHasLess) == [], "seed \(seed)")

    for isDamaged in [false, true] {
      if isDamaged { try damage(site, seed) }
      try site.rebuild(acceptingLoss: true)
      try site.expectEqual("seed \(seed)")
      #expect(try site.days() == site.daysBySQL(), "seed \(seed)")
      try site.expectAgreement("seed \(seed)")
      #expect(try site.sync().rowsRead == 0, "seed \(seed)")
    }
  }

  /// Takes a token out of a ledger that agrees with itself afterwards, and sees it found.
  private func damage(_ site: TestSite, _ seed: UInt64) throws {
    let day = try #require(site.days().last, "seed \(seed)").day
    let loss = "prompt_tokens = prompt_tokens - 1"
    let key = "source_id, model_id, model_basis, seen_model_id, assistant_id, page_id, user_kind, user_id"
    try site.run(
      """
      UPDATE LEDGER_user_months m JOIN (
        SELECT user_kind, user_id, source_id, model_id, model_basis, seen_model_id FROM LEDGER_usage_facts
        WHERE day = '\(day)' AND prompt_tokens > 0 ORDER BY \(key) LIMIT 1
      ) f USING (user_kind, user_id, source_id, model_id, model_basis, seen_model_id)
      SET m.prompt_tokens = m.prompt_tokens - 1 WHERE m.month = DATE_FORMAT('\(day)', '%Y-%m-01');
      UPDATE LEDGER_usage_facts SET \(loss) WHERE day = '\(day)' AND prompt_tokens > 0 ORDER BY \(key) LIMIT 1;
      UPDATE LEDGER_hour_totals SET \(loss) WHERE day = '\(day)' AND prompt_tokens > 0 LIMIT 1;
      UPDATE LEDGER_day_totals SET \(loss) WHERE day = '\(day)'; UPDATE LEDGER_state SET \(loss)
      """)
    try site.expectAgreement("seed \(seed)")
    #expect(try site.verify().days(.ledgerHasLess).map(\.day) == [day], "seed \(seed)")
  }
}

/// A site to which things happen.
private struct History {
  enum Event: CaseIterable {
    case answer, untypedAnswer, slowAnswer, commit, rollBack, sync, giveUpGaps, erase, repair, restore, empty,
      rebuild
  }

  let site: TestSite
  private var random: SeededGenerator
  private var number = 0
  private var time: SiteTime
  private var slow: [Connection] = []

  init(seed: UInt64) throws {
    site = try TestSite()
    random = SeededGenerator(seed: seed)
    // A first pass opens gaps beside rows of the last two days alone.
    time = try site.clock(hoursAgo: 40)
    try site.sync()
  }

  mutating func next() throws -> Event {
    let common: [Event] = [.answer, .answer, .answer, .slowAnswer, .commit, .sync, .sync]
    let event = (common + Event.allCases).randomElement(using: &random) ?? .sync
    switch event {
    case .answer: try site.write(answer())
    case .untypedAnswer:
      try site.write(
        answer().map { row in
          var row = row
          if row.type?.hasSuffix("Tokens") == true { row.type = nil }
          return row
        })
    case .slowAnswer:
      if slow.count == 3 { return event }
      let connection = try site.wordPress()
      try connection.execute("START TRANSACTION")
      try site.write(answer(), on: connection)
      slow.append(connection)
    case .commit, .rollBack:
      guard let connection = slow.randomElement(using: &random) else { return event }
      slow.removeAll { $0 === connection }
      try connection.execute(event == .commit ? "COMMIT" : "ROLLBACK")
    case .sync: try site.sync()
    case .giveUpGaps:
      try site.ageGaps()
      try site.sync()
    case .erase:
      if let id = try ids().randomElement(using: &random) {
        let connection = try site.wordPress()
        for id in try ids(where: "id BETWEEN \(id) AND \(id + 4)") {
          try connection.execute("DELETE FROM \(identifier: site.log) WHERE id = \(id)")
        }
      }
    case .repair: try repair()
    case .restore, .empty: try replace(keeping: event == .restore)
    case .rebuild: try rebuild()
    }
    return event
  }

  /// Lets all come that is still to come.
  mutating func settle() throws {
    for connection in slow { try connection.execute("COMMIT") }
    slow = []
    try repair()
    try site.sync()
  }

  private mutating func answer() -> [LogRow] {
    number += 1
    time = time.adding(seconds: Int.random(in: 1...2000, using: &random))
    return LogRow.answer(numbered: number, at: time, using: &random)
  }

  /// The ids of rows that are committed: only these are touched, since the others are locked.
  private func ids(where condition: Query = "TRUE") throws -> [Int] {
    try site.database.connect().rows(
      "SELECT id FROM \(identifier: site.log) WHERE \(query: condition) ORDER BY id", as: Int.self)
  }

  private func repair() throws {
    let connection = try site.wordPress()
    for id in try ids(where: "user_type IS NULL") {
      try connection.execute(
        """
        UPDATE \(identifier: site.log)
        SET user_type = ELT(1 + id % 3, 'Prompt Tokens', 'Completion Tokens', 'Total Tokens') WHERE id = \(id)
        """)
    }
  }

  /// Brings back an older copy of the log, or an empty one. A change of the table waits for open transactions.
  private mutating func replace(keeping isRestore: Bool) throws {
    for connection in slow { try connection.execute("ROLLBACK") }
    slow = []
    let kept = isRestore ? try ids().randomElement(using: &random) ?? 0 : 0
    try site.run("DELETE FROM LOG WHERE id > \(kept); ALTER TABLE LOG AUTO_INCREMENT = \(kept + 1)")
    #expect(try site.verify().days(.ledgerHasLess) == [])
    try site.sync()
  }

  /// Counts all days again, unless that would lose usage or needs a sync first.
  private func rebuild() throws {
    do {
      try site.rebuild()
    } catch let error as Failure where error.kind == .badData {}
  }
}
