/// A range of row ids, both ends included.
public struct IDRange: Hashable, Sendable, Comparable {
  /// Lower ids are in no range.
  public static let lowestID = Int.min + 1

  /// The lowest id.
  public let first: Int
  /// The highest id; not below `first`.
  public let last: Int

  /// The ids from `first` to `last`; nil when there are none.
  public init?(_ first: Int, _ last: Int) {
    guard first <= last else { return nil }
    self.first = first
    self.last = last
  }

  /// At most `span` ids from `first` on, and none above `limit`; nil when there are none.
  public init?(_ first: Int, upTo limit: Int, span: Int) {
    guard first <= limit else { return nil }
    let (end, isTooHigh) = first.addingReportingOverflow(span - 1)
    self.init(first, isTooHigh ? limit : min(end, limit))
  }

  /// Whether `id` lies in the range.
  public func contains(_ id: Int) -> Bool { first <= id && id <= last }

  /// What is left of the range without some ids of it, in ascending order.
  public func subtracting(_ ids: some Sequence<Int>) -> [IDRange] {
    var rest: [IDRange] = []
    var next = first
    for id in ids where contains(id) {
      // No id is below the smallest integer.
      if id > next, let range = IDRange(next, id - 1) { rest.append(range) }
      // Nothing lies above the last id, and above the highest number there is no next one.
      if id == last { return rest }
      next = id + 1
    }
    if let range = IDRange(next, last) { rest.append(range) }
    return rest
  }

  /// The range cut into pieces of at most `span` ids, ascending.
  public func split(span: Int) -> [IDRange] {
    var pieces: [IDRange] = []
    var next: Int? = first
    while let start = next, let piece = IDRange(start, upTo: last, span: span) {
      pieces.append(piece)
      next = piece.last < last ? piece.last + 1 : nil
    }
    return pieces
  }

  /// The ranges that contain exactly these ascending ids.
  public static func covering(_ ids: some Sequence<Int>) -> [IDRange] {
    var ranges: [IDRange] = []
    for id in ids {
      if let last = ranges.last, last.last < id, last.last + 1 == id, let longer = IDRange(last.first, id) {
        ranges[ranges.count - 1] = longer
      } else if let range = IDRange(id, id) {
        ranges.append(range)
      }
    }
    return ranges
  }

  /// Lower ids come first.
  public static func < (left: IDRange, right: IDRange) -> Bool {
    (left.first, left.last) < (right.first, right.last)
  }
}

/// Finds the ids that are missing between the rows of an ascending read.
///
/// Ids are handed out before their rows are committed, so a missing id may belong to a row that is still to
/// come: reading on past it and forgetting it loses rows.
public struct GapFinder: Sendable {
  /// Which missing ids may still come.
  public enum Policy: Sendable {
    /// All of them.
    case all
    /// Only those beside a row that is not older than this. What is missing further down in a log that is read
    /// for the first time was purged or erased, it is not late.
    case besideRows(since: SiteTime)
  }

  /// The missing ranges that may still come, ascending.
  public private(set) var gaps: [IDRange] = []
  /// The lowest id seen, with its time.
  public private(set) var first: (id: Int, time: SiteTime?)?
  /// The highest id seen, with its time.
  public private(set) var last: (id: Int, time: SiteTime?)?
  /// Whether a row was seen beside which missing ids may still come.
  public private(set) var hasSeenRecent = false

  private let policy: Policy

  /// A finder that has seen nothing, or that goes on after a row known to be old.
  public init(policy: Policy, after id: Int? = nil) {
    self.policy = policy
    if let id { last = (id, SiteTime(day: Day(number: 0), secondOfDay: 0)) }
  }

  /// Sees the next row of the log; ids only ascend.
  public mutating func see(id: Int, time: SiteTime?) {
    if let last { note(after: last, before: (id, time)) }
    if isRecent(time) { hasSeenRecent = true }
    if first == nil { first = (id, time) }
    last = (id, time)
  }

  /// Hands over the gaps found so far and goes on without them.
  public mutating func takeGaps() -> [IDRange] {
    defer { gaps = [] }
    return gaps
  }

  /// Takes in what another finder saw further up.
  public mutating func append(_ other: GapFinder) {
    guard let start = other.first, let end = other.last else { return }
    see(id: start.id, time: start.time)
    gaps += other.gaps
    last = end
    hasSeenRecent = hasSeenRecent || other.hasSeenRecent
  }

  private mutating func note(
    after lower: (id: Int, time: SiteTime?), before upper: (id: Int, time: SiteTime?)
  ) {
    guard let gap = IDRange(lower.id + 1, upper.id - 1) else { return }
    if isRecent(lower.time) || isRecent(upper.time) { gaps.append(gap) }
  }

  private func isRecent(_ time: SiteTime?) -> Bool {
    switch policy {
    case .all: true
    // A row whose time says nothing may be a new one.
    case .besideRows(let since): time.map { $0 >= since } ?? true
    }
  }
}
