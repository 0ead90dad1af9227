import Chatbots
import Ledger
import MariaDB
import Text

/// The rejected rows that a person may still have to look at: those that the log holds.
public struct RejectedInLog: Sendable {
  /// Those rows by reason, as ``RejectionReason`` names it, most first.
  public let groups: [(reason: String, count: Int)]
  /// All rows that were ever rejected, the purged ones among them.
  public let total: Int
  /// Whether a person has read of all of them.
  public let isSettled: Bool

  /// What a notice is called that says how many rejected rows a person has read of. It is settled as soon as it is
  /// written, so it never shows by itself.
  fileprivate static let kind = "rejected_rows"

  /// Reads them; `log` is what is known of the log.
  init(
    _ connection: Connection, _ tables: Tables, _ state: LedgerState, log: Result<LogShape, any Error>
  ) throws {
    let rejected: Query = "\(identifier: tables.rejected) AS r"
    let all = try Self.groups(of: rejected, where: "TRUE", connection)
    total = all.reduce(0) { $0 + $1.count }
    guard total > 0 else {
      (groups, isSettled) = ([], true)
      return
    }
    let settled: Query = """
      SELECT CAST(message AS UNSIGNED) FROM \(identifier: tables.notices) WHERE kind = \(Self.kind)
      ORDER BY id DESC LIMIT 1
      """
    isSettled = try connection.firstRow(settled, as: Int.self) ?? 0 >= total
    if case .failure(let error as Failure) = log, error.kind == .noInput {
      // With the log, all its rows are gone.
      groups = []
      return
    }
    let reach = try Reach(state: state, lastID: state.lastID, connection, tables)
    do {
      groups = try Self.groups(
        of: rejected,
        where: """
          \(query: reach.covers("r", id: "id"))
          AND EXISTS (SELECT 1 FROM \(identifier: tables.log) AS l WHERE l.id = r.id)
          """, connection)
    } catch let error as MariaDBError where error.isAccessDenied {
      // Another check says that the log cannot be read.
      groups = all
    }
  }

  private static func groups(
    of rows: Query, where condition: Query, _ connection: Connection
  ) throws -> [(reason: String, count: Int)] {
    let query: Query = """
      SELECT r.reason, COUNT(*) FROM \(query: rows) WHERE \(query: condition)
      GROUP BY r.reason ORDER BY COUNT(*) DESC, r.reason
      """
    return try connection.rows(query, as: (String, Int).self).map { ($0.0, $0.1) }
  }
}

extension SiteSession {
  /// Settles the rejected rows that were read of: so many have been rejected so far.
  public func acknowledge(rejectedRows total: Int) throws {
    let now = try facts().utcNow
    try connection.execute(
      """
      INSERT INTO \(identifier: tables.notices) (kind, message, noticed_utc, acknowledged_utc)
      VALUES (\(RejectedInLog.kind), \("\(total)"), \(now), \(now))
      """)
  }
}
