import Ledger
import LedgerStore
import Output
import Reports

/// The tokens by period.
package struct ReportRequest: Request {
  private let span: ReportSpan
  private let top: Int?
  private let breakdown: BreakdownRequest.Question?
  private let mode: LedgerSource.Mode

  /// A report.
  ///
  /// - Parameters:
  ///   - span: The periods.
  ///   - top: How many members of each dimension to rank; nil for none.
  ///   - breakdown: What is asked about the same days beside it; nil for nothing. It has no filter.
  ///   - mode: Where the figures come from.
  package init(
    _ span: ReportSpan, top: Int?, breakdown: BreakdownRequest.Question? = nil, _ mode: LedgerSource.Mode
  ) {
    self.span = span
    self.top = top
    self.breakdown = breakdown
    self.mode = mode
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let source = try source(site)
    return Answer(try report(source, site.listener).report, site: SiteIdentity(site.session, source.facts))
  }

  /// Reads what the report needs.
  func source(_ site: OpenSite) throws -> LedgerSource {
    try LedgerSource(
      site.session, mode, prices: site.prices,
      hours: { facts, until in
        // The ledger's first day is not known yet. Where it makes the window shorter, nothing was used before.
        (try? span.window(facts, days: nil)).flatMap { PeriodReport.hours(of: $0, until: until) }
      },
      usageOf: { facts, days in
        guard top != nil || breakdown != nil else { return nil }
        let window = try span.window(facts, days: days)
        return try (
          (top.map { [.each(named: $0)] } ?? []) + (breakdown.map { [try $0.grouping(of: window)] } ?? []),
          window.days
        )
      },
      site.listener)
  }

  /// The report and the breakdown beside it. Their warnings that `source` has not printed are printed here.
  func report(
    _ source: LedgerSource, _ listener: Listener
  ) throws -> (report: PeriodReport, breakdown: Breakdown?) {
    let window = try span.window(source.facts, days: source.days)
    var context = try span.context(of: window, source, listener)
    let breakdown = try breakdown?.breakdown(of: window, source, context)
    context.rankings = top.map { source.rankings(limit: $0) }
    context.costs = try source.costs(of: window.days)
    let report = PeriodReport(window, usage: source.days, context: context)
    _ = try report.figures.cost?.checked()
    return (report, breakdown)
  }
}
