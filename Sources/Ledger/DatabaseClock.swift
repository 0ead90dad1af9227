/// The clock of the database, where the owner says that it stamped the rows before a day.
///
/// Versions of the chatbot before 2.0.7 left the time of a row to the database's session, so their rows do not show the
/// site's time. It cannot be told from a row which clock wrote it.
///
///     let clock = DatabaseClock(before: day, zone: "UTC") { _ in 0 }
///     clock.shift(toSite: { _ in 7200 }).siteTime(of: stored)  // two hours later
public struct DatabaseClock: Sendable {
  /// The day on which 2.0.7 was released: rows before it were surely stamped by the database.
  public static let release = Day(number: 19_923)

  /// Rows stamped before this day, by this clock itself, show its time.
  public let before: Day
  /// The name of the clock's zone.
  public let zone: String
  /// Seconds that the clock is ahead of UTC at an instant, in seconds since 1970-01-01 00:00:00 UTC.
  fileprivate let offset: @Sendable (Int) -> Int

  /// A clock by the offset of its zone.
  public init(before: Day, zone: String, offset: @escaping @Sendable (Int) -> Int) {
    self.before = before
    self.zone = zone
    self.offset = offset
  }

  /// The way from this clock's times to those of the site, whose clock is so many seconds ahead of UTC at an instant.
  public func shift(toSite offset: @escaping @Sendable (Int) -> Int) -> ClockShift {
    ClockShift(clock: self, siteOffset: offset)
  }
}

/// Turns the times that the database stamped into the site's.
public struct ClockShift: Sendable {
  fileprivate let clock: DatabaseClock
  fileprivate let siteOffset: @Sendable (Int) -> Int

  /// Rows stamped before this day are shifted.
  public var before: Day { clock.before }

  /// No clock is further from another than this many days.
  public static let reach = 2

  /// From this day on no day has a row that is shifted.
  public var end: Day { clock.before.adding(days: Self.reach) }

  /// The site's time of a row: what is stored, from the day of ``before`` on.
  ///
  /// Of a time that the end of daylight-saving time shows twice, the first is meant; one that its beginning leaves out
  /// is as much later as the clock was put forward.
  public func siteTime(of stored: WallClock) -> WallClock {
    if stored.day >= clock.before { return stored }
    let wall = stored.seconds
    // Offsets of a day before and after: a change lies between them, or they are the same.
    let candidates = [-86_400, 86_400].map { wall - clock.offset(wall + $0) }
    let instant = candidates.filter { $0 + clock.offset($0) == wall }.min() ?? candidates[0]
    return WallClock(secondsSince1970: instant, offset: siteOffset(instant))
  }
}
