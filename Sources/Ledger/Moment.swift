/// An instant, in UTC and in the site's time.
public struct Moment: Hashable, Sendable {
  /// The time in UTC.
  public let utc: WallClock
  /// The site's time.
  public let local: WallClock

  /// The instant that has these two times.
  public init(utc: WallClock, local: WallClock) {
    self.utc = utc
    self.local = local
  }
}
