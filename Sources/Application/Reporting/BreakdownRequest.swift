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
  private let filter: UsageFilter
  private let mode: LedgerSource.Mode

  /// A breakdown.
  ///
  /// - Parameters:
  ///   - dimensions: What to break down by.
  ///   - span: The periods, all of them together.
  ///   - measures: The figures to show.
  ///   - order: The order of the rows; nil for the natural one.
  ///   - top: How many rows to show; nil for all.
  ///   - filter: Whose usage, and what it was used with.
  ///   - mode: Where the figures come from. The log alone cannot be broken down.
  package init(
    by dimensions: [Dimension], _ span: ReportSpan, measures: [Measure], order: Breakdown.Order?, top: Int?,
    filter: UsageFilter, _ mode: LedgerSource.Mode
  ) {
    self.dimensions = dimensions
    self.span = span
    self.measures = measures
    self.order = order
    self.top = top
    self.filter = filter
    self.mode = mode
  }

  /// Whether a figure that is shown, or that rows are ranked by, is one of money.
  private var asksCost: Bool {
    let ranking: Measure? = if case .measure(let measure) = order { measure } else { nil }
    return (measures + [ranking].compactMap(\.self)).contains { $0 == .cost || $0 == .costPerRequest }
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let source = try LedgerSource(
      site.session, mode, prices: asksCost ? site.prices : nil, byModel: true, filter: filter,
      usageOf: { (.combined(dimensions), try span.window($0, days: $1).days) }, site.listener)
    let window = try span.window(source.facts, days: source.days)
    let usage = source.snapshot?.usage
    var context = try span.context(of: window, source, site.listener)
    context.edition = source.pricer?.edition
    let breakdown = Breakdown(
      window, by: dimensions, usage: usage?.combined ?? [], names: usage?.names ?? [:],
      filter: usage?.filter ?? [:], notByHour: usage?.notByHour ?? 0, usageByDay: source.days, order: order,
      by: measures.first ?? .totalTokens,
      top: top,
      context: context)
    _ = try breakdown.totals.cost?.checked()
    return Answer(breakdown, of: measures, site: SiteIdentity(site.session, source.facts))
  }
}
