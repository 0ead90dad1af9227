import Ledger
import MariaDB

/// The rows that were looked at and do not count.
public struct RejectedRows: Sendable {
  /// A row; its text is nowhere kept.
  public struct Row: Sendable, Equatable {
    /// The life of the log that it was found in.
    public let epoch: Int
    /// Its id in that log.
    public let id: Int
    /// Its date and time as the server showed it, which need not be a date; empty when it was gone.
    public let time: String
  }

  /// All rows that were rejected for one reason.
  public struct Group: Sendable, Equatable {
    /// Why, as ``RejectionReason`` names it.
    public let reason: String
    /// How many there are.
    public let count: Int
    /// The newest of them, newest first.
    public let rows: [Row]
  }

  /// The reasons, those of most rows first.
  public let groups: [Group]

  /// Reads at most `limit` rows of each reason.
  ///
  /// - Throws: `Failure` when there is no ledger.
  public init(_ session: SiteSession, limit: Int) throws {
    try session.requireLedger()
    let (connection, table) = (session.connection, session.tables.rejected)
    groups = try connection.snapshot {
      let counts: Query = """
        SELECT reason, COUNT(*) FROM \(identifier: table) GROUP BY reason ORDER BY COUNT(*) DESC, reason
        """
      return try connection.rows(counts, as: (String, Int).self).map { reason, count in
        let newest: Query = """
          SELECT epoch, id, row_time FROM \(identifier: table) WHERE reason = \(reason)
          ORDER BY epoch DESC, id DESC LIMIT \(limit)
          """
        let rows = try connection.rows(newest, as: (Int, Int, String).self)
        return Group(reason: reason, count: count, rows: rows.map { Row(epoch: $0.0, id: $0.1, time: $0.2) })
      }
    }
  }
}
