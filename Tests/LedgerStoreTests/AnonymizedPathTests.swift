import Ledger
import LedgerStore
import TestSupport
import Testing

/// Whatever way figures take into the ledger, an erased user or a folded day does not come back by it.
@Suite(.freshDatabase) struct AnonymizedPathTests {
  /// How rows come to be counted.
  enum Path: CaseIterable { case sync, gap, blank, rebuild, lateRebuild, newEpoch, `import`, importedAgain }

  /// By what the user is gone.
  enum Means: CaseIterable { case erasure, fold }

  @Test("A user does not come back", arguments: Path.allCases, Means.allCases)
  func path(_ path: Path, _ means: Means) throws {
    let site = try TestSite()
    let rows = try bring(along: path, to: site) {
      switch means {
      case .erasure: try site.erase(7)
      case .fold: try site.fold(before: site.clock().day)
      }
    }
    #expect(
      try site.run("SELECT DISTINCT user_id FROM LEDGER_usage_facts WHERE user_id BETWEEN 1 AND 9") == "")
    let group = means == .erasure ? "2" : "3"
    #expect(try site.run("SELECT DISTINCT user_kind FROM LEDGER_usage_facts") == group + "\n")
    try site.expectLedger(holds: rows)
    try site.expectNoTraces()
    #expect(try site.usage(of: 7).usage == [])
  }

  /// Has rows of user 7 counted, some before and some after the user is gone; gives all that are counted.
  private func bring(along path: Path, to site: TestSite, _ anonymize: () throws -> Void) throws -> [LogRow] {
    let old = try site.clock(hoursAgo: 240)
    func answer(_ number: Int, hours: Int = 0, firstID: Int? = nil) -> [LogRow] {
      let time = old.adding(seconds: 3600 * hours)
      return LogRow.answer(at: time, prompt: 100 + number, user: "7", firstID: firstID)
    }
    switch path {
    case .sync:
      let rows = (0..<4).map { answer($0) }
      try site.write(rows[0])
      try site.sync()
      try anonymize()
      try site.write(rows[1] + rows[2])
      try site.sync()
      try site.write(rows[3])
      try site.sync()
      return rows.flatMap(\.self)
    case .gap:
      // Gaps are only opened beside young rows.
      let rows = (0..<3).map { answer($0, hours: 210, firstID: 1 + 5 * $0) }
      try site.write(rows[0] + rows[2])
      try site.sync()
      try anonymize()
      try site.write(rows[1])
      #expect(try site.sync().rowsCounted == 3)
      return rows.flatMap(\.self)
    case .blank:
      let rows = answer(0)
      try site.write(rows + [LogRow(id: 9, time: old.description, type: "", text: "77", user: "7")])
      #expect(try site.sync().rowsWaiting == 1)
      try anonymize()
      try site.run("UPDATE LOG SET user_type = 'Prompt Tokens' WHERE id = 9")
      #expect(try site.sync().rowsRepaired == 1)
      return rows + [LogRow(time: old.description, type: "Prompt Tokens", text: "77")]
    case .rebuild:
      let rows = answer(0) + answer(1, hours: 24)
      try site.write(rows)
      try site.sync()
      try anonymize()
      try site.rebuild()
      return rows
    case .lateRebuild:
      // Rows whose gap was given up are counted by a rebuild alone.
      let rows = (0..<3).map { answer($0, hours: 210, firstID: 1 + 5 * $0) }
      try site.write(rows[0] + rows[2])
      try site.sync()
      try anonymize()
      try site.ageGaps()
      try site.sync()
      try site.write(rows[1])
      #expect(try site.sync().rowsCounted == 0)
      try site.rebuild()
      return rows.flatMap(\.self)
    case .newEpoch:
      let rows = (0..<2).map { answer($0, hours: $0) }
      try site.write(rows[0])
      try site.sync()
      try anonymize()
      try site.run("TRUNCATE LOG")
      try site.write(rows[1])
      #expect(try site.sync().epoch == 2)
      return rows.flatMap(\.self)
    case .import, .importedAgain:
      let rows = (0..<2).map { answer($0, hours: 24 * $0) }
      try site.write(rows[0] + rows[1])
      let download = try Download(site, where: "id < 6")
      try site.run("DELETE FROM LOG WHERE id < 6")
      try site.sync()
      if path == .importedAgain {
        #expect(try site.import(download).rowsImported == 3)
        try anonymize()
        _ = try ImportUndo(1, site.session())
        try site.expectLedger(holds: rows[1])
      } else {
        try anonymize()
      }
      #expect(try site.import(download).rowsImported == 3)
      return rows.flatMap(\.self)
    }
  }

  @Test(
    "Whatever happens in whatever order, the facts are the log's with their users anonymized",
    arguments: 0..<6 as Range<UInt64>)
  func anyOrder(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let site = try TestSite()
    try site.addUsers()
    let start = SiteTime(day: Day(number: 20_000), secondOfDay: 0)
    var answers: [(day: Day, user: User, tokens: Int)] = []
    var erased: Set<UserID> = []
    var foldedBefore: Day?
    for number in 0..<40 {
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        let id = Int.random(in: 1...5, using: &random)
        try site.erase(id)
        erased.insert(try #require(UserID(id)))
      case 1:
        let day = start.day.adding(days: Int.random(in: 0...4, using: &random))
        try site.fold(before: day)
        foldedBefore = max(foldedBefore ?? day, day)
      case 2:
        try site.sync()
        try site.rebuild()
      default:
        let user = "\(Int.random(in: 0...6, using: &random))"
        let time = start.adding(seconds: Int.random(in: 0..<6 * 86_400, using: &random))
        let tokens = Int.random(in: 0..<6, using: &random) == 0 ? 0 : 1 << number
        try site.write(LogRow.answer(at: time, prompt: tokens, completion: 0, user: user))
        answers.append((time.day, User(logged: user.utf8), tokens))
        if Bool.random(using: &random) { try site.sync() }
      }
    }
    try site.sync()
    let rule = Anonymization(erased: erased, foldedBefore: foldedBefore)
    var expected: [String: Int] = [:]
    for answer in answers {
      expected["\(answer.day) \(rule.user(answer.user, on: answer.day).id)", default: 0] += answer.tokens
    }
    let found = try site.factsByUser().map { $0.split(separator: " ") }.map {
      ("\($0[0]) \($0[1])", Int($0[4]) ?? -1)
    }
    #expect(Dictionary(found) { _, _ in -1 } == expected, "seed \(seed)")
    try site.expectAgreement("seed \(seed)")
    try site.expectNoTraces("seed \(seed)")
    try site.expectEqual("seed \(seed)")
  }
}
