import Ledger
import Text

/// How a report cuts the calendar: into days, ISO 8601 weeks (Monday to Sunday), months or years.
///
///     Period.weekly.label(day)      // "2026-W47"
///     Period.monthly.start(of: day) // 2026-11-01
public enum Period: String, CaseIterable, Sendable {
  /// One row a day.
  case daily
  /// One row an ISO 8601 week.
  case weekly
  /// One row a calendar month.
  case monthly
  /// One row a calendar year.
  case yearly

  /// The period with a name: "monthly" or "month", and so on.
  public init?(named name: String) {
    guard let period = Period.allCases.first(where: { name == $0.rawValue || name == $0.noun }) else {
      return nil
    }
    self = period
  }

  /// What one of its periods is called: "day", "week", "month" or "year".
  public var noun: String {
    switch self {
    case .daily: "day"
    case .weekly: "week"
    case .monthly: "month"
    case .yearly: "year"
    }
  }

  /// The first day of the period that holds `day`.
  public func start(of day: Day) -> Day {
    switch self {
    case .daily: day
    case .weekly: day.adding(days: 1 - day.weekday)
    case .monthly: day.adding(days: 1 - day.dayOfMonth)
    case .yearly: Period.day(inMonth: day.year * 12, dayOfMonth: 1) ?? day
    }
  }

  /// The last day of the period that holds `day`, never later than 9999-12-31.
  public func end(of day: Day) -> Day {
    shift(start(of: day), by: 1)?.adding(days: -1) ?? .latest
  }

  /// The day at the same place in the period `count` periods later, or earlier when negative; nil outside
  /// the years 1 to 9999.
  ///
  /// A day that the other month does not have becomes that month's last: one month before 31 March is the
  /// last of February, one year before 29 February is 28 February.
  public func shift(_ day: Day, by count: Int) -> Day? {
    // More days than the calendar has; beyond it the arithmetic below could overflow.
    guard count.magnitude < 4_000_000 else { return nil }
    switch self {
    case .daily, .weekly:
      let shifted = day.adding(days: self == .weekly ? 7 * count : count)
      return (.earliest ... .latest).contains(shifted) ? shifted : nil
    case .monthly:
      return Period.day(inMonth: day.monthNumber + count, dayOfMonth: day.dayOfMonth)
    case .yearly:
      return Period.day(inMonth: day.monthNumber + 12 * count, dayOfMonth: day.dayOfMonth)
    }
  }

  /// The name of the period that holds `day`: "2026-11-21", "2026-W47", "2026-11" or "2026".
  public func label(_ day: Day) -> String {
    switch self {
    case .daily:
      return day.description
    case .weekly:
      let (year, week) = day.isoWeek
      return zeroPadded(year, to: 4) + "-W" + zeroPadded(week, to: 2)
    case .monthly:
      return zeroPadded(day.year, to: 4) + "-" + zeroPadded(day.month, to: 2)
    case .yearly:
      return zeroPadded(day.year, to: 4)
    }
  }

  /// How many periods `days` touches.
  public func count(in days: ClosedRange<Day>) -> Int {
    let (first, last) = (days.lowerBound, days.upperBound)
    return switch self {
    case .daily: last.days(since: first) + 1
    case .weekly: start(of: last).days(since: start(of: first)) / 7 + 1
    case .monthly: last.monthNumber - first.monthNumber + 1
    case .yearly: last.year - first.year + 1
    }
  }

  /// `days` cut at the starts of periods: contiguous, in order, every day in exactly one part. The first and
  /// the last part may be less than their period.
  public func partition(_ days: ClosedRange<Day>) -> [ClosedRange<Day>] {
    var parts: [ClosedRange<Day>] = []
    parts.reserveCapacity(count(in: days))
    var first = days.lowerBound
    while first <= days.upperBound {
      let last = min(end(of: first), days.upperBound)
      parts.append(first...last)
      first = last.adding(days: 1)
    }
    return parts
  }

  /// The period that the site's Reporting Period option asks for.
  ///
  /// A missing option means daily, as on the chatbot's own settings page; so does a value that is not one of
  /// Daily, Weekly, Monthly and Yearly, with a warning for the owner. The warning is plain ASCII whatever the
  /// option holds.
  public static func reading(option: String?) -> (period: Period, warning: String?) {
    guard let option else { return (.daily, nil) }
    var name = option.drop(while: \.isWhitespace)
    while name.last?.isWhitespace == true { name.removeLast() }
    if let period = Period(rawValue: name.lowercased()) {
      return (period, nil)
    }
    let quoted = option.unicodeScalars.prefix(40).map { $0.escaped(asASCII: true) }.joined()
    let ellipsis = option.unicodeScalars.count > 40 ? "..." : ""
    return (
      .daily,
      "the site's Reporting Period is \"\(quoted)\(ellipsis)\", not Daily, Weekly, Monthly or Yearly; "
        + "reporting by day"
    )
  }

  /// The given day of a month numbered as `monthNumber` numbers it, or the month's last day when it is
  /// shorter; nil outside the years 1 to 9999.
  private static func day(inMonth number: Int, dayOfMonth: Int) -> Day? {
    let (year, month) = (number / 12, number % 12 + 1)
    guard number >= 12, year <= 9999 else { return nil }
    return Day(year: year, month: month, day: min(dayOfMonth, Day.daysInMonth(year: year, month: month)))
  }
}

extension Day {
  /// 0001-01-01, the first day with a four-digit year.
  static let earliest = Day(number: -719_162)
  /// 9999-12-31, the last day with a four-digit year.
  static let latest = Day(number: 2_932_896)

  /// Months since the start of the year 0.
  var monthNumber: Int { year * 12 + month - 1 }
}
