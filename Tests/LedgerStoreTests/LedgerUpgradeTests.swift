import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// What becomes of usage when a ledger of version 7 is brought up to date.
@Suite(.freshDatabase) struct LedgerUpgradeTests {
  private static let measures = ["prompt_tokens", "completion_tokens", "total_tokens", "requests"]
  private static let largest = ["largest_prompt", "largest_completion"]

  /// A site whose ledger of version 7 holds some months of guests and users, on several pages.
  private func earlierSite() throws -> TestSite {
    let site = try TestSite()
    for number in 0..<12 {
      try site.write(
        LogRow.answer(
          at: try site.clock(hoursAgo: 30 + 300 * (number / 2)), prompt: 1000 + number,
          completion: number * number,
          user: "\(number % 4)", page: "\(number % 3 + 1)"))
    }
    try site.sync()
    try site.erase(3)
    try site.becomeEarlier(version: 7)
    return site
  }

  /// The users' months as they are kept, and as the facts add up to them.
  private func months(_ site: TestSite) throws -> (kept: String, added: String) {
    let key = "user_kind, user_id, source_id, model_id, model_basis, seen_model_id"
    let sums =
      Self.measures.map { "SUM(\($0))" }
      + Self.largest.map { "IF(COUNT(*) = COUNT(\($0)), MAX(\($0)), NULL)" }
    return (
      try site.run(
        """
        SELECT month, \(key), \((Self.measures + Self.largest).joined(separator: ", ")) FROM LEDGER_user_months
        ORDER BY 1, 2, 3, 4, 5, 6, 7
        """),
      try site.run(
        """
        SELECT DATE_FORMAT(day, '%Y-%m-01'), \(key), \(sums.joined(separator: ", ")) FROM LEDGER_usage_facts
        GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
        """)
    )
  }

  @Test(
    "An upgrade that is cut off at a statement of any kind is completed by the next run, with every figure",
    arguments: ["CREATE TABLE ", "ALTER TABLE ", "DELETE FROM ", "INSERT ", "COMMIT", "DROP TABLE "])
  func cutOff(_ kind: String) throws {
    let site = try earlierSite()
    let tables = try site.ledgerTables()
    func copied(_ from: String, _ to: String) -> String {
      tables.map {
        "CREATE TABLE `\(to)\($0)` LIKE `\(from)\($0)`; INSERT INTO `\(to)\($0)` SELECT * FROM `\(from)\($0)`;\n"
      }.joined()
    }
    try site.run(copied("", "copy_"))
    try site.session().migrate()
    let whole = try site.contents()
    #expect(try months(site).kept.split(separator: "\n").count > 4)

    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    var cuts = 0
    repeat {
      try site.dropLedger()
      try site.run(copied("copy_", ""))
      let number = cuts + 1
      proxy.inject(.loss(.answer), at: number, where: { $0.hasPrefix(kind) })
      let session = try SiteSession(site.through(proxy))
      // A lost COMMIT is looked up: then the upgrade goes on.
      do { try session.migrate() } catch is MariaDBError {}
      cuts += proxy.strikes
      proxy.heal()
      try site.session().migrate()
      let (kept, added) = try months(site)
      #expect(kept == added, "after \(kind)\(number)")
      #expect(try site.contents() == whole, "after \(kind)\(number)")
      try site.expectAgreement("after \(kind)\(number)")
      if cuts < number { break }
    } while true
    #expect(cuts > 0)
  }

  @Test("The largest rows are unknown of what was counted before the upgrade, until it is counted again")
  func largestRows() throws {
    let site = try earlierSite()
    try site.session().migrate()
    func largest(_ table: String, by key: String = "day") throws -> String {
      try site.run(
        """
        SELECT \(key), IF(COUNT(*) = COUNT(largest_prompt), MAX(largest_prompt), NULL),
          IF(COUNT(*) = COUNT(largest_completion), MAX(largest_completion), NULL)
        FROM LEDGER_\(table) GROUP BY 1 ORDER BY 1
        """)
    }
    func inLog(by key: String = "DATE(interaction_time)") throws -> String {
      func most(_ type: String) -> String {
        "MAX(IF(user_type = '\(type) Tokens', CAST(message_text AS UNSIGNED), NULL))"
      }
      return try site.run(
        "SELECT \(key), \(most("Prompt")), \(most("Completion")) FROM LOG GROUP BY 1 ORDER BY 1")
    }
    let tables = ["usage_facts", "day_totals", "hour_totals"]
    let earlier = try site.run("SELECT day, NULL, NULL FROM LEDGER_day_totals GROUP BY day ORDER BY day")
    for table in tables { #expect(try largest(table) == earlier, "\(table)") }

    // On a day of before, rows of before may be larger than all that come now.
    let (old, new) = (try site.clock(hoursAgo: 30), try site.clock())
    try site.write(LogRow.answer(at: old, prompt: 7, completion: 8, user: "0", page: "1"))
    try site.write(LogRow.answer(at: new, prompt: 70, completion: 80, user: "0", page: "1"))
    try site.write(LogRow.answer(at: new, prompt: 9, completion: 81, user: "0", page: "1"))
    try site.sync()
    #expect(new.day > old.day)
    for table in tables { #expect(try largest(table) == earlier + "\(new.day)\t70\t81\n", "\(table)") }

    try site.rebuild()
    for table in tables { #expect(try largest(table) == inLog(), "\(table)") }
    let month = "DATE_FORMAT(interaction_time, '%Y-%m-01')"
    #expect(try largest("user_months", by: "month") == inLog(by: month))
    try site.expectAgreement()
  }
}
