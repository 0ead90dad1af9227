import Ledger
import LedgerStore
import Output
import Reports

/// Today, this month and this year at a glance, or what a finished period came to.
package struct SummaryRequest: Request {
  private let mode: LedgerSource.Mode
  private let period: Period?
  private let asOf: AskedDay?

  /// A summary.
  ///
  /// - Parameters:
  ///   - mode: Which figures.
  ///   - period: Of the last one of these that is over; nil for the running ones.
  ///   - asOf: The day on which it is made, as it sees itself; nil for the site's today.
  package init(_ mode: LedgerSource.Mode, of period: Period? = nil, asOf: AskedDay? = nil) {
    (self.mode, self.period, self.asOf) = (mode, period, asOf)
  }

  /// How many of each kind are named.
  private static let ranked = 5

  package func answer(_ site: OpenSite) throws -> Answer {
    guard let period else {
      let source = try Self.source(site, mode, asOf: asOf)
      return Answer(
        try Self.report(source, asOf: asOf, site.listener), site: SiteIdentity(site.session, source.facts))
    }
    return try finished(period, site)
  }

  /// The day on which a summary is made, as it sees itself.
  ///
  /// - Throws: `Failure` (64) for one in the future.
  private static func day(_ asOf: AskedDay?, _ facts: SiteFacts) throws -> Day {
    let day = asOf?.reported(on: facts.siteNow.day)
    try Day.refuseFuture(day, of: "--as-of", today: facts.siteNow.day)
    return day ?? facts.siteNow.day
  }

  /// Reads what the summary needs.
  static func source(
    _ site: OpenSite, _ mode: LedgerSource.Mode, asOf: AskedDay? = nil, listener: Listener? = nil
  ) throws -> LedgerSource {
    try LedgerSource(
      site.session, mode, prices: site.prices,
      hours: { facts, until in
        (try? day(asOf, facts)).flatMap { SummaryReport.hours(on: $0, until: until) }
      },
      usageOf: { facts, _ in
        let day = try day(asOf, facts)
        return ([.each(named: ranked)], Period.monthly.start(of: day)...day)
      },
      listener ?? site.listener)
  }

  /// The summary, whose warnings that `source` has not printed are printed here.
  static func report(
    _ source: LedgerSource, asOf: AskedDay? = nil, _ listener: Listener
  ) throws -> SummaryReport {
    let today = try day(asOf, source.facts)
    // This year, and the year before that it is compared with.
    let firstShown = Period.yearly.shift(Period.yearly.start(of: today), by: -1) ?? today
    var context = try context(of: source, on: today, firstShown...today, listener)
    context.costs = try source.costs(of: Period.yearly.start(of: today)...today)
    // What the chatbot keeps, it says of today alone.
    if today == source.facts.siteNow.day {
      context.retention = SummaryReport.Retention(
        isLogging: source.facts.options.loggingOn, daysKept: source.facts.options.retention.days)
    }
    let report = SummaryReport(usage: source.days, context: context)
    _ = try report.year.current.cost?.checked()
    return report
  }

  /// The summary of the last period that is over.
  private func finished(_ period: Period, _ site: OpenSite) throws -> Answer {
    func days(_ facts: SiteFacts) throws -> PeriodSummary.Days {
      try PeriodSummary.Days(of: period, before: Self.day(asOf, facts))
    }
    let source = try LedgerSource(
      site.session, mode, prices: site.prices,
      hours: { facts, until in (try? days(facts)).flatMap { $0.hours(until: until) } },
      usageOf: { facts, _ in ([.each(named: Self.ranked)], try days(facts).current) }, site.listener)
    let shown = try days(source.facts)
    var context = try Self.context(
      of: source, on: Self.day(asOf, source.facts), shown.all, site.listener)
    context.costs = try source.costs(of: shown.all)
    let summary = PeriodSummary(shown, usage: source.days, context: context)
    for cost in [summary.usage.current.cost, summary.before?.cost] { _ = try cost?.checked() }
    return Answer(summary, site: SiteIdentity(site.session, source.facts))
  }

  /// What the figures of some days do not say. The warnings that `source` has not printed are printed here.
  private static func context(
    of source: LedgerSource, on today: Day, _ days: ClosedRange<Day>, _ listener: Listener
  ) throws -> SummaryReport.Context {
    SummaryReport.Context(
      today: today, rankings: source.rankings(limit: ranked),
      completeness: source.completeness, early: source.early,
      incompleteness: source.incompleteness(through: days.upperBound, listener),
      warnings: try source.warnings
        + [
          source.importNote(from: days.lowerBound, to: days.upperBound, listener),
          source.outdatedPrices(through: days.upperBound, listener),
        ].compactMap(\.self))
  }
}
