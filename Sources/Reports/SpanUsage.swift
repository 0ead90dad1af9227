import Ledger

/// What some days in a row used together.
public struct SpanUsage: Equatable, Sendable {
  /// The first and the last day.
  public let days: ClosedRange<Day>
  /// The hour of the last day at which the span ends; nil when it ends with the day.
  public let until: SiteTime?
  /// Tokens and requests of all of them.
  public let count: TokenCount
  /// Whether the ledger had begun by the first of them; what was used before it began is not known.
  public let isRecorded: Bool
  /// What they cost; nil where nobody asked.
  public var cost: Cost?

  /// What was used and what that cost.
  public var figures: Figures { Figures(count, cost: cost) }

  /// A span whose figures are known already.
  public init(days: ClosedRange<Day>, until: SiteTime? = nil, count: TokenCount, isRecorded: Bool) {
    self.days = days
    self.until = until
    self.count = count
    self.isRecorded = isRecorded
  }

  /// The span's part of `usage`, from a ledger that begins with `firstDay` (nil: an empty ledger).
  init(days: ClosedRange<Day>, in usage: [DayUsage], firstDay: Day?) {
    var count = TokenCount.zero
    for entry in usage where days.contains(entry.day) {
      count += entry.count
    }
    self.init(days: days, count: count, isRecorded: firstDay.map { $0 <= days.lowerBound } ?? false)
  }
}
