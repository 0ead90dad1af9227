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
