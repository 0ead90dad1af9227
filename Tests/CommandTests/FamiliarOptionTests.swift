import TestSupport
import Testing

@testable import TokenLedgerCLI

@Suite("Options and days as people know them from other programs")
struct FamiliarOptionTests {
  @Test("They become those they stand for, wherever that is no value of another and not after --")
  func arguments() {
    func read(_ line: String) -> String {
      FamiliarArguments(line.split(separator: " ").map(String.init)).arguments.joined(separator: " ")
    }
    for (line, meaning) in [
      ("report --json", "report --format=json"), ("-V", "--version"), ("report -V", "report --version"),
      ("report --since 2026-01-01 --until=2026-02", "report --from=2026-01-01 --to=2026-02"),
      ("sync --path /srv/www --quiet", "sync --wp-path=/srv/www --quiet"),
      ("report --from -7d --to -1d", "report --from=-7d --to=-1d"),
      ("summary --as-of -7d", "summary --as-of=-7d"), ("report --since -2w", "report --from=-2w"),
      ("report --by model --sort cost --order asc", "report --by model --sort=cost:asc"),
      ("report --order desc --by model --sort=name", "report --by model --sort=name:desc"),
      // What stands after -- is no option, and what is not known stays as it is.
      ("import -- --json -V", "import -- --json -V"),
      ("report --json -- --json", "report --format=json -- --json"),
      ("worker --json", "worker --json"), ("worker --path /srv", "worker --wp-path=/srv"),
      ("report --model=--json", "report --model=--json"), ("report --jsonl", "report --jsonl"),
      ("report --json=1", "report --json=1"), ("report --last -1", "report --last -1"),
      ("report --since", "report --from"), ("report --since --json", "report --from --format=json"),
      ("report --period monthly", "report --period monthly"), ("", ""),
    ] {
      #expect(read(line) == meaning, "\(line)")
    }
  }

  @Test("--json is --format json with every command that has formats", arguments: ProgramCommands.all)
  func json(_ command: [String]) async throws {
    let help = try await TokenLedgerCommand.run(arguments: command + ["--help"]).output
    guard help.contains("  --format <") else {
      #expect(command == ["worker"])
      return
    }
    // There is no site here, so each of them fails, and says so in JSON.
    let needed = ["user erase", "user export"].contains(command.joined(separator: " ")) ? ["3"] : []
    try await Folder.with { folder in
      let arguments = command + needed + ["--wp-config", "\(folder.path)/none.php"]
      let familiar = try await TokenLedgerCommand.run(
        arguments: arguments + ["--json"], workingDirectory: folder.path)
      #expect(
        familiar
          == (try await TokenLedgerCommand.run(
            arguments: arguments + ["--format", "json"], workingDirectory: folder.path)))
      #expect(familiar.errors.contains(#""schema":"tokenledger.error/1""#) || familiar.status == 0)
    }
  }

  @Test("The version, and one option beside what it stands for with the same value")
  func same() async throws {
    let version = try await TokenLedgerCommand.run(arguments: ["--version"])
    #expect(version.status == 0)
    for arguments in [["-V"], ["report", "-V"], ["user", "erase", "-V"], ["worker", "-V"]] {
      #expect(try await TokenLedgerCommand.run(arguments: arguments) == version, "\(arguments)")
    }
  }

  @Test("A report of the same days, however they are said", .freshDatabase)
  func days() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    func report(_ options: String) async throws -> TokenLedgerCommand.Outcome {
      try await site.tokenledger(
        ["report", "--no-sync", "--format", "csv"] + options.split(separator: " ").map(String.init))
    }
    for (familiar, own) in [
      (
        "--since 2024-03-01 --until 2024-03-31 --period day",
        "--from 2024-03-01 --to 2024-03-31 --period daily"
      ),
      ("--from 2024-03 --to 2024-03 --period week", "--from 2024-03-01 --to 2024-03-31 --period weekly"),
      ("--from 2024 --to 2024 --period month", "--from 2024-01-01 --to 2024-12-31 --period monthly"),
      ("--from 2024-02 --to 2024-12 --period year", "--from 2024-02-01 --to 2024-12-31 --period yearly"),
      ("--as-of 2024-03", "--as-of 2024-03-31"), ("--as-of=2024", "--as-of 2024-12-31"),
      (
        "--as-of 2024-03-31 --from -7d --to yesterday", "--as-of 2024-03-31 --from 2024-03-24 --to 2024-03-30"
      ),
      ("--from 2024-03-01 --since 2024-03-01", "--from 2024-03-01"),
      ("--by page --all --sort requests --order desc", "--by page --all --sort requests"),
      ("--by page --all --sort name --order asc", "--by page --all --sort name"),
    ] {
      let (one, other) = (try await report(familiar), try await report(own))
      #expect(one == other, "\(familiar)")
      #expect(one.status == 0, "\(familiar)")
    }
  }

  @Test(
    "The other direction of an order is the opposite, and --top then keeps the first of it", .freshDatabase)
  func order() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    func pages(_ options: String...) async throws -> [String] {
      try await site.json(["report", "--no-sync", "--all", "--by", "page"] + options)["rows"].array
        .map { $0["page"]["id"].string ?? $0["page"].string ?? "?" }
    }
    let descending = try await pages("--sort", "total_tokens")
    #expect(descending.count > 1)
    #expect(try await pages("--sort", "total_tokens", "--order", "asc") == descending.reversed())
    #expect(try await pages("--sort", "total_tokens:asc", "--top", "1") == [descending.last ?? ""])
    let byName = try await pages("--sort", "name")
    #expect(try await pages("--sort", "name", "--order", "desc") == byName.reversed())
    // What has no price comes last in both directions.
    let costs = try await pages("--sort", "cost", "--order", "asc")
    #expect(Set(costs) == Set(descending))
  }

  @Test("Days that go by today go by the site's, whatever the machine's is", .freshDatabase)
  func today() async throws {
    let site = try TestSite.empty()
    // Fourteen hours ahead of UTC and eleven behind it: never the same day at both.
    for (zone, name) in [
      ("Pacific/Kiritimati", "Pacific/Kiritimati"), ("Pacific/Pago_Pago", "Pacific/Pago_Pago"),
    ] {
      try site.set(option: "timezone_string", to: zone)
      func days(_ options: String...) async throws -> [String?] {
        let report = try await site.json(["report", "--period", "day"] + options)
        return [report["from"].string, report["to"].string]
      }
      // A midnight may pass between the two.
      var (before, answers, after) = ("", [[String?]](), " ")
      while before != after {
        before = siteDay(in: name)
        answers = [
          try await days("--from", "today"), try await days("--from", "-7d", "--to", "yesterday"),
          try await days("--from", "yesterday", "--to", "2999"),
        ]
        after = siteDay(in: name)
      }
      let (yesterday, week) = (siteDay(in: name, before: 1), siteDay(in: name, before: 7))
      #expect(answers == [[before, before], [week, yesterday], [yesterday, before]], "\(zone)")
    }
  }

  @Test(
    "A last day alone keeps the length of the window, and --last ends at the ledger's first day",
    .freshDatabase)
  func bounds() async throws {
    let site = try TestSite.small()
    func labels(_ options: String) async throws -> [String?] {
      try await site.json(["report"] + options.split(separator: " ").map(String.init))["rows"].array
        .map { $0["label"].string ?? $0["period"].string }
    }
    #expect(
      try await labels("--to 2024-03-05 --period week") == [
        "2024-W03", "2024-W04", "2024-W05", "2024-W06", "2024-W07", "2024-W08", "2024-W09", "2024-W10",
      ])
    #expect(try await labels("--to 2024-04 --period month") == ["2024-01", "2024-02", "2024-03", "2024-04"])
    #expect(
      try await labels("--last 100000 --period month --as-of 2024-04") == ["2024-02", "2024-03", "2024-04"])
    #expect(try await labels("--last 2 --period month --as-of 2024-04") == ["2024-03", "2024-04"])
    #expect(
      try await labels("--last 100000 --period year --as-of 2023-04-01")
        == ["2020", "2021", "2022", "2023"])
    // As many are named as there are.
    let ranking = try await site.json("report", "--all", "--top", "1000")["top"]["pages"]
    #expect(ranking["other_count"] == .integer(0))
    #expect(ranking["largest"].array.count == 2)
  }

  @Test("The site's configuration takes the short names of periods, too", .freshDatabase)
  func configured() async throws {
    let site = try TestSite.small()
    try await Folder.with { folder in
      let file = try folder.write("tokenledger.yml", "report:\n  period: week\n  top: 1000\n")
      let report = try await site.json("report", "--config", file)
      #expect(report["period"].string == "weekly")
      let bad = try folder.write("bad.yml", "report:\n  period: fortnight\n")
      #expect(
        try await site.tokenledger("report", "--config", bad).errors.contains(
          "daily, weekly, monthly, yearly"))
    }
  }
}
