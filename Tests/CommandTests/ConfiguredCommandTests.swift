import TestSupport
import Testing

/// What the configuration changes in other commands.
@Suite(.freshDatabase) struct ConfiguredCommandTests {
  @Test(
    "A site that the configuration names is the one that is reported, unless an option names another")
  func configuredSite() async throws {
    let site = try TestSite.small()
    let server = try TestServer.current
    try await Folder.with { folder in
      let access = try folder.write(
        "access.cnf", "[client]\nsocket=\(server.socket)\nuser=\(server.user)\n")
      let path = try folder.write(
        "home/.config/tokenledger/tokenledger.yml",
        "site:\n  defaults_file: \(access)\n  database: \(site.database.name)\n  prefix: wp_\n")
      let report = [
        "report", "--period", "yearly", "--as-of", "2024-12-31", "--last", "1", "--format", "csv",
      ]
      let answer = TokenLedgerCommand.Outcome(
        0,
        "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests,Complete\n2024,1236889,1002015,234874,7,false\n"
      )
      for environment in [["TOKENLEDGER_CONFIG": path], ["HOME": folder.path + "/home"]] {
        let outcome = try await TokenLedgerCommand.run(
          arguments: report, environment: environment, workingDirectory: folder.path)
        #expect(outcome.withoutCost == answer, "\(environment)")
      }
      let other = try await TokenLedgerCommand.run(
        arguments: report + ["--config", path, "--prefix", "no_"], workingDirectory: folder.path)
      #expect(other.status == 66 && other.errors.contains("there is no table no_options in"), "\(other)")
    }
  }

  @Test("A report takes from the configuration what the command line leaves open")
  func reportDefaults() async throws {
    let site = try TestSite.small()
    try await Folder.with { folder in
      let path = try folder.write(
        "tokenledger.yml", "report: {period: yearly, last: 2, top: 1, format: csv}\n")
      func report(_ arguments: String...) async throws -> String {
        let outcome = try await site.tokenledger(
          ["report", "--as-of", "2024-12-31", "--config", path] + arguments)
        #expect(outcome.status == 0 && outcome.errors == "", "\(outcome)")
        return outcome.output
      }
      #expect(
        try await report() == report("--period", "yearly", "--last", "2", "--top", "1", "--format", "csv"))
      #expect(try await report().hasPrefix("Section,"))
      #expect(try await report("--period", "monthly", "--format", "json").contains(#""period" : "monthly""#))
      #expect(
        try await report("--all", "--format", "table") == report("--all", "--top", "1", "--format", "table"))
      // What does not go together is left out. The log begins in the last of the two years.
      #expect(try await report("--live").split(separator: "\n").count == 2)
      #expect(try await report("--format", "svg").hasPrefix("<svg"))
      #expect(
        try await report("--from", "2024-02-01", "--to", "2024-02-29", "--top", "2").hasPrefix("Section,"))
    }
  }
}
