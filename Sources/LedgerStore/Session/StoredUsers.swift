import Ledger
import MariaDB

/// A user as the columns `user_kind` and `user_id` hold it.
struct StoredUser: Hashable, Comparable {
  let kind: Int
  let id: Int

  private enum Kind: Int { case guest, person, erased, everyone }

  /// The columns of a user.
  init(_ user: User) {
    let kind: Kind
    switch user {
    case .guest: (kind, id) = (.guest, 0)
    case .person(let person): (kind, id) = (.person, person.number)
    case .erased: (kind, id) = (.erased, 0)
    case .everyone: (kind, id) = (.everyone, 0)
    }
    self.kind = kind.rawValue
  }

  /// The columns as they were read.
  init(kind: Int, id: Int) {
    (self.kind, self.id) = (kind, id)
  }

  /// The user that they stand for. An id that no person in the log can have is a guest's, as it would be there.
  var user: User {
    switch Kind(rawValue: kind) {
    case .person: UserID(id).map(User.person) ?? .guest
    case .erased: .erased
    case .everyone: .everyone
    case .guest, nil: .guest
    }
  }

  private static let idBits = 60

  /// Both columns in one number, for which there is room as an id has at most 18 digits; `alias` is their table's.
  static func number(of alias: String) -> Query {
    Query(unchecked: "\(alias).user_kind << \(idBits) | \(alias).user_id")
  }

  /// The columns that such a number holds.
  init(number: UInt64) {
    self.init(
      kind: Int(number >> UInt64(Self.idBits)), id: Int(number & (1 << UInt64(Self.idBits) - 1)))
  }

  /// The condition for usage to be this user's.
  var condition: Query { "(user_kind = \(kind) AND user_id = \(id))" }

  /// The condition for usage to be of single users or of the erased ones; `alias` is its table's, nil where it has
  /// none.
  static func areFoldable(_ alias: String? = nil) -> Query {
    Query(
      unchecked:
        "\(alias.map { $0 + "." } ?? "")user_kind IN (\(Kind.person.rawValue), \(Kind.erased.rawValue))")
  }

  /// The condition for usage to be a single user's; `alias` is its table's.
  static func areSingle(_ alias: String) -> Query {
    Query(unchecked: "\(alias).user_kind = \(Kind.person.rawValue)")
  }

  /// In the order of the key.
  static func < (left: StoredUser, right: StoredUser) -> Bool {
    (left.kind, left.id) < (right.kind, right.id)
  }
}

extension Anonymization {
  private static let usersAtOnce = 1000

  /// What the ledger has done with `users`, and which days are folded.
  ///
  /// - Throws: `MariaDBError`, also when the tables are missing: no erased user may come back because they are.
  init(of users: Set<UserID>, _ connection: Connection, _ tables: Tables) throws {
    var erased: Set<UserID> = []
    var foldedBefore: Day?
    let numbers = users.sorted().map(\.number)
    // The fold comes along with the first users, and also where there are none.
    for start in stride(from: 0, to: max(1, numbers.count), by: Self.usersAtOnce) {
      var query: Query = "SELECT NULL AS user_id, folded_before FROM \(identifier: tables.userFold)"
      let ids = Array(numbers.dropFirst(start).prefix(Self.usersAtOnce))
      if !ids.isEmpty {
        query.append(
          """
           UNION ALL SELECT user_id, NULL FROM \(identifier: tables.erasedUsers) WHERE user_id IN (\(list: ids))
          """)
      }
      for (user, day) in try connection.rows(query, as: (Int?, Day?).self) {
        foldedBefore = day ?? foldedBefore
        if let user = user.flatMap(UserID.init) { erased.insert(user) }
      }
    }
    self.init(erased: erased, foldedBefore: foldedBefore)
  }
}
