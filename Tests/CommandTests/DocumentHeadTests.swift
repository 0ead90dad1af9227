import TestSupport
import Testing

@Suite("The head of documents", .freshDatabase)
struct DocumentHeadTests {
  private static let commands = [
    ["report", "--no-sync"], ["report"], ["summary", "--no-sync"], ["verify"],
    ["rebuild", "--from", "2024-03-04", "--to", "2024-03-04", "--dry-run"], ["user", "export", "7"],
    ["models", "list"], ["rejected"], ["export", "--no-sync", "--output", "days.csv"], ["sync"],
    [
      "models", "set", "--from", "2024-01-01", "--to", "2024-01-02", "--platform", "OpenAI", "--model",
      "gpt-4o",
    ],
  ]

  @Test("Every document with figures names its site, and how far its figures are complete")
  func heads() async throws {
    let site = try await TestSite.synced()
    try await Folder.with { folder in
      for command in Self.commands {
        let outcome = try await site.tokenledger(
          command + ["--format", "json"], workingDirectory: folder.path)
        let document = try JSONValue(outcome.outputBytes)
        #expect(document["site"]["prefix"].string == "wp_", "\(command)")
        #expect(document["site"]["time_zone"].string == "America/New_York", "\(command)")
        let sync = try #require(document["last_sync"].string, "\(command)")
        #expect(sync.count == 20 && sync.hasSuffix("Z"), "\(command)")
        #expect(try #require(document["last_sync_local"].string).prefix(10) == siteDay(), "\(command)")
        #expect(document["ledger_complete_until"].string == sync, "\(command)")
        #expect(document["ledger_complete_until_local"] == document["last_sync_local"], "\(command)")
        #expect(document["warnings"] == .array([]), "\(command)")
      }
    }
  }

  @Test("Each of them warns when no sync has reached the end of the log")
  func neverSynced() async throws {
    let site = try await TestSite.synced()
    try site.sql("UPDATE wp_tokenledger_cursors SET synced_utc = NULL, synced_site = NULL")
    let warning =
      "no sync has reached the end of the log yet: all figures may be too low, and no period is complete"
    try await Folder.with { folder in
      for command in Self.commands where command != ["report"] && command != ["sync"] {
        let outcome = try await site.tokenledger(
          command + ["--format", "json"], workingDirectory: folder.path)
        let document = try JSONValue(outcome.outputBytes)
        #expect(document["warnings"].strings.contains(warning), "\(command)")
        #expect(document["ledger_complete_until"] == .null && document["last_sync"] == .null, "\(command)")
        #expect(outcome.errors.contains("tokenledger: warning: \(warning)\n"), "\(command)")
      }
    }
  }
}
