/// What the ledger knows of the rows it counted, whose ids it has not kept: enough to say of a row from
/// elsewhere whether it was surely never counted.
///
/// An epoch that counted a row did so with an id and a time within the epoch's own, and put it into an hour of
/// the ledger. Where one of these does not fit, the row is missing; where all fit it is taken as counted, unless
/// the epoch is known to have left that very id out.
public struct CountedHistory: Sendable {
  /// What one epoch counted lies within these bounds.
  public struct Epoch: Sendable, Equatable {
    /// The epoch.
    public let number: Int
    /// From the lowest id counted to the highest seen.
    public let ids: IDRange
    /// From the earliest time counted to the latest.
    public let times: ClosedRange<SiteTime>

    /// The bounds of an epoch that has counted something.
    public init(number: Int, ids: IDRange, times: ClosedRange<SiteTime>) {
      self.number = number
      self.ids = ids
      self.times = times
    }
  }

  /// Ids within an epoch's bounds that it did not count.
  public struct Exceptions: Sendable, Equatable {
    /// Missing, and still looked for by every sync.
    public var openGaps: Set<Int> = []
    /// Missing, and given up.
    public var expiredGaps: Set<Int> = []
    /// Seen without a type.
    public var waiting: Set<Int> = []
    /// Seen and rejected.
    public var rejected: Set<Int> = []

    /// No exceptions.
    public init() {}

    func contains(_ id: Int) -> Bool {
      openGaps.contains(id) || expiredGaps.contains(id) || waiting.contains(id) || rejected.contains(id)
    }
  }

  /// What becomes of a row.
  public enum Verdict: Sendable, Equatable {
    /// It was never counted, and no sync will find it.
    case missing
    /// It was counted, or nothing proves that it was not.
    case counted
    /// A sync may still find it.
    case leftToSync
  }

  /// A row may be committed up to 48 hours after its time, as the site's clock has it, and what was committed before
  /// the last sync began was found by it. So nothing that a sync still waits for is older than 48 hours before the
  /// last sync; another 24 allow for clocks that differ. How long a gap stays open does not matter.
  public static let lateness = 72 * 3600

  /// The epoch that is being read.
  public let currentEpoch: Int
  /// The highest id that the current epoch has seen.
  public let cursor: Int
  /// When a sync last read the whole current epoch, in site time; nil when none did.
  public let syncedSite: SiteTime?
  private let epochs: [Epoch]
  private let hours: [Day: UInt32]
  private let shift: ClockShift?

  /// A history of `epochs`. Bit `h` of `hours[day]` is set when a row of hour `h` was counted. Rows that `shift`
  /// applies to may have been counted before it was declared.
  public init(
    currentEpoch: Int, cursor: Int, syncedSite: SiteTime?, epochs: [Epoch], hours: [Day: UInt32],
    shift: ClockShift? = nil
  ) {
    self.currentEpoch = currentEpoch
    self.cursor = cursor
    self.syncedSite = syncedSite
    self.epochs = epochs
    self.hours = hours
    self.shift = shift
  }

  /// The epochs that may have counted a row, as far as their bounds and the ledger's hours tell.
  public func suspects(id: Int, time: SiteTime) -> [Int] {
    let times = shift.map { [time, $0.siteTime(of: time)] } ?? [time]
    guard times.contains(where: { (hours[$0.day] ?? 0) >> UInt32($0.hour) & 1 == 1 }) else { return [] }
    return epochs.filter { $0.ids.contains(id) && $0.times.contains(time) }.map(\.number)
  }

  /// What becomes of a row; `exceptions` are those of its suspects and of the current epoch, by epoch.
  public func verdict(id: Int, time: SiteTime, exceptions: [Int: Exceptions]) -> Verdict {
    if mayCome(id: id, time: time, exceptions[currentEpoch]) { return .leftToSync }
    let wasLeftOut = suspects(id: id, time: time).allSatisfy { exceptions[$0]?.contains(id) ?? false }
    return wasLeftOut ? .missing : .counted
  }

  private func mayCome(id: Int, time: SiteTime, _ current: Exceptions?) -> Bool {
    if current?.waiting.contains(id) ?? false { return true }
    guard id > cursor || current?.openGaps.contains(id) ?? false else { return false }
    return syncedSite.map { time >= $0.adding(seconds: -Self.lateness) } ?? true
  }
}
