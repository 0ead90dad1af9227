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

  @Test("A site that the configuration calls something is called so in documents, however it is found")
  func labels() async throws {
    let site = try await TestSite.synced()
    try await Folder.with { folder in
      let access = try folder.write(
        "access.cnf",
        "[client]\nsocket=\(try TestServer.current.socket)\nuser=\(try TestServer.current.user)\n")
      let place = "defaults_file: access.cnf, database: \(site.database.name), prefix: wp_"
      let path = try folder.write(
        "tokenledger.yml", "site: {\(place), name: Ellis Shop, client: Ellis, tags: [retail, old]}\n")
      for option in [[], ["--defaults-file", access, "--database", site.database.name, "--prefix", "wp_"]] {
        let outcome = try await TokenLedgerCommand.run(
          arguments: ["report", "--no-sync", "--config", path, "--format", "json"] + option)
        #expect(outcome.status == 0)
        let document = try JSONValue(outcome.outputBytes)["site"]
        #expect(document["name"] == .string("Ellis Shop") && document["client"] == .string("Ellis"))
        #expect(document["tags"].strings == ["retail", "old"])
      }
      // What nothing names by the same means is not called anything.
      let other = try await site.json("report", "--no-sync", "--config", path)["site"]
      #expect(other["prefix"] == .string("wp_") && other["name"] == .null)
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
