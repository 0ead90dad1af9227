import Ledger
import LedgerStore
import Output
import Reports

/// The tokens of a window by one or two dimensions.
package struct BreakdownRequest: Request {
  private let span: ReportSpan
  private let dimensions: [Dimension]
  private let measures: [Measure]
  private let order: Breakdown.Order?
  private let top: Int?
  private let mode: LedgerSource.Mode

  /// A breakdown.
  ///
  /// - Parameters:
  ///   - dimensions: What to break down by.
  ///   - span: The periods, all of them together.
  ///   - measures: The figures to show.
  ///   - order: The order of the rows; nil for the natural one.
  ///   - top: How many rows to show; nil for all.
  ///   - mode: Where the figures come from. The log alone cannot be broken down.
  package init(
    by dimensions: [Dimension], _ span: ReportSpan, measures: [Measure], order: Breakdown.Order?, top: Int?,
    _ mode: LedgerSource.Mode
  ) {
    self.dimensions = dimensions
    self.span = span
    self.measures = measures
    self.order = order
    self.top = top
    self.mode = mode
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let source = try LedgerSource(
      site.session, mode, prices: site.prices,
      usageOf: { (.combined(dimensions), try span.window($0, days: $1).days) }, site.listener)
    let window = try span.window(source.facts, days: source.days)
    let usage = try source.usage()
    let breakdown = Breakdown(
      window, by: dimensions, usage: usage?.combined ?? [], names: usage?.names ?? [:],
      usageByDay: source.days, order: order, top: top,
      context: try span.context(of: window, source, site.listener))
    return Answer(breakdown, of: measures, site: SiteIdentity(site.session, source.facts))
  }
}
