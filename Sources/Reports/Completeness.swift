import Ledger

/// How far figures are complete: up to the last sync that reached the end of the log.
///
/// What was logged since then has not been looked at, so that no day from that sync's own on is complete, and no usage
/// there does not mean that nothing was used.
public struct Completeness: Equatable, Sendable {
  /// The last sync that reached the end of the log; nil if none did, or without a ledger.
  public let lastSync: Moment?
  /// Up to when everything that was logged is counted; nil when that cannot be said of any moment.
  public let until: Moment?

  /// A ledger whose last sync that reached the log's end began to look there at `lastSync`.
  public init(lastSync: Moment?) {
    self.init(lastSync: lastSync, until: lastSync)
  }

  /// Figures of the log itself, which was read to its end.
  public static func log(readAt moment: Moment) -> Completeness {
    Completeness(lastSync: nil, until: moment)
  }

  private init(lastSync: Moment?, until: Moment?) {
    self.lastSync = lastSync
    self.until = until
  }

  /// Whether all that was logged on `day` is counted.
  public func covers(_ day: Day) -> Bool {
    until.map { day < $0.local.day } ?? false
  }

  /// Whether any part of `day` was looked at to its end.
  public func reaches(_ day: Day) -> Bool {
    until.map { day <= $0.local.day } ?? false
  }

  /// What there is to say of a ledger that no sync has filled to the log's end; nil when one has.
  public var neverSynced: String? {
    until == nil
      ? "no sync has reached the end of the log yet: all figures may be too low, and no period is complete"
      : nil
  }

  /// What there is to say about figures of days up to `last`, on the site's day `today`; nil when all days that are
  /// over are counted.
  public func warning(through last: Day, today: Day) -> String? {
    guard let until else { return neverSynced }
    if covers(min(last, today.adding(days: -1))) { return nil }
    return "figures are complete until \(until.local) only: what was logged since is not counted yet"
  }
}
