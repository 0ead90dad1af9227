import Ledger
import MariaDB
import Text

extension SiteSession {
  /// Refuses an id of which the ledger holds nothing, where nobody else knows it either.
  ///
  /// - Throws: `Failure` where neither WordPress nor the log has the user; `MariaDBError`.
  func requireKnown(_ user: UserID) throws {
    if try knows(user) { return }
    throw Failure(
      .noInput,
      "there is no user \(user.number): neither WordPress nor the log nor the ledger knows that id",
      advice: "Check the id: it is the number in the address of the user's page in wp-admin.")
  }

  /// Whether WordPress has the user, or the log a row of that id; also where one of them may not be asked.
  private func knows(_ user: UserID) throws -> Bool {
    guard let users = tables.users else { return true }
    // As the chatbot logs it.
    let id = String(user.number)
    let places: [Query] = [
      "SELECT 1 FROM \(query: users) WHERE ID = \(user.number)",
      "SELECT 1 FROM \(identifier: tables.log) WHERE \(identifier: tables.columns.user) = \(id) LIMIT 1",
    ]
    return try places.contains { query in
      do {
        return try connection.firstRow(query, as: Int.self) != nil
      } catch let error as MariaDBError where error.isUnknownTable {
        return false
      } catch let error as MariaDBError where error.isAccessDenied {
        return true
      }
    }
  }
}
