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
    /// Why, for scripts.
    public let reason: String
    /// What kind of rows they are, for people.
    public let phrase: String
    /// How many there are.
    public let rows: Int

    /// Some rows, and why they were not compared.
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
    /// The ledger's facts from the log.
    public let facts: [Day: TokenCount]
    /// The ledger's hours from the log.
    public let hours: [DayHour: TokenCount]

    /// The two sides of a comparison.
    public init(
      log: [DayHour: TokenCount], takenAsCounted: [DayHour: TokenCount], facts: [Day: TokenCount],
      hours: [DayHour: TokenCount]
    ) {
      self.log = log
      self.takenAsCounted = takenAsCounted
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
  /// What the owner should know.
  public let warnings: [String]

  /// Compares.
  ///
  /// A day with the right sums can still lack rows when others were erased, so every hour of it is compared as
  /// well.
  public init(_ usage: Usage, checks: [HealthCheck], leftOut: [LeftOut] = [], warnings: [String]) {
    var ofHours: [Day: Verdict] = [:]
    func compare(_ hour: DayHour) {
      let verdict = Self.verdict(usage.log[hour], usage.takenAsCounted[hour], usage.hours[hour])
      ofHours[hour.day] = Self.worse(verdict, ofHours[hour.day] ?? .equal)
    }
    // An hour that only one side knows is compared with zero.
    for hour in usage.log.keys { compare(hour) }
    for hour in usage.hours.keys where usage.log[hour] == nil { compare(hour) }
    let (log, taken) = (usage.log.days, usage.takenAsCounted.days)
    rows = Set(log.keys).union(usage.facts.keys).union(ofHours.keys).sorted().map { day in
      let verdict = Self.verdict(log[day], taken[day], usage.facts[day])
      return Row(
        day: day, verdict: Self.worse(verdict, ofHours[day] ?? .equal), log: log[day] ?? .zero,
        ledger: usage.facts[day] ?? .zero)
    }
    self.checks = checks
    self.leftOut = leftOut
    self.warnings = warnings
  }

  /// The days with a verdict, ascending.
  public func days(_ verdict: Verdict) -> [Row] {
    rows.filter { $0.verdict == verdict }
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
