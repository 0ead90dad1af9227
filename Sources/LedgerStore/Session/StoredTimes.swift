import Chatbots
import Ledger
import MariaDB
import Sites

// Columns of the ledger's tables are read as the type that they have: `…_utc` and `missing_since` as UTCTime, others as
// SiteTime, a DATE as Day. They hold nothing that is none, so anything else is an error. In the log there may be any
// date, which is read as it is and looked at afterwards.

extension UTCTime: MariaDBDecodable, MariaDBEncodable {
  /// Reads a DATETIME in UTC.
  public init(decoding cell: Cell) throws {
    self.init(try CalendarTime(decoding: cell, as: "UTCTime"))
  }

  /// The time as the database takes it.
  public var parameter: Parameter { .dateTime(calendar.dateTime) }
}

extension SiteTime: MariaDBDecodable, MariaDBEncodable {
  /// Reads a DATETIME in the site's time.
  public init(decoding cell: Cell) throws {
    self.init(try CalendarTime(decoding: cell, as: "SiteTime"))
  }

  /// The time as the database takes it.
  public var parameter: Parameter { .dateTime(calendar.dateTime) }
}

extension Day: MariaDBDecodable, MariaDBEncodable {
  /// Reads a DATE.
  public init(decoding cell: Cell) throws {
    self = try CalendarTime(decoding: cell, as: "Day").day
  }

  /// The day as the database takes it.
  public var parameter: Parameter { .dateTime(CalendarTime(day: self, secondOfDay: 0).dateTime) }
}

extension CalendarTime {
  fileprivate init(decoding cell: Cell, as type: String) throws {
    let time = try cell.decode(DateTime.self)
    guard let calendar = time.calendarTime(on: time.date) else {
      throw cell.failure(expected: type, found: "a date that no calendar has")
    }
    self = calendar
  }

  fileprivate var dateTime: DateTime {
    let (year, month, dayOfMonth) = day.components
    return DateTime(
      year: year, month: month, day: dayOfMonth, hour: hour, minute: minute, second: second)
  }
}

extension SiteTimeZone {
  /// How many seconds the site's clock is ahead of UTC at an instant.
  package func offset(at instant: UTCTime) -> Int { secondsFromGMT(at: instant.secondsSince1970) }

  /// What the site's clock shows at an instant.
  package func siteTime(at instant: UTCTime) -> SiteTime { instant.siteTime(offset: offset(at: instant)) }
}
