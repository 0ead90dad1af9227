/// The rule of a time zone without end: a POSIX TZ string such as `NST3:30NDT,M3.2.0,M11.1.0`.
struct TimeZoneRule: Sendable, Equatable {
  /// Daylight-saving time: its offset, and when in a year it starts and ends.
  struct Daylight: Sendable, Equatable {
    var offset: Int
    var start: YearlyTime
    var end: YearlyTime
  }

  /// A time that comes once a year, on a wall clock.
  struct YearlyTime: Sendable, Equatable {
    /// The ways to name a day of the year.
    enum DayRule: Sendable, Equatable {
      /// `Jn`: day 1 to 365, 29 February never counted.
      case julian(Int)
      /// `n`: day 0 to 365, 29 February counted.
      case zeroBased(Int)
      /// `Mm.w.d`: weekday 0 (Sunday) to 6 of week 1 to 5 (5 is the last) of a month.
      case weekday(month: Int, week: Int, day: Int)
    }

    var day: DayRule
    /// Seconds since that day's midnight, −167 to 167 hours.
    var second: Int
  }

  /// Seconds that standard time is ahead of UTC.
  var standardOffset: Int
  var daylight: Daylight?

  /// Seconds ahead of UTC at an instant.
  func offset(at instant: Int) -> Int {
    guard let daylight else { return standardOffset }
    let year = CivilCalendar.year(ofDay: CivilCalendar.day(ofSecond: instant + standardOffset))
    var latest = (instant: Int.min, offset: standardOffset)
    // A change can lie in the year before or after the one that names it. Of two at the same instant the later
    // named one holds: that is how a rule says that daylight-saving time never ends.
    for year in (year - 1)...(year + 1) {
      let start = daylight.start.second(ofYear: year) - standardOffset
      let end = daylight.end.second(ofYear: year) - daylight.offset
      let changes = [(instant: start, offset: daylight.offset), (instant: end, offset: standardOffset)]
      for change in changes where change.instant <= instant && change.instant >= latest.instant {
        latest = change
      }
    }
    return latest.offset
  }
}

extension TimeZoneRule.YearlyTime {
  /// Seconds from 1970-01-01 00:00:00 on the same wall clock to this time in a year.
  func second(ofYear year: Int) -> Int {
    dayNumber(inYear: year) * 86_400 + second
  }

  private func dayNumber(inYear year: Int) -> Int {
    switch day {
    case .julian(let number):
      let isBehindLeapDay = CivilCalendar.isLeap(year) && number >= 60
      return CivilCalendar.day(year: year, month: 1) + number - (isBehindLeapDay ? 0 : 1)
    case .zeroBased(let number):
      return CivilCalendar.day(year: year, month: 1) + number
    case .weekday(let month, let week, let weekday):
      let first = CivilCalendar.day(year: year, month: month)
      let next =
        month == 12
        ? CivilCalendar.day(year: year + 1, month: 1) : CivilCalendar.day(year: year, month: month + 1)
      // 1970-01-01 was a Thursday.
      let firstWeekday = ((first + 4) % 7 + 7) % 7
      var day = first + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      while day >= next { day -= 7 }
      return day
    }
  }
}

/// Days of the proleptic Gregorian calendar, counted from 1970-01-01.
enum CivilCalendar {
  /// The day that a second since 1970-01-01 00:00:00 belongs to.
  static func day(ofSecond second: Int) -> Int {
    (second >= 0 ? second : second - 86_399) / 86_400
  }

  /// The first day of a month.
  static func day(year: Int, month: Int) -> Int {
    let before = year - 1
    let leapDays = floorDivide(before, 4) - floorDivide(before, 100) + floorDivide(before, 400)
    let daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
    // 719,162 days lie between 0001-01-01 and 1970-01-01.
    return before * 365 + leapDays - 719_162 + daysBeforeMonth[month - 1]
      + (month > 2 && isLeap(year) ? 1 : 0)
  }

  /// The year a day lies in.
  static func year(ofDay day: Int) -> Int {
    // 146,097 days are 400 years; the estimate is off by one year at most.
    let estimate = 1970 + floorDivide(day * 400, 146_097)
    if day < self.day(year: estimate, month: 1) { return estimate - 1 }
    return day >= self.day(year: estimate + 1, month: 1) ? estimate + 1 : estimate
  }

  /// Whether a year has a 29 February.
  static func isLeap(_ year: Int) -> Bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  }

  private static func floorDivide(_ dividend: Int, _ divisor: Int) -> Int {
    (dividend >= 0 ? dividend : dividend - divisor + 1) / divisor
  }
}
