import Ledger
import LedgerStore
import Output
import Reports

/// The tokens by period.
package struct ReportRequest: Request {
  private let request: Window.Request
  private let period: Period?
  private let asOf: Day?
  private let top: Int?
  private let mode: LedgerSource.Mode

  /// A report of a window.
  ///
  /// - Parameters:
  ///   - window: The periods.
  ///   - period: What a row stands for; nil for the site's Reporting Period.
  ///   - asOf: The day on which the report is made, as it sees itself; nil for the site's today.
  ///   - top: How many members of each dimension to rank; nil for none.
  ///   - mode: Where the figures come from.
  package init(
    _ window: Window.Request, of period: Period?, asOf: Day?, top: Int?, _ mode: LedgerSource.Mode
  ) {
    request = window
    self.period = period
    self.asOf = asOf
    self.top = top
    self.mode = mode
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let source = try source(site)
    return Answer(try report(source, site.listener), site: SiteIdentity(site.session, source.facts))
  }

  /// Reads what the report needs.
  func source(_ site: OpenSite) throws -> LedgerSource {
    try LedgerSource(
      site.session, mode,
      hours: { facts, until in
        // The ledger's first day is not known yet, but it does not change which hours are compared.
        (try? self.window(facts, days: [])).flatMap { PeriodReport.hours(of: $0, until: until) }
      },
      usageOf: { top == nil ? nil : try self.window($0, days: $1).days },
      site.listener)
  }

  /// The report, whose warnings that `source` has not printed are printed here.
  func report(_ source: LedgerSource, _ listener: Listener) throws -> PeriodReport {
    let sitePeriod = Period.reading(option: source.facts.options.reportingPeriod)
    var warnings = source.warnings
    if period == nil, let warning = sitePeriod.warning {
      listener.warn(warning)
      warnings.append(warning)
    }
    let window = try self.window(source.facts, days: source.days)
    for warning in window.warnings { listener.warn(warning) }
    let incompleteness = source.incompleteness(through: window.days.upperBound, listener)
    let importNote = try source.importNote(
      from: window.days.lowerBound, to: window.days.upperBound, listener)
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
    if case .days(let from, _) = request {
      try Day.refuseFuture(from, of: "--from", today: facts.siteNow.day)
    }
    return try Window(
      request, of: period ?? Period.reading(option: facts.options.reportingPeriod).period,
      asOf: asOf ?? facts.siteNow.day, recorded: recorded(days))
  }

  /// From the first day to the last that `--as-of` allows.
  private func recorded(_ days: [DayUsage]) -> ClosedRange<Day>? {
    guard let asOf else { return days.span }
    return days.prefix { $0.day <= asOf }.span
  }
}
