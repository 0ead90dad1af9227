/// What one day used. Days without usage have no entry: a list of these is sparse.
///
///     DayUsage(day: day, count: TokenCount(prompt: 700, completion: 300, total: 1000, requests: 2))
public struct DayUsage: Hashable, Sendable {
  /// The site's own day.
  public let day: Day
  /// Tokens and requests of that day.
  public let count: TokenCount

  /// The usage of `day`.
  public init(day: Day, count: TokenCount) {
    self.day = day
    self.count = count
  }
}
