/// The id of a WordPress user.
///
///     UserID(42)?.number         // 42
///     UserID("42")?.description  // "42"
///     UserID("42a")              // nil
public struct UserID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The ids that are taken as such: what 18 digits can say, without 0, which is a guest.
  public static let range = 1...999_999_999_999_999_999

  /// The id as a number, in ``range``.
  public let number: Int

  /// The id with this number; nil outside of ``range``.
  public init?(_ number: Int) {
    guard Self.range.contains(number) else { return nil }
    self.number = number
  }

  /// The id written in 1 to 18 ASCII digits; nil for any other text, and for zeros alone.
  public init?(_ text: some StringProtocol) {
    self.init(digits: text.utf8)
  }

  /// The id written in 1 to 18 ASCII digits; nil for any other text, and for zeros alone.
  public init?(digits text: some Sequence<UInt8>) {
    var number = 0
    var digits = 0
    for byte in text {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), digits < 18 else { return nil }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
      digits += 1
    }
    self.init(number)
  }

  /// The id in decimal digits.
  public var description: String { String(number) }

  /// Lower ids come first.
  public static func < (left: UserID, right: UserID) -> Bool { left.number < right.number }
}

/// Whose usage a fact is.
public enum User: Hashable, Sendable {
  /// Nobody who was logged in.
  case guest
  /// A WordPress user.
  case person(UserID)
  /// Users whose figures were erased, all of them together.
  case erased
  /// All users together, of days whose figures are no longer kept by user. Guests stay apart.
  case everyone

  /// The user that a logged `user_id` stands for: a number is a WordPress user, anything else a guest.
  ///
  /// Older versions of the chatbot logged a guest's session id there.
  public init(logged text: some Sequence<UInt8>) {
    self = UserID(digits: text).map(User.person) ?? .guest
  }

  /// The id by which rankings and documents tell users apart: "0" for guests, "42", "erased", "everyone".
  public var id: String {
    switch self {
    case .guest: "0"
    case .person(let id): id.description
    case .erased: "erased"
    case .everyone: "everyone"
    }
  }
}

/// Whose figures the ledger no longer keeps apart.
///
/// Every fact goes through it before it is written, so that neither late rows nor counting again nor an import
/// brings a user back. In which order users are erased and days folded makes no difference.
public struct Anonymization: Sendable, Equatable {
  /// The users whose figures were erased.
  public let erased: Set<UserID>
  /// Figures of earlier days are kept by user no longer; nil when all are.
  public let foldedBefore: Day?

  /// An anonymization of users and days; by default of none.
  public init(erased: Set<UserID> = [], foldedBefore: Day? = nil) {
    self.erased = erased
    self.foldedBefore = foldedBefore
  }

  /// Whose usage on `day` that of `user` becomes.
  public func user(_ user: User, on day: Day) -> User {
    switch user {
    case .guest, .everyone: return user
    case .person, .erased:
      if let foldedBefore, day < foldedBefore { return .everyone }
      if case .person(let id) = user, !erased.contains(id) { return user }
      return .erased
    }
  }

  /// The facts with their users anonymized; those that differed in their user alone become one.
  public func facts(of usage: UsageFold) -> [DailyUsage.Key: UsageSum] {
    if erased.isEmpty && foldedBefore == nil { return usage.facts }
    return usage.facts.reduce(into: [:]) { facts, fact in
      var attribution = fact.key.attribution
      attribution.user = user(attribution.user, on: fact.key.day)
      facts[DailyUsage.Key(day: fact.key.day, attribution: attribution), default: UsageSum()] += fact.value
    }
  }
}
