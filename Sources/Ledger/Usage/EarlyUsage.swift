/// Usage of some days before an hour of the day, to compare a day in progress with a finished one.
public struct EarlyUsage: Equatable, Sendable {
  /// The requested days, and the hour.
  public struct Request: Equatable, Sendable {
    /// The days.
    public let days: [Day]
    /// The first hour that is left out, 1 to 23.
    public let hour: Int

    /// What `days` used before `hour`.
    public init(days: [Day], hour: Int) {
      self.days = days
      self.hour = hour
    }
  }

  /// The first hour that is left out.
  public let hour: Int
  private var early: [Day: TokenCount] = [:]
  private var late: [Day: TokenCount] = [:]

  /// No usage yet; hours before `hour` count as early.
  public init(before hour: Int) {
    self.hour = hour
  }

  /// The early part of `hours`.
  public init(_ hours: [DayHour: TokenCount], for request: Request) {
    self.init(before: request.hour)
    let days = Set(request.days)
    for (hour, count) in hours where days.contains(hour.day) {
      add(count, on: hour.day, isEarly: hour.hour < request.hour)
    }
  }

  /// Adds usage of hours that are all before the hour, or all from it on.
  public mutating func add(_ count: TokenCount, on day: Day, isEarly: Bool) {
    if isEarly {
      early[day, default: .zero] += count
    } else {
      late[day, default: .zero] += count
    }
  }

  /// What a day with the usage `total` used before the hour; nil when its hours do not add up to that, for example when
  /// its figures were imported by day only.
  public func count(of day: Day, total: TokenCount) -> TokenCount? {
    let count = early[day] ?? .zero
    return count + (late[day] ?? .zero) == total ? count : nil
  }
}
