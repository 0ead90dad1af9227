import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// What the owner declares of the models.
@Suite(.freshDatabase) struct ModelDeclarationTests {
  /// Noon of the day on which the model is first seen.
  private static let sight = SiteTime(day: Day(number: 20_000), secondOfDay: 12 * 3600)

  private func day(_ offset: Int) -> Day { Self.sight.day.adding(days: offset) }

  /// An answer so many hours after the model was first seen.
  private func answer(
    _ prompt: Int, hours: Int, user: String = "0", assistantID: String? = nil, assistantName: String = ""
  ) -> [LogRow] {
    LogRow.answer(
      at: Self.sight.adding(seconds: 3600 * hours), prompt: prompt, completion: 1, user: user,
      assistantID: assistantID, assistantName: assistantName)
  }

  /// A synced site: `gpt-4o` was seen from noon of day 0 on. It has answers of the days before, of that day's
  /// morning and afternoon, and of an assistant.
  private func site() throws -> TestSite {
    let site = try TestSite()
    try site.sync()
    try site.run("UPDATE LEDGER_seen_models SET first_seen = '\(Self.sight)'")
    try site.write(
      answer(1, hours: -49) + answer(2, hours: -25, user: "7") + answer(4, hours: -2)
        + answer(8, hours: -2, assistantID: "asst_1") + answer(16, hours: 2)
        + answer(32, hours: 2, assistantID: "asst_1") + answer(64, hours: 2, assistantName: "Desk"))
    try site.sync()
    return site
  }

  private static let unlabelled = [
    "2024-10-02 unknown - 1", "2024-10-03 unknown - 2", "2024-10-04 seen gpt-4o 80",
    "2024-10-04 unknown - 44",
  ]

  @Test("Usage of unknown model becomes what was declared, what was seen stays, and no total changes")
  func declare() throws {
    let site = try site()
    let (totals, days) = (try site.totalsWithoutModels(), try site.days())
    #expect(try site.labels() == Self.unlabelled)
    // The very model that was seen in the afternoon; of the morning, and of the assistant, nobody knew.
    let declaration = try site.declare("gpt-4o", from: day(-1), to: day(0))
    let relabelled = declaration.relabelled
    #expect((relabelled.days, relabelled.facts) == (2, 3))
    #expect(relabelled.count == TokenCount(prompt: 46, completion: 4, total: 50, requests: 4))
    #expect(
      try site.labels() == [
        "2024-10-02 unknown - 1", "2024-10-03 declared gpt-4o 2", "2024-10-04 declared gpt-4o 44",
        "2024-10-04 seen gpt-4o 80",
      ])
    #expect(try site.totalsWithoutModels() == totals)
    #expect(try site.days() == days)
    try site.expectAgreement()
    try site.expectEqual()
    // For the reader of figures the model is the model.
    #expect(try site.usage(of: 7).usage.map { $0.members[1].id } == ["gpt-4o"])
  }

  @Test("Days that are declared again have what was declared last, and what was seen never changes")
  func again() throws {
    let site = try site()
    let totals = try site.totalsWithoutModels()
    try site.declare("gpt-4o", from: day(-9), to: day(9))
    try site.declare("gpt-3.5", from: day(-1), to: day(0))
    #expect(
      try site.labels() == [
        "2024-10-02 declared gpt-4o 1", "2024-10-03 declared gpt-3.5 2", "2024-10-04 declared gpt-3.5 44",
        "2024-10-04 seen gpt-4o 80",
      ])
    let report = try ModelReport(site.session())
    #expect(
      report.declared[.unseen].spans.map { "\($0.days.lowerBound) \($0.days.upperBound) \($0.model.name)" }
        == [
          "2024-09-25 2024-10-02 gpt-4o", "2024-10-03 2024-10-04 gpt-3.5", "2024-10-05 2024-10-13 gpt-4o",
        ])
    #expect(report.unknown.days == nil && report.unknown.dayCount == 0 && report.unknown.count == .zero)
    // What stays declared was declared when it was.
    try site.run("UPDATE LEDGER_declared_models SET declared_utc = '2026-01-01'")
    try site.declare("gpt-3.5", from: day(-2), to: day(-2))
    #expect(
      try site.run("SELECT first_day, declared_utc = '2026-01-01' FROM LEDGER_declared_models ORDER BY 1")
        == "2024-09-25\t0\n2024-10-02\t0\n2024-10-05\t1\n")
    #expect(try site.totalsWithoutModels() == totals)
    try site.expectAgreement()
  }

  @Test("Without a last day a declaration holds until the day on which a model was first seen")
  func untilSeen() throws {
    let site = try site()
    try site.declare("gpt-3.5", from: day(-1), to: nil)
    #expect(
      try site.labels() == [
        "2024-10-02 unknown - 1", "2024-10-03 declared gpt-3.5 2", "2024-10-04 declared gpt-3.5 44",
        "2024-10-04 seen gpt-4o 80",
      ])
    let dump = try site.dump()
    let late = try site.declare("gpt-3.5", from: day(1), to: nil)
    #expect(late.spans == [])
    #expect(
      late.warnings == [
        "the entry from 2024-10-05 has no effect without a last day: models were seen from 2024-10-04 on"
      ])
    #expect(try site.dump() == dump)
  }

  @Test("Before the first sync a declaration waits for the rows")
  func beforeTheFirstSync() throws {
    let site = try TestSite()
    try site.write(answer(1, hours: -49))
    #expect(try site.declare("gpt-3.5", from: day(-2), to: nil).relabelled.facts == 0)
    let now = try site.clock()
    #expect(try ModelReport(site.session()).declared[.unseen].spans.map(\.days) == [day(-2)...now.day])
    try site.sync()
    #expect(try site.labels() == ["2024-10-02 declared gpt-3.5 1"])
  }

  @Test("A sync declares what its settings say, once")
  func settings() throws {
    let site = try site()
    let history = ModelHistory([
      .init(from: day(-2), model: Model(platform: "OpenAI", name: "gpt-3.5")),
      .init(from: day(-1), model: Model(platform: "OpenAI", name: "gpt-4")),
      .init(from: day(1), model: Model(platform: "OpenAI", name: "never")),
    ])
    func sync() throws -> [String] {
      var sync = try Sync(SiteSession(site.site, models: history))
      return try sync.run().warnings
    }
    try site.write(answer(128, hours: -26))
    #expect(try sync().filter { $0.contains("2024-10-05") }.count == 1)
    let labels = [
      "2024-10-02 declared gpt-3.5 1", "2024-10-03 declared gpt-4 130", "2024-10-04 declared gpt-4 44",
      "2024-10-04 seen gpt-4o 80",
    ]
    #expect(try site.labels() == labels)
    let fence = try site.run("SELECT fence FROM LEDGER_state")
    _ = try sync()
    // The sync's own last transaction raises the fence, and nothing else.
    #expect(try site.run("SELECT fence - 2 FROM LEDGER_state") == fence)
    #expect(try site.labels() == labels)
    // What else was declared stays; what the settings say holds again at the next sync.
    try site.declare("gpt-5", from: day(-3), to: day(-2))
    #expect(try site.labels().first == "2024-10-02 declared gpt-5 1")
    _ = try sync()
    #expect(try site.labels() == labels)
    #expect(
      try ModelReport(site.session()).declared[.unseen].spans.map(\.model.name) == [
        "gpt-5", "gpt-3.5", "gpt-4",
      ])
  }

  @Test("A ledger whose models cannot be declared yet has none declared")
  func olderLedger() throws {
    let site = try site()
    try site.becomeEarlier(version: 3)
    #expect(try ModelReport(site.session()).declared[.unseen].spans == [])
    #expect(try site.usage(of: 7).usage.map { $0.members[1] } == [Member.none])
    try site.declare("gpt-4", from: day(-1), to: day(-1))
    #expect(try site.usage(of: 7).usage.map { $0.members[1].id } == ["gpt-4"])
  }
}
