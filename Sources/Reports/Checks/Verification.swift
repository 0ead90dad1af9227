import Ledger

/// The ledger against the log, day by day and type by type, and the ledger's tables against each other.
public struct Verification: Equatable, Sendable {
  /// What comparing a day came to.
  public enum Verdict: String, CaseIterable, Sendable {
    /// The ledger holds what the log holds.
    case equal
    /// The ledger holds more: rows have been purged or erased since they were counted.
    case ledgerHasMore = "ledger_has_more"
    /// The ledger may lack rows, but none that a sync would have counted: a log that was replaced brought them
    /// along, and being no newer than what was counted already, they were taken as counted.
    case takenAsCounted = "taken_as_counted"
    /// The ledger holds the day as its rows are stored, or the day beside it does: they were counted before the clock
    /// was declared that shifts them. Rebuilding all such days together corrects them.
    case countedAsStored = "counted_as_stored"
    /// The ledger lacks rows that it should hold: a fault.
    case ledgerHasLess = "ledger_has_less"
  }

  /// A day's figures.
  public struct Row: Equatable, Sendable {
    /// The site's own day.
    public let day: Day
    /// What the comparison came to.
    public let verdict: Verdict
    /// What the log holds of rows that a sync has seen.
    public let log: TokenCount
    /// What the ledger holds from the log; imported figures are left out.
    public let ledger: TokenCount
  }

  /// Rows of the log that were not compared.
  public struct LeftOut: Equatable, Sendable {
    /// The reason, for scripts.
    public let reason: String
    /// The kind of rows, for people.
    public let phrase: String
    /// How many there are.
    public let rows: Int

    /// Rows that were not compared, and why.
    public init(reason: String, phrase: String, rows: Int) {
      self.reason = reason
      self.phrase = phrase
      self.rows = rows
    }
  }

  /// The usage that is compared, by day or by hour; what is zero may be left out.
  public struct Usage: Sendable {
    /// What the log holds.
    public let log: [DayHour: TokenCount]
    /// The part of it that a new epoch took as counted.
    public let takenAsCounted: [DayHour: TokenCount]
    /// The same two by the hour at which the rows are stored, where a declared clock shifts some; else nil.
    public let asStored: (log: [DayHour: TokenCount], takenAsCounted: [DayHour: TokenCount])?
    /// The ledger's facts from the log.
    public let facts: [Day: TokenCount]
    /// The ledger's hours from the log.
    public let hours: [DayHour: TokenCount]

    /// The two sides of a comparison.
    public init(
      log: [DayHour: TokenCount], takenAsCounted: [DayHour: TokenCount],
      asStored: (log: [DayHour: TokenCount], takenAsCounted: [DayHour: TokenCount])? = nil,
      facts: [Day: TokenCount], hours: [DayHour: TokenCount]
    ) {
      self.log = log
      self.takenAsCounted = takenAsCounted
      self.asStored = asStored
      self.facts = facts
      self.hours = hours
    }
  }

  /// The days with usage in the log or in the ledger, ascending.
  public let rows: [Row]
  /// Whether the ledger's tables agree with each other.
  public let checks: [HealthCheck]
  /// The rows of the log that were not compared, by reason.
  public let leftOut: [LeftOut]
  /// The days with imported usage, which is not compared either.
  public let imported: [Day: TokenCount]
  /// What the owner should know.
  public let warnings: [String]

  /// Compares.
  ///
  /// A day with the right sums can still lack rows when others were erased, so every hour of it is compared as
  /// well. `countedAsStored` are days of which it is known already that they were, from a comparison of more days.
  public init(
    _ usage: Usage, checks: [HealthCheck], leftOut: [LeftOut] = [], imported: [Day: TokenCount] = [:],
    countedAsStored: Set<Day> = [], warnings: [String]
  ) {
    let verdicts = Self.verdicts(usage.log, usage.takenAsCounted, usage)
    let countedAsStored = countedAsStored.union(Self.countedAsStored(verdicts, usage))
    let log = usage.log.days
    rows = verdicts.sorted { $0.key < $1.key }.map { day, verdict in
      Row(
        day: day, verdict: countedAsStored.contains(day) ? .countedAsStored : verdict,
        log: log[day] ?? .zero, ledger: usage.facts[day] ?? .zero)
    }
    self.checks = checks
    self.leftOut = leftOut
    self.imported = imported
    self.warnings = warnings
  }

  /// The days with a verdict, ascending.
  public func days(_ verdict: Verdict) -> [Row] {
    rows.filter { $0.verdict == verdict }
  }

  /// What comparing the ledger with one view of the log comes to: the worst of a day's own figures and its hours'.
  private static func verdicts(
    _ log: [DayHour: TokenCount], _ taken: [DayHour: TokenCount], _ usage: Usage
  ) -> [Day: Verdict] {
    var verdicts: [Day: Verdict] = [:]
    func note(_ verdict: Verdict, on day: Day) {
      verdicts[day] = worse(verdict, verdicts[day] ?? .equal)
    }
    // An hour that only one side knows is compared with zero.
    for (hour, count) in log { note(verdict(count, taken[hour], usage.hours[hour]), on: hour.day) }
    for (hour, count) in usage.hours where log[hour] == nil { note(verdict(nil, nil, count), on: hour.day) }
    let (logDays, takenDays) = (log.days, taken.days)
    for day in Set(logDays.keys).union(usage.facts.keys) {
      note(verdict(logDays[day], takenDays[day], usage.facts[day]), on: day)
    }
    return verdicts
  }

  /// The days that the ledger fits better as their rows are stored. One that it has nothing of is among them when a
  /// day from which its rows come is; otherwise they are missing.
  private static func countedAsStored(_ verdicts: [Day: Verdict], _ usage: Usage) -> Set<Day> {
    guard let asStored = usage.asStored else { return [] }
    let stored = Self.verdicts(asStored.log, asStored.takenAsCounted, usage)
    let fitting = verdicts.filter { day, verdict in
      let other = stored[day] ?? .equal
      return other != verdict && worse(other, verdict) == verdict
    }
    func isCounted(_ day: Day) -> Bool { fitting[day] != nil && usage.facts[day] ?? .zero != .zero }
    return Set(
      fitting.keys.filter { day in
        (-ClockShift.reach...ClockShift.reach).contains { isCounted(day.adding(days: $0)) }
      })
  }

  private static func verdict(_ log: TokenCount?, _ taken: TokenCount?, _ ledger: TokenCount?) -> Verdict {
    let (log, ledger) = (log ?? .zero, ledger ?? .zero)
    if log == ledger { return .equal }
    if !log.exceeds(ledger) { return .ledgerHasMore }
    return log.excess(over: taken ?? .zero).exceeds(ledger) ? .ledgerHasLess : .takenAsCounted
  }

  private static func worse(_ left: Verdict, _ right: Verdict) -> Verdict {
    let order = Verdict.allCases
    return order.firstIndex(of: left) ?? 0 < order.firstIndex(of: right) ?? 0 ? right : left
  }
}
