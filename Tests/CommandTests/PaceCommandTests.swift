import TestSupport
import Testing

@Suite("The pace of a command", .freshDatabase)
struct PaceCommandTests {
  @Test("A sync holds back as the configuration says, unless the command line says otherwise")
  func configured() async throws {
    let site = try TestSite.small()
    // Two chunks, between which it may pause.
    try site.sql(
      "UPDATE \(TestSite.log) SET id = id + 200000 WHERE interaction_time >= '2024-04-01' ORDER BY id DESC")
    try await Folder.with { folder in
      let gentle = try folder.write("gentle.yml", "pace: gentle\n")
      let full = try folder.write("full.yml", "pace: full\n")
      func pause(_ arguments: String...) async throws -> Int {
        let sync = try await site.json(["sync"] + arguments)
        #expect(sync["rows_counted"] == .integer(21))
        #expect(try await site.tokenledger("uninstall", "--yes", "--quiet").status == 0)
        return try #require(sync["paused_ms"].integer)
      }
      #expect(try await pause("--config", gentle) > 0)
      #expect(try await pause("--config", full) == 0)
      #expect(try await pause("--config", gentle, "--pace", "full") == 0)
      #expect(try await pause("--config", full, "--pace", "gentle") > 0)
    }
  }
}
