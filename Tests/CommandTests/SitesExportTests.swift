import TestSupport
import Testing

@Suite("export --sites", .freshDatabase, .timeLimit(.minutes(5)))
struct SitesExportTests {
  private func content(_ unnamed: String, cost: [String] = ["", "", ""]) -> [String] {
    [
      "2024-03-04,120000,100000,20000,1\(cost[0]),\"Ellis Shop\",Ellis",
      "2024-03-04,50000,50000,0,1\(cost[1]),\"Ellis Club\",Ellis",
      "2024-03-05,11000,10000,1000,1\(cost[2]),\(unnamed),",
    ]
  }

  @Test("One file has the columns of the daily file and behind them whose line it is; a dead site has none")
  func file() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      let days = ["--from", "2024-03-04", "--to", "2024-03-05"]
      let outcome = try await agency.run(["export", "--output", "all.csv"] + days)
      #expect(
        outcome
          == .init(status: 75, output: "all.csv\n", errors: SitesOfAnAgency.errors))
      let header = "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests"
      let lines = try folder.read("all.csv").split(separator: "\n").map(String.init)
      #expect(lines == ["\(header),Site,Client"] + content(agency.unnamed))
      #expect(try folder.mode("all.csv") == 0o600)
      // The file of one site is what it was.
      let alone = try await TokenLedgerCommand.run(
        arguments: ["export", "--output", "-", "--no-sync"] + days, environment: agency.sites[0].environment)
      #expect(alone.output == "\(header)\n2024-03-04,120000,100000,20000,1\n")
      // Standard output has the same.
      let shown = try await agency.run(["export", "--output", "-", "--no-sync", "--jobs", "1"] + days)
      #expect(shown.output == (try folder.read("all.csv")))
      #expect((shown.status, shown.errors) == (75, SitesOfAnAgency.errors))
      let priced = try await agency.run(["export", "--output", "-", "--no-sync", "--cost"] + days)
      let costs = priced.output.split(separator: "\n").map(String.init)
      #expect(
        costs[0].hasPrefix("\(header),Cost,Currency,") && costs[0].hasSuffix(",\"Price List\",Site,Client"))
      #expect(costs[1].hasPrefix("2024-03-04,120000,100000,20000,1,0.36,USD,"))
    }
  }

  @Test("In a folder its name is another one, and JSON says which sites are in it")
  func receipt() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      let document = try await agency.json("export")
      let path = try #require(document["path"].string)
      let day = siteDay(in: "UTC")
      #expect(path.hasPrefix("./Chatbot-ChatGPT-Token-Usage-Sites-"))
      #expect(path.hasSuffix("-\(day).csv") || siteDay(in: "UTC") != day)
      #expect(document["lines"].integer == 11)
      #expect(document["failed_sites"].integer == 1)
      #expect(document["sites"].array.map { $0["lines"].integer } == [1, 1, nil, 9])
      #expect(document["sites"].array.map { $0["error"].string } == [nil, nil, SitesOfAnAgency.dead, nil])
      #expect(document["sites"].array.map { $0["site"]["prefix"].string } == ["a_", "b_", nil, "d_"])
    }
  }

  @Test("Where all sites fail there is no file, and one with rows is not replaced by an empty one")
  func nothing() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      try folder.write("all.csv", "Date\n2024-03-04\n")
      let empty = try await agency.run(["export", "--output", "all.csv", "--from", "2024-06-01"])
      #expect(empty.status == 73)
      #expect(
        empty.errors.hasPrefix(
          "tokenledger: error: the export has no rows, and all.csv has some"))
      let list = try folder.read("sites.yml").split(separator: "\n").filter {
        $0 == "sites:" || $0.contains("dead.cnf")
      }
      try folder.write("sites.yml", list.joined(separator: "\n") + "\n")
      let dead = try await agency.run(["export", "--output", "none.csv"])
      #expect(dead.status == 75 && dead.output == "")
      #expect(dead.errors.hasPrefix("tokenledger: error: 1 of 1 sites failed: Dead\n"))
      #expect(try !folder.names.contains("none.csv"))
      #expect(try folder.read("all.csv") == "Date\n2024-03-04\n")
      let raw = try await agency.run(["export", "--raw"])
      #expect(raw.status == 64)
      #expect(
        raw.errors.hasPrefix(
          "tokenledger: error: --raw does not go with --sites: each log has its own file\n"))
    }
  }
}
