/// Why a token row is not counted. It is kept by its id and shown, never guessed at.
public enum RejectionReason: String, Sendable, CaseIterable {
  /// The text is empty.
  case emptyText = "empty_text"
  /// The text holds something else than ASCII digits.
  case notANumber = "not_a_number"
  /// More than 12 digits.
  case tooLarge = "too_large"
  /// The date is `0000-00-00`.
  case zeroDate = "zero_date"
  /// There is no such day or time.
  case impossibleDate = "impossible_date"
  /// Before the year 2000.
  case tooOld = "before_2000"
  /// More than 48 hours past the site's clock.
  case inTheFuture = "in_the_future"
  /// The row had no type yet, and was gone before it got one.
  case vanished = "vanished_untyped"
}

/// A row that was looked at and not counted.
public struct Rejection: Sendable, Equatable {
  /// The row's id in the log.
  public let id: Int
  /// Why.
  public let reason: RejectionReason
  /// The row's date and time as the server shows it, which need not be a date at all.
  public let time: String

  /// The rejection of row `id`.
  public init(id: Int, reason: RejectionReason, time: String) {
    self.id = id
    self.reason = reason
    self.time = time
  }
}

/// Which token rows count.
///
/// A row counts when its text is 1 to 12 ASCII digits (so that the 8.3 million rows a log can hold cannot
/// overflow 64 bits) and its date lies between 2000-01-01 and 48 hours past the site's clock.
public struct CountingRules: Sendable {
  /// The latest time that counts.
  public let latest: SiteTime

  /// The earliest time that counts.
  public static let earliest = SiteTime(day: Day(number: 10_957), secondOfDay: 0)

  /// The most characters of a text that have to be read to know its value: one more than may count.
  public static let textLimit = 13

  /// The rules at `siteNow`, by the site's clock.
  public init(siteNow: SiteTime) {
    latest = siteNow.adding(seconds: 48 * 3600)
  }

  /// The number of tokens that a text (or its first ``textLimit`` characters) stands for.
  @inlinable
  public static func tokens(_ text: some Collection<UInt8>) -> Result<Int, RejectionReason> {
    if text.isEmpty { return .failure(.emptyText) }
    var value = 0
    for byte in text {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return .failure(.notANumber) }
      // A longer text stops here before it could overflow.
      if value <= 999_999_999_999 { value = value * 10 + Int(byte - UInt8(ascii: "0")) }
    }
    return text.count < textLimit ? .success(value) : .failure(.tooLarge)
  }

  /// Why a row at `time` does not count, or nil when it does.
  public func rejection(of time: SiteTime) -> RejectionReason? {
    if time < Self.earliest { return .tooOld }
    return time > latest ? .inTheFuture : nil
  }

  /// The time and the tokens by which a token row counts, or why it does not.
  public func count(_ row: TokenRow) -> Result<(time: SiteTime, tokens: Int), RejectionReason> {
    switch row.time {
    case .impossible(let reason, _): return .failure(reason)
    case .at(let time):
      if let reason = rejection(of: time) { return .failure(reason) }
      return row.tokens.map { (time, $0) }
    }
  }
}

extension RejectionReason: Error {}
