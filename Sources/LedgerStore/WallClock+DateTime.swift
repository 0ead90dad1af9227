import Ledger
import MariaDB

extension DateTime {
  /// The time on a wall clock, or nil when no clock can show it.
  var clock: WallClock? { clock(on: Day(year: year, month: month, day: day)) }

  /// The same for a caller who knows the day of this date; nil when there is no such day.
  func clock(on day: Day?) -> WallClock? {
    guard let day, (0..<24).contains(hour),
      (0..<60).contains(minute),
      (0..<60).contains(second)
    else { return nil }
    return WallClock(day: day, secondOfDay: hour * 3600 + minute * 60 + second)
  }
}

extension WallClock {
  /// The time as the database takes it.
  var dateTime: DateTime {
    let (year, month, dayOfMonth) = day.components
    return DateTime(
      year: year, month: month, day: dayOfMonth, hour: hour, minute: secondOfDay / 60 % 60,
      second: secondOfDay % 60)
  }
}

extension Day {
  /// The day as the database takes it.
  var dateTime: DateTime { WallClock(day: self, secondOfDay: 0).dateTime }
}
