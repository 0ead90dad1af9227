import Ledger
import MariaDB

// In a log there may be any date, which is read as it is and looked at afterwards.

extension DateTime {
  /// The date; nil when no calendar has it.
  package var date: Day? { Day(year: year, month: month, day: day) }

  /// A time of the log; nil when no clock can show it.
  package var siteTime: SiteTime? { siteTime(on: date) }

  /// The same for a caller who knows the day of this date; nil when there is no such day.
  package func siteTime(on day: Day?) -> SiteTime? { calendarTime(on: day).map { SiteTime($0) } }

  /// The time of any calendar, of a date whose day is known; nil when there is no such day or time.
  package func calendarTime(on day: Day?) -> CalendarTime? {
    day.flatMap { CalendarTime(day: $0, hour: hour, minute: minute, second: second) }
  }
}

/// Turns dates of the log into times, with the last day at hand: rows of one day come together.
struct DateCache {
  private var date = (year: 0, month: 0, day: 0)
  private var day: Day?

  mutating func time(_ time: DateTime?) -> RowTime {
    guard let time else { return .impossible(.zeroDate, text: "NULL") }
    if (time.year, time.month, time.day) != date {
      date = (time.year, time.month, time.day)
      day = Day(year: time.year, month: time.month, day: time.day)
    }
    if let stored = time.siteTime(on: day) { return .at(stored) }
    return .impossible(time.isZero ? .zeroDate : .impossibleDate, text: time.description)
  }
}
