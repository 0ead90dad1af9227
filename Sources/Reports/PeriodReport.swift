import Ledger
import Pricing

/// The usage of a window, one row a period: periods without usage have a row of zeros.
///
/// The rows cut the window's days into contiguous parts, so they add up to the totals.
///
///     let report = PeriodReport(window, usage: days)
///     report.rows.last?.label  // "2026-11-21"
public struct PeriodReport: Equatable, Sendable {
  /// One period, or the part of it that lies in the window.
  public struct Row: Equatable, Sendable {
    /// The period's name: "2026-11-21", "2026-W47", "2026-11" or "2026".
    public let label: String
    /// The days counted.
    public let days: ClosedRange<Day>
    /// What they used and what that cost.
    public let figures: Figures
    /// What they used.
    public var count: TokenCount { figures.count }
    /// False while the period is running, when it began before the ledger, when not all of its rows are counted yet,
    /// and when the window contains only a part of it.
    public let isComplete: Bool
  }

  /// What the figures do not say.
  public struct Context: Sendable {
    /// The period that the site's own Reporting Period stands for.
    public var reportingPeriod: Period
    /// How far the figures are complete.
    public var completeness: Completeness
    /// The hours of ``PeriodReport/hours(of:until:)``; nil when they were not requested.
    public var early: EarlyUsage?
    /// What each day of the report cost; nil where nobody asked.
    public var costs: DailyCosts?
    /// The price list that costs were found with; nil where nobody asked.
    public var edition: PriceListEdition?
    /// The ledger's first day with usage; nil when there is none, or without a ledger.
    public var ledgerSince: Day?
    /// Who used most in the days of the report; nil when nobody asked.
    public var rankings: Rankings?
    /// A warning when the figures are not complete; else nil.
    public var incompleteness: String?
    /// What is to be said when some of the figures were imported; nil when none were.
    public var importNote: String?
    /// Other warnings, one sentence each.
    public var warnings: [String]

    /// The surroundings of a report.
    public init(
      reportingPeriod: Period = .daily, completeness: Completeness = Completeness(lastSync: nil),
      early: EarlyUsage? = nil, costs: DailyCosts? = nil, ledgerSince: Day? = nil, rankings: Rankings? = nil,
      incompleteness: String? = nil, importNote: String? = nil, warnings: [String] = []
    ) {
      self.reportingPeriod = reportingPeriod
      self.completeness = completeness
      self.early = early
      self.costs = costs
      self.ledgerSince = ledgerSince
      self.rankings = rankings
      self.incompleteness = incompleteness
      self.importNote = importNote
      self.warnings = warnings
    }
  }

  /// What a row stands for.
  public let period: Period
  /// The days covered.
  public let days: ClosedRange<Day>
  /// The day on which the report is made, as it sees itself.
  public let asOf: Day
  /// The ledger's first and last day with usage; nil when it is empty.
  public let recorded: ClosedRange<Day>?
  /// The periods, earliest first.
  public let rows: [Row]
  /// The sum of the rows.
  public let figures: Figures
  /// The tokens and requests of all rows.
  public var totals: TokenCount { figures.count }
  /// The window before; nil when there is none to compare with.
  public let previousDays: ClosedRange<Day>?
  /// The finished and counted part of the window, compared with the same part of the window before.
  public let comparison: SpanComparison
  /// The period that the site's own Reporting Period stands for.
  public let reportingPeriod: Period
  /// How far the figures are complete.
  public let completeness: Completeness
  /// Whether a row shows more prompt and completion tokens than total tokens, because of a day that is fully counted.
  private let lacksTotals: Bool
  /// Those of the warnings that the answer itself carries, since they are about its figures: that they are not
  /// complete, that some were imported.
  public let caveats: [String]
  /// The ledger's first day with usage; nil when there is none, or without a ledger.
  public let ledgerSince: Day?
  /// Who used most in the report's days; nil when nobody asked.
  public let rankings: Rankings?
  /// What the reader should know, one sentence each.
  public let warnings: [String]

  /// The report of `window` over `usage`: the ledger's days in ascending order, at least those of the window
  /// and of the window before. The context's warnings go before the window's own.
  public init(_ window: Window, usage: [DayUsage], context: Context = Context()) {
    period = window.period
    days = window.days
    asOf = window.asOf
    recorded = window.recorded
    reportingPeriod = context.reportingPeriod
    completeness = context.completeness
    ledgerSince = context.ledgerSince
    rankings = context.rankings
    caveats = context.caveats
    warnings = context.warnings(of: window)

    let parts = window.period.partition(window.days)
    var counts = Array(repeating: TokenCount.zero, count: parts.count)
    var totals = TokenCount.zero
    var index = 0
    for entry in usage where window.days.contains(entry.day) {
      while parts[index].upperBound < entry.day { index += 1 }
      counts[index] += entry.count
      totals += entry.count
    }
    rows = zip(parts, counts).map { days, count in
      Row(
        label: window.period.label(days.lowerBound), days: days,
        // What was used before the ledger began is not known.
        figures: Figures(
          count,
          cost: (window.recorded.map { $0.lowerBound <= days.upperBound } ?? false)
            ? context.costs?.cost(of: days) : nil),
        isComplete: window.isComplete(days, context.completeness))
    }
    let nothing = context.costs.map { Cost($0.edition) }
    figures = Figures(
      totals,
      cost: rows.reduce(into: nothing) { sum, row in
        if let cost = row.figures.cost { sum? += cost }
      })
    lacksTotals = rows.contains { $0.count.lacksTotals } && context.lacksTotals(in: window, usage)
    previousDays = window.previous
    comparison = SpanComparison(
      window.days, before: window.day(before:), in: usage, firstDay: window.recorded?.lowerBound,
      until: context.completeness.until?.local, early: context.early)
  }
}

extension PeriodReport.Context {
  /// What the answer itself carries of the warnings, since it is about its figures.
  var caveats: [String] { [incompleteness, importNote].compactMap(\.self) }

  /// What the reader of figures of `window` should know.
  func warnings(of window: Window) -> [String] {
    [incompleteness].compactMap(\.self) + warnings + [importNote].compactMap(\.self) + window.warnings
  }

  /// Whether there are more prompt and completion tokens than total tokens on a day that is fully counted: an answer that is
  /// still being logged has no total yet, and after an interrupted sync the rest may still be uncounted.
  func lacksTotals(in window: Window, _ usage: [DayUsage]) -> Bool {
    usage.contains { window.days.contains($0.day) && completeness.covers($0.day) && $0.count.lacksTotals }
  }
}

extension PeriodReport {
  /// Sentences that explain the figures.
  public var notes: [String] {
    lacksTotals ? [TokenCount.missingTotals] : []
  }

  /// The hours that a report of `window` needs, when its figures are complete until a time of the site; nil when none.
  public static func hours(of window: Window, until: SiteTime?) -> EarlyUsage.Request? {
    SpanComparison.hours(of: window.days, before: window.day(before:), until: until)
  }
}

extension Window {
  /// Whether `part`, one part of the window, is a whole finished period that was recorded from its start to its end.
  func isComplete(_ part: ClosedRange<Day>, _ completeness: Completeness) -> Bool {
    guard let recorded else { return false }
    let own = period.start(of: part.lowerBound)...period.end(of: part.lowerBound)
    return part == own && own.upperBound < asOf && own.lowerBound >= recorded.lowerBound
      && completeness.covers(own.upperBound)
  }
}
