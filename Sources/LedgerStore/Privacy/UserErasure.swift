import Ledger
import MariaDB

/// Moves all figures of a user to the erased users, for good, in one fenced transaction. No total changes.
///
///     let erasure = try UserErasure(of: id, session)  // writes nothing
///     erasure.moved.count.total  // the tokens that will be moved
///     try erasure.run()
public struct UserErasure {
  /// The user.
  public let user: UserID
  /// The user's figures in the ledger; after ``run()``, the figures that were moved.
  public private(set) var moved: MovedUsage
  /// Whether the user had been erased before.
  public private(set) var wasErased: Bool

  private let session: SiteSession

  /// Reads the ledger's figures of `user`.
  ///
  /// - Throws: `Failure` when there is neither a ledger nor a log, or when none of them nor WordPress knows the user;
  ///   `MariaDBError`.
  public init(of user: UserID, _ session: SiteSession) throws {
    self.user = user
    self.session = session
    let version = try Migrations(session: session).version()
    let (connection, tables) = (session.connection, session.tables.at(version))
    if version == 0 { _ = try LogTable(session) }
    let hasName: Bool
    (moved, wasErased, hasName) = try connection.snapshot {
      (
        try version == 0 ? MovedUsage.none : connection.usage(ofFactsWhere: Self.facts(of: user), tables),
        try version >= Migrations.anonymizing
          && Anonymization(of: [user], connection, tables).erased.contains(user),
        try LastNames(connection: connection, tables: tables).knows(user)
      )
    }
    if moved == .none && !wasErased && !hasName { try session.requireKnown(user) }
  }

  /// Erases the figures, and remembers it, so that no later row, rebuild or import brings them back. Where there is no
  /// ledger yet, its tables are made: otherwise the first sync would count the user.
  ///
  /// - Throws: `Failure` when the ledger contradicts itself, or when other runs leave no room; `MariaDBError`.
  public mutating func run() throws {
    let (session, user) = (session, user)
    (moved, wasErased) = try session.changeLedger { writer in
      var result = (MovedUsage.none, false)
      let now = try session.facts().utcNow
      let tables = writer.tables
      try writer.commit(writer.state) { connection in
        let remember: Query = """
          INSERT INTO \(identifier: tables.erasedUsers) (user_id, erased_utc)
          VALUES (\(user.number), \(now)) ON DUPLICATE KEY UPDATE erased_utc = erased_utc
          """
        // Nothing is affected where the row was there, and stays as it is.
        let wasErased = try connection.execute(remember).affectedRows == 0
        let moved = try connection.move(factsWhere: Self.facts(of: user), to: .user(.erased), tables)
        try LastNames(connection: connection, tables: tables).forget(user)
        result = (moved, wasErased)
      }
      return result
    }
  }

  private static func facts(of user: UserID) -> Query { StoredUser(.person(user)).condition }
}

/// Folds the figures by user of old days into those of everyone, for good, in one fenced transaction. No total
/// changes, and guests stay apart.
public struct UserFold {
  /// Earlier days have no figures by user. It is later than what was asked for where more was folded before.
  public private(set) var before: Day
  /// The figures by user on these days, including erased users; after ``run()``, the figures that were moved.
  public private(set) var moved: MovedUsage

  private let session: SiteSession

  /// Reads the ledger's figures by user on the days before `day`.
  ///
  /// - Throws: `Failure` when there is no ledger; `MariaDBError`.
  public init(before day: Day, _ session: SiteSession) throws {
    try session.requireLedger()
    self.session = session
    let version = try Migrations(session: session).version()
    let (connection, tables) = (session.connection, session.tables.at(version))
    (before, moved) = try connection.snapshot {
      let folded =
        version >= Migrations.anonymizing
        ? try Anonymization(of: [], connection, tables).foldedBefore : nil
      let before = max(day, folded ?? day)
      return (before, try connection.usage(ofFactsWhere: Self.facts(before: before), tables))
    }
  }

  /// Folds them, and remembers it, so that no late row, rebuild or import unfolds them.
  ///
  /// - Throws: As ``UserErasure/run()``.
  public mutating func run() throws {
    let (session, day) = (session, before)
    (before, moved) = try session.changeLedger { writer in
      var result = (day, MovedUsage.none)
      let now = try session.facts().utcNow
      let tables = writer.tables
      try writer.commit(writer.state) { connection in
        try connection.execute(
          """
          INSERT INTO \(identifier: tables.userFold) (id, folded_before, folded_utc)
          VALUES (1, \(day), \(now)) ON DUPLICATE KEY UPDATE
            folded_before = GREATEST(folded_before, VALUES(folded_before)), folded_utc = VALUES(folded_utc)
          """)
        let before = try Anonymization(of: [], connection, tables).foldedBefore ?? day
        result = (
          before, try connection.move(factsWhere: Self.facts(before: before), to: .user(.everyone), tables)
        )
        if result.1 != .none {
          try LastNames(connection: connection, tables: tables).forgetUsersWithoutFacts()
        }
      }
      return result
    }
  }

  private static func facts(before day: Day) -> Query {
    "day < \(day) AND \(query: StoredUser.areFoldable())"
  }
}
