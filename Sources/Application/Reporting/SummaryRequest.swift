import Ledger
import LedgerStore
import Output
import Reports

/// Today, this month and this year at a glance.
package struct SummaryRequest: Request {
  private let mode: LedgerSource.Mode

  /// A summary of the figures that `mode` names.
  package init(_ mode: LedgerSource.Mode) { self.mode = mode }

  /// How many of each kind are named.
  private static let ranked = 5

  package func answer(_ site: OpenSite) throws -> Answer {
    let source = try Self.source(site, mode)
    return Answer(
      try Self.report(source, site.listener), site: SiteIdentity(site.session, source.facts))
  }

  /// Reads what the summary needs.
  static func source(_ site: OpenSite, _ mode: LedgerSource.Mode, _ listener: Listener? = nil) throws
    -> LedgerSource
  {
    try LedgerSource(
      site.session, mode, prices: site.prices,
      hours: { facts, until in SummaryReport.hours(on: facts.siteNow.day, until: until) },
      usageOf: { facts, _ in ([.each], Period.monthly.start(of: facts.siteNow.day)...facts.siteNow.day) },
      listener ?? site.listener)
  }

  /// The summary, whose warnings that `source` has not printed are printed here.
  static func report(_ source: LedgerSource, _ listener: Listener) throws -> SummaryReport {
    let today = source.facts.siteNow.day
    // This year, and the year before that it is compared with.
    let firstShown = Period.yearly.shift(Period.yearly.start(of: today), by: -1) ?? today
    var context = SummaryReport.Context(
      today: today, rankings: source.rankings(limit: ranked),
      completeness: source.completeness, early: source.early,
      incompleteness: source.incompleteness(through: today, listener),
      warnings: try source.warnings
        + [
          source.importNote(from: firstShown, to: today, listener),
          source.outdatedPrices(through: today, listener),
        ].compactMap(\.self))
    context.costs = try source.costs(of: Period.yearly.start(of: today)...today)
    context.retention = SummaryReport.Retention(
      isLogging: source.facts.options.loggingOn, daysKept: source.facts.options.retention.days)
    let report = SummaryReport(usage: source.days, context: context)
    _ = try report.year.current.cost?.checked()
    return report
  }
}
