import Foundation
import TestSupport
import Testing

@Suite("The summary of a finished period")
struct PeriodSummaryCommandTests {
  @Test(
    "Its figures equal SQL over the same log", arguments: SharedSite.allCases,
    ["daily", "weekly", "monthly", "yearly"])
  func figures(_ shared: SharedSite, _ period: String) async throws {
    let site = try await shared.site
    let oracle = Oracle(site: site)
    let summary = try await site.json("summary", "--no-sync", "--period", period)
    let start = oracle.start(period, "CAST('\(try #require(summary["as_of"].string))' AS DATE)")
    let before = oracle.start(period, "(\(start) - INTERVAL 1 DAY)")
    #expect(try line(summary["current"]) == oracle.span(from: before, to: "\(start) - INTERVAL 1 DAY"))
    #expect(
      try line(summary["before"])
        == oracle.span(
          from: oracle.start(period, "(\(before) - INTERVAL 1 DAY)"), to: "\(before) - INTERVAL 1 DAY"))
    // The last sync was in the running period, so the whole one is counted.
    #expect(summary["complete"] == .bool(true))
    #expect(line(summary["compared"]) == line(summary["current"]))
    #expect(line(summary["previous"]) == line(summary["before"]))
    for dimension in Oracle.Dimension.allCases {
      let ranking = try oracle.ranking(
        dimension, from: "\(before)", to: "\(start) - INTERVAL 1 DAY")
      #expect(summary["top_\(dimension.rawValue)"].ranking == ExpectedRanking(ranking, limit: 5))
    }
  }

  @Test("What it costs is what the report says of these days", .freshDatabase)
  func cost() async throws {
    let site = try TestSite.small()
    let declared = "models set --from 2024-01-01 --to 2024-12-31 --platform OpenAI --model gpt-4"
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    #expect(try await site.tokenledger(declared.split(separator: " ").map(String.init)).status == 0)
    for (period, asOf) in [("week", "2024-04-01"), ("month", "2024-04-01"), ("year", "2025-01-01")] {
      let summary = try await site.json("summary", "--no-sync", "--period", period, "--as-of", asOf)
      for span in ["current", "before"] {
        let (from, to) = (summary[span]["from"].string ?? "", summary[span]["to"].string ?? "")
        let report = try await site.json("report", "--no-sync", "--from", from, "--to", to)
        #expect(summary[span]["cost"] == report["totals"]["cost"], "\(period) \(span)")
      }
      #expect(summary["current"]["cost"] != .null, "\(period)")
    }
    let screen = try await site.tokenledger(
      "summary", "--no-sync", "--period", "month", "--as-of", "2024-04-01")
    #expect(screen.output.contains("  Cost  "))
  }

  @Test("Of a period before the ledger began nothing is known, which is not 0", .freshDatabase)
  func early() async throws {
    let site = try TestSite.small()
    let declared = "models set --from 2023-01-01 --to 2024-12-31 --platform OpenAI --model gpt-4"
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    #expect(try await site.tokenledger(declared.split(separator: " ").map(String.init)).status == 0)
    let asked = ["summary", "--no-sync", "--period", "month", "--as-of", "2023-06-10"]
    let screen = try await site.tokenledger(asked)
    #expect(screen.output.contains("\nNothing is recorded of 2023-05: the ledger begins later.\n"))
    #expect(!screen.output.contains("began within it"))
    let lines = screen.output.split(separator: "\n").map(String.init)
    #expect(lines[2].hasPrefix("2023-05 ") && !lines[2].dropFirst(7).contains { $0.isNumber })
    let json = try JSONValue(try await site.tokenledger(asked + ["--format", "json"]).outputBytes)
    #expect(json["current"]["recorded"] == .bool(false))
    #expect((json["current"]["cost"], json["before"]["cost"]) == (.null, .null))
  }

  private func line(_ span: JSONValue) -> String {
    let days = ["from", "to"].map { span[$0].string ?? "?" }
    return (days + span.counts.map { $0.map(String.init) ?? "?" }).joined(separator: "\t")
  }

  @Test("A mail on the 1st is about the month that is over, in the site's name", .freshDatabase)
  func mail() async throws {
    let site = try TestSite.small()
    try site.set(option: "blogname", to: "Harbor &amp; Lane &#039;s")
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let outcome = try await site.tokenledger(
      "summary", "--no-sync", "--period", "month", "--as-of", "2024-04-01", environment: ["LANG": "C"])
    #expect((outcome.status, outcome.errors) == (0, ""))
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0] == "Tokens of Harbor & Lane 's in 2024-03 (America/New_York)")
    #expect(lines[2].hasPrefix("2024-03     1,235,678         4"))
    #expect(lines[3].hasPrefix("2024-02         1,200         1"))
    #expect(outcome.output.contains("\nPages in 2024-03"))
    let json = try await site.json("summary", "--no-sync", "--period", "month", "--as-of", "2024-04-01")
    #expect(json["schema"] == .string("tokenledger.period-summary/1"))
    #expect(json["site_name"] == .string("Harbor & Lane 's"))
    #expect((json["label"], json["period"]) == (.string("2024-03"), .string("monthly")))
    #expect(json["current"]["total_tokens"] == .integer(1_235_678))
    #expect(json["before"]["total_tokens"] == .integer(1200))
    #expect(json["busiest_day"]["day"] == .string("2024-03-31"))
    // February is not wholly recorded.
    #expect(json["previous"]["recorded"] == .bool(false))
    // On the last day of a month it is not over.
    let early = try await site.json("summary", "--no-sync", "--period", "month", "--as-of", "2024-03-31")
    #expect(early["label"] == .string("2024-02"))
    #expect(early["complete"] == .bool(false))
  }

  @Test("Without a name, the title names the database, and the name is null", .freshDatabase)
  func nameless() async throws {
    let site = try TestSite.small()
    try site.set(option: "blogname", to: nil)
    let title = "Tokens of \(site.database.name), wp_, "
    #expect(try await site.tokenledger("summary").output.hasPrefix(title + "on 20"))
    #expect(try await site.tokenledger("summary", "--period", "day").output.hasPrefix(title + "on 20"))
    #expect(try await site.json("summary", "--period", "year")["site_name"] == .null)
  }

  @Test(
    "A summary as it was on a day has nothing of later, and says nothing of what is purged next",
    .freshDatabase)
  func asOf() async throws {
    let site = try TestSite.small()
    try site.set(option: "chatbot_chatgpt_conversation_log_days_to_keep", to: "30")
    let summary = try await site.json("summary", "--as-of", "2024-03-04")
    #expect(summary["as_of"] == .string("2024-03-04"))
    #expect(summary["today"]["current"]["total_tokens"] == .integer(1100))
    #expect(summary["month"]["current"]["total_tokens"] == .integer(1100))
    #expect(summary["year"]["current"]["total_tokens"] == .integer(2300))
    #expect(summary["today"]["compared"]["until_local"] == .null)
    #expect(summary["next_purge"] == .null)
    #expect(summary["retention"] == .null)
    #expect(try await site.json("summary")["retention"]["days_kept"] == .integer(30))
  }

  @Test(
    "The lines that the documentation gives for a crontab work as that of the site's owner", .freshDatabase)
  func crontab() async throws {
    let site = try TestSite.small()
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let files = [
      "scripts/packaging/examples/crontab", "Sources/TokenLedgerCLI/TokenLedger.docc/InWordPress.md",
    ]
    let commands = try files.flatMap { file in
      try String(contentsOf: root.appending(path: file), encoding: .utf8).split(separator: "\n")
        .compactMap { line in
          line.firstMatch(of: /^ *([0-9*\/]+ +){5}(.*tokenledger .*)$/).map { String($0.2) }
        }
    }
    #expect(commands.count { $0.contains("summary --period") } == 3)
    #expect(commands.count == 6)
    try await Folder.with { folder in
      try folder.write(
        "www/wp-config.php",
        BadSiteTests.config(
          name: "'\(site.database.name)'", user: "'\(try TestServer.current.user)'", password: "''",
          host: "'localhost:\(try TestServer.current.socket)'"))
      try folder.write(
        "bin/mail", "#!/bin/sh\necho \"$@\" >>\"$HOME/mail\" && cat >>\"$HOME/mail\"\n", mode: 0o700)
      for command in commands {
        #expect(!command.contains("%"), "cron would end the line there")
        let line = command.replacing("/var/www/html", with: "\(folder.path)/www")
        try folder.write("line", line)
        // What cron gives: no locale, and its own PATH.
        let outcome = try await site.shell(
          """
          ln --symbolic --force "$TOKENLEDGER" bin/tokenledger
          exec env --ignore-environment HOME="$PWD" LOGNAME=owner SHELL=/bin/sh PATH="$PWD/bin:/usr/bin:/bin" \
            /bin/sh -c "$(cat line)"
          """, workingDirectory: folder.path)
        #expect((outcome.status, outcome.output, outcome.errors) == (0, "", ""), "\(command)")
      }
      let mails = try folder.read("mail")
      #expect(mails.matches(of: /(?m)^Tokens of Harbor Lane Cycles in [0-9]{4}-/).count == 3)
      #expect(mails.contains("owner@example.org"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/tokens").count == 1)
    }
  }
}
