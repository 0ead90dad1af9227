import Ledger
import Output
import Reports

/// The day written as `YYYY-MM-DD`; a mistyped one is far in the past, so that no test passes with it.
func day(_ text: String) -> Day {
  Day(text) ?? Day(number: -719_162)
}

/// One day's usage.
func usage(
  _ text: String, prompt: Int, completion: Int, total: Int, requests: Int
) -> DayUsage {
  DayUsage(
    day: day(text),
    count: TokenCount(prompt: prompt, completion: completion, total: total, requests: requests))
}

let site = SiteIdentity(database: "shop", prefix: "wp_3_", blogID: 3, timeZone: "Europe/Berlin")

/// Four days of a small shop, the last of them today.
let shopUsage = [
  usage("2026-10-05", prompt: 40_000, completion: 20_000, total: 60_000, requests: 61),
  usage("2026-11-12", prompt: 500_000, completion: 400_000, total: 1_000_000, requests: 750),
  usage("2026-11-18", prompt: 9000, completion: 3000, total: 12_345, requests: 12),
  usage("2026-11-21", prompt: 600, completion: 400, total: 1000, requests: 2),
]

/// The shop's last sync, at 14:03:11 site time.
let shopSync = Moment(
  SiteTime(day: day("2026-11-21"), secondOfDay: 50_591).utc(offset: 3600), offset: 3600)

/// One of the two answers of the shop's today came before 14:00.
func shopHours() -> EarlyUsage {
  var hours = EarlyUsage(before: 14)
  hours.add(
    TokenCount(prompt: 200, completion: 100, total: 300, requests: 1), on: day("2026-11-21"), isEarly: true)
  hours.add(
    TokenCount(prompt: 400, completion: 300, total: 700, requests: 1), on: day("2026-11-21"), isEarly: false)
  return hours
}

/// What surrounds the shop's reports.
func shopContext() -> PeriodReport.Context {
  PeriodReport.Context(
    reportingPeriod: .monthly, completeness: Completeness(lastSync: shopSync), early: shopHours(),
    ledgerSince: day("2026-10-05"), warnings: ["the log is gone"])
}

/// Who uses the shop, with names from hostile hands.
func shopRankings(pages: Int, limit: Int = 5) -> Rankings {
  func named(_ id: String, _ name: String, _ total: Int) -> NamedUsage {
    NamedUsage(
      id: id, name: name,
      count: TokenCount(prompt: total / 2, completion: total / 2, total: total, requests: total / 1000))
  }
  return Rankings(
    [
      .assistant: [named("asst_1", "=Support*", 900_000), named("", "none", 113_345)],
      .page: (1...pages).map { named("\($0)", "ページ \($0)\u{1B}[2J", $0 * 1000) },
    ], limit: limit)
}

/// The daily report of the shop's last four days.
func shopReport() throws -> PeriodReport {
  let window = try Window(
    .last(4), of: .daily, asOf: day("2026-11-21"), recorded: day("2026-10-05")...day("2026-11-21"))
  return PeriodReport(window, usage: shopUsage, context: shopContext())
}

/// The shop's summary.
func shopSummary() -> SummaryReport {
  SummaryReport(
    usage: shopUsage,
    context: SummaryReport.Context(
      today: day("2026-11-21"), rankings: shopRankings(pages: 7),
      completeness: Completeness(lastSync: shopSync), early: shopHours(),
      retention: SummaryReport.Retention(isLogging: true, daysKept: 30),
      warnings: ["2 rows were rejected"]))
}

let health = HealthReport(checks: [
  HealthCheck(
    name: "connection", title: "Connection", level: .ok,
    message: "Connected to MariaDB 10.11 through a socket."),
  HealthCheck(
    name: "retention", title: "Retention", level: .warning,
    message: "The chatbot keeps its log 7 days | and deletes what is older every day, counted or not.",
    advice: "Run tokenledger sync at least once a day."),
  HealthCheck(
    name: "log_table", title: "Log table", level: .failure, message: "The column message_text is missing.",
    advice: "Update the chatbot."),
])
