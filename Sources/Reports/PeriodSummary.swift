import Ledger
import Pricing
import Text

/// What a finished day, week, month or year used, beside the one before it: for the mail that says what the last month
/// came to.
///
///     let days = try PeriodSummary.Days(of: .monthly, before: today)
public struct PeriodSummary: Equatable, Sendable {
  /// The days of the last period that is over, and of the one before it.
  public struct Days: Equatable, Sendable {
    /// What the period is.
    public let period: Period
    /// The period's days.
    public let current: ClosedRange<Day>
    /// Those of the period before; nil where it would begin before the year 1.
    public let previous: ClosedRange<Day>?

    /// The last period that was over when `asOf` began.
    ///
    /// - Throws: `Failure` (64) when none was since the year 1.
    package init(of period: Period, before asOf: Day) throws(Failure) {
      self.period = period
      func ended(before day: Day) -> ClosedRange<Day>? {
        let last = day.adding(days: -1)
        guard last >= .earliest, period.start(of: last) >= .earliest else { return nil }
        return period.start(of: last)...last
      }
      guard let current = ended(before: period.start(of: asOf)) else {
        throw Failure(
          .usage, "no whole \(period.noun) was over on \(asOf)", advice: "Give a later day with --as-of.")
      }
      self.current = current
      previous = ended(before: current.lowerBound)
    }

    /// The days of both.
    package var all: ClosedRange<Day> { (previous ?? current).lowerBound...current.upperBound }

    /// The hours that a summary of these days needs, when its figures are complete until a time of the site; nil when none.
    package func hours(until: SiteTime?) -> EarlyUsage.Request? {
      SpanComparison.hours(of: current, before: before, until: until)
    }

    /// The day at the same place in the period before, whose last day is the last of this one, too.
    fileprivate func before(_ day: Day) -> Day? {
      day == current.upperBound ? previous?.upperBound : period.shift(day, by: -1)
    }
  }

  /// The day on which the summary is made, as it sees itself.
  public let asOf: Day
  /// The days that it is about.
  public let days: Days
  /// What they used, beside what the period before used.
  public let usage: SummaryReport.Comparison
  /// What the whole period before used; nil where there is none.
  public let before: SpanUsage?
  /// The averages over the days of the period that are wholly counted; nil without any.
  public let average: SummaryReport.Average?
  /// The day of the period with the most tokens, the earliest of equals; nil for a period without usage, and when no sync
  /// has reached the end of the log.
  public let busiestDay: DayUsage?
  /// Who used most in the period.
  public let rankings: Rankings
  /// How far the figures are complete.
  public let completeness: Completeness
  /// Whether the period is fully counted, and began after the ledger did.
  public let isComplete: Bool
  /// Whether the period was over when the ledger began: what was used in it is not known.
  public let precedesLedger: Bool
  private let lacksTotals: Bool
  /// What the reader should know, one sentence each.
  public let warnings: [String]

  /// The summary of some days of `usage`, the ledger's days in ascending order. The context's day is the one on which it
  /// is made, and its rankings are those of the period.
  public init(_ days: Days, usage: [DayUsage], context: SummaryReport.Context) {
    var context = context
    precedesLedger = usage.first.map { days.current.upperBound < $0.day } ?? false
    if precedesLedger { context.costs = nil }
    let usage = Array(usage.prefix { $0.day <= days.current.upperBound })
    let own = usage.filter { days.current.contains($0.day) }
    let firstDay = usage.first?.day
    self.days = days
    asOf = context.today
    completeness = context.completeness
    rankings = context.rankings
    warnings = [context.incompleteness].compactMap(\.self) + context.warnings
    self.usage = SummaryReport.Comparison(days.current, before: days.before, context, in: usage)
    before = days.previous.map { previous in
      var span = SpanUsage(days: previous, in: usage, firstDay: firstDay)
      span.cost = context.costs?.cost(of: previous)
      return span
    }
    isComplete =
      context.completeness.covers(days.current.upperBound)
      && firstDay.map { $0 <= days.current.lowerBound } ?? false
    let until = context.completeness.until?.local.day
    busiestDay = until == nil ? nil : own.busiest
    let counted = until.map { min(days.current.upperBound, $0.adding(days: -1)) }
    if let firstDay, let counted, max(firstDay, days.current.lowerBound) <= counted {
      average = SummaryReport.Average(over: max(firstDay, days.current.lowerBound)...counted, in: usage)
    } else {
      average = nil
    }
    lacksTotals =
      self.usage.current.count.lacksTotals
      && own.contains { context.completeness.covers($0.day) && $0.count.lacksTotals }
  }

  /// The period's name: "2026-11-21", "2026-W47", "2026-11" or "2026".
  public var label: String { days.period.label(days.current.lowerBound) }

  /// The name of the period before; nil where there is none.
  public var labelBefore: String? { days.previous.map { days.period.label($0.lowerBound) } }

  /// Sentences that explain the figures.
  public var notes: [String] { lacksTotals ? [TokenCount.missingTotals] : [] }
}
