import TestSupport
import Testing

/// A log that lost its key, as one that was loaded from an export without keys: what each command says of it.
@Suite("A log without its key", .freshDatabase)
struct LostKeyTests {
  private static let message =
    "the conversation log \(TestSite.log) has lost its PRIMARY KEY and its AUTO_INCREMENT: 2 rows share an id or "
    + "have none, 2 of them with tokens: they cannot be told apart, "
  private static let leftOut = message + "and are left out"

  /// The small site, synced, with two rows of the id 0 and one of an id of its own that came later.
  private func damaged() async throws -> TestSite {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try site.sql(
      """
      ALTER TABLE \(TestSite.log) MODIFY id MEDIUMINT(9) NOT NULL DEFAULT 0, DROP PRIMARY KEY;
      INSERT INTO \(TestSite.log) (id, session_id, user_id, page_id, interaction_time, user_type, message_text) VALUES
        (0, 's', '0', '2', '2024-12-30 09:00:00', 'Total Tokens', '7'),
        (0, 's', '0', '2', '2024-12-30 09:00:01', 'Total Tokens', '8'),
        (99, 's', '0', '2', '2024-12-30 09:00:02', 'Total Tokens', '1000');
      """)
    return site
  }

  @Test("A sync counts the rows that can be told apart, ends with 65, and does not call itself complete")
  func sync() async throws {
    let site = try await damaged()
    let before = try await site.json("report", "--no-sync")["last_sync"]
    let sync = try await site.tokenledger("sync", "--format", "json")
    #expect(sync.status == 65)
    #expect(sync.errors.hasPrefix("tokenledger: error: \(Self.leftOut)\n"))
    #expect(
      sync.errors.contains(
        "ALTER TABLE `\(TestSite.log)` MODIFY id MEDIUMINT(9) NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (id)"))
    let document = try JSONValue(sync.outputBytes)
    #expect(document["rows_counted"] == .integer(1) && document["complete"] == .bool(false))
    #expect(document["last_sync"] == before && document["warnings"].array == [.string(Self.leftOut)])

    let year = ["report", "--as-of", "2024-12-31", "--period", "yearly", "--last", "1", "--format", "csv"]
    let report = try await site.tokenledger(year)
    #expect(report.status == 0 && report.output.contains("\n2024,1237889,1002015,234874,8,"))
    #expect(report.errors.contains("tokenledger: warning: \(Self.leftOut)\n"))
    let live = try await site.tokenledger(year + ["--live"])
    #expect(live.status == 0 && live.output.contains("\n2024,1237904,1002015,234874,10,"))
    #expect(
      live.errors.contains("\(Self.message)the ledger leaves them out, these figures do not\n"))
  }

  @Test("Verifying and doctor name the rows, and end with 65 though nothing else is wrong")
  func checks() async throws {
    let site = try await damaged()
    #expect(try await site.tokenledger("sync", "--quiet").status == 65)
    let verify = try await site.tokenledger("verify")
    #expect(verify.status == 65)
    #expect(verify.errors.contains("tokenledger: error: \(Self.leftOut)\n"))
    #expect(
      verify.output.contains("2 rows that cannot be told apart") && verify.output.contains("✗  Row ids"))
    let doctor = try await site.tokenledger("doctor", "--format", "json")
    #expect(doctor.status == 65)
    let checks = try JSONValue(doctor.outputBytes)["checks"].array
    #expect(
      checks.filter { $0["level"].string == "failure" }.map { $0["name"].string } == ["log_table"])
    #expect(checks.first { $0["name"].string == "log_table" }?["message"].string == Self.leftOut)
  }
}
