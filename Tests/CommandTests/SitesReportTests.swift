import Ledger
import TestSupport
import Testing

@Suite("report --sites", .freshDatabase, .timeLimit(.minutes(5)))
struct SitesReportTests {
  private static let days = ["--from", "2024-03-04", "--to", "2024-03-05"]

  private func rows(_ document: JSONValue, by dimension: String) -> [String] {
    document["rows"].array.map { row in
      let figures = [row["total_tokens"].integer.map(String.init), row["cost"]["amount"].string]
      return ([row[dimension]["name"].string] + figures).map { $0 ?? "-" }.joined(separator: " ")
    }
  }

  @Test("Shows a row a site in the order of the list, a total, and why a dead one has no figures")
  func table() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      let outcome = try await agency.run(["report"] + Self.days)
      #expect(outcome.status == 75)
      #expect(outcome.errors == SitesOfAnAgency.errors)
      let unnamed = agency.unnamed
      let lines = outcome.output.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("---") }
      #expect(lines[0] == "Tokens by site, 2024-03-04 … 2024-03-05")
      let words = lines.map { $0.split(separator: " ").joined(separator: " ") }
      #expect(
        words[2...6] == [
          "Ellis Shop Ellis 120,000 100,000 20,000 1 0.36 66.3 %",
          "Ellis Club Ellis 50,000 50,000 0 1 0.10 27.6 %",
          "Dead Rowing *", "\(unnamed) 11,000 10,000 1,000 1 0.03 6.1 %",
          "Total * 181,000 160,000 21,000 3 0.49",
        ])
      #expect(words.contains("* failed, or without the sites that failed"))
      #expect(words.contains("Dead: \(SitesOfAnAgency.dead)"))
    }
  }

  @Test("Each site's figures are those of its own report, in every format")
  func sameFigures() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      let document = try await agency.json("report", "--from", "2024-03-04", "--to", "2024-03-05")
      #expect(document["schema"] == .string("tokenledger.sites/1"))
      #expect(document["failed_sites"].integer == 1)
      #expect(
        rows(document, by: "site") == [
          "Ellis Shop 120000 0.36", "Ellis Club 50000 0.1", "Dead - -", "\(agency.unnamed) 11000 0.028",
        ])
      #expect(document["totals"]["total_tokens"].integer == 181_000)
      #expect(document["totals"]["cost"]["amount"] == .string("0.488"))
      #expect(
        document["rows"].array.map { $0["error"] } == [.null, .null, .string(SitesOfAnAgency.dead), .null])
      #expect(document["sites"].array.map { $0["site"]["prefix"].string } == ["a_", "b_", nil, "d_"])
      #expect(document["sites"].array.map { $0["client"].string } == ["Ellis", "Ellis", "Rowing", nil])
      #expect(
        document["sites"].array.map { $0["tags"].strings } == [["retail", "north"], ["north"], [], []])
      for (site, place) in zip(agency.sites, [0, 1, 3]) {
        let alone = try await TokenLedgerCommand.run(
          arguments: [
            "report", "--no-sync", "--period", "daily", "--format", "json", "--config", agency.configuration,
          ]
            + Self.days, environment: site.environment)
        let totals = try JSONValue(alone.outputBytes)["totals"]
        let row = document["rows"].array[place]
        #expect(row.counts == totals.counts)
        #expect(row["cost"] == totals["cost"])
      }
      let records = try await agency.run(["report", "--format", "csv"] + Self.days)
      #expect(records.status == 75)
      let lines = records.output.split(separator: "\n").map(String.init)
      #expect(
        lines[0].hasPrefix(
          "From,To,\"Site ID\",Site,Client,Tags,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests,"
            + "Complete,\"Failed Sites\",Error,Cost,Currency,"))
      #expect(
        lines[1].hasPrefix(
          "2024-03-04,2024-03-05,\"Ellis Shop\",\"Ellis Shop\",Ellis,\"retail, north\",120000,100000,20000,1,true,0,,0.36,USD,"
        ))
      #expect(lines[3].hasPrefix(",,Dead,Dead,Rowing,,,,,,false,1,\"2002 (HY000): "))
      #expect(lines.count == 5)
      for format in ["markdown", "html"] {
        let outcome = try await agency.run(["report", "--format", format] + Self.days)
        #expect(
          outcome.status == 75 && outcome.output.contains("Ellis Shop") && outcome.output.contains("0.49"))
      }
    }
  }

  @Test("By client and by tag the sites are added up, each once in the total, and what failed is marked")
  func clientsAndTags() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      let clients = try await agency.json(
        "report", "--from", "2024-03-04", "--to", "2024-03-05", "--by", "client")
      #expect(rows(clients, by: "client") == ["Ellis 170000 0.46", "Rowing - -", "No client 11000 0.028"])
      #expect(clients["rows"].array.map { $0["failed_sites"].integer } == [0, 1, 0])
      #expect(clients["notes"] == .array([]))
      let tags = try await agency.json("report", "--from", "2024-03-04", "--to", "2024-03-05", "--by", "tag")
      #expect(rows(tags, by: "tag") == ["retail 120000 0.36", "north 170000 0.46", "No tag 11000 0.028"])
      #expect(tags["rows"].array.map { $0["failed_sites"].integer } == [0, 0, 1])
      #expect(tags["totals"] == clients["totals"])
      #expect(
        tags["notes"].strings == [
          "A site with several tags counts under each of them, also among the others, and once in the total."
        ])
    }
  }

  @Test("A dimension of the sites' own usage goes with theirs, or means the same at all of them")
  func ownDimensions() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      let models = try await agency.json(
        "report", "--from", "2024-03-04", "--to", "2024-03-05", "--by", "model")
      #expect(rows(models, by: "model") == ["gpt-4o 181000 0.488"])
      #expect(models["rows"].array.map { $0["failed_sites"].integer } == [1])
      let both = try await agency.json(
        "report", "--all", "--by", "client,weekday", "--measure", "total_tokens")
      #expect(
        both["rows"].array.map { row in
          "\(row["client"]["name"].string ?? "") \(row["weekday"]["name"].string ?? "") \(row["total_tokens"].integer ?? 0)"
        } == ["Ellis Monday 170000", "No client Tuesday 11000", "No client Wednesday 14"])
      #expect(both["rows"].array.map { $0["failed_sites"].integer } == [0, 0, 0])
      let pages = try await agency.json("report", "--all", "--by", "site,page", "--measure", "requests")
      #expect(pages["rows"].array.map { $0["page"]["id"].string } == ["1", "1", "1"])
      #expect(pages["rows"].array.map { $0["requests"].integer } == [1, 1, 2])
    }
  }

  @Test("Rows are ordered and cut as they are asked for; a site that failed comes last")
  func order() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      func names(_ arguments: String...) async throws -> [String?] {
        let outcome = try await agency.run(["report", "--format", "json"] + arguments)
        return try JSONValue(outcome.outputBytes)["rows"].array.map { $0["site"]["name"].string }
      }
      #expect(
        try await names("--from", "2024-03-05", "--sort", "total_tokens") == [
          agency.unnamed, "Ellis Shop", "Ellis Club", "Dead",
        ])
      #expect(
        try await names("--from", "2024-03-05", "--sort", "name")
          == ["Dead", "Ellis Club", "Ellis Shop", agency.unnamed].sorted { ($0 ?? "") < ($1 ?? "") })
      #expect(try await names("--from", "2024-03-04", "--top", "1", "--sort", "cost") == ["Ellis Shop"])
      #expect(
        try await names("--from", "2024-03-04", "--to", "2024-03-05", "--sort", "cost", "--order", "asc") == [
          agency.unnamed, "Ellis Club", "Ellis Shop", "Dead",
        ])
      // Those are kept that used most, wherever they stand in the list.
      #expect(try await names("--from", "2024-03-05", "--top", "1") == [agency.unnamed])
      let cut = try await agency.json(
        "report", "--from", "2024-03-04", "--top", "1", "--measure", "total_tokens")
      #expect(cut["other_count"].integer == 3)
      #expect(cut["other"] == .object(["total_tokens": .integer(61_014)]))
    }
  }

  @Test("A ledger that is listed by two means counts once, and that is said")
  func listedTwice() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      let access = try folder.read("access.cnf")
      try folder.write("other.cnf", access)
      let again =
        "{defaults_file: other.cnf, database: \(TestDatabase.current.name), prefix: a_, name: Again}"
      try folder.write("sites.yml", try folder.read("sites.yml") + "  - \(again)\n")
      let document = try await agency.json("report", "--from", "2024-03-04", "--to", "2024-03-05")
      #expect(
        rows(document, by: "site") == [
          "Ellis Shop 120000 0.36", "Ellis Club 50000 0.1", "Dead - -", "\(agency.unnamed) 11000 0.028",
        ])
      #expect(document["totals"]["total_tokens"].integer == 181_000)
      #expect(
        document["warnings"].strings.contains("Ellis Shop: Again is the same ledger, and is left out"))
    }
  }

  @Test("The answer is the same however many sites are read at once, and without a sync")
  func jobs() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      let first = try await agency.json("report", "--from", "2024-03-04", "--to", "2024-03-05")
      for arguments in [["--jobs", "1"], ["--jobs", "64"], []] {
        let outcome = try await agency.run(
          ["report", "--no-sync", "--format", "json"] + arguments + Self.days)
        #expect(try JSONValue(outcome.outputBytes)["rows"] == first["rows"])
      }
    }
  }

  @Test("Without a ledger a site has no figures, not even none, and none is made")
  func noLedger() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      try agency.sites[0].sync()
      let document = try await agency.json("report", "--no-sync", "--all")
      #expect(document["rows"].array.map { $0["total_tokens"].integer } == [120_000, nil, nil, nil])
      #expect(document["rows"].array[1]["error"].string == "there is no ledger yet")
      #expect(try agency.sites[1].ledgerTables() == [])
    }
  }

  @Test("Unless days are asked for they are today's, by each site's own clock")
  func today() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      let zones = ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]
      for (site, zone) in zip(agency.sites, zones) {
        try site.set(option: "timezone_string", to: zone)
        let now = try site.session().facts().siteNow
        try site.write(LogRow.answer(at: now, prompt: 3, completion: 4))
      }
      let before = zones.map { siteDay(in: $0) }
      let document = try await agency.json("report")
      let after = zones.map { siteDay(in: $0) }
      let rows = [0, 1, 3].map { document["rows"].array[$0] }
      for (row, days) in zip(rows, zip(before, after)) {
        #expect([days.0, days.1].contains(row["from"].string ?? ""))
        #expect(row["from"] == row["to"] && row["complete"] == .bool(false))
        if days.0 == days.1 { #expect(row["total_tokens"].integer == 7) }
      }
      #expect(document["notes"].strings.contains("Each site has the days of its own clock."))
      let month = try await agency.json("report", "--period", "monthly")
      #expect(month["rows"].array[0]["from"].string?.hasSuffix("-01") == true)
    }
  }

  @Test("Where sites show costs in several currencies all are in USD; in one, in that one")
  func currencies() async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      try folder.write(
        "tokenledger.yml", "models: [{from: \"2024-01-01\", platform: OpenAI, model: gpt-4o}]\n")
      let own = "models: [{platform: OpenAI, model: gpt-4o, input: 2, output: 8}]"
      for (number, site) in agency.sites.enumerated() {
        let rates = number == 2 ? "" : ", currency: EUR, rates: [{from: \"2024-01-01\", rate: 0.5}]"
        try site.sync()
        let file = try folder.write("prices.yml", "prices: {\(own)\(rates)}\n")
        let outcome = try await TokenLedgerCommand.run(
          arguments: ["prices", "set", file], environment: site.environment)
        #expect(outcome.status == 0, "\(outcome)")
      }
      let document = try await agency.json("report", "--from", "2024-03-04", "--to", "2024-03-05")
      #expect(
        rows(document, by: "site") == [
          "Ellis Shop 120000 0.36", "Ellis Club 50000 0.1", "Dead - -", "\(agency.unnamed) 11000 0.028",
        ])
      #expect(document["totals"]["cost"]["currency"] == .string("USD"))
      #expect(document["totals"]["cost"]["amount"] == .string("0.488"))
      #expect(
        document["notes"].strings == [
          "The sites show their costs in several currencies, so all are in USD here."
        ])
      let list = try folder.read("sites.yml").split(separator: "\n").filter { !$0.contains(" d_}") }
      try folder.write("sites.yml", list.joined(separator: "\n") + "\n")
      let euros = try await agency.json("report", "--from", "2024-03-04", "--to", "2024-03-05")
      #expect(rows(euros, by: "site") == ["Ellis Shop 120000 0.18", "Ellis Club 50000 0.05", "Dead - -"])
      #expect(euros["totals"]["cost"]["currency"] == .string("EUR"))
      #expect(euros["totals"]["cost"]["amount"] == .string("0.23"))
      #expect(euros["notes"] == .array([]))
    }
  }

  @Test(
    "A multisite stands for all its blogs, each by its own name, but for those that are listed themselves")
  func network() async throws {
    let first = try TestSite(prefix: "wp_")
    try first.database.run(
      sql:
        "CREATE TABLE wp_blogs (blog_id BIGINT NOT NULL PRIMARY KEY); INSERT INTO wp_blogs VALUES (1), (2), (3);"
    )
    let blogs = try [first] + [2, 3].map { try TestSite(prefix: "wp_", blog: $0) }
    for (number, blog) in blogs.enumerated() {
      try blog.write(
        LogRow.answer(
          at: SiteTime(day: try #require(Day("2024-03-04")), secondOfDay: 0), prompt: 1, completion: number))
    }
    try await Folder.with { folder in
      try folder.write(
        "access.cnf", "[client]\nuser=\(TestServer.current.user)\nsocket=\(TestServer.current.socket)\n")
      let access = "defaults_file: access.cnf, database: \(TestDatabase.current.name), prefix: wp_"
      let list = try folder.write(
        "sites.yml",
        "sites: [{\(access), name: Network, client: Ellis}, {\(access), blog: 2, name: Second}]\n")
      let outcome = try await TokenLedgerCommand.run(
        arguments: ["report", "--sites", list, "--all", "--format", "json"],
        environment: ["HOME": folder.path])
      #expect(outcome.status == 0)
      let document = try JSONValue(outcome.outputBytes)
      #expect(
        document["rows"].array.map { $0["site"]["name"].string } == ["Network", "Network blog 3", "Second"])
      #expect(document["rows"].array.map { $0["total_tokens"].integer } == [1, 3, 2])
      #expect(document["sites"].array.map { $0["site"]["blog_id"].integer } == [1, 3, 2])
      #expect(document["sites"].array.map { $0["client"].string } == ["Ellis", "Ellis", nil])
    }
  }
}
