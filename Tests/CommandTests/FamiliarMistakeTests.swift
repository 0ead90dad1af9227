import TestSupport
import Testing

@Suite("Mistakes with options, days and commands as people know them from other programs")
struct FamiliarMistakeTests {
  private typealias Request = BadRequestTests.Request

  private static let requests = [
    Request("worker --json", "Unknown option '--json'. Did you mean '--log-format json'?"),
    Request("sync --since 2026-01-01", "Unknown option '--since'"),
    Request("sync --until=2026-01-01", "Unknown option '--until'"),
    Request("sync --from 2026-01-01", "Unknown option '--from'"),
    Request("summary --order desc", "Unknown option '--order'"),
    Request(
      "report --since 2026-01-01 --from 2026-01-02",
      "--since 2026-01-01 and --from 2026-01-02 contradict each other",
      advice: "--since stands for --from: give one of them."),
    Request(
      "verify --to=2026-01-02 --until=2026-01-01",
      "--until 2026-01-01 and --to 2026-01-02 contradict each other",
      advice: "--until stands for --to: give one of them."),
    Request(
      "summary --json --format csv", "--json and --format csv contradict each other",
      advice: "--json stands for --format json: give one of them."),
    Request(
      "sync --path /a --wp-path /b", "--path /a and --wp-path /b contradict each other",
      advice: "--path stands for --wp-path: give one of them."),
    Request("report --since --until 2026-01-01", "Missing value for '--from <day>'"),
    Request("report --from --to 2026-01-01", "Missing value for '--from <day>'"),
    Request("report --from --json", "Missing value for '--from <day>'"),
    Request(
      "report --since -1m",
      "The value '-1m' is invalid for '--from <day>': days before today are written -7d, weeks -2w, up to 9999"
    ),
    Request("report --from 2026-03 --to 2026-02", "--from 2026-03 is after --to 2026-02"),
    Request(
      "export --from today --to yesterday", "--from today is after --to yesterday",
      advice: "Exchange the two days."),
    Request(
      "models set --from today --to -1w --platform OpenAI --model gpt-4o", "--from today is after --to -1w",
      advice: "Exchange the two days."),
    Request(
      "report --order desc", "--order goes with --sort",
      advice: "Give the direction once, as in --sort cost:asc."),
    Request(
      "report --by model --sort cost:asc --order desc",
      "--order and the direction in --sort contradict each other",
      advice: "Give the direction once, as in --sort cost:asc."),
    Request("report --by model --sort cost --order up", "--order 'up' is none of asc, desc"),
    Request("report --by model --sort cost:", "--order '' is none of asc, desc"),
    Request(
      "report --bom", "--bom goes with --format csv, not table",
      advice: "Excel needs the mark in CSV files alone."),
    Request(
      "report --bom --json", "--bom goes with --format csv, not json",
      advice: "Excel needs the mark in CSV files alone."),
    Request("summary --bom --format html", "--bom goes with --format csv, not html"),
    Request(
      "summary --period month --as-of 0001-01-01", "no whole month was over on 0001-01-01",
      advice: "Give a later day with --as-of."),
    Request(
      "summary --period fortnight",
      "The value 'fortnight' is invalid for '--period <period>'. Please provide one of 'daily', 'weekly', 'monthly' or 'yearly'"
    ),
  ]

  @Test("Every one of them", .freshDatabase)
  func requests() async throws {
    let site = try TestSite.small()
    for request in Self.requests { try await request.check(on: site) }
  }

  @Test("A command that does not exist, with its help and options, too")
  func unknownCommand() async throws {
    let mistakes = [
      ("frobnicate", "There is no command 'frobnicate'", "tokenledger"),
      ("reprot", "There is no command 'reprot'. Did you mean 'report'?", "tokenledger"),
      ("reprot --live", "There is no command 'reprot'. Did you mean 'report'?", "tokenledger"),
      ("help reprot", "There is no command 'reprot'. Did you mean 'report'?", "tokenledger"),
      ("expor", "There is no command 'expor'. Did you mean 'export'?", "tokenledger"),
      ("stats", "There is no command 'stats'. Did you mean 'summary' or 'report'?", "tokenledger"),
      ("usage", "There is no command 'usage'. Did you mean 'report'?", "tokenledger"),
      ("version", "There is no command 'version'. Did you mean '--version'?", "tokenledger"),
      ("init", "There is no command 'init'. Did you mean 'sync'?", "tokenledger"),
      ("list", "There is no command 'list'", "tokenledger"),
      ("help list", "There is no command 'list'", "tokenledger"),
      ("user list", "There is no command 'list'", "tokenledger user"),
      ("user eras 3", "There is no command 'eras'. Did you mean 'erase'?", "tokenledger user"),
      ("help user eras", "There is no command 'eras'. Did you mean 'erase'?", "tokenledger user"),
    ]
    for (line, message, command) in mistakes {
      let outcome = try await TokenLedgerCommand.run(arguments: line.split(separator: " ").map(String.init))
      #expect(outcome == .init(64, error: message, "See '\(command) --help'."), "\(line)")
    }
  }
}
