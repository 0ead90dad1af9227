import TestSupport
import Testing

/// Models that the configuration declares.
@Suite(.freshDatabase) struct ConfiguredModelsTests {
  @Test("A sync declares what the configuration says, and 'models set' says that it will")
  func configured() async throws {
    let site = try await ModelsCommandTests.syncedSite()
    try await Folder.with { folder in
      let path = try folder.write(
        "tokenledger.yml",
        """
        models:
          - {from: 2024-02-01, platform: OpenAI, model: gpt-3.5}
          - {from: 2024-03-01, to: 2024-03-04, platform: OpenAI, model: gpt-4}

        """)
      let declared =
        ModelsCommandTests.heading + ModelsCommandTests.declared("2024-02-01", "2024-02-29", "gpt-3.5")
        + ModelsCommandTests.declared("2024-03-01", "2024-03-04", "gpt-4")
      for command in [["sync"], ["report"], ["summary"], ["export", "--output", "-"]] {
        try site.sql("DELETE FROM wp_tokenledger_declared_models")
        #expect(try await site.tokenledger(command + ["--config", path, "--quiet"]).status == 0)
        let list = try await site.tokenledger("models", "list", "--format", "csv")
        #expect(list.output.hasPrefix(declared), "\(command): \(list)")
      }
      let set = [
        "models", "set", "--from", "2024-03-02", "--to", "2024-03-03", "--platform", "OpenAI", "--model",
        "other",
      ]
      let warned = try await site.tokenledger(set + ["--config", path])
      #expect(
        warned.errors == """
          tokenledger: warning: \(path) declares other models for some days; the next sync applies them

          """)
      #expect(try await site.tokenledger(set).errors == "")
      #expect(
        try await site.tokenledger("sync", "--quiet", environment: ["TOKENLEDGER_CONFIG": path]).status == 0)
      #expect(try await site.tokenledger("models", "list", "--format", "csv").output.hasPrefix(declared))
    }
  }
}
