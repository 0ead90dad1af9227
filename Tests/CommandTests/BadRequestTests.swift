import TestSupport
import Testing

@Suite("Requests that make no sense: one clear line, exit code 64, nothing written")
struct BadRequestTests {
  /// What is asked, and what is answered.
  struct Request: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let message: String
    var advice: String?
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: String, _ message: String, advice: String? = nil) {
      self.arguments = arguments.split(separator: " ").map(String.init)
      self.message = message
      self.advice = advice
    }

    /// Asks it of a site.
    func check(on site: TestSite) async throws {
      let outcome = try await site.tokenledger(arguments)
      let advice = advice ?? "See 'tokenledger \(arguments[0]) --help'."
      #expect(
        outcome.withoutErrorDocument == .init(64, error: message, advice), "\(testDescription)")
    }
  }

  static let requests = [
    Request("report --from 2026-03-02 --to 2026-03-01", "--from 2026-03-02 is after --to 2026-03-01"),
    Request("export --from 2026-03-02 --to 2026-03-01", "--from 2026-03-02 is after --to 2026-03-01"),
    Request(
      "report --from 2026-02-30",
      "The value '2026-02-30' is invalid for '--from <day>': February 2026 has 28 days"),
    Request(
      "report --to 2026-2-3",
      "The value '2026-2-3' is invalid for '--to <day>': a day is written 2026-02-28, today, yesterday, -7d or -2w, a month 2026-02, a year 2026"
    ),
    Request(
      "report --as-of 2026-13-01",
      "The value '2026-13-01' is invalid for '--as-of <day>': months go from 01 to 12"),
    Request(
      "export --to 2024-02-30",
      "The value '2024-02-30' is invalid for '--to <day>': February 2024 has 29 days"),
    Request(
      "report --by modl",
      "--by 'modl' is none of model, platform, assistant, page, user, hour, weekday, "
        + "source; did you mean model?"),
    Request(
      "report --by model,",
      "--by '' is none of model, platform, assistant, page, user, hour, weekday, "
        + "source"),
    Request("report --by model,model", "--by model,model names a dimension twice"),
    Request(
      "report --by hour,page",
      "--by hour does not go with page: the ledger keeps hours by model, platform, weekday, source alone, --live counts the log"
    ),
    Request(
      "report --by hour --user-id 3",
      "--by hour goes with --model alone: the ledger keeps no hours of users, --live counts the log"),
    Request("report --user-id 3", "--model, --assistant, --page and --user-id go with --by"),
    Request("report --by model,page,user", "--by takes one or two dimensions, not 3"),
    Request(
      "report --by model --measure token",
      "--measure 'token' is none of total_tokens, prompt_tokens, completion_tokens, requests, tokens_per_request, "
        + "cost, cost_per_request; did you mean total_tokens or prompt_tokens or completion_tokens?"
    ),
    Request(
      "report --by model --measure tokens",
      "--measure 'tokens' is none of total_tokens, prompt_tokens, completion_tokens, requests, tokens_per_request, "
        + "cost, cost_per_request; did you mean total_tokens or prompt_tokens or completion_tokens?"
    ),
    Request(
      "report --by model --measure requets",
      "--measure 'requets' is none of total_tokens, prompt_tokens, completion_tokens, requests, tokens_per_request, "
        + "cost, cost_per_request; did you mean requests?"),
    Request(
      "report --by model --measure usd",
      "--measure 'usd' is none of total_tokens, prompt_tokens, completion_tokens, requests, tokens_per_request, "
        + "cost, cost_per_request"),
    Request(
      "report --by page --live --measure requests,cost",
      "--measure cost does not go with --live: the log does not say which model answered, so that nothing has a price"
    ),
    Request(
      "report --by page --live --measure cost_per_request",
      "--measure cost_per_request does not go with --live: the log does not say which model answered, so that nothing "
        + "has a price"),
    Request(
      "report --by page --live --across --sort cost",
      "--sort cost does not go with --live: the log does not say which model answered, so that nothing has a price"
    ),
    Request(
      "report --by model --measure requests,requests", "--measure requests,requests names a figure twice"),
    Request(
      "report --by model --sort nam",
      "--sort 'nam' is none of total_tokens, prompt_tokens, completion_tokens, requests, tokens_per_request, cost, "
        + "cost_per_request, name; "
        + "did you mean name?"),
    Request(
      "report --by page --model gpt-4o --live",
      "--model does not go with --live: the log does not say which model answered"),
    Request("report --by model,page --format svg", "a chart takes one dimension, not --by model,page"),
    Request(
      "report --by model,page --across --format png", "a chart takes one dimension, not --by model,page"),
    Request("report --across", "--across and --chart go with --by"),
    Request("report --chart share --format svg", "--across and --chart go with --by"),
    Request("report --by model --chart share", "--chart goes with --format svg or png"),
    Request("report --by model --chart ring --format svg", "--chart 'ring' is none of share"),
    Request(
      "report --by model --across --chart share --format png",
      "--chart share shows all days together, without --across"),
    Request("dashboard --by model,page", "a chart takes one dimension, not --by model,page"),
    Request("report --measure requests", "--measure and --sort go with --by"),
    Request("report --sort name", "--measure and --sort go with --by"),
    Request("report --last 0", "--last must be at least 1"),
    Request("report --last=-3", "--last must be at least 1"),
    Request("report --last -1", "The value '-1' is invalid for '--last <number>': it is less than 1"),
    Request("report --top -5 --last 3", "The value '-5' is invalid for '--top <number>': it is less than 1"),
    Request(
      "report --last -1.5", "The value '-1.5' is invalid for '--last <number>': it is not a whole number"),
    Request(
      "sync --connections -2", "The value '-2' is invalid for '--connections <number>': it is less than 1"),
    Request("worker --jobs -1", "The value '-1' is invalid for '--jobs <number>': it is less than 1"),
    Request("worker --keep -1", "The value '-1' is invalid for '--keep <number>': it is less than 1"),
    Request("rejected --limit -1", "The value '-1' is invalid for '--limit <number>': it is less than 1"),
    Request("report --blog -1", "The value '-1' is invalid for '--blog <number>': it is less than 1"),
    Request("import --undo -1", "The value '-1' is invalid for '--undo <number>': it is less than 1"),
    Request(
      "report --from -2026-01-01",
      "The value '-2026-01-01' is invalid for '--from <day>': a day is written 2026-02-28, today, yesterday, -7d or -2w, a month 2026-02, a year 2026"
    ),
    Request(
      "worker --interval -5s",
      "The value '-5s' is invalid for '--interval <time>': a duration is a whole number and s, m or h, such "
        + "as 90s, 15m or 24h"),
    Request("report --last --all", "Missing value for '--last <number>'"),
    Request(
      "report --last many", "The value 'many' is invalid for '--last <number>': it is not a whole number"),
    Request(
      "report --last 99999999999999999999",
      "The value '99999999999999999999' is invalid for '--last <number>': the number is too large"),
    Request(
      "report --last 100001 --period daily", "--last 100001 is not a number of periods from 1 to 100000",
      advice: "Use --last 1 for the running period alone, or --all for everything."),
    Request(
      "report --from 2026-01-02 --as-of 2026-01-01",
      "--from 2026-01-02 is after 2026-01-01, the day the report is made for",
      advice: "Use an earlier --from, or a later --as-of."),
    Request("report --last 2 --all", "--last, --from with --to, and --all exclude each other"),
    Request("report --all --from 2026-01-01", "--last, --from with --to, and --all exclude each other"),
    Request("report --no-sync --live", "--no-sync and --live exclude each other"),
    Request(
      "report --period hourly",
      "The value 'hourly' is invalid for '--period <period>'. Please provide one of 'daily', 'weekly', 'monthly' or 'yearly'"
    ),
    Request(
      "report --format xml",
      "The value 'xml' is invalid for '--format <format>'. Please provide one of 'table', 'csv', 'json', 'markdown', 'html', 'svg' or 'png'"
    ),
    Request("report --top 0", "--top must be from 1 to 100000"),
    Request("report --top 100001", "--top must be from 1 to 100000"),
    Request("report --top few", "The value 'few' is invalid for '--top <number>': it is not a whole number"),
    Request("report --top 3 --live", "--top does not go with --live: the log is counted by day alone"),
    Request(
      "report --top 3 --format svg",
      "--top does not go with --format svg: a chart shows the periods alone"),
    Request(
      "report --period daily --from 2010-01-01 --to 2023-09-10 --format svg",
      "the report has 5001 rows, more than the 5000 bars of a chart",
      advice: "Ask for a longer period (--period) or for fewer days (--last, --from, --to)."),
    Request("summary --quiet --verbose", "--quiet and --verbose contradict each other"),
    Request("sync --connections 0", "--connections must be from 1 to 16"),
    Request("sync --connections 17", "--connections must be from 1 to 16"),
    Request(
      "sync --pace fast",
      "The value 'fast' is invalid for '--pace <pace>'. Please provide one of 'gentle', 'auto' or 'full'"),
    Request(
      "export --output - --format markdown",
      "the file itself is CSV: --format markdown does not go with --output -"),
    Request(
      "export --output - --format html", "the file itself is CSV: --format html does not go with --output -"),
    Request("report --lsat 3", "Unknown option '--lsat'. Did you mean '--last'?"),
    Request("report --zz model", "Unknown option '--zz'"),
    Request("report --form csv", "Unknown option '--form'. Did you mean '--format' or '--from'?"),
    Request("sync --quite", "Unknown option '--quite'. Did you mean '--quiet'?"),
    Request(
      "report --defaults my.cnf",
      "Unknown option '--defaults'. Did you mean '--defaults-file' or '--defaults-group'?"),
    Request("report --sync", "Unknown option '--sync'"),
    Request("summary --password s3cret", "Unknown option '--password'. Did you mean '--defaults-file'?"),
    Request(
      "status --late-after 5",
      "The value '5' is invalid for '--late-after <time>': a duration is a whole number and s, m or h, such "
        + "as 90s, 15m or 24h"),
    Request(
      "report --all=1", "The option '--all' does not take any value, but '1' was specified"),
    Request("report twice", "Unexpected argument 'twice'"),
    Request(
      "report --blog 7", "blog 7 was asked for, but this site is not a multisite (no table wp_blogs)",
      advice: "Leave out --blog, or check the prefix."),
    Request("sync --blog 0", "--blog is not a number from 1", advice: "Blogs are numbered from 1."),
    Request("sync --blog one", "The value 'one' is invalid for '--blog <number>': it is not a whole number"),
    Request(
      "sync --prefix wp-x;", "--prefix holds characters other than letters, digits and underscores",
      advice: "Give the table prefix exactly as wp-config.php has it, such as wp_."),
    Request(
      "sync --site - --wp-path /srv", "--wp-path and --site exclude each other", advice: "Give one of them."),
  ]

  @Test("Every one of them", .freshDatabase)
  func requests() async throws {
    let site = try TestSite.small()
    for request in BadRequestTests.requests { try await request.check(on: site) }
    #expect(
      try site.sql(
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE '%tokenledger_hour_totals' AND table_schema = DATABASE()"
      ) == ["1"])
  }

  @Test("A first day, or a day to report on, in the future", .freshDatabase)
  func future() async throws {
    let site = try TestSite.small()
    for (line, option) in [
      ("report --from 9999-12-31", "--from"), ("report --as-of 9999-12-31", "--as-of"),
      ("summary --as-of 9999-12-31", "--as-of"), ("summary --period month --as-of 9999-12-31", "--as-of"),
      ("export --from 9999-12-31", "--from"), ("export --raw --from 9999-12-31 --output -", "--from"),
      ("verify --from 9999-12-31", "--from"), ("rebuild --from 9999-12-31 --to 9999-12-31", "--from"),
    ] {
      let outcome = try await site.tokenledger(line.split(separator: " ").map(String.init))
      #expect(outcome.status == 64, "\(line)")
      #expect(outcome.output == "", "\(line)")
      #expect(
        outcome.errors.hasPrefix(
          "tokenledger: error: \(option) 9999-12-31 is in the future: today at the site is 20"), "\(line)")
      #expect(outcome.errors.hasSuffix("\nGive today or an earlier day.\n"), "\(line)")
    }
    // A last day in the future means the end of the data.
    #expect(try await site.tokenledger("export", "--output", "-", "--to", "9998-12-31").status == 0)
    #expect(try await site.tokenledger("verify", "--to", "9998-12-31").status == 0)
  }

  @Test("A chart of anything but a report", arguments: ProgramCommands.ofOneSite.filter { $0 != "report" })
  func chart(of command: String) async throws {
    let arguments = ["import", "backup", "restore"].contains(command) ? [command, "a.csv"] : [command]
    #expect(
      try await TokenLedgerCommand.run(arguments: arguments + ["--format", "svg"])
        == .init(
          64,
          error: "The value 'svg' is invalid for '--format <format>'. Please provide one of 'table', 'csv', "
            + "'json', 'markdown' or 'html'", "See 'tokenledger \(command) --help'."))
  }

  @Test("A blog that the multisite does not have", .freshDatabase)
  func unknownBlog() async throws {
    let site = try TestSite.small()
    try site.sql("CREATE TABLE wp_blogs (blog_id BIGINT PRIMARY KEY); INSERT INTO wp_blogs VALUES (1), (2)")
    let outcome = try await site.tokenledger("report", "--blog", "3")
    #expect(
      outcome
        == .init(64, error: "there is no blog 3 in wp_blogs", "Choose a blog_id that the table lists."))
  }

  @Test("Hostile arguments are shown harmlessly, on one line")
  func hostileArguments() async throws {
    let outcome = try await TokenLedgerCommand.run(
      arguments: ["report", "--from", "2026\u{1B}[2J\n\u{202E}x"])
    #expect(
      outcome
        == .init(
          64,
          error:
            #"The value '2026\u{1B}[2J\n\u{202E}x' is invalid for '--from <day>': a day is written 2026-02-28, today, yesterday, -7d or -2w, a month 2026-02, a year 2026"#,
          "See 'tokenledger report --help'."))
  }
}
