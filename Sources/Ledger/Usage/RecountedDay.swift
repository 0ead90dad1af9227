/// What counting a day again does to its figures.
public struct RecountedDay: Sendable, Equatable {
  /// The site's own day.
  public let day: Day
  /// What the ledger holds from the log.
  public let before: TokenCount
  /// What the log holds now.
  public let after: TokenCount
  /// What would be gone from the ledger, part by part: usage whose rows have been purged or erased.
  public let lost: TokenCount

  /// A day with its figures.
  public init(day: Day, before: TokenCount, after: TokenCount, lost: TokenCount) {
    self.day = day
    self.before = before
    self.after = after
    self.lost = lost
  }

  /// This day with the smaller of its loss and `lost`, the loss of another way to count it.
  public func losing(atMostAs other: RecountedDay?) -> RecountedDay {
    func weight(_ count: TokenCount) -> Int {
      max(count.prompt, count.completion, count.total, count.requests)
    }
    let lost = other?.lost ?? .zero
    return weight(lost) < weight(self.lost)
      ? RecountedDay(day: day, before: before, after: after, lost: lost) : self
  }

  /// Compares the ledger's days and hours with what the log holds now; the days with usage in either, ascending.
  ///
  /// A day can get more rows than it loses, so that its sums hide the loss: every hour of it is compared.
  public static func compare(
    days: [Day: TokenCount], hours: [DayHour: TokenCount], with recounted: [DayHour: TokenCount]
  ) -> [RecountedDay] {
    var lost: [Day: TokenCount] = [:]
    for (hour, usage) in hours {
      lost[hour.day, default: .zero] += usage.excess(over: recounted[hour] ?? .zero)
    }
    let recounted = recounted.days
    return Set(days.keys).union(recounted.keys).union(lost.keys).sorted().map { day in
      let (before, after) = (days[day] ?? .zero, recounted[day] ?? .zero)
      return RecountedDay(
        day: day, before: before, after: after,
        lost: .larger(before.excess(over: after), lost[day] ?? .zero))
    }
  }
}
