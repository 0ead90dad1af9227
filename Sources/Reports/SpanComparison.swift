import Ledger

/// The usage of a span of days, compared with the same part of an earlier span. Of a running span only the finished,
/// counted hours are compared, with the same hours before.
public enum SpanComparison: Equatable, Sendable {
  /// There is no earlier span.
  case absent
  /// The finished part of the span, and the same part of the earlier one.
  case spans(current: SpanUsage, previous: SpanUsage)
  /// The two cannot be compared.
  case impossible(Obstacle)

  /// Why two spans cannot be compared.
  public enum Obstacle: Equatable, Sendable {
    /// No sync has reached the end of the log.
    case neverSynced
    /// No part of the span is counted: the last complete sync was at this time of the site.
    case notCounted(since: SiteTime)
    /// The span began within this hour.
    case noHourOver
    /// The usage of a day by hour is not known.
    case hoursUnknown(Day)
  }

  /// The part of the span that is compared; nil when nothing is.
  public var current: SpanUsage? {
    if case .spans(let current, _) = self { current } else { nil }
  }

  /// The same part of the earlier span; nil when nothing is compared.
  public var previous: SpanUsage? {
    if case .spans(_, let previous) = self { previous } else { nil }
  }

  /// How much more the span used, or less; nil when nothing is compared, when the earlier span is not wholly recorded,
  /// and when nothing was used before.
  public var change: PerMille? {
    guard case .spans(let current, let previous) = self, previous.isRecorded else { return nil }
    return PerMille(changeFrom: previous.count.total, to: current.count.total)
  }

  /// Compares `days` with the days that `before` maps them to. `usage` holds the days of a ledger that begins on
  /// `firstDay` and is complete until a time of the site; `early` has the hours that ``hours(of:before:until:)`` names.
  init(
    _ days: ClosedRange<Day>, before: (Day) -> Day?, in usage: [DayUsage], firstDay: Day?,
    until: SiteTime?, early: EarlyUsage?
  ) {
    guard let plan = Plan(days, before: before, until: until) else {
      self = .absent
      return
    }
    func span(_ days: ClosedRange<Day>, isCut: Bool) throws(UnknownHours) -> SpanUsage {
      let whole = SpanUsage(days: days, in: usage, firstDay: firstDay)
      guard isCut, let hour = plan.hour else { return whole }
      let last = days.upperBound
      let total = SpanUsage(days: last...last, in: usage, firstDay: firstDay).count
      guard total == .zero || early?.hour == hour,
        let part = total == .zero ? .zero : early?.count(of: last, total: total)
      else { throw UnknownHours(day: last) }
      return SpanUsage(
        days: days, until: SiteTime(day: last, secondOfDay: hour * 3600),
        count: whole.count.excess(over: total) + part, isRecorded: whole.isRecorded)
    }
    switch plan.parts {
    case .impossible(let obstacle): self = .impossible(obstacle)
    case .days(let current, let previous, let cutsPrevious):
      do throws(UnknownHours) {
        self = .spans(
          current: try span(current, isCut: true), previous: try span(previous, isCut: cutsPrevious))
      } catch {
        self = .impossible(.hoursUnknown(error.day))
      }
    }
  }

  /// The hours that are needed to compare `days`; nil when none.
  static func hours(
    of days: ClosedRange<Day>, before: (Day) -> Day?, until: SiteTime?
  ) -> EarlyUsage.Request? {
    guard let plan = Plan(days, before: before, until: until), let hour = plan.hour,
      case .days(let current, let previous, let cutsPrevious) = plan.parts
    else { return nil }
    return EarlyUsage.Request(
      days: [current.upperBound] + (cutsPrevious ? [previous.upperBound] : []), hour: hour)
  }

  private struct UnknownHours: Error {
    let day: Day
  }
}

/// The days to compare, and up to which hour.
private struct Plan {
  enum Parts {
    case impossible(SpanComparison.Obstacle)
    case days(ClosedRange<Day>, ClosedRange<Day>, cutsPrevious: Bool)
  }

  let parts: Parts
  /// The first hour of the last day that is excluded; nil when the days are whole.
  var hour: Int?

  /// Nil when there is nothing to compare `days` with.
  init?(_ days: ClosedRange<Day>, before: (Day) -> Day?, until: SiteTime?) {
    guard let first = before(days.lowerBound), let last = before(days.upperBound), first <= last else {
      return nil
    }
    guard let until else {
      parts = .impossible(.neverSynced)
      return
    }
    if until.day > days.upperBound {
      parts = .days(days, first...last, cutsPrevious: false)
      return
    }
    if until.day < days.lowerBound {
      parts = .impossible(.notCounted(since: until))
      return
    }
    if until.hour == 0 {
      let end = until.day.adding(days: -1)
      guard end >= days.lowerBound, let earlierEnd = before(end) else {
        parts = .impossible(days.lowerBound == days.upperBound ? .noHourOver : .notCounted(since: until))
        return
      }
      parts = .days(days.lowerBound...end, first...earlierEnd, cutsPrevious: false)
      return
    }
    guard let earlierEnd = before(until.day) else { return nil }
    // A month that has no such day is compared as a whole: all of its days lie in the finished part.
    let isShorter =
      until.day > days.lowerBound && before(until.day.adding(days: -1)).map { $0 == earlierEnd } ?? false
    hour = until.hour
    parts = .days(days.lowerBound...until.day, first...earlierEnd, cutsPrevious: !isShorter)
  }
}
