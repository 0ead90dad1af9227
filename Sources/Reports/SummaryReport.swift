import Ledger
import Pricing

/// What a site owner wants to know at a glance, on the day it is read. Days after that day are left out.
public struct SummaryReport: Equatable, Sendable {
  /// A running span and the same span before it.
  public struct Comparison: Equatable, Sendable {
    /// From the start of the period to today, as far as it is counted.
    public private(set) var current: SpanUsage
    /// Its finished part, compared with the same hours of yesterday, of the month before up to the same day, or of the
    /// year before up to the same date.
    public let comparison: SpanComparison
  }

  /// Averages over the last 30 whole counted days, or as many as the ledger has; over its only day when it has just
  /// one.
  public struct Average: Equatable, Sendable {
    /// The days averaged.
    public let days: ClosedRange<Day>
    /// Total tokens a day, rounded to the nearest.
    public let tokensPerDay: Int
    /// Total tokens a request, rounded to the nearest; nil without requests.
    public let tokensPerRequest: Int?
  }

  /// How the chatbot treats its own log.
  public struct Retention: Equatable, Sendable {
    /// Whether the chatbot writes its log. While it does not, it purges nothing either.
    public let isLogging: Bool
    /// For how many days it keeps a row; nil for ever.
    public let daysKept: Int?

    /// A log that is written or not, and kept for `daysKept` days (nil: for ever).
    public init(isLogging: Bool, daysKept: Int?) {
      self.isLogging = isLogging
      self.daysKept = daysKept
    }
  }

  /// The next daily purge of the chatbot's log.
  public struct Purge: Equatable, Sendable {
    /// The day it runs. The chatbot goes by UTC, so rows can go up to 14 hours earlier.
    public let runsOn: Day
    /// The latest day whose rows go; the ledger keeps their figures.
    public let takesDay: Day
    /// The usage of that day; nil when not all of it is counted.
    public let count: TokenCount?
  }

  /// What the days alone do not say.
  public struct Context: Sendable {
    /// The site's today.
    public var today: Day
    /// Who used most this month.
    public var rankings: Rankings
    /// How far the figures are complete.
    public var completeness: Completeness
    /// The hours of ``SummaryReport/hours(on:until:)``; nil when they were not requested.
    public var early: EarlyUsage?
    /// What each day of this year cost; nil where nobody asked.
    public var costs: DailyCosts?
    /// How the chatbot treats its log; nil when that is not known.
    public var retention: Retention?
    /// A warning when the figures are not complete; else nil.
    public var incompleteness: String?
    /// Other warnings, one sentence each.
    public var warnings: [String]

    /// The surroundings of a summary that is read on `today`.
    public init(
      today: Day, rankings: Rankings = Rankings(), completeness: Completeness = Completeness(lastSync: nil),
      early: EarlyUsage? = nil, retention: Retention? = nil, incompleteness: String? = nil,
      warnings: [String] = []
    ) {
      self.today = today
      self.rankings = rankings
      self.completeness = completeness
      self.early = early
      self.incompleteness = incompleteness
      self.retention = retention
      self.warnings = warnings
    }
  }

  /// The day the summary is read on.
  public let asOf: Day
  /// Today.
  public let today: Comparison
  /// This month to date.
  public let month: Comparison
  /// This year to date.
  public let year: Comparison
  /// The averages; nil for an empty ledger, and when no sync has reached the end of the log.
  public let average: Average?
  /// The day with the most tokens, the earliest of equals; nil as for averages.
  public let busiestDay: DayUsage?
  /// Who used most this month.
  public let rankings: Rankings
  /// How far the figures are complete.
  public let completeness: Completeness
  /// Whether a figure shows more prompt and completion tokens than total tokens, and a day that is fully counted
  /// does.
  private let lacksTotals: Bool
  /// How the chatbot treats its log; nil when that is not known.
  public let retention: Retention?
  /// The next purge; nil when none comes.
  public let nextPurge: Purge?
  /// What the reader should know, one sentence each.
  public let warnings: [String]

  /// The summary of `usage`, the ledger's days in ascending order.
  public init(usage: [DayUsage], context: Context) {
    let usage = Array(usage.prefix { $0.day <= context.today })
    let comparison = { (period: Period) in
      Comparison(period, context, in: usage)
    }
    asOf = context.today
    today = comparison(.daily)
    month = comparison(.monthly)
    year = comparison(.yearly)
    completeness = context.completeness
    average = Average(context, in: usage)
    busiestDay = completeness.until == nil ? nil : usage.busiest
    let shown = year.current.days
    lacksTotals =
      [today, month, year].contains { $0.current.count.lacksTotals }
      && usage.contains {
        shown.contains($0.day) && context.completeness.covers($0.day) && $0.count.lacksTotals
      }
    rankings = context.rankings
    retention = context.retention
    nextPurge = context.retention.flatMap { Purge($0, context, in: usage) }
    warnings = [context.incompleteness].compactMap(\.self) + context.warnings
  }

  /// Sentences that explain the figures.
  public var notes: [String] {
    lacksTotals ? [TokenCount.missingTotals] : []
  }

  /// The hours that a summary on `today` needs, when its figures are complete until a time of the site; nil
  /// when nobody's.
  public static func hours(on today: Day, until: SiteTime?) -> EarlyUsage.Request? {
    let requests = [Period.daily, .monthly, .yearly].compactMap { period in
      SpanComparison.hours(
        of: period.start(of: today)...today, before: { period.shift($0, by: -1) }, until: until)
    }
    guard let hour = requests.first?.hour else { return nil }
    return EarlyUsage.Request(days: Set(requests.flatMap(\.days)).sorted(), hour: hour)
  }
}

extension Sequence<DayUsage> {
  /// The day with the most tokens, the earliest of equals.
  var busiest: DayUsage? {
    reduce(nil) { (busiest: DayUsage?, entry) in
      guard let busiest, busiest.count.total >= entry.count.total else { return entry }
      return busiest
    }
  }
}

extension SummaryReport.Comparison {
  fileprivate init(_ period: Period, _ context: SummaryReport.Context, in usage: [DayUsage]) {
    self.init(
      period.start(of: context.today)...context.today, before: { period.shift($0, by: -1) }, context,
      in: usage)
  }
}

extension SummaryReport.Comparison {
  /// Compares `days` with the days that `before` maps them to.
  init(
    _ days: ClosedRange<Day>, before: (Day) -> Day?, _ context: SummaryReport.Context, in usage: [DayUsage]
  ) {
    let firstDay = usage.first?.day
    current = SpanUsage(days: days, in: usage, firstDay: firstDay)
    current.cost = context.costs?.cost(of: days)
    comparison = SpanComparison(
      days, before: before, in: usage, firstDay: firstDay,
      until: context.completeness.until?.local, early: context.early)
  }
}

extension SummaryReport.Average {
  fileprivate init?(_ context: SummaryReport.Context, in usage: [DayUsage]) {
    guard let firstDay = usage.first?.day, let until = context.completeness.until?.local.day else {
      return nil
    }
    // The day on which the figures end is counted in part.
    let end = min(context.today, until)
    guard firstDay <= end else { return nil }
    self.init(
      over: firstDay < end ? max(firstDay, end.adding(days: -30))...end.adding(days: -1) : end...end,
      in: usage)
  }
}

extension SummaryReport.Average {
  /// The averages over some whole counted days of a ledger.
  init(over days: ClosedRange<Day>, in usage: [DayUsage]) {
    self.days = days
    let count = SpanUsage(days: days, in: usage, firstDay: nil).count
    tokensPerDay = count.total.quotient(by: Period.daily.count(in: days))
    tokensPerRequest = Measure.tokensPerRequest.number(count)
  }
}

extension SummaryReport.Purge {
  fileprivate init?(
    _ retention: SummaryReport.Retention, _ context: SummaryReport.Context, in usage: [DayUsage]
  ) {
    guard retention.isLogging, let daysKept = retention.daysKept, daysKept >= 0,
      let takesDay = Period.daily.shift(context.today, by: -daysKept)
    else { return nil }
    runsOn = context.today.adding(days: 1)
    self.takesDay = takesDay
    count =
      context.completeness.covers(takesDay)
      ? SpanUsage(days: takesDay...takesDay, in: usage, firstDay: nil).count : nil
  }
}
