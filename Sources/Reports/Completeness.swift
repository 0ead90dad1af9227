import Ledger

/// How far figures are complete: up to the last sync that reached the end of the log.
///
/// Rows logged since then have not been examined, so no day from the day of that sync on is complete, and a day without
/// usage there may still have some.
public struct Completeness: Equatable, Sendable {
  /// The last sync that reached the end of the log; nil if none did, or without a ledger.
  public let lastSync: Moment?
  /// The time until which every logged row is counted; nil when there is none.
  public let until: Moment?

  /// The completeness of a ledger; `lastSync` is when its last complete sync looked for the end of the log.
  public init(lastSync: Moment?) {
    self.init(lastSync: lastSync, until: lastSync)
  }

  /// The completeness of figures read directly from the log.
  public static func log(readAt moment: Moment) -> Completeness {
    Completeness(lastSync: nil, until: moment)
  }

  /// Whether the figures are the log's own.
  public var isOfLog: Bool { lastSync == nil && until != nil }

  private init(lastSync: Moment?, until: Moment?) {
    self.lastSync = lastSync
    self.until = until
  }

  /// Whether every row logged on `day` is counted.
  public func covers(_ day: Day) -> Bool {
    until.map { day < $0.local.day } ?? false
  }

  /// Whether at least a part of `day` is counted completely.
  public func reaches(_ day: Day) -> Bool {
    until.map { day <= $0.local.day } ?? false
  }

  /// A warning when no sync has reached the end of the log; else nil.
  public var neverSynced: String? {
    until == nil
      ? "no sync has reached the end of the log yet: all figures may be too low, and no period is complete"
      : nil
  }

  /// A warning about figures of days up to `last`, on the site's day `today`; nil when all finished days are counted.
  public func warning(through last: Day, today: Day) -> String? {
    guard let until else { return neverSynced }
    if covers(min(last, today.adding(days: -1))) { return nil }
    return "figures are complete until \(until.local) only: what was logged since is not counted yet"
  }
}
