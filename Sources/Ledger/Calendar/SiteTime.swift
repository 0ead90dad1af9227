/// A date and a time of day on the site's clock: no time zone, and so no instant.
///
/// This is what the chatbot logs (`current_time('mysql')`). Two of them compare as the clock shows them, so around the
/// end of daylight-saving time a later instant can compare lower. Only an offset from UTC makes an instant of one, and
/// only a ``Moment`` holds both.
///
/// A row that was stamped by a declared ``DatabaseClock`` is read like any other, since nothing in it says which clock
/// it shows: its stored time becomes the site's through ``ClockShift``.
public struct SiteTime: Hashable, Sendable {
  /// What the clock shows.
  package let calendar: CalendarTime

  /// The time at which the site's clock shows this.
  package init(_ calendar: CalendarTime) {
    self.calendar = calendar
  }

  /// The time on `day`, `secondOfDay` seconds past midnight; seconds outside a day carry into the days around it.
  public init(day: Day, secondOfDay: Int) {
    self.init(CalendarTime(day: day, secondOfDay: secondOfDay))
  }

  /// The time written as ``description`` writes it; nil for any other text.
  public init?(_ text: some StringProtocol) {
    guard let calendar = CalendarTime(text, separator: " ") else { return nil }
    self.init(calendar)
  }

  /// The date.
  public var day: Day { calendar.day }
  /// Seconds since midnight, 0 to 86,399.
  public var secondOfDay: Int { calendar.secondOfDay }
  /// The hour, 0 to 23.
  public var hour: Int { calendar.hour }

  /// The time `seconds` later on the same clock, as if it were never set forward or back.
  public func adding(seconds: Int) -> SiteTime {
    SiteTime(calendar.adding(seconds: seconds))
  }

  /// How many seconds the clock shows between `other` and this time; negative when `other` is later.
  public func seconds(since other: SiteTime) -> Int {
    calendar.seconds - other.calendar.seconds
  }

  /// The instant at which a clock shows this that is `offset` seconds ahead of UTC.
  public func utc(offset: Int) -> UTCTime {
    UTCTime(secondsSince1970: calendar.seconds - offset)
  }
}

extension SiteTime: Comparable {
  /// Earlier times on the clock come first.
  public static func < (left: SiteTime, right: SiteTime) -> Bool {
    left.calendar < right.calendar
  }
}

extension SiteTime: CustomStringConvertible {
  /// The time as `YYYY-MM-DD HH:MM:SS`.
  public var description: String { calendar.text(separator: " ") }
}

extension SiteTime: Codable {
  /// Reads ``description``.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let time = SiteTime(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not a time YYYY-MM-DD HH:MM:SS")
    }
    self = time
  }

  /// Writes ``description``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
