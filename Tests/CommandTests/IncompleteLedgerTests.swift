import TestSupport
import Testing

/// A ledger whose first sync was interrupted, or whose last one is days old, claims nothing that it does not know.
@Suite("A ledger that is not complete", .freshDatabase)
struct IncompleteLedgerTests {
  private static let never =
    "no sync has reached the end of the log yet: all figures may be too low, and no period is complete"

  /// The small site with a row of today, with ids so far apart that a sync counts March 2024 in one transaction, and
  /// everything else in another, which fails.
  private func cutOff() async throws -> TestSite {
    let site = try TestSite.small()
    try site.sql(
      """
      UPDATE \(TestSite.log) SET id = id + 200000 WHERE interaction_time >= '2024-04-01' ORDER BY id DESC;
      INSERT INTO \(TestSite.log) (id, session_id, user_id, page_id, interaction_time, user_type, message_text)
      VALUES (400001, 's', '0', '2', '\(siteTime())', 'Total Tokens', '7')
      """)
    #expect(try await site.tokenledger("migrate").status == 0)
    try site.sql(
      """
      CREATE TRIGGER cut BEFORE INSERT ON wp_tokenledger_day_totals FOR EACH ROW
      SET NEW.day = IF(NEW.day >= '2024-04-01', (SELECT 1 UNION SELECT 2), NEW.day)
      """)
    #expect(try await site.tokenledger("sync").status != 0)
    try site.sql("DROP TRIGGER cut")
    return site
  }

  @Test("After an interrupted first sync no period is complete, in any format, and each format warns")
  func neverSynced() async throws {
    let site = try await cutOff()
    let all = ["report", "--no-sync", "--period", "yearly", "--all"]
    let report = try await site.json(all)
    #expect(report["rows"].array.count > 2)
    #expect(report["totals"]["total_tokens"].integer ?? 0 > 0)
    #expect(report["rows"].array.allSatisfy { $0["complete"].bool == false })
    #expect(report["ledger_complete_until"] == .null)
    #expect(report["last_sync_local"] == .null)
    #expect(report["warnings"].array == [.string(Self.never)])
    let csv = try await site.tokenledger(all + ["--format", "csv"])
    #expect(csv.output.withoutCost.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix(",false") })
    #expect(csv.errors == "tokenledger: warning: \(Self.never)\n")
    for format in ["table", "markdown", "html", "svg"] {
      let outcome = try await site.tokenledger(all + ["--format", format, "--quiet"])
      #expect(outcome.output.contains("Warning: \(Self.never)"), "\(format)")
      #expect(outcome.errors == "")
    }
    let week = try await site.tokenledger("report", "--no-sync", "--quiet", "--period", "daily")
    #expect(week.output.contains("Not compared with "))
    #expect(!week.output.contains("No tokens were used"))

    let summary = try await site.json("summary", "--no-sync")
    #expect(summary["warnings"].array == [.string(Self.never)])
    #expect(["average", "busiest_day", "ledger_complete_until"].allSatisfy { summary[$0] == .null })
    #expect(["today", "month", "year"].allSatisfy { summary[$0]["previous"] == .null })
    let mail = try await site.tokenledger("summary", "--no-sync", "--quiet")
    #expect(mail.output.contains("Warning: \(Self.never)\n"))
    #expect(mail.output.contains("no complete sync yet"))
    let file = try await site.tokenledger("export", "--no-sync", "--output", "-")
    #expect(file.errors == "tokenledger: warning: \(Self.never)\n")

    // --live reads the log to its end.
    let live = try await site.json("report", "--live", "--period", "yearly", "--all")
    #expect(live["rows"].array.first?["complete"] == .bool(false), "it began before the ledger")
    #expect(live["rows"].array.dropFirst().first?["complete"] == .bool(true))
    #expect(live["ledger_complete_until_local"].string?.hasPrefix(siteDay()) == true)
    #expect(live["last_sync"] == .null)

    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let whole = try await site.json(all)
    #expect(whole["rows"].withoutCost == live["rows"].withoutCost)
    #expect(whole["warnings"].array == [])
    #expect(whole["ledger_complete_until"] == whole["last_sync"])
    #expect(whole["last_sync"].string?.hasSuffix("Z") == true)
  }

  @Test(
    "When the last sync is days old, nothing from that day on is complete", arguments: [1, 3, 40])
  func staleLedger(days: Int) async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let time = siteTime(before: days)
    try site.sql(
      """
      UPDATE wp_tokenledger_cursors SET synced_site = '\(time)', synced_utc = synced_utc - INTERVAL \(days) DAY,
        seen_site = '\(time)'
      """)
    let last = String(time.prefix(10))
    for period in ["daily", "weekly", "monthly", "yearly"] {
      let report = try await site.json("report", "--no-sync", "--period", period, "--all")
      for row in report["rows"].array where row["complete"].bool == true {
        #expect(try #require(row["to"].string) < last)
      }
      #expect(report["rows"].array.contains { $0["complete"].bool == true })
      #expect(report["ledger_complete_until_local"].string == time)
      #expect(report["warnings"].array.count == 1)
    }
    let summary = try await site.json("summary", "--no-sync")
    #expect(summary["today"]["previous"] == .null)
    #expect(try #require(summary["average"]["to"].string) < last)
    let screen = try await site.tokenledger("summary", "--no-sync", "--quiet").output
    #expect(screen.contains("not counted yet"))
    // Periods that ended before that day are still complete.
    let past = try await site.json("report", "--no-sync", "--period", "monthly", "--as-of", "2024-06-15")
    #expect(past["warnings"].array == [])
    #expect(past["rows"].array.dropFirst().dropLast().allSatisfy { $0["complete"].bool == true })
  }

  @Test("After an interrupted sync the ledger stays complete until the last complete one")
  func cutOffLater() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let before = try await site.json("report", "--no-sync", "--period", "yearly")
    try site.sql(
      """
      INSERT INTO \(TestSite.log) (session_id, user_id, page_id, interaction_time, user_type, message_text)
      VALUES ('s', '0', '2', '\(siteTime())', 'Total Tokens', '7');
      UPDATE wp_tokenledger_cursors SET synced_site = synced_site - INTERVAL 1 DAY, synced_utc = synced_utc - INTERVAL 1 DAY;
      CREATE TRIGGER cut BEFORE UPDATE ON wp_tokenledger_cursors FOR EACH ROW
      SET NEW.last_id = IF(NEW.synced_utc <=> OLD.synced_utc, NEW.last_id, (SELECT 1 UNION SELECT 2))
      """)
    #expect(try await site.tokenledger("sync").status != 0)
    let after = try await site.json("report", "--no-sync", "--period", "yearly")
    #expect(after["totals"]["total_tokens"].integer == (before["totals"]["total_tokens"].integer ?? 0) + 7)
    let until = siteTime(before: 1).prefix(10)
    #expect(try #require(after["ledger_complete_until_local"].string).hasPrefix(until))
    #expect(after["warnings"].array.count == 1)
  }

  @Test("When answers have no Total row, one line says why the columns do not add up")
  func missingTotals() async throws {
    let site = try TestSite.small()
    let line =
      "Prompt and completion tokens exceed the total: some answers were logged without their Total Tokens row, and "
      + "Total Tokens and Requests count only those rows."
    let march = ["report", "--as-of", "2024-03-31", "--period", "monthly", "--last", "1"]
    #expect(try await !site.tokenledger(march).output.contains(line))
    #expect(try await site.json(march)["notes"].array == [])
    try site.sql(
      """
      INSERT INTO \(TestSite.log) (session_id, user_id, page_id, interaction_time, user_type, message_text)
      VALUES ('s', '0', '2', '2024-03-05 12:00:00', 'Prompt Tokens', '5000')
      """)
    #expect(try await site.tokenledger(march).output.contains(line + "\n"))
    #expect(try await site.json(march)["notes"].array == [.string(line)])
  }

  @Test("An answer that is still being logged does not count as one without its total")
  func answerUnderWay() async throws {
    let site = try TestSite.small()
    try site.sql(
      """
      INSERT INTO \(TestSite.log) (session_id, user_id, page_id, interaction_time, user_type, message_text)
      VALUES ('s', '0', '2', UTC_TIMESTAMP() - INTERVAL 5 HOUR, 'Prompt Tokens', '5000')
      """)
    #expect(try await site.json("report", "--period", "daily", "--last", "2")["notes"].array == [])
    #expect(try await site.json("summary")["notes"].array == [])
    let check = try await site.json("doctor")["checks"].array.first { $0["name"].string == "total_rows" }
    #expect(check?["message"].string == "no day shows any")
  }
}
