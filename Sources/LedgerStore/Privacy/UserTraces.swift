import Ledger
import MariaDB

/// Figures that should be no single user's any more, and are: some tables were restored without the others.
public struct UserTraces: Sendable, Equatable {
  /// Erased users with facts of their own or a name, ascending.
  public let erasedUsers: [UserID]
  /// Facts of single users, or of the erased ones, on days that were folded.
  public let unfoldedFacts: Int

  init(_ connection: Connection, _ tables: Tables) throws {
    let erased: Query = """
      SELECT DISTINCT f.user_id FROM \(query: tables.readFacts) f
      JOIN \(identifier: tables.erasedUsers) e ON e.user_id = f.user_id AND \(query: StoredUser.areSingle("f"))
      """
    let named: Query = """
       UNION SELECT e.user_id FROM \(identifier: tables.lastNames) n
      JOIN \(identifier: tables.erasedUsers) e ON n.kind = 3 AND e.user_id = n.member_id
      """
    let all = tables.version >= Migrations.lastNames ? erased + named : erased
    erasedUsers = try connection.rows(all + " ORDER BY 1", as: Int.self).compactMap { UserID($0) }
    let unfolded: Query = """
      SELECT COUNT(*) FROM \(query: tables.readFacts) f JOIN \(identifier: tables.userFold) u
      ON f.day < u.folded_before
      WHERE \(query: StoredUser.areFoldable("f"))
      """
    unfoldedFacts = try connection.firstRow(unfolded, as: Int.self) ?? 0
  }
}
