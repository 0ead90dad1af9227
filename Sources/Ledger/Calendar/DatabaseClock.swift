/// The database's clock, which the owner declares to have stamped the rows before a day.
///
/// Versions of the chatbot before 2.0.7 left the time of a row to the database's session, so their rows do not show the
/// site's time. A row does not show which clock stamped it.
///
///     let clock = DatabaseClock(before: day, zone: "UTC") { _ in 0 }
///     clock.shift(toSite: { _ in 7200 }).siteTime(of: stored)  // two hours later
public struct DatabaseClock: Sendable {
  /// The release day of 2.0.7: rows before it were certainly stamped by the database.
  public static let release = Day(number: 19_923)

  /// Rows stamped before this day, by this clock itself, show its time.
  public let before: Day
  /// The name of the clock's zone.
  public let zone: String
  /// The clock's offset from UTC in seconds, at an instant.
  fileprivate let offset: @Sendable (UTCTime) -> Int

  /// A clock by the offset of its zone.
  public init(before: Day, zone: String, offset: @escaping @Sendable (UTCTime) -> Int) {
    self.before = before
    self.zone = zone
    self.offset = offset
  }

  /// The conversion of this clock's times to the site's, whose clock has an offset from UTC in seconds at an instant.
  public func shift(toSite offset: @escaping @Sendable (UTCTime) -> Int) -> ClockShift {
    ClockShift(clock: self, siteOffset: offset)
  }
}

/// Turns the times that the database stamped into the site's.
public struct ClockShift: Sendable {
  fileprivate let clock: DatabaseClock
  fileprivate let siteOffset: @Sendable (UTCTime) -> Int

  /// Rows stamped before this day are shifted.
  public var before: Day { clock.before }

  /// The largest difference between two clocks, in days.
  public static let reach = 2

  /// The first of the days on which no shifted row can fall.
  public var end: Day { clock.before.adding(days: Self.reach) }

  /// The site's time of a row; from the day ``before`` on, the stored time. Before that day, `stored` is what the
  /// database's clock showed.
  ///
  /// A time that occurs twice when daylight-saving time ends means the first one; a time skipped when it begins moves
  /// forward by the length of the gap.
  public func siteTime(of stored: SiteTime) -> SiteTime {
    if stored.day >= clock.before { return stored }
    // The offsets a day before and a day after are equal, or the change lies between them.
    let candidates = [-86_400, 86_400].map { seconds in
      stored.utc(offset: clock.offset(stored.utc(offset: 0).adding(seconds: seconds)))
    }
    let instant =
      candidates.filter { $0.siteTime(offset: clock.offset($0)) == stored }.min() ?? candidates[0]
    return instant.siteTime(offset: siteOffset(instant))
  }
}
