import Ledger
import MariaDB

/// Moves all figures of a user to the erased users, for good, in one fenced transaction. No total changes.
///
///     let erasure = try UserErasure(of: id, session)
///     erasure.moved.count.total  // the tokens that are nobody's now
public struct UserErasure: Sendable {
  /// The user.
  public let user: UserID
  /// What the ledger held of the user.
  public let moved: MovedUsage
  /// Whether the user had been erased before.
  public let wasErased: Bool

  /// Erases the figures of `user`, and remembers it, so that no later row, rebuild or import brings them back.
  ///
  /// The ledger's tables are made when there are none yet.
  /// - Throws: `StoreError` when there is neither a ledger nor a log, when the ledger contradicts itself, or when
  ///   other runs leave no room; `MariaDBError`.
  public init(of user: UserID, _ session: SiteSession) throws {
    (moved, wasErased) = try session.changeUsers { writer in
      var result = (MovedUsage.none, false)
      let now = try session.facts().utcNow
      let tables = writer.tables
      try writer.commit(writer.state) { connection in
        let remember: Query = """
          INSERT INTO \(identifier: tables.erasedUsers) (user_id, erased_utc)
          VALUES (\(user.number), \(now.dateTime)) ON DUPLICATE KEY UPDATE erased_utc = erased_utc
          """
        // Nothing is affected where the row was there, and stays as it is.
        let wasErased = try connection.execute(remember).affectedRows == 0
        let moved = try connection.move(
          factsWhere: "user_id = \(User.person(user).stored)", to: .erased, tables)
        result = (moved, wasErased)
      }
      return result
    }
    self.user = user
  }
}

/// Folds the figures by user of old days into those of everyone, for good, in one fenced transaction. No total
/// changes, and guests stay apart.
public struct UserFold: Sendable {
  /// Earlier days have no figures by user. It is later than what was asked for where more was folded before.
  public let before: Day
  /// What the ledger held of users, the erased ones included.
  public let moved: MovedUsage

  /// Folds the days before `day`, and remembers it, so that no late row, rebuild or import unfolds them.
  ///
  /// - Throws: As ``UserErasure/init(of:_:)``.
  public init(before day: Day, _ session: SiteSession) throws {
    (before, moved) = try session.changeUsers { writer in
      var result = (day, MovedUsage.none)
      let now = try session.facts().utcNow
      let tables = writer.tables
      try writer.commit(writer.state) { connection in
        try connection.execute(
          """
          INSERT INTO \(identifier: tables.userFold) (id, folded_before, folded_utc)
          VALUES (1, \(day.dateTime), \(now.dateTime)) ON DUPLICATE KEY UPDATE
            folded_before = GREATEST(folded_before, VALUES(folded_before)), folded_utc = VALUES(folded_utc)
          """)
        let before = try Anonymization(of: [], connection, tables).foldedBefore ?? day
        let condition: Query = """
          day < \(before.dateTime) AND user_id <> \(User.guest.stored) AND user_id <> \(User.everyone.stored)
          """
        result = (before, try connection.move(factsWhere: condition, to: .everyone, tables))
      }
      return result
    }
  }
}

/// Figures that were moved from one user to another.
public struct MovedUsage: Sendable, Equatable {
  /// How many days they were of.
  public let days: Int
  /// How many facts they were.
  public let facts: Int
  /// What they add up to.
  public let count: TokenCount

  static let none = MovedUsage(days: 0, facts: 0, count: .zero)
}

extension SiteSession {
  /// Does `body` with a writer of the ledger, and again while other runs change the ledger meanwhile.
  fileprivate func changeUsers<Result>(_ body: (LedgerWriter) throws -> Result) throws -> Result {
    let migrations = Migrations(session: self)
    // No table of ours is made beside a log that cannot be read.
    if try migrations.version() == 0 { _ = try LogTable(self) }
    try migrations.migrate()
    return try Retry.overtaken {
      try body(LedgerWriter(session: self, state: LedgerReader(self).consistentState()))
    }
  }
}

extension Connection {
  /// Moves facts to another user, inside a transaction that raised the fence. Where that user has such a fact
  /// already, the two become one.
  fileprivate func move(factsWhere condition: Query, to user: User, _ tables: Tables) throws -> MovedUsage {
    let facts = tables.facts
    let sums: Query = """
      SELECT COUNT(DISTINCT day), COUNT(*), COALESCE(SUM(prompt_tokens), 0), COALESCE(SUM(completion_tokens), 0),
        COALESCE(SUM(total_tokens), 0), COALESCE(SUM(requests), 0)
      FROM \(identifier: facts) WHERE \(query: condition)
      """
    guard let sum = try firstRow(sums, as: (Int, Int, Int, Int, Int, Int).self), sum.1 > 0 else {
      return .none
    }
    try execute(
      """
      INSERT INTO \(identifier: facts) (day, origin_id, model_id, assistant_id, page_id, user_id, prompt_tokens,
        completion_tokens, total_tokens, requests)
      SELECT day, origin_id, model_id, assistant_id, page_id, \(user.stored), SUM(prompt_tokens),
        SUM(completion_tokens), SUM(total_tokens), SUM(requests)
      FROM \(identifier: facts) AS moved WHERE \(query: condition)
      GROUP BY day, origin_id, model_id, assistant_id, page_id
      ON DUPLICATE KEY UPDATE
        prompt_tokens = \(identifier: facts).prompt_tokens + VALUES(prompt_tokens),
        completion_tokens = \(identifier: facts).completion_tokens + VALUES(completion_tokens),
        total_tokens = \(identifier: facts).total_tokens + VALUES(total_tokens),
        requests = \(identifier: facts).requests + VALUES(requests)
      """)
    try execute("DELETE FROM \(identifier: facts) WHERE \(query: condition)")
    return MovedUsage(
      days: sum.0, facts: sum.1,
      count: TokenCount(prompt: sum.2, completion: sum.3, total: sum.4, requests: sum.5))
  }
}
