import TestSupport

/// Large sites that many tests read and none changes: made once, synced, and counted by SQL.
enum SharedSite: String, CaseIterable, Sendable {
  /// Two years of believable chat.
  case sample
  /// Half a million rows that have been through everything: rejected, blank, zero-dated, purged.
  case damaged

  /// The site, once it is there.
  var site: TestSite {
    get async throws {
      switch self {
      case .sample: try await SharedSite.sampleSite.value
      case .damaged: try await SharedSite.damagedSite.value
      }
    }
  }

  /// The same log and options through views, in the running test's own database, for a ledger from nothing.
  func again() async throws -> TestSite {
    let original = try await site.database.name
    let site = TestSite(existing: "wp_")
    for table in [TestSite.log, "wp_options"] {
      try site.sql("CREATE VIEW \(table) AS SELECT * FROM \(original).\(table)")
    }
    return site
  }

  private static let sampleSite = Task {
    // In the first hours of a month nobody may have chatted in it yet.
    let now = siteTime()
    return try await make(
      ["tables", "content", "questions", "chat"],
      and: [
        Answer(time: now, prompt: 310, completion: 90),
        Answer(time: now, prompt: 220, completion: 80, user: "2", page: "7", assistantID: "asst_1"),
        Answer(time: now, prompt: 130, completion: 70, user: "3", page: "15", assistantID: "asst_2"),
      ])
  }
  private static let damagedSite = Task { try await make(["tables", "content", "damaged_log"]) }

  private static func make(_ parts: [String], and answers: [Answer] = []) async throws -> TestSite {
    let site = TestSite(existing: "wp_", in: try .create())
    try site.load(parts)
    try site.add(answers)
    try Oracle(site: site).prepare()
    let outcome = try await site.tokenledger("sync", "--quiet")
    guard outcome.status == 0 else { throw UnexpectedExit(outcome: outcome) }
    return site
  }
}
