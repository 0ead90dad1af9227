import Ledger
import MariaDB

/// What the ledger holds of one user.
public struct UserUsage: Sendable {
  /// The user.
  public let user: UserID
  /// Whether the user's figures were erased.
  public let isErased: Bool
  /// Earlier days have no figures by user; nil when none were folded.
  public let foldedBefore: Day?
  /// By ``dimensions``, in their order, each with its cost if that was asked for; imported figures are among them.
  public let usage: [Usage]
  /// The name under which WordPress last knew the user, as the ledger keeps it; nil when it keeps none.
  public let lastName: String?
  /// Whether there is a ledger at all.
  public let hasLedger: Bool

  /// What is told apart of a user's usage.
  public static let dimensions = [Dimension.day, .model, .assistant, .page]

  /// Reads the figures of `user` in one snapshot. One whom WordPress or the log knows may have none.
  ///
  /// - Parameters:
  ///   - user: The user.
  ///   - session: The site's database.
  ///   - pricing: How the usage of some models in some days is priced; nil where nobody asks what it cost. A ledger of a
  ///     release before 0.4.0 does not tell.
  /// - Throws: `Failure` when a newer TokenLedger wrote the ledger, or when neither the ledger nor the log nor WordPress
  ///   knows the user; `MariaDBError`; what `pricing` throws.
  public init(
    of user: UserID, _ session: SiteSession,
    pricing: ((Set<Model>, ClosedRange<Day>) throws -> UsageRequest.Pricing)? = nil
  ) throws {
    let version = try Migrations(session: session).version()
    let (connection, tables) = (session.connection, session.tables.at(version))
    let (anonymization, usage, names) = try connection.snapshot {
      (
        version < Migrations.anonymizing
          ? Anonymization() : try Anonymization(of: [user], connection, tables),
        version < 1
          ? []
          : try LedgerReader(session).usage(
            by: Self.dimensions, in: nil, of: .person(user), tables,
            split: try pricing.flatMap { try Self.split($0, connection, tables) }),
        try LastNames(connection: connection, tables: tables).names(of: [.user: [.user(.person(user))]])
      )
    }
    self.user = user
    self.usage = usage.sorted { $0.members.lexicographicallyPrecedes($1.members, by: Member.comesFirst) }
    isErased = anonymization.erased.contains(user)
    foldedBefore = anonymization.foldedBefore
    lastName = names[.user]?[.user(.person(user))]
    hasLedger = version > 0
    if usage.isEmpty && !isErased && lastName == nil { try session.requireKnown(user) }
  }

  /// How the facts of all days are told apart by price; nil in a ledger of a release that did not know what that takes.
  private static func split(
    _ pricing: (Set<Model>, ClosedRange<Day>) throws -> UsageRequest.Pricing, _ connection: Connection,
    _ tables: Tables
  ) throws -> PriceSplit? {
    guard tables.hasSources else { return nil }
    let ends = try connection.firstRow(
      "SELECT MIN(day), MAX(day) FROM \(query: tables.readDays) AS d", as: (Day?, Day?).self)
    guard let first = ends?.0, let last = ends?.1 else { return nil }
    let models = try ModelDictionary(connection, tables)
    return PriceSplit(try pricing(Set(models.all.map(\.model)), first...last), from: first, models)
  }
}

extension Member {
  /// The order of a list: nobody and nothing first, then by day or by the bytes of names.
  fileprivate static func comesFirst(_ left: Member, _ right: Member) -> Bool {
    if case (.day(let left), .day(let right)) = (left, right) { return left < right }
    return left.bytes.lexicographicallyPrecedes(right.bytes) { $0.lexicographicallyPrecedes($1) }
  }

  private var bytes: [String.UTF8View] {
    switch self {
    case .none: []
    case .model(let model): [model.platform.utf8, model.name.utf8]
    case .name, .user, .day, .weekday, .hour, .source: [id.utf8]
    }
  }
}
