import TestSupport
import Testing

@Suite("What report --sites refuses", .freshDatabase, .timeLimit(.minutes(5)))
struct SitesRefusalTests {
  @Test(
    "What does not go together is refused with words",
    arguments: [
      (["--wp-path", "/"], "--sites excludes the options that name a single site"),
      (["--live"], "--live does not go with --sites: the log alone has no costs"),
      (["--by", "site", "--across"], "--across and --chart do not go with --sites"),
      (
        ["--by", "model", "--model", "gpt-4o"],
        "--model, --assistant, --page and --user-id do not go with --sites"
      ),
      (["--format", "svg"], "--format svg does not go with --sites: there is no chart of several sites"),
      (["--by", "page"], "--by page goes with site, as in --by site,page: each site has its own"),
      (["--by", "client,user"], "--by user goes with site, as in --by site,user: each site has its own"),
      (
        ["--by", "sit"],
        "--by 'sit' is none of site, client, tag, model, platform, assistant, page, user, hour, weekday, source; did you mean site?"
      ),
      (["--by", "site,client,tag"], "--by takes one or two dimensions, not 3"),
      (["--jobs", "0"], "--jobs must be from 1 to 64"),
      (["--from", "2999-01-01"], "--from 2999-01-01 is in the future: today at the site is "),
    ])
  func refused(arguments: [String], message: String) async throws {
    try await Folder.with { folder in
      let agency = try SitesOfAnAgency(in: folder)
      // The dead one is not asked.
      try folder.write(
        "sites.yml",
        try folder.read("sites.yml").split(separator: "\n").filter { !$0.contains("dead") }.joined(
          separator: "\n") + "\n")
      let outcome = try await agency.run(["report"] + arguments)
      #expect(outcome.status == 64)
      #expect(outcome.output == "")
      #expect(outcome.errors.hasPrefix("tokenledger: error: \(message)"), "\(outcome.errors)")
    }
  }

  @Test("Sites, clients and tags are dimensions of several sites alone, and --jobs is for these")
  func alone() async throws {
    for (arguments, message) in [
      (["--by", "client"], "--by client goes with --sites, which names a file that lists sites"),
      (["--by", "model,tag"], "--by tag goes with --sites, which names a file that lists sites"),
      (["--jobs", "2"], "--jobs goes with --sites"),
    ] {
      let outcome = try await TokenLedgerCommand.run(arguments: ["report"] + arguments)
      #expect(outcome.status == 64)
      #expect(outcome.errors.hasPrefix("tokenledger: error: \(message)\n"), "\(outcome.errors)")
    }
  }
}
