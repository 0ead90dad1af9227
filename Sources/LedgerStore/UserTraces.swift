import Ledger
import MariaDB

/// Figures that should be no single user's any more, and are: some tables were restored without the others.
public struct UserTraces: Sendable, Equatable {
  /// Erased users with facts of their own, ascending.
  public let erasedUsers: [UserID]
  /// Facts of single users, or of the erased ones, on days that were folded.
  public let unfoldedFacts: Int

  init(_ connection: Connection, _ tables: Tables) throws {
    let erased: Query = """
      SELECT DISTINCT f.user_id FROM \(query: tables.readFacts) f
      JOIN \(identifier: tables.erasedUsers) e ON e.user_id = f.user_id AND \(query: StoredUser.areSingle("f"))
      ORDER BY 1
      """
    erasedUsers = try connection.rows(erased, as: Int.self).compactMap { UserID($0) }
    let unfolded: Query = """
      SELECT COUNT(*) FROM \(query: tables.readFacts) f JOIN \(identifier: tables.userFold) u
      ON f.day < u.folded_before
      WHERE \(query: StoredUser.areFoldable("f"))
      """
    unfoldedFacts = try connection.firstRow(unfolded, as: Int.self) ?? 0
  }
}
