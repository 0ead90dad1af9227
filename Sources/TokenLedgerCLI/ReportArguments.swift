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
  @Option(help: AskedDay.help("The first day"))
  var from: AskedDay?
  @Option(help: AskedDay.help("The last day"))
  var to: AskedDay?
  @Flag(help: "Show all periods in the ledger.")
  var all = false
  @Option(
    help: ArgumentHelp(
      "Show the report as it was on this day (default: today at the site).", valueName: "day"))
  var asOf: AskedDay?
  @Option(
    help: ArgumentHelp("Also list this many assistants, pages and users that used most.", valueName: "number")
  )
  var top: Int?

  func validate() throws {
    let spans = [last != nil, from != nil || to != nil, all].filter { $0 }
    if spans.count > 1 { throw ValidationError("--last, --from with --to, and --all exclude each other") }
    if let last, last < 1 { throw ValidationError("--last must be at least 1") }
    try days.validate()
    if let top, !ReportDefaults.tops.contains(top) {
      throw ValidationError("--top must be from 1 to \(ReportDefaults.tops.upperBound)")
    }
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
  var span: ReportSpan { ReportSpan(choice, of: period, asOf: asOf) }

  /// The same of several sites, which all have the same: unless something else is said, today.
  var spanOfSites: ReportSpan {
    ReportSpan(choice == .standard ? .last(1) : choice, of: period ?? .daily, asOf: asOf)
  }

  private var days: AskedDays { AskedDays(from: from, to: to) }

  private var choice: ReportSpan.Choice {
    if let last { return .last(last) }
    if from != nil || to != nil { return .days(days) }
    return all ? .all : .standard
  }
}
