import Ledger
import TestSupport
import Testing

@Suite("summary --sites", .freshDatabase, .timeLimit(.minutes(5)))
struct SitesSummaryTests {
  @Test("Today, this month and this year of each site and of all, with the figures of its own summary")
  func summary() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      for (number, site) in agency.sites.enumerated() {
        try site.write(LogRow.answer(at: site.clock(), prompt: 1000, completion: number))
      }
      let outcome = try await agency.run(["summary", "--format", "json"])
      #expect(outcome.status == 75)
      #expect(outcome.errors.hasPrefix(SitesOfAnAgency.errors))
      let document = try JSONValue(outcome.outputBytes)
      #expect(document["schema"] == .string("tokenledger.sites-summary/1"))
      let names = ["Ellis Shop", "Ellis Club", "Dead", agency.unnamed]
      for part in ["today", "month", "year"] {
        let rows = document[part]["rows"].array
        #expect(rows.map { $0["site"]["name"].string } == names)
        #expect(rows.map { $0["error"].string } == [nil, nil, SitesOfAnAgency.dead, nil])
        for (site, place) in zip(agency.sites, [0, 1, 3]) {
          let alone = try await TokenLedgerCommand.run(
            arguments: ["summary", "--no-sync", "--format", "json", "--config", agency.configuration],
            environment: site.environment)
          let current = try JSONValue(alone.outputBytes)[part]["current"]
          // At midnight the two see other days.
          guard rows[place]["from"] == current["from"], rows[place]["to"] == current["to"] else { continue }
          #expect(rows[place].counts == current.counts)
          #expect(rows[place]["cost"] == current["cost"])
        }
        let sum = rows.compactMap { $0["total_tokens"].integer }.reduce(0, +)
        #expect(document[part]["totals"]["total_tokens"].integer == sum)
      }
      #expect(document["today"]["totals"]["total_tokens"].integer ?? 0 <= 3003)
      #expect(document["failed_sites"].integer == 1)
    }
  }

  @Test("On a screen each span is a table; in a spreadsheet a record names its span")
  func formats() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      let table = try await agency.run(["summary"])
      #expect(table.status == 75 && table.errors == SitesOfAnAgency.errors)
      let lines = table.output.split(separator: "\n")
      for title in ["Today, ", "This month, ", "This year, "] {
        #expect(lines.count { $0.hasPrefix(title) } == 1)
      }
      #expect(lines.count { $0.hasPrefix("Ellis Shop ") } == 3)
      #expect(lines.count { $0.hasPrefix("Total ") } == 3)
      #expect(lines.count { $0 == "Dead: \(SitesOfAnAgency.dead)" } == 1)
      let records = try await agency.run(["summary", "--format", "csv"]).output.split(separator: "\n")
      #expect(records[0].hasPrefix("Part,From,To,\"Site ID\",Site,Client,Tags,\"Total Tokens\","))
      #expect(
        records.dropFirst().map { $0.split(separator: ",")[0] }
          == ["Today", "\"This month\"", "\"This year\""].flatMap { Array(repeating: $0, count: 4) })
    }
  }

  @Test("A list of one site and no dead one ends well, and --jobs is for lists")
  func one() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      try folder.write(
        "sites.yml",
        try folder.read("sites.yml").split(separator: "\n").prefix(2).joined(separator: "\n") + "\n")
      let outcome = try await agency.run(["summary", "--jobs", "8"])
      #expect((outcome.status, outcome.errors) == (0, ""))
      let refused = try await TokenLedgerCommand.run(arguments: ["summary", "--jobs", "8"])
      #expect(
        refused.status == 64 && refused.errors.hasPrefix("tokenledger: error: --jobs goes with --sites\n"))
    }
  }
}
