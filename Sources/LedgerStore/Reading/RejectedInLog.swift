import Chatbots
import Ledger
import MariaDB
import Text

/// The rejected rows that a person may still have to look at: those that the log holds.
public struct RejectedInLog: Sendable {
  /// Those rows by reason, as ``RejectionReason`` names it, most first.
  public let groups: [(reason: String, count: Int)]
  /// All rows that the ledger has noted as rejected, those that the log no longer holds among them.
  public let total: Int
  /// Whether a person has read of exactly these rows.
  public let isSettled: Bool

  /// What tells the rejected rows from others. Their number would not do: counting again takes rows off the list, and
  /// as many new ones would pass for those that were read of.
  fileprivate let mark: String

  /// What a notice is called whose message is the mark of rejected rows that a person has read of. It is settled as
  /// soon as it is written, so it never shows by itself.
  fileprivate static let kind = "rejected_rows"

  /// Reads them; `log` is what is known of the log.
  init(
    _ connection: Connection, _ tables: Tables, _ state: LedgerState, log: Result<LogShape, any Error>
  ) throws {
    let rejected: Query = "\(identifier: tables.rejected) AS r"
    // A sum of checksums does not depend on the rows' order.
    let marks: Query = """
      SELECT COUNT(*), HEX(COALESCE(BIT_XOR(CAST(CONV(LEFT(
        MD5(CONCAT_WS(' ', r.source_id, r.epoch, r.id, r.reason)), 16), 16, 10) AS UNSIGNED)), 0))
      FROM \(query: rejected)
      """
    let (count, sum) = try connection.rows(marks, as: (Int, String).self).first ?? (0, "")
    (total, mark) = (count, "\(count) \(sum)")
    guard total > 0 else {
      (groups, isSettled) = ([], true)
      return
    }
    let settled: Query = """
      SELECT 1 FROM \(identifier: tables.notices) WHERE kind = \(Self.kind) AND message = \(mark) LIMIT 1
      """
    isSettled = try connection.firstRow(settled, as: Int.self) != nil
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
      groups = try Self.groups(of: rejected, where: "TRUE", connection)
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
  /// Settles rejected rows that were read of, until the list of them is another.
  public func acknowledge(_ rejected: RejectedInLog) throws {
    let now = try facts().utcNow
    try connection.execute(
      """
      INSERT INTO \(identifier: tables.notices) (kind, message, noticed_utc, acknowledged_utc)
      VALUES (\(RejectedInLog.kind), \(rejected.mark), \(now), \(now))
      """)
  }
}
