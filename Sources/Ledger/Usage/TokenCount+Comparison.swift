extension TokenCount {
  /// Whether any part is more than the other's.
  public func exceeds(_ other: TokenCount) -> Bool {
    excess(over: other) != .zero
  }

  /// What each part has more than the other's; 0 where it has less.
  public func excess(over other: TokenCount) -> TokenCount {
    TokenCount(
      prompt: max(0, prompt - other.prompt), completion: max(0, completion - other.completion),
      total: max(0, total - other.total), requests: max(0, requests - other.requests))
  }

  /// Part by part the larger of two counts.
  public static func larger(_ left: TokenCount, _ right: TokenCount) -> TokenCount {
    left + right.excess(over: left)
  }
}

extension Dictionary<DayHour, TokenCount> {
  /// The sums of whole days.
  public var days: [Day: TokenCount] {
    reduce(into: [:]) { days, hour in days[hour.key.day, default: .zero] += hour.value }
  }
}
