import Ledger
import LedgerStore
import Output
import Reports
import Text

/// The tokens of a window by one or two dimensions, all its periods together or across them.
package struct BreakdownRequest: Request {
  private let span: ReportSpan
  private let question: Question
  private let mode: LedgerSource.Mode

  /// What is asked about the days.
  package struct Question: Sendable {
    /// What to break down by.
    let dimensions: [Dimension]
    /// Whether each period is to be told apart.
    let isAcross: Bool
    /// The figures to show.
    let measures: [Measure]
    /// The order of the rows; nil for the natural one.
    let order: Breakdown.Order?
    /// Whether the rows are in the opposite of that order.
    let isReversed: Bool
    /// How many rows to show; nil for all.
    let top: Int?
    /// Whose usage, and what it was used with.
    let filter: UsageFilter

    /// A question.
    ///
    /// - Parameters:
    ///   - dimensions: What to break down by.
    ///   - isAcross: Whether each period is to be told apart.
    ///   - measures: The figures to show.
    ///   - order: The order of the rows; nil for the natural one.
    ///   - isReversed: Whether the rows are in the opposite of that order.
    ///   - top: How many rows to show; nil for all.
    ///   - filter: Whose usage, and what it was used with.
    package init(
      by dimensions: [Dimension], isAcross: Bool = false, measures: [Measure] = Measure.shown,
      order: Breakdown.Order? = nil, isReversed: Bool = false, top: Int? = nil,
      filter: UsageFilter = UsageFilter()
    ) {
      self.dimensions = dimensions
      self.isAcross = isAcross
      self.measures = measures
      self.order = order
      self.isReversed = isReversed
      self.top = top
      self.filter = filter
    }
  }

  /// A breakdown of the periods of `span`. The log alone knows no models.
  package init(_ question: Question, _ span: ReportSpan, _ mode: LedgerSource.Mode) {
    self.question = question
    self.span = span
    self.mode = mode
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let source = try LedgerSource(
      site.session, mode, prices: question.asksCost ? site.prices : nil, byModel: true,
      filter: question.filter,
      usageOf: { facts, days in
        let window = try span.window(facts, days: days)
        return ([try question.grouping(of: window)], window.days)
      }, site.listener)
    let window = try span.window(source.facts, days: source.days)
    let context = try span.context(of: window, source, site.listener)
    return Answer(
      try question.breakdown(of: window, source, context), of: question.measures,
      site: SiteIdentity(site.session, source.facts))
  }
}

extension BreakdownRequest.Question {
  /// No table has more columns than this.
  private static let mostColumns = 1000
  /// How many places for figures a table may have.
  private static let mostCells = 1_000_000

  /// Whether a figure that is shown, or that rows are ranked by, is one of money.
  var asksCost: Bool {
    let ranking: Measure? = if case .measure(let measure) = order { measure } else { nil }
    return (measures + [ranking].compactMap(\.self)).contains(where: \.isOfMoney)
  }

  /// How the usage of a window is to be added up.
  ///
  /// - Throws: `Failure` (64) for more periods than there can be columns.
  func grouping(of window: Window) throws -> UsageRequest.Grouping {
    guard isAcross else { return .combined(dimensions) }
    let count = window.period.count(in: window.days)
    guard count <= Self.mostColumns else {
      throw Failure(
        .usage,
        "\(window.days.lowerBound) to \(window.days.upperBound) has \(count) \(window.period) columns, "
          + "more than \(Self.mostColumns)",
        advice: "Ask for a longer period (--period) or for fewer days (--last, --from, --to).")
    }
    return .combined(dimensions + [Breakdown.periods(of: window.period)])
  }

  /// The breakdown of the usage that `source` has read.
  ///
  /// - Throws: `Failure`: a cost is larger than can be counted (65), the table is too large (64).
  func breakdown(
    of window: Window, _ source: LedgerSource, _ context: PeriodReport.Context
  ) throws -> Breakdown {
    let usage = source.usage
    var context = context
    context.edition = asksCost ? source.pricer?.edition : nil
    let breakdown = Breakdown(
      window, by: dimensions, isAcross: isAcross, usage: usage?.combined ?? [], names: usage?.names ?? [:],
      filter: usage?.filter ?? [:], notByHour: usage?.notByHour ?? 0, usageByDay: source.days, order: order,
      isReversed: isReversed, by: measures.first ?? .totalTokens, top: top, context: context)
    _ = try breakdown.totals.cost?.checked()
    if let columns = breakdown.across?.columns.count, columns * breakdown.rows.count > Self.mostCells {
      throw Failure(
        .usage, "a table of \(breakdown.rows.count) rows and \(columns) columns is too large",
        advice: "Ask for fewer rows (--top), for a longer period (--period), or for fewer days.")
    }
    return breakdown
  }
}
