import Ledger
import LedgerStore
import Reports

/// The periods that a report or a breakdown covers, as they were asked for.
package struct ReportSpan: Sendable {
  private let request: Window.Request
  private let period: Period?
  private let asOf: Day?

  /// The periods of a window.
  ///
  /// - Parameters:
  ///   - window: The periods.
  ///   - period: What a row stands for; nil for the site's Reporting Period.
  ///   - asOf: The day on which the report is made, as it sees itself; nil for the site's today.
  package init(_ window: Window.Request, of period: Period?, asOf: Day?) {
    request = window
    self.period = period
    self.asOf = asOf
  }

  /// The days that are asked for, of a ledger or log that has usage in `days`.
  ///
  /// - Throws: `Failure` (64) for days that are not there yet, or too many.
  func window(_ facts: SiteFacts, days: [DayUsage]) throws -> Window {
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

  /// What the figures of a window do not say. The warnings that `source` has not printed are printed here.
  func context(
    of window: Window, _ source: LedgerSource, _ listener: Listener
  ) throws -> PeriodReport.Context {
    let sitePeriod = Period.reading(option: source.facts.options.reportingPeriod)
    var warnings = source.warnings
    if period == nil, let warning = sitePeriod.warning {
      listener.warn(warning)
      warnings.append(warning)
    }
    for warning in window.warnings { listener.warn(warning) }
    warnings += [source.outdatedPrices(through: window.days.upperBound, listener)].compactMap(\.self)
    let incompleteness = source.incompleteness(through: window.days.upperBound, listener)
    let importNote = try source.importNote(
      from: window.days.lowerBound, to: window.days.upperBound, listener)
    return PeriodReport.Context(
      reportingPeriod: sitePeriod.period, completeness: source.completeness, early: source.early,
      ledgerSince: source.snapshot?.days.first?.day, incompleteness: incompleteness, importNote: importNote,
      warnings: warnings)
  }
}
