import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import Text

/// Whatever way figures take into the ledger, and whatever happens meanwhile, they have the model that was declared
/// for their day.
@Suite(.freshDatabase) struct DeclaredPathTests {
  /// How rows come to be counted.
  enum Path: CaseIterable { case sync, gap, blank, rebuild, newEpoch, `import`, importedAgain, erasure, fold }

  @Test(
    "Rows are labelled alike, whether they come before the declaration or after it", arguments: Path.allCases)
  func path(_ path: Path) throws {
    let site = try TestSite()
    let rows = try bring(along: path, to: site) {
      let day = try site.clock(hoursAgo: 240).day
      #expect(
        try site.declare("gpt-3.5", from: day.adding(days: -20), to: day.adding(days: 11)).warnings == [])
    }
    let labels = try site.labels()
    #expect(!labels.isEmpty && labels.allSatisfy { $0.contains(" declared gpt-3.5 ") }, "\(labels)")
    try site.expectLedger(holds: rows)
    #expect(try site.verdicts().allSatisfy { $0.hasSuffix(" equal") || $0.hasSuffix("ledger_has_more") })
  }

  /// Has rows counted, some before and some after `declare`; gives all that are counted.
  private func bring(along path: Path, to site: TestSite, _ declare: () throws -> Void) throws -> [LogRow] {
    let old = try site.clock(hoursAgo: 240)
    func answer(_ number: Int, hours: Int = 0, firstID: Int? = nil) -> [LogRow] {
      // An assistant's, whose model is never seen.
      LogRow.answer(
        at: old.adding(seconds: 3600 * hours), prompt: 100 + number, user: "7", assistantID: "asst_1",
        firstID: firstID)
    }
    let rows = (0..<3).map { answer($0, hours: path == .gap ? 210 : 30 * $0, firstID: 1 + 5 * $0) }
    switch path {
    case .sync:
      try site.write(rows[0])
      try site.sync()
      try declare()
      try site.write(rows[1])
      try site.sync()
      try site.write(rows[2])
      try site.sync()
    case .gap:
      // Gaps are only opened beside young rows.
      try site.write(rows[0] + rows[2])
      try site.sync()
      try declare()
      try site.write(rows[1])
      #expect(try site.sync().rowsCounted == 3)
    case .blank:
      try site.write(
        rows.flatMap(\.self) + [LogRow(id: 90, time: old.description, type: "", text: "77", user: "7")])
      #expect(try site.sync().rowsWaiting == 1)
      try declare()
      try site.run("UPDATE LOG SET user_type = 'Prompt Tokens' WHERE id = 90")
      #expect(try site.sync().rowsRepaired == 1)
      return rows.flatMap(\.self) + [LogRow(time: old.description, type: "Prompt Tokens", text: "77")]
    case .rebuild:
      try site.write(rows.flatMap(\.self))
      try site.sync()
      try declare()
      let before = try site.dump()
      try site.rebuild()
      // Counting again changes nothing but who wrote last.
      try site.run(
        "UPDATE LEDGER_state SET fence = 1, writer = 1; UPDATE LEDGER_cursors SET seen_site = NULL")
      let after = try site.dump()
      #expect(facts(in: after) == facts(in: before))
    case .newEpoch:
      try site.write(rows[0] + rows[1])
      try site.sync()
      try declare()
      try site.run("TRUNCATE LOG")
      let new = answer(3, hours: 60, firstID: 1)
      try site.write(new)
      #expect(try site.sync().epoch == 2)
      return rows[0] + rows[1] + new
    case .import, .importedAgain:
      try site.write(rows.flatMap(\.self))
      let download = try Download(site, where: "id < 6")
      try site.run("DELETE FROM LOG WHERE id < 6")
      try site.sync()
      if path == .importedAgain {
        #expect(try site.import(download).rowsImported == 3)
        try declare()
        _ = try ImportUndo(1, site.session())
        try site.expectLedger(holds: rows[1] + rows[2])
      } else {
        try declare()
      }
      #expect(try site.import(download).rowsImported == 3)
    case .erasure, .fold:
      try site.write(rows.flatMap(\.self))
      try site.sync()
      try declare()
      if path == .erasure { try site.erase(7) } else { try site.fold(before: site.clock().day) }
    }
    return rows.flatMap(\.self)
  }

  private func facts(in dump: String) -> Substring? {
    dump.split(separator: "\n\n").first { $0.hasPrefix("wp_tokenledger_usage_facts\n") }
  }

  @Test(
    "Whatever happens in whatever order, each fact has the model that was seen, else the one declared for its day",
    arguments: 0..<6 as Range<UInt64>)
  func anyOrder(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let site = try TestSite()
    try site.addUsers()
    try site.sync()
    let start = SiteTime(day: Day(number: 20_000), secondOfDay: 0)
    let sight = start.adding(seconds: 3 * 86_400 + 43_200)
    try site.run("UPDATE LEDGER_seen_models SET first_seen = '\(sight)'")
    var answers: [(time: SiteTime, choosesOwnModel: Bool, tokens: Int)] = []
    var declared = DeclaredModels()
    for number in 0..<40 {
      switch Int.random(in: 0..<8, using: &random) {
      case 0, 1:
        let first = start.day.adding(days: Int.random(in: 0...5, using: &random))
        let last = first.adding(days: Int.random(in: 0...3, using: &random))
        let model = Bool.random(using: &random) ? "gpt-4o" : "gpt-3.5"
        try site.declare(model, from: first, to: last)
        declared.declare(Model(platform: "OpenAI", name: model), on: first...last)
      case 2:
        try site.sync()
        try site.rebuild()
      case 3:
        try site.erase(Int.random(in: 1...5, using: &random))
      default:
        let time = start.adding(seconds: Int.random(in: 0..<6 * 86_400, using: &random))
        let choosesOwnModel = Bool.random(using: &random)
        let tokens = Int.random(in: 0..<6, using: &random) == 0 ? 0 : 1 << number
        try site.write(
          LogRow.answer(
            at: time, prompt: tokens, completion: 0, user: "\(Int.random(in: 0...6, using: &random))",
            assistantID: choosesOwnModel ? "asst_1" : nil))
        answers.append((time, choosesOwnModel, tokens))
        if Bool.random(using: &random) { try site.sync() }
      }
    }
    try site.sync()
    var expected: [String: Int] = [:]
    for answer in answers {
      let label =
        if answer.time >= sight, !answer.choosesOwnModel {
          "seen gpt-4o"
        } else {
          declared.model(on: answer.time.day).map { "declared \($0.name)" } ?? "unknown -"
        }
      expected["\(answer.time.day) \(label)", default: 0] += answer.tokens
    }
    let found = try site.labels().map { line in
      (
        line.split(separator: " ").dropLast().joined(separator: " "),
        Int(line.split(separator: " ").last ?? "") ?? -1
      )
    }
    #expect(Dictionary(found) { _, _ in -1 } == expected, "seed \(seed)")
    try site.expectAgreement("seed \(seed)")
    try site.expectEqual("seed \(seed)")
    try site.expectNoTraces("seed \(seed)")
  }

  @Test(
    "Of one user's days, counted together, each has its own model: one that was declared, another, or none")
  func dayByDay() throws {
    let site = try TestSite()
    try site.sync()
    let start = try site.clock(hoursAgo: 40 * 24)
    let days = (0..<30).map { start.day.adding(days: $0) }
    let models = days.indices.map { ["gpt-3.5", nil, "gpt-4o"][$0 % 3] }
    let entries = zip(days, models).compactMap { day, model in
      model.map { ModelHistory.Entry(from: day, to: day, model: Model(platform: "OpenAI", name: $0)) }
    }
    _ = try ModelDeclaration(of: ModelHistory(entries), site.session())
    try site.write(
      days.enumerated().flatMap {
        LogRow.answer(at: SiteTime(day: $1, secondOfDay: 43_200), prompt: 100 + $0, user: "7")
      })
    try site.sync()
    #expect(
      try site.labels()
        == days.indices.map { number in
          "\(days[number]) \(models[number].map { "declared \($0)" } ?? "unknown -") \(100 + number)"
        })
    try site.expectEqual()
  }

  @Test("A sync that has read rows before a declaration does not write them unlabelled after it")
  func betweenReadingAndWriting() throws {
    let site = try TestSite()
    try site.sync()
    let time = try site.clock(hoursAgo: 48)
    try site.write(LogRow.answer(at: time))
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    proxy.inject(
      .pause, at: 1,
      strike: {
        #expect(throws: Never.self) { try site.declare("gpt-3.5", from: time.day, to: time.day) }
      },
      where: { $0.hasPrefix("UPDATE `wp_tokenledger_state` AS s") })
    var sync = try Sync(SiteSession(site.through(proxy)), settings: SyncSettings(pace: .full, connections: 1))
    let error = #expect(throws: Failure.self) { try sync.run() }
    #expect(error?.cause == .overtaken)
    #expect(proxy.strikes == 1)
    #expect(try site.labels() == [])
    try site.sync()
    #expect(try site.labels() == ["\(time.day) declared gpt-3.5 100"])
  }

  @Test("A sync between two parts of which a declaration comes is told to try again")
  func betweenChunks() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 100)
    try site.write((0..<6).flatMap { LogRow.answer(number: $0, at: time, firstID: 1 + 100_000 * $0) })
    let settings = SyncSettings(
      pace: .full, connections: 1,
      progress: { done, _ in
        guard done > 200_000, done < 300_000 else { return }
        #expect(throws: Never.self) { try site.declare("gpt-3.5", from: time.day, to: time.day) }
      })
    var sync = try Sync(site.session(), settings: settings)
    let error = #expect(throws: Failure.self) { try sync.run() }
    #expect(error?.cause == .overtaken)
    try site.sync()
    #expect(try site.labels().map { $0.split(separator: " ")[1] } == ["declared"])
    try site.expectEqual()
  }

  @Test(
    "A declaration that is cut off at any statement has happened as a whole or not at all, and can be repeated",
    arguments: FaultProxy.Loss.allCases)
  func cutOff(loss: FaultProxy.Loss) throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 48)
    let rows = LogRow.answer(at: time, user: "3") + LogRow.answer(at: time.adding(seconds: -86_400))
    try site.write(rows)
    try site.sync()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    let history = { (model: String) in
      ModelHistory([
        .init(from: time.day, to: time.day, model: Model(platform: "OpenAI", name: model)),
        .init(
          from: time.day.adding(days: -1), to: time.day.adding(days: -1),
          model: Model(platform: "", name: model)),
      ])
    }
    let labels = { (model: String) in
      ["\(time.day.adding(days: -1)) declared \(model) 100", "\(time.day) declared \(model) 100"]
    }
    _ = try ModelDeclaration(of: history("m0"), site.session())
    var happened = 0
    var number = 0
    while number < 1000 {
      number += 1
      proxy.lose(loss, of: number)
      _ = try? ModelDeclaration(of: history("m\(number)"), SiteSession(site.through(proxy)))
      let isStruck = proxy.lost != nil
      proxy.heal()
      let found = try site.labels()
      let hasHappened =
        try ModelReport(site.session()).declared[.unseen].spans.first?.model.name == "m\(number)"
      #expect(found == labels("m\(hasHappened ? number : number - 1)"), "the \(loss) of \(number)")
      happened += hasHappened ? 1 : 0
      _ = try ModelDeclaration(of: history("m\(number)"), site.session())
      #expect(try site.labels() == labels("m\(number)"), "the \(loss) of \(number)")
      if !isStruck { break }
    }
    #expect(number > 10 && number < 1000)
    // The last, which was not cut off, the one that lost its COMMIT, and the two that lost what asks after it: they find
    // out, and make up for it.
    #expect(happened == 4)
    try site.expectLedger(holds: rows)
  }
}
