import Chatbots
import MariaDB
import SQLFiles
import Sites
import Text

/// The SQL that gives a database user what TokenLedger needs, and no more.
public struct Grants {
  private let session: SiteSession

  /// The grants for a site.
  public init(_ session: SiteSession) {
    self.session = session
  }

  /// What ``statements()`` gave as SQL for an administrator's client, with comments that say in which order to run it.
  public func sql(_ statements: [String]) -> String {
    let head = SQLFiles.grants.replacing("{prefix}", with: session.tables.prefix)
    return head + statements.joined(separator: "\n") + "\n"
  }

  /// The statements alone.
  ///
  /// - Throws: `Failure` when our tables or the log are not there yet: a GRANT on them would fail.
  public func statements() throws -> [String] {
    let tables = session.tables
    for table in tables.ledger + [tables.optionsView, tables.contextSizes]
    where try !session.exists(table) {
      throw Failure(
        .noInput, "\(table) does not exist yet, and a GRANT on it would fail",
        advice: "Run `tokenledger migrate` first, as a user who may create tables and views.")
    }
    _ = try LogTable(session)
    var statements = [
      grant("SELECT", on: tables.log),
      grant("SELECT", on: tables.optionsView),
      grant("SELECT", on: tables.contextSizes),
      grant("SELECT (ID, post_title)", on: tables.posts),
    ]
    if !session.site.hasUnknownUserTable { statements.append(userGrant) }
    if let table = tables.assistants, let grant = assistantsGrant, try session.exists(table) {
      statements.append(grant)
    }
    if try session.exists(tables.assistantSizes) {
      statements.append(grant("SELECT", on: tables.assistantSizes))
    }
    if session.site.blogID != 1 {
      statements.append(grant("SELECT (blog_id)", on: tables.blogs))
    }
    return statements + tables.ledger.map { grant("SELECT, INSERT, UPDATE, DELETE", on: $0) }
  }

  /// The statement for the chatbot's list of assistants; nil when it has none.
  var assistantsGrant: String? {
    guard let list = session.chatbot.assistants, let table = session.tables.assistants else { return nil }
    return grant("SELECT (\(list.id), \(list.name))", on: table)
  }

  private var userGrant: String {
    let table = session.site.userTable
    return grant(
      "SELECT (ID, user_login, display_name)", on: table?.name ?? session.tables.basePrefix + "users",
      in: table?.database)
  }

  private func grant(_ privileges: String, on table: String, in other: String? = nil) -> String {
    let database = other ?? session.site.connection.database ?? ""
    let place = [database, table].map(UserTable.quoted).joined(separator: ".")
    return "GRANT \(privileges) ON \(place) TO 'tokenledger'@'localhost';"
  }
}
