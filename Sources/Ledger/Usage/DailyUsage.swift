/// What one attribution used on one day: the ledger's finest fact.
public struct DailyUsage: Sendable, Equatable {
  /// A fact's identity.
  public struct Key: Hashable, Sendable {
    /// The site's own day.
    public let day: Day
    /// Who and what.
    public let attribution: Attribution

    /// The fact of `attribution` on `day`.
    public init(day: Day, attribution: Attribution) {
      self.day = day
      self.attribution = attribution
    }
  }

  /// The day and the attribution.
  public let key: Key
  /// What was used.
  public let count: TokenCount

  /// The usage of an attribution on a day.
  public init(key: Key, count: TokenCount) {
    self.key = key
    self.count = count
  }
}

/// An hour of a day on the site's wall clock.
public struct DayHour: Hashable, Sendable {
  /// The day.
  public let day: Day
  /// The hour, 0 to 23.
  public let hour: Int

  /// The hour of a day.
  public init(day: Day, hour: Int) {
    self.day = day
    self.hour = hour
  }
}

/// An hour of a day, and what of its usage tells which model counts.
public struct ModelHour: Hashable, Sendable {
  /// The hour.
  public let hour: DayHour
  /// The model that was seen, if one was; and the assistant and the page where a model was declared for them.
  public let attribution: Attribution

  /// The hour of some usage.
  public init(hour: DayHour, attribution: Attribution) {
    self.hour = hour
    self.attribution = attribution
  }
}
