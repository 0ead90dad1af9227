/// One moment, by the clock of UTC and by the site's.
public struct Moment: Hashable, Sendable {
  /// What a clock in UTC showed.
  public let utc: WallClock
  /// What the site's clock showed.
  public let local: WallClock

  /// A moment at which the clocks showed these times.
  public init(utc: WallClock, local: WallClock) {
    self.utc = utc
    self.local = local
  }
}
