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
  /// By day, model, assistant and page, in this order; imported figures are among them.
  public let facts: [DailyUsage]
  /// Whether there is a ledger at all.
  public let hasLedger: Bool

  /// Reads the figures of `user` in one snapshot. One whom WordPress or the log knows may have none.
  ///
  /// - Throws: `StoreError` when a newer TokenLedger wrote the ledger, or when neither the ledger nor the log nor WordPress
  ///   knows the user; `MariaDBError`.
  public init(of user: UserID, _ session: SiteSession) throws {
    let (connection, tables) = (session.connection, session.tables)
    let version = try Migrations(session: session).version()
    let (anonymization, facts) = try connection.snapshot {
      (
        version < Migrations.anonymizing
          ? Anonymization() : try Anonymization(of: [user], connection, tables),
        version < 1 ? [] : try Self.facts(of: user, connection, tables)
      )
    }
    self.user = user
    self.facts = facts
    isErased = anonymization.erased.contains(user)
    foldedBefore = anonymization.foldedBefore
    hasLedger = version > 0
    if facts.isEmpty && !isErased { try session.requireKnown(user) }
  }

  private static func facts(
    of user: UserID, _ connection: Connection, _ tables: Tables
  ) throws -> [DailyUsage] {
    let query: Query = """
      SELECT f.day, m.platform, m.model, a.name, p.name, SUM(f.prompt_tokens), SUM(f.completion_tokens),
        SUM(f.total_tokens), SUM(f.requests)
      FROM \(identifier: tables.facts) f
      LEFT JOIN \(identifier: tables.models) m ON m.id = \(query: ModelDeclarations.modelID(of: "f"))
      LEFT JOIN \(identifier: tables.names) a ON a.id = f.assistant_id
      LEFT JOIN \(identifier: tables.names) p ON p.id = f.page_id
      WHERE f.user_id = \(User.person(user).stored)
      GROUP BY f.day, m.platform, m.model, a.name, p.name
      ORDER BY f.day, m.platform, m.model, a.name, p.name
      """
    func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
    return try connection.rows(
      query, as: (Day, [UInt8]?, [UInt8]?, [UInt8]?, [UInt8]?, Int, Int, Int, Int).self
    ).map { row in
      var model: Model?
      if let platform = text(row.1), let name = text(row.2) { model = Model(platform: platform, name: name) }
      return DailyUsage(
        key: .init(
          day: row.0,
          attribution: Attribution(
            model: model, assistant: Name(text(row.3)), page: Name(text(row.4)), user: .person(user))),
        count: TokenCount(prompt: row.5, completion: row.6, total: row.7, requests: row.8))
    }
  }
}
