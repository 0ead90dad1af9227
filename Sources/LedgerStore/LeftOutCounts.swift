import Ledger
import MariaDB

/// Rows of the log with tokens, or without a type, that a comparison left out for one reason.
public struct LeftOut: Sendable, Equatable {
  /// Why rows are left out.
  public enum Reason: String, Sendable, CaseIterable {
    /// They came after the last sync.
    case notReached = "not_reached"
    /// They came below the highest id after the last sync.
    case openGap = "open_gap"
    /// They came after they had been given up.
    case givenUp = "given_up"
    /// They have no type yet.
    case untyped
    /// They hold no number or no date that counts.
    case rejected
    /// They share their id with others, or have none.
    case sharedID = "shared_id"
  }

  /// Why.
  public let reason: Reason
  /// How many rows.
  public let rows: Int

  /// Some rows that were left out.
  public init(reason: Reason, rows: Int) {
    self.reason = reason
    self.rows = rows
  }
}

/// Counts what a comparison of the log and the ledger leaves out, inside its snapshot.
struct LeftOutCounts {
  let connection: Connection
  let tables: Tables
  let reach: Reach
  let days: DayBounds

  /// The reasons for which there are rows.
  func all(_ rowIDs: RowIDs?) throws -> [LeftOut] {
    try LeftOut.Reason.allCases.compactMap { reason in
      let rows = try count(reason, rowIDs)
      return rows > 0 ? LeftOut(reason: reason, rows: rows) : nil
    }
  }

  /// How many rows that were seen without a type have one now.
  func typedSince() throws -> Int {
    try count("\(query: waiting) AND \(query: Self.isTyped)", from: waitingRows)
  }

  private func count(_ reason: LeftOut.Reason, _ rowIDs: RowIDs?) throws -> Int {
    switch reason {
    case .notReached:
      try count("(l.id > \(reach.lastID) OR l.id < \(reach.firstID))", from: "\(identifier: tables.log) AS l")
    case .openGap: try count("TRUE", from: rows(.openGap))
    case .givenUp: try count("TRUE", from: rows(.expiredGap))
    case .untyped: try count("\(query: waiting) AND NOT \(query: Self.isTyped)", from: waitingRows)
    case .rejected:
      try count(
        "\(query: reach.covers("r", id: "id"))",
        from: "\(identifier: tables.rejected) AS r JOIN \(identifier: tables.log) AS l ON l.id = r.id")
    case .sharedID: rowIDs?.tokenRows ?? 0
    }
  }

  private func count(_ condition: Query, from source: Query) throws -> Int {
    let query: Query = """
      SELECT COUNT(*) FROM \(query: source) WHERE \(query: condition)
        AND (l.user_type IN (\(query: Query(unchecked: LogReader.tokenTypes))) OR NOT \(query: Self.isTyped))
        AND \(query: days.contain("l.interaction_time"))
      """
    return try connection.firstRow(query, as: Int.self) ?? 0
  }

  private func rows(_ reason: LeftOutRows.Reason) -> Query {
    let ids = LeftOutRows(tables: tables, reach: reach, reasons: [reason]).ids()
    return "(\(query: ids)) AS x STRAIGHT_JOIN \(identifier: tables.log) AS l ON l.id = x.id"
  }

  private var waitingRows: Query {
    "\(identifier: tables.waiting) AS w JOIN \(identifier: tables.log) AS l ON l.id = w.id"
  }

  private var waiting: Query { reach.covers("w", id: "id") }

  private static let isTyped: Query = "COALESCE(l.user_type, '') <> ''"
}
