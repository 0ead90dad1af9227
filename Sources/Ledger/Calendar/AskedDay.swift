/// A day as people say it: "2026-11-21", "today", "yesterday", "-7d", or a month or a year, of which the first or the last
/// day is meant.
///
/// Only a site knows which day it is, so a day that goes by today stays as it was said until its site is open.
///
///     AskedDay("2026-11")?.last(on: today)   // 2026-11-30
///     AskedDay("-7d")?.first(on: today)      // seven days before today
public struct AskedDay: Hashable, Sendable {
  private enum Meaning: Hashable {
    case days(ClosedRange<Day>)
    case daysAgo(Int)
  }

  /// As it was said.
  public let text: String
  private let meaning: Meaning

  /// A day of the calendar.
  public init(_ day: Day) {
    self.init("\(day)", .days(day...day))
  }

  /// The day that a text says; nil where it says none.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    if let days = Self.days(text) {
      self.init(text, .days(days))
    } else if let count = Self.daysAgo(text) {
      self.init(text, .daysAgo(count))
    } else {
      return nil
    }
  }

  private init(_ text: String, _ meaning: Meaning) {
    (self.text, self.meaning) = (text, meaning)
  }

  /// The first day that is meant, when today is `today`.
  public func first(on today: Day) -> Day { days(on: today).lowerBound }

  /// The last day that is meant, when today is `today`.
  public func last(on today: Day) -> Day { days(on: today).upperBound }

  /// The day to report on: the last that is meant, or today in a month or a year that is not over.
  public func reported(on today: Day) -> Day {
    let days = days(on: today)
    return days.contains(today) ? today : days.upperBound
  }

  /// The days that are meant; nil where today decides.
  public var fixed: ClosedRange<Day>? {
    if case .days(let days) = meaning { days } else { nil }
  }

  private func days(on today: Day) -> ClosedRange<Day> {
    switch meaning {
    case .days(let days): return days
    case .daysAgo(let count):
      let day = today.adding(days: -count)
      return day...day
    }
  }

  /// The day, month or year of the calendar that a text names.
  private static func days(_ text: String) -> ClosedRange<Day>? {
    switch text.utf8.count {
    case 10: return Day(text).map { $0...$0 }
    case 7:
      guard let first = Day(text + "-01") else { return nil }
      return first...first.adding(days: Day.daysInMonth(year: first.year, month: first.month) - 1)
    case 4:
      guard let first = Day(text + "-01-01"), let last = Day(text + "-12-31") else { return nil }
      return first...last
    default: return nil
    }
  }

  /// How long ago a day was that a text names by today.
  private static func daysAgo(_ text: String) -> Int? {
    switch text.lowercased() {
    case "today": return 0
    case "yesterday": return 1
    default: break
    }
    // A longer number could be a day before the calendar begins.
    guard let unit = text.last.flatMap({ ["d": 1, "w": 7][$0] }), text.hasPrefix("-"),
      (3...6).contains(text.utf8.count)
    else { return nil }
    let digits = text.dropFirst().dropLast()
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int(digits).map { $0 * unit }
  }

  /// Why a text says no day, as the end of a message after a colon; nil when it does.
  ///
  ///     AskedDay.problem(with: "2026-02-30")  // "February 2026 has 28 days"
  public static func problem(with text: some StringProtocol) -> String? {
    let text = String(text)
    if AskedDay(text) != nil { return nil }
    if text.hasPrefix("-"), text.dropFirst().first?.isNumber ?? false, text.last?.isLetter ?? false {
      return "days before today are written -7d, weeks -2w, up to 9999"
    }
    // What only lacks the day, or that and the month, may have another fault.
    for rest in ["", "-01", "-01-01"] where (text + rest).utf8.count == 10 {
      if let problem = Day.problem(with: text + rest), problem != Day.form { return problem }
    }
    return form
  }

  private static let form =
    "a day is written 2026-02-28, today, yesterday, -7d or -2w, a month 2026-02, a year 2026"
}

extension AskedDay: CustomStringConvertible {
  /// As it was said.
  public var description: String { text }
}

/// The first and the last day that somebody asks for, each as people say it; nil for no bound.
public struct AskedDays: Hashable, Sendable {
  /// The first day; of a month or a year its first.
  public var from: AskedDay?
  /// The last day; of a month or a year its last.
  public var to: AskedDay?

  /// Some days.
  public init(from: AskedDay? = nil, to: AskedDay? = nil) {
    (self.from, self.to) = (from, to)
  }

  /// What is wrong when the last day is before the first, in words; nil when nothing is, or when only today can tell, which
  /// `today` is.
  public func contradiction(on today: Day? = nil) -> String? {
    guard let from, let to, let first = from.fixed?.lowerBound ?? today.map(from.first(on:)),
      let last = to.fixed?.upperBound ?? today.map(to.last(on:)), first > last
    else { return nil }
    return "--from \(from) is after --to \(to)"
  }
}
