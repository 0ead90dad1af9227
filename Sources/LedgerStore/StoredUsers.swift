import Ledger
import MariaDB

extension User {
  /// The user as the facts' `user_id` holds it; migration 3 says why these values are free.
  var stored: UInt64 {
    switch self {
    case .guest: 0
    case .person(let id): UInt64(id.number)
    case .erased: .max
    case .everyone: .max - 1
    }
  }

  /// The user that a fact's `user_id` stands for. What no log could have said is a guest, as in the log.
  init(stored: UInt64) {
    self =
      switch stored {
      case User.erased.stored: .erased
      case User.everyone.stored: .everyone
      default: Int(exactly: stored).flatMap { UserID($0) }.map(User.person) ?? .guest
      }
  }
}

extension Anonymization {
  private static let usersAtOnce = 1000

  /// What the ledger has done with `users`, and which days are folded.
  ///
  /// - Throws: `MariaDBError`, also when the tables are missing: nobody is to come back for want of them.
  init(of users: Set<UserID>, _ connection: Connection, _ tables: Tables) throws {
    var erased: Set<UserID> = []
    for ids in users.sorted().map(\.number).chunked(by: Self.usersAtOnce) {
      let query: Query = """
        SELECT user_id FROM \(identifier: tables.erasedUsers) WHERE user_id IN (\(list: Array(ids)))
        """
      erased.formUnion(try connection.rows(query, as: Int.self).compactMap { UserID($0) })
    }
    let fold: Query = "SELECT folded_before FROM \(identifier: tables.userFold)"
    let foldedBefore = try connection.firstRow(fold, as: Day.self)
    self.init(erased: erased, foldedBefore: foldedBefore)
  }
}
