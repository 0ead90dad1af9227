import Text

/// A civil day of the proleptic Gregorian calendar, without a time zone.
///
/// The ledger's days are the date part of what the chatbot logged, which is the site's own wall clock; they
/// are never converted.
///
///     let day = Day("2026-02-28")
///     day?.adding(days: 1).description  // "2026-03-01"
public struct Day: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01; negative before it.
  public let number: Int

  /// The last day that can be written, 9999-12-31.
  package static let last = Day(number: number(year: 9999, month: 12, day: 31))

  /// The day that is `number` days after 1970-01-01.
  public init(number: Int) {
    self.number = number
  }

  /// The day of a year (1 to 9999), a month and a day of that month; nil when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Day.daysInMonth(year: year, month: month)
    else { return nil }
    self.number = Day.number(year: year, month: month, day: day)
  }

  /// The day written as `YYYY-MM-DD`; nil for any other text and for days that do not exist.
  public init?(_ text: some StringProtocol) {
    guard let (year, month, day) = Day.numbers(in: text) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Why a text is not a day, as the end of a message after a colon; nil when it is one.
  ///
  ///     Day.problem(with: "2026-02-30")  // "February 2026 has 28 days"
  public static func problem(with text: some StringProtocol) -> String? {
    guard let (year, month, day) = numbers(in: text) else { return form }
    guard year > 0 else { return "years go from 0001 to 9999" }
    guard (1...12).contains(month) else { return "months go from 01 to 12" }
    let last = daysInMonth(year: year, month: month)
    if (1...last).contains(day) { return nil }
    return "\(monthNames[month - 1]) \(year) has \(last) days"
  }

  /// How to write a day, for error messages.
  package static let form = "a day is written YYYY-MM-DD, such as 2026-02-28"

  private static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]

  /// The numbers in a text of the form `YYYY-MM-DD`, whether or not they are a valid day.
  private static func numbers(in text: some StringProtocol) -> (year: Int, month: Int, day: Int)? {
    let digits = Array(text.utf8)
    guard digits.count == 10, digits[4] == UInt8(ascii: "-"), digits[7] == UInt8(ascii: "-") else {
      return nil
    }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in digits[range] {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
    return (year, month, day)
  }

  /// The day's year, month (1 to 12) and day of the month (1 to 31).
  ///
  /// From days to a date as in Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The calendar year.
  public var year: Int { components.year }
  /// The month, 1 to 12.
  public var month: Int { components.month }
  /// The day of the month, 1 to 31.
  public var dayOfMonth: Int { components.day }

  /// The day of the week as ISO 8601 counts it: Monday is 1, Sunday 7.
  public var weekday: Int {
    let offset = (number + 3) % 7
    return (offset < 0 ? offset + 7 : offset) + 1
  }

  /// The ISO 8601 week and the year that week belongs to, which is the year of its Thursday.
  public var isoWeek: (year: Int, week: Int) {
    let thursday = adding(days: 4 - weekday)
    let year = thursday.year
    let firstOfYear = Day.number(year: year, month: 1, day: 1)
    return (year, (thursday.number - firstOfYear) / 7 + 1)
  }

  /// The day `days` later, or earlier when negative.
  public func adding(days: Int) -> Day {
    Day(number: number + days)
  }

  /// How many days lie between `other` and this day; negative when `other` is later.
  public func days(since other: Day) -> Int {
    number - other.number
  }

  /// How many days a month has.
  public static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Earlier days come first.
  public static func < (left: Day, right: Day) -> Bool {
    left.number < right.number
  }

  /// From a date to days since 1970-01-01; the inverse of `components`, from the same source.
  private static func number(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension Day: CustomStringConvertible {
  /// The day as `YYYY-MM-DD`.
  public var description: String {
    String(unsafeUninitializedCapacity: 32, initializingUTF8With: write)
  }

  /// Writes it as ``description`` is; `bytes` has room for 32.
  ///
  /// - Returns: The place behind its end.
  package func write(to bytes: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let (year, month, day) = components
    var end = 0
    func add(_ number: Int, digits: Int, after sign: UInt8?) {
      if let sign {
        bytes[end] = sign
        end += 1
      }
      end = bytes.writeDigits(of: UInt64(number.magnitude), atLeast: digits, at: end)
    }
    let dash = UInt8(ascii: "-")
    add(year, digits: 4, after: year < 0 ? dash : nil)
    add(month, digits: 2, after: dash)
    add(day, digits: 2, after: dash)
    return end
  }
}
