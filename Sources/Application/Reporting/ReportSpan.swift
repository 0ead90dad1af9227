import Ledger
import LedgerStore
import Reports

/// The periods that a report or a breakdown covers, as they were asked for.
package struct ReportSpan: Sendable {
  /// Which periods somebody asks for.
  package enum Choice: Sendable, Equatable {
    /// As many as a report shows when nobody says otherwise.
    case standard
    /// The running one and those before it, as many in all.
    case last(Int)
    /// Some days.
    case days(AskedDays)
    /// All that the ledger has.
    case all
  }

  private let choice: Choice
  private let period: Period?
  private let asOf: AskedDay?

  /// The periods of a window.
  ///
  /// - Parameters:
  ///   - choice: The periods.
  ///   - period: What a row stands for; nil for the site's Reporting Period.
  ///   - asOf: The day on which the report is made, as it sees itself; nil for the site's today.
  package init(_ choice: Choice, of period: Period?, asOf: AskedDay?) {
    self.choice = choice
    self.period = period
    self.asOf = asOf
  }

  /// The days that are asked for, of a ledger or log that has usage in `days`; nil where that is not known yet.
  ///
  /// - Throws: `Failure` (64) for days that are not there yet, or too many.
  func window(_ facts: SiteFacts, days: [DayUsage]?) throws -> Window {
    let today = facts.siteNow.day
    let asOf = asOf?.reported(on: today)
    try Day.refuseFuture(asOf, of: "--as-of", today: today)
    // From the first day to the last that --as-of allows.
    let recorded = asOf.map { asOf in days?.prefix { $0.day <= asOf }.span } ?? days?.span
    let period = period ?? Period.reading(option: facts.options.reportingPeriod).period
    let request: Window.Request
    switch choice {
    case .standard: request = .standard
    case .last(let count):
      // No usage bounds the periods of an empty ledger.
      request = .last(days != nil && recorded == nil ? min(count, period.standardCount) : count)
    case .all: request = .all
    case .days(let asked):
      try Day.refuseFuture(asked.from?.first(on: today), of: "--from", today: today)
      // Of a report as it was on another day, that day is today.
      let (from, to) = try asked.resolved(today: asOf ?? today, mayBegin: true)
      request = .days(from: from, to: to)
    }
    return try Window(request, of: period, asOf: asOf ?? today, recorded: recorded)
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
