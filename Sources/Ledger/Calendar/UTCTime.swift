/// An instant, in whole seconds, as a clock in UTC shows it.
///
///     UTCTime(rfc3339: "2026-11-21T14:03:11Z")?.siteTime(offset: 3600).description  // "2026-11-21 15:03:11"
public struct UTCTime: Hashable, Sendable {
  /// Seconds since 1970-01-01 00:00:00 UTC.
  public let secondsSince1970: Int

  /// The instant `secondsSince1970` seconds after 1970-01-01 00:00:00 UTC.
  public init(secondsSince1970: Int) {
    self.secondsSince1970 = secondsSince1970
  }

  /// The instant at which a clock in UTC shows this.
  package init(_ calendar: CalendarTime) {
    self.init(secondsSince1970: calendar.seconds)
  }

  /// The instant written as ``rfc3339`` writes it; nil for any other text.
  public init?(rfc3339 text: some StringProtocol) {
    guard text.last == "Z", let calendar = CalendarTime(text.dropLast(), separator: "T") else { return nil }
    self.init(calendar)
  }

  /// What a clock in UTC shows.
  package var calendar: CalendarTime { CalendarTime(seconds: secondsSince1970) }

  /// The instant as RFC 3339 writes it: "2026-11-21T14:03:11Z".
  public var rfc3339: String { calendar.text(separator: "T") + "Z" }

  /// The instant `seconds` later.
  public func adding(seconds: Int) -> UTCTime {
    UTCTime(secondsSince1970: secondsSince1970 + seconds)
  }

  /// How many seconds lie between `other` and this instant; negative when `other` is later.
  public func seconds(since other: UTCTime) -> Int {
    secondsSince1970 - other.secondsSince1970
  }

  /// What a site's clock shows that is `offset` seconds ahead of UTC.
  public func siteTime(offset: Int) -> SiteTime {
    SiteTime(CalendarTime(seconds: secondsSince1970 + offset))
  }
}

extension UTCTime: Comparable {
  /// Earlier instants come first.
  public static func < (left: UTCTime, right: UTCTime) -> Bool {
    left.secondsSince1970 < right.secondsSince1970
  }
}

extension UTCTime: CustomStringConvertible {
  /// The time as `YYYY-MM-DD HH:MM:SS`, for places that say that it is UTC.
  public var description: String { calendar.text(separator: " ") }
}

extension UTCTime: Codable {
  /// Reads RFC 3339.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let time = UTCTime(rfc3339: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time in RFC 3339")
    }
    self = time
  }

  /// Writes RFC 3339.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rfc3339)
  }
}
