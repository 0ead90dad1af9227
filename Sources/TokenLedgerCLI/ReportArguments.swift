import ArgumentParser
import Configuration
import Ledger
import LedgerStore
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

  /// Reads what the report needs.
  func source(_ session: SiteSession, _ mode: LedgerSource.Mode, _ console: Console) throws -> LedgerSource {
    try LedgerSource(
      session, mode,
      hours: { facts, until in
        // The ledger's first day is not known yet, but it does not change which hours are compared.
        (try? self.window(facts, days: [])).flatMap { PeriodReport.hours(of: $0, until: until) }
      },
      usageOf: { top == nil ? nil : try self.window($0, days: $1).days }, console)
  }

  /// The report, whose warnings that `source` has not printed are printed here.
  func report(_ source: LedgerSource, _ console: Console) throws -> PeriodReport {
    let sitePeriod = Period.reading(option: source.facts.options.reportingPeriod)
    var warnings = source.warnings
    if period == nil, let warning = sitePeriod.warning {
      console.warn(warning)
      warnings.append(warning)
    }
    let window = try self.window(source.facts, days: source.days)
    for warning in window.warnings { console.warn(warning) }
    let incompleteness = source.incompleteness(through: window.days.upperBound, console)
    let importNote = try source.importNote(
      from: window.days.lowerBound, to: window.days.upperBound, console)
    return PeriodReport(
      window, usage: source.days,
      context: PeriodReport.Context(
        reportingPeriod: sitePeriod.period, completeness: source.completeness, early: source.early,
        ledgerSince: source.snapshot?.days.first?.day,
        rankings: top.map { source.rankings(limit: $0) }, incompleteness: incompleteness,
        importNote: importNote, warnings: warnings))
  }

  /// The days that are asked for, of a ledger or log that has usage in `days`.
  private func window(_ facts: SiteFacts, days: [DayUsage]) throws -> Window {
    try Day.refuseFuture(asOf, of: "--as-of", today: facts.siteNow.day)
    try Day.refuseFuture(from, of: "--from", today: facts.siteNow.day)
    return try Window(
      request, of: period ?? Period.reading(option: facts.options.reportingPeriod).period,
      asOf: asOf ?? facts.siteNow.day, recorded: recorded(days))
  }

  /// From the first day to the last that `--as-of` allows.
  private func recorded(_ days: [DayUsage]) -> ClosedRange<Day>? {
    guard let asOf else { return days.span }
    return days.prefix { $0.day <= asOf }.span
  }

  private var request: Window.Request {
    if let last { return .last(last) }
    if from != nil || to != nil { return .days(from: from, to: to) }
    return all ? .all : .standard
  }
}
