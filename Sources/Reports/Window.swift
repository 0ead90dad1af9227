import Ledger
import Text

/// The days that a report covers, and the days before them that it is compared with.
///
///     let window = try Window(.last(12), of: .monthly, asOf: today, recorded: firstDay...lastDay)
public struct Window: Equatable, Sendable {
  /// What a person can ask for.
  public enum Request: Equatable, Sendable {
    /// The last 7 days, the last 8 weeks, this month and the 3 before, or this year and the 3 before.
    case standard
    /// The running period and those before it, as many in all, but none before the ledger's first day.
    case last(Int)
    /// Exactly these days. Without `from` it is the standard window that ends on `to`; without `to` the as-of day ends.
    case days(from: Day?, to: Day?)
    /// From the period of the ledger's first day to the as-of day, or to the ledger's last when that is later.
    case all
  }

  /// No report has more rows than this.
  public static let maximumRows = 100_000

  /// What a row stands for.
  public let period: Period
  /// The days covered.
  public let days: ClosedRange<Day>
  /// The day on which the report is made, as it sees itself: periods that last until then still run.
  public let asOf: Day
  /// The ledger's first and last day with usage; nil when it is empty.
  public let recorded: ClosedRange<Day>?
  /// The same window before: as many periods, up to the same place in the last of them, or as many days when
  /// the days were given. Nil for everything, and where it would begin before the year 1.
  public let previous: ClosedRange<Day>?
  /// The number of periods by which the window before is earlier; nil for all periods.
  private let shift: Shift?
  /// What the person who asked should know.
  public let warnings: [String]

  /// The window that `request` means on the day `asOf`, for a ledger whose first and last day with usage are
  /// `recorded`. Throws when there is no such window.
  package init(
    _ request: Request, of period: Period, asOf: Day, recorded: ClosedRange<Day>?
  ) throws(Failure) {
    self.period = period
    self.asOf = asOf
    self.recorded = recorded
    var warnings: [String] = []
    switch request {
    case .standard:
      days = try Window.last(period.standardCount, of: period, asOf: asOf)
    case .last(let count):
      days = try Window.last(count, of: period, asOf: asOf, recorded: recorded)
    case .days(let from, let to):
      let last = min(to ?? asOf, asOf)
      if let from {
        days = try Window.exactly(from: from, to: to, last: last, asOf: asOf)
      } else {
        days = try Window.last(period.standardCount, of: period, asOf: last)
      }
      if let to, to > asOf {
        warnings.append("--to \(to) is later than \(asOf); the report ends there")
      }
    case .all:
      let first = recorded?.lowerBound ?? asOf
      days = period.start(of: first)...max(first, asOf, recorded?.upperBound ?? asOf)
    }
    self.warnings = warnings
    let shift = Window.shift(days, request, of: period)
    let earlier = [days.lowerBound, days.upperBound].compactMap { shift?.day(before: $0) }
    previous = earlier.count == 2 ? earlier[0]...earlier[1] : nil
    self.shift = shift

    let rows = period.count(in: days)
    if rows > Window.maximumRows {
      throw Failure(
        .usage,
        "a \(period) report from \(days.lowerBound) to \(days.upperBound) has \(rows) rows, "
          + "more than \(Window.maximumRows)",
        advice: "Ask for a longer period (--period) or for fewer days (--from, --to).")
    }
  }

  private static func last(
    _ count: Int, of period: Period, asOf: Day, recorded: ClosedRange<Day>? = nil
  ) throws(Failure) -> ClosedRange<Day> {
    guard (1...maximumRows).contains(count) else {
      throw Failure(
        .usage, "--last \(count) is not a number of periods from 1 to \(maximumRows)",
        advice: "Use --last 1 for the running period alone, or --all for everything.")
    }
    let start = recorded.map { period.start(of: min($0.lowerBound, asOf)) }
    let asked = period.shift(period.start(of: asOf), by: 1 - count)
    guard let first = [start, asked].compactMap(\.self).max() else {
      throw Failure(
        .usage, "\(count) \(period) periods up to \(asOf) begin before the year 1",
        advice: "Ask for fewer periods with --last, or for everything with --all.")
    }
    return first...asOf
  }

  private static func exactly(
    from: Day, to: Day?, last: Day, asOf: Day
  ) throws(Failure) -> ClosedRange<Day> {
    if let to, from > to {
      throw Failure(
        .usage, "--from \(from) is after --to \(to)", advice: "Exchange the two days.")
    }
    if from > asOf {
      throw Failure(
        .usage, "--from \(from) is after \(asOf), the day the report is made for",
        advice: "Use an earlier --from, or a later --as-of.")
    }
    return from...last
  }

  /// The day at the same place in the window before; nil when there is none.
  func day(before day: Day) -> Day? { previous == nil ? nil : shift?.day(before: day) }

  private struct Shift: Equatable, Sendable {
    let unit: Period
    let count: Int

    func day(before day: Day) -> Day? { unit.shift(day, by: -count) }
  }

  private static func shift(_ days: ClosedRange<Day>, _ request: Request, of period: Period) -> Shift? {
    let unit: Period
    switch request {
    case .all: return nil
    case .days(from: _?, to: _): unit = .daily
    case .standard, .last, .days: unit = period
    }
    return Shift(unit: unit, count: unit.count(in: days))
  }
}

extension Period {
  /// How many periods a report shows when nobody says otherwise.
  package var standardCount: Int {
    switch self {
    case .daily: 7
    case .weekly: 8
    case .monthly, .yearly: 4
    }
  }
}
