import Application
import ArgumentParser
import Configuration
import Ledger
import Reports

/// Which periods a report shows, and whether it names who used most.
struct ReportArguments: ParsableArguments {
  @Option(help: "The length of each row's period (default: the site's Reporting Period).")
  var period: Period?
  @Option(help: ArgumentHelp("Number of periods to show, including the current one.", valueName: "number"))
  var last: Int?
  @Option(help: ArgumentHelp("The first day.", valueName: "YYYY-MM-DD"))
  var from: Day?
  @Option(help: ArgumentHelp("The last day.", valueName: "YYYY-MM-DD"))
  var to: Day?
  @Flag(help: "Show all periods in the ledger.")
  var all = false
  @Option(
    help: ArgumentHelp(
      "Show the report as it was on this day (default: today at the site).", valueName: "YYYY-MM-DD"))
  var asOf: Day?
  @Option(
    help: ArgumentHelp("Also list this many assistants, pages and users that used most.", valueName: "number")
  )
  var top: Int?

  func validate() throws {
    let spans = [last != nil, from != nil || to != nil, all].filter { $0 }
    if spans.count > 1 { throw ValidationError("--last, --from with --to, and --all exclude each other") }
    if let last, last < 1 { throw ValidationError("--last must be at least 1") }
    if let from, let to, from > to { throw ValidationError("--from \(from) is after --to \(to)") }
    if let top, !(1...100).contains(top) { throw ValidationError("--top must be from 1 to 100") }
  }

  /// Takes what the command line leaves open from the configuration, as far as the two go together.
  mutating func leaveOpen(to defaults: ReportDefaults, ranked: Bool = true) {
    period = period ?? defaults.period
    if !all && from == nil && to == nil { last = last ?? defaults.last }
    if ranked { top = top ?? defaults.top }
  }

  /// The report that the options ask for, of the figures that `mode` names, and a breakdown of its days beside it.
  func request(
    _ mode: LedgerSource.Mode, breakdown: BreakdownRequest.Question? = nil
  ) -> ReportRequest {
    ReportRequest(span, top: top, breakdown: breakdown, mode)
  }

  /// The periods that the options ask for.
  var span: ReportSpan { ReportSpan(window, of: period, asOf: asOf) }

  /// The same of several sites, which all have the same: unless something else is said, today.
  var spanOfSites: ReportSpan {
    ReportSpan(window == .standard ? .last(1) : window, of: period ?? .daily, asOf: asOf)
  }

  private var window: Window.Request {
    if let last { return .last(last) }
    if from != nil || to != nil { return .days(from: from, to: to) }
    return all ? .all : .standard
  }
}
