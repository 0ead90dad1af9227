/// Folds rows of the log into usage: by day and attribution, and by day and hour.
///
/// A fold is a value. It is made for a bounded chunk of rows, and committed whole or not at all.
public struct UsageFold: Sendable {
  /// The usage by day and attribution.
  public private(set) var facts: [DailyUsage.Key: TokenCount] = [:]
  /// The usage by day and hour.
  public private(set) var hours: [DayHour: TokenCount] = [:]
  /// Rows looked at and not counted.
  public private(set) var rejections: [Rejection] = []
  /// Ids of rows that have no type yet.
  public private(set) var blanks: [Int] = []
  /// How many token rows were counted.
  public private(set) var counted = 0
  /// How many rows a new epoch took as counted by an earlier one.
  public private(set) var skipped = 0
  /// The earliest time of a counted row.
  public private(set) var earliestCounted: WallClock?
  /// The latest time of a counted row.
  public private(set) var latestCounted: WallClock?
  /// The lowest id of a counted row.
  public private(set) var lowestCounted: Int?
  /// The highest id of a counted row.
  public private(set) var highestCounted: Int?

  private let rules: CountingRules
  private let timeline: ModelTimeline
  private let takenAsCounted: WallClock?

  /// An empty fold.
  ///
  /// - Parameters:
  ///   - rules: Which rows count.
  ///   - timeline: Which model was in use when.
  ///   - takenAsCounted: Rows up to this time were counted in an earlier epoch of the log.
  public init(rules: CountingRules, timeline: ModelTimeline, takenAsCounted: WallClock? = nil) {
    self.rules = rules
    self.timeline = timeline
    self.takenAsCounted = takenAsCounted
  }

  /// How many token and blank rows were looked at, those taken as counted aside.
  public var read: Int { counted + rejections.count + blanks.count }

  /// The day totals; they are the sums of the facts by construction.
  public var days: [Day: TokenCount] {
    facts.reduce(into: [:]) { days, fact in days[fact.key.day, default: .zero] += fact.value }
  }

  /// The sum of all days.
  public var total: TokenCount { facts.values.reduce(.zero, +) }

  /// Looks at one row.
  public mutating func add(_ row: TokenRow) {
    if row.kind == .other { return }
    if let takenAsCounted, let time = row.time.clock, time <= takenAsCounted {
      skipped += 1
      return
    }
    if row.kind == .blank {
      blanks.append(row.id)
      return
    }
    switch rules.count(row) {
    case .failure(let reason):
      rejections.append(Rejection(id: row.id, reason: reason, time: row.time.text))
    case .success(let (time, tokens)): count(row, at: time, tokens: tokens)
    }
  }

  private mutating func count(_ row: TokenRow, at time: WallClock, tokens: Int) {
    let increment =
      switch row.kind {
      case .prompt: TokenCount(prompt: tokens)
      case .completion: TokenCount(completion: tokens)
      default: TokenCount(total: tokens, requests: 1)
      }
    var attribution = row.attribution
    attribution.model = row.choosesOwnModel ? nil : timeline.model(at: time)
    facts[DailyUsage.Key(day: time.day, attribution: attribution), default: .zero] += increment
    hours[DayHour(day: time.day, hour: time.hour), default: .zero] += increment
    counted += 1
    earliestCounted = min(earliestCounted ?? time, time)
    latestCounted = max(latestCounted ?? time, time)
    lowestCounted = min(lowestCounted ?? row.id, row.id)
    highestCounted = max(highestCounted ?? row.id, row.id)
  }
}
