import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// What the owner declares of assistants and pages.
@Suite(.freshDatabase) struct MemberRulesTests {
  private static let start = SiteTime(day: Day(number: 20_000), secondOfDay: 0)
  private static let assistants = ["asst_1", "asst_2"]
  private static let pages = ["11", "12"]

  private func day(_ offset: Int) -> Day { Self.start.day.adding(days: offset) }

  /// What an owner says, in the order in which he says it.
  private struct Saying {
    let scope: ModelRules.Scope
    let days: ClosedRange<Day>
    let model: String?
  }

  /// An answer that was logged.
  private struct Logged {
    let time: SiteTime
    let assistant: String?
    let page: String
    let prompt: Int
  }

  /// The label of an answer by the order of precedence, as plainly as it can be said.
  private func label(_ answer: Logged, _ sayings: [Saying], seenFrom sight: SiteTime) -> String {
    func last(_ scope: ModelRules.Scope) -> String? {
      sayings.last { $0.scope == scope && $0.days.contains(answer.time.day) }?.model
    }
    if let name = Name(answer.page), let model = last(.page(name)) { return "declared \(model)" }
    if let name = Name(answer.assistant), let model = last(.assistant(name)) { return "declared \(model)" }
    if answer.assistant == nil, answer.time >= sight { return "seen gpt-4o" }
    return last(.unseen).map { "declared \($0)" } ?? "unknown -"
  }

  @Test(
    "Whatever is declared, taken back, synced, counted again, purged and erased in whatever order, each fact has the model of its page, its assistant, its sight or its day, and so have the hours whose rows are there",
    arguments: 0..<8 as Range<UInt64>)
  func anyOrder(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let site = try TestSite()
    try site.addUsers()
    try site.sync()
    let sight = Self.start.adding(seconds: 3 * 86_400 + 43_200)
    try site.run("UPDATE LEDGER_seen_models SET first_seen = '\(sight)'")
    var answers: [Logged] = []
    var sayings: [Saying] = []
    var hasPurged = false
    for number in 0..<50 {
      switch Int.random(in: 0..<9, using: &random) {
      case 0, 1, 2:
        let first = day(Int.random(in: 0...5, using: &random))
        let days = first...first.adding(days: Int.random(in: 0...3, using: &random))
        let model = [nil, "gpt-4o", "gpt-3.5", "o1"].randomElement(using: &random) ?? nil
        let scope: ModelRules.Scope =
          switch Int.random(in: 0..<5, using: &random) {
          case 0: .unseen
          case 1, 2: .assistant(try #require(Name(Self.assistants.randomElement(using: &random))))
          default: .page(try #require(Name(Self.pages.randomElement(using: &random))))
          }
        sayings.append(Saying(scope: scope, days: days, model: model))
        let change = ModelChange(
          of: [scope], from: days.lowerBound, to: days.upperBound,
          to: model.map { Model(platform: "OpenAI", name: $0) })
        _ = try ModelDeclaration(of: change, site.session())
      case 3:
        try site.sync()
        if !hasPurged { try site.rebuild() }
      case 4:
        try site.erase(Int.random(in: 1...5, using: &random))
      case 5 where seed % 2 == 1:
        try site.sync()
        try site.run("DELETE FROM LOG WHERE id % 3 = 0")
        hasPurged = true
      default:
        let answer = Logged(
          time: Self.start.adding(seconds: Int.random(in: 0..<6 * 86_400, using: &random)),
          assistant: ([nil] + Self.assistants).randomElement(using: &random) ?? nil,
          page: try #require((["10"] + Self.pages).randomElement(using: &random)),
          prompt: Int.random(in: 0..<6, using: &random) == 0 ? 0 : 1 << (number % 40))
        try site.write(
          LogRow.answer(
            at: answer.time, prompt: answer.prompt, completion: 0,
            user: "\(Int.random(in: 0...6, using: &random))", page: answer.page,
            assistantID: answer.assistant))
        answers.append(answer)
        if Bool.random(using: &random) { try site.sync() }
      }
    }
    try site.sync()
    func expected(_ key: (Logged) -> String) -> [String: Int] {
      answers.reduce(into: [:]) { sums, answer in
        sums["\(key(answer)) \(label(answer, sayings, seenFrom: sight))", default: 0] += answer.prompt
      }
    }
    #expect(try site.sums(by: "day", of: "facts") == expected { "\($0.time.day)" }, "seed \(seed)")
    let hours = try site.sums(by: "CONCAT(day, ' ', hour)", of: "hours")
    if !hasPurged {
      #expect(hours == expected { "\($0.time.day) \($0.time.hour)" }, "seed \(seed)")
    }
    try site.expectAgreement("seed \(seed)")
    try site.expectNoTraces("seed \(seed)")
  }

  @Test("Hours whose rows are gone are known by model again once what was declared is taken back")
  func purgedHours() throws {
    let site = try TestSite()
    try site.write(
      LogRow.answer(at: Self.start, prompt: 1, assistantID: "asst_1")
        + LogRow.answer(at: Self.start.adding(seconds: 7200), prompt: 2, assistantID: "asst_2"))
    try site.sync()
    let before = try site.sums(by: "hour", of: "hours")
    try site.run("DELETE FROM LOG")
    let scope = ModelRules.Scope.assistant(try #require(Name("asst_1")))
    func declare(_ model: Model?) throws -> MovedUsage {
      try ModelDeclaration(of: ModelChange(of: [scope], from: nil, to: nil, to: model), site.session())
        .relabelled
    }
    #expect(try declare(Model(platform: "OpenAI", name: "o1")).count.prompt == 1)
    #expect(
      try site.sums(by: "hour", of: "hours") == ["0 by day alone -": 1, "2 by day alone -": 2])
    #expect(
      try site.sums(by: "day", of: "facts") == [
        "2024-10-04 declared o1": 1, "2024-10-04 unknown -": 2,
      ])
    try site.expectAgreement()
    #expect(try declare(nil).count.prompt == 1)
    #expect(try site.sums(by: "hour", of: "hours") == before)
    try site.expectAgreement()
  }

  @Test("What is declared for an assistant that nobody has used is kept, and holds for its first answer")
  func unknownAssistant() throws {
    let site = try TestSite()
    try site.sync()
    let scope = ModelRules.Scope.assistant(try #require(Name("asst_9")))
    let change = ModelChange(
      of: [scope], from: nil, to: nil, to: Model(platform: "OpenAI", name: "o1"))
    let declaration = try ModelDeclaration(of: change, site.session())
    #expect(
      declaration.warnings == [
        "the ledger has no usage of the assistant 'asst_9'; what was declared is kept for when it has"
      ])
    try site.write(LogRow.answer(at: Self.start, prompt: 5, assistantID: "asst_9"))
    try site.sync()
    #expect(try site.sums(by: "hour", of: "hours") == ["0 declared o1": 5])
    #expect(try ModelDeclaration(of: change, site.session()).warnings == [])
    try site.expectAgreement()
  }
}

extension TestSite {
  /// The prompt tokens of facts or hours by an expression and label.
  fileprivate func sums(by key: String, of table: String) throws -> [String: Int] {
    let rows = try run(
      """
      SELECT \(key), ELT(u.model_basis + 1, 'unknown', 'seen', 'declared', 'by day alone'),
        COALESCE(m.model, '-'), SUM(prompt_tokens)
      FROM LEDGER_\(table == "facts" ? "usage_facts" : "hour_totals") u LEFT JOIN LEDGER_models m ON m.id = u.model_id
      GROUP BY 1, 2, 3
      """)
    let lines = rows.split(separator: "\n").map { $0.split(separator: "\t") }
    return Dictionary(
      lines.map { ($0.dropLast().joined(separator: " "), Int($0.last ?? "") ?? -1) }
    ) { _, _ in -1 }
  }
}
