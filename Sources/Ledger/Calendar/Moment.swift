/// An instant, with what the site's clock showed then.
public struct Moment: Hashable, Sendable {
  /// The instant.
  public let utc: UTCTime
  /// The site's time.
  public let local: SiteTime

  /// The instant at which the site's clock showed `local`.
  public init(utc: UTCTime, local: SiteTime) {
    self.utc = utc
    self.local = local
  }

  /// An instant at which the site's clock is `offset` seconds ahead of UTC.
  public init(_ utc: UTCTime, offset: Int) {
    self.init(utc: utc, local: utc.siteTime(offset: offset))
  }
}
