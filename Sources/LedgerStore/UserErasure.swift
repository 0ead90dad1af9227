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
    (moved, wasErased) = try session.changeLedger { writer in
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
          factsWhere: "user_id = \(User.person(user).stored)", to: .user(.erased), tables)
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
    (before, moved) = try session.changeLedger { writer in
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
        result = (before, try connection.move(factsWhere: condition, to: .user(.everyone), tables))
      }
      return result
    }
  }
}
