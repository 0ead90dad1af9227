import Ledger

/// What a site owner wants to know at a glance, on the day it is read. Days after that day are left out.
public struct SummaryReport: Equatable, Sendable {
  /// A running span and the same span before it.
  public struct Comparison: Equatable, Sendable {
    /// From the start of the period to today.
    public let current: SpanUsage
    /// The same part of the period before: the whole of yesterday, the month before up to the same day, the
    /// year before up to the same date. Nil before the year 1.
    public let previous: SpanUsage?
  }

  /// Averages over the last 30 whole days, or as many as the ledger has; over today alone when it began today.
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
    /// What that day used.
    public let count: TokenCount
  }

  /// What the days alone do not say.
  public struct Context: Sendable {
    /// The site's today.
    public var today: Day
    /// Who used most this month.
    public var rankings: Rankings
    /// When the ledger was last brought up to date, by the site's clock; nil if never.
    public var lastSync: WallClock?
    /// How the chatbot treats its log; nil when that is not known.
    public var retention: Retention?
    /// What the reader should know, one sentence each.
    public var warnings: [String]

    /// The surroundings of a summary that is read on `today`.
    public init(
      today: Day, rankings: Rankings = Rankings(), lastSync: WallClock? = nil, retention: Retention? = nil,
      warnings: [String] = []
    ) {
      self.today = today
      self.rankings = rankings
      self.lastSync = lastSync
      self.retention = retention
      self.warnings = warnings
    }
  }

  /// The day the summary is read on.
  public let asOf: Day
  /// Today against the whole of yesterday.
  public let today: Comparison
  /// This month to date.
  public let month: Comparison
  /// This year to date.
  public let year: Comparison
  /// The averages; nil for an empty ledger.
  public let average: Average?
  /// The day with the most tokens, the earliest of equals; nil for an empty ledger.
  public let busiestDay: DayUsage?
  /// Who used most this month.
  public let rankings: Rankings
  /// When the ledger was last brought up to date; nil if never.
  public let lastSync: WallClock?
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
      Comparison(period, upTo: context.today, in: usage)
    }
    asOf = context.today
    today = comparison(.daily)
    month = comparison(.monthly)
    year = comparison(.yearly)
    average = Average(before: context.today, in: usage)
    busiestDay = usage.reduce(nil) { (busiest: DayUsage?, entry) in
      guard let busiest, busiest.count.total >= entry.count.total else { return entry }
      return busiest
    }
    rankings = context.rankings
    lastSync = context.lastSync
    retention = context.retention
    nextPurge = context.retention.flatMap { Purge($0, after: context.today, in: usage) }
    warnings = context.warnings
  }
}

extension SummaryReport.Comparison {
  fileprivate init(_ period: Period, upTo today: Day, in usage: [DayUsage]) {
    let days = period.start(of: today)...today
    let firstDay = usage.first?.day
    current = SpanUsage(days: days, in: usage, firstDay: firstDay)
    if let first = period.shift(days.lowerBound, by: -1), let last = period.shift(today, by: -1) {
      previous = SpanUsage(days: first...last, in: usage, firstDay: firstDay)
    } else {
      previous = nil
    }
  }
}

extension SummaryReport.Average {
  fileprivate init?(before today: Day, in usage: [DayUsage]) {
    guard let firstDay = usage.first?.day else { return nil }
    days =
      firstDay < today
      ? max(firstDay, today.adding(days: -30))...today.adding(days: -1) : today...today
    let count = SpanUsage(days: days, in: usage, firstDay: firstDay).count
    tokensPerDay = rounded(count.total, dividedBy: Period.daily.count(in: days))
    tokensPerRequest = count.requests > 0 ? rounded(count.total, dividedBy: count.requests) : nil
  }
}

extension SummaryReport.Purge {
  fileprivate init?(_ retention: SummaryReport.Retention, after today: Day, in usage: [DayUsage]) {
    guard retention.isLogging, let daysKept = retention.daysKept, daysKept >= 0,
      let takesDay = Period.daily.shift(today, by: -daysKept)
    else { return nil }
    runsOn = today.adding(days: 1)
    self.takesDay = takesDay
    count = SpanUsage(days: takesDay...takesDay, in: usage, firstDay: nil).count
  }
}

/// A quotient of numbers that are not negative, rounded to the nearest, halves up.
private func rounded(_ dividend: Int, dividedBy divisor: Int) -> Int {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  return quotient + (remainder >= divisor - remainder ? 1 : 0)
}
