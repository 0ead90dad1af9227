import Chatbots
import Ledger
import MariaDB

/// Token rows and untyped rows of the log that a comparison left out for one reason.
public struct LeftOut: Sendable, Equatable {
  /// Why rows are left out.
  public enum Reason: String, Sendable, CaseIterable {
    /// They came after the last sync.
    case notReached = "not_reached"
    /// They came below the highest id after the last sync.
    case openGap = "open_gap"
    /// They appeared after their gap had expired.
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

/// Counts what a comparison of the log and the ledger leaves out, inside its snapshot: each row for one reason.
struct LeftOutCounts {
  let connection: Connection
  let tables: Tables
  let reach: Reach
  /// The days to look at, of the site's time.
  let days: DayBounds
  /// The way to that time for old rows; nil where it stands as it is stored.
  let shift: ClockShift?
  /// Whether rows share their id, or have none. They are left out for that alone, whatever else holds of the id.
  let hasSharedIDs: Bool

  /// The reasons for which there are rows.
  func all() throws -> [LeftOut] {
    try LeftOut.Reason.allCases.compactMap { reason in
      let rows = try count(reason)
      return rows > 0 ? LeftOut(reason: reason, rows: rows) : nil
    }
  }

  /// The number of rows that were seen without a type and have one now.
  func typedSince() throws -> Int {
    try count("\(query: waiting) AND \(query: isTyped)", from: waitingRows)
  }

  private func count(_ reason: LeftOut.Reason) throws -> Int {
    switch reason {
    case .notReached: try count("(l.id > \(reach.lastID) OR l.id < \(reach.firstID))", from: log)
    case .openGap: try count("TRUE", from: rows(.openGap))
    case .givenUp: try count("TRUE", from: rows(.expiredGap))
    case .untyped: try count("\(query: waiting) AND NOT (\(query: isTyped))", from: waitingRows)
    case .rejected:
      try count(
        "\(query: reach.covers("r", id: "id"))",
        from: "\(identifier: tables.rejected) AS r JOIN \(identifier: tables.log) AS l ON l.id = r.id")
    case .sharedID: hasSharedIDs ? try count("TRUE", from: log, sharingIDs: true) : 0
    }
  }

  private func count(_ condition: Query, from source: Query, sharingIDs: Bool = false) throws -> Int {
    var rows: Query = "FROM \(query: source)"
    if hasSharedIDs {
      rows.append(
        """
         LEFT JOIN (SELECT id FROM \(identifier: tables.log) GROUP BY id HAVING COUNT(*) > 1) AS shared
          ON shared.id = l.id
        """)
    }
    rows.append(
      """
       WHERE \(query: condition) AND (\(query: tables.isTokenRow("l.")) OR NOT (\(query: isTyped)))
        AND \(query: days.stored(shift).contain("l.\(time)"))
      """)
    if hasSharedIDs {
      rows.append(sharingIDs ? " AND (l.id IS NULL OR shared.id IS NOT NULL)" : " AND shared.id IS NULL")
    }
    guard let shift, days.first != nil || days.last != nil else {
      return try connection.firstRow("SELECT COUNT(*) \(query: rows)", as: Int.self) ?? 0
    }
    // The server cannot tell on which day of the site a row falls that the declared clock shifts.
    var count = 0
    let column = Query(unchecked: "l.\(time)")
    let times: Query = "SELECT \(query: column), COUNT(*) \(query: rows) GROUP BY \(query: column)"
    try connection.forEachRow(times) { row in
      let (time, rows) = try row.decode((DateTime?, Int).self)
      if let time = time?.siteTime, !days.contains(shift.siteTime(of: time).day) { return }
      count += rows
    }
    return count
  }

  private var log: Query { "\(identifier: tables.log) AS l" }

  private func rows(_ reason: LeftOutRows.Reason) -> Query {
    let ids = LeftOutRows(tables: tables, reach: reach, reasons: [reason]).ids()
    return "(\(query: ids)) AS x STRAIGHT_JOIN \(identifier: tables.log) AS l ON l.id = x.id"
  }

  private var waitingRows: Query {
    "\(identifier: tables.waiting) AS w JOIN \(identifier: tables.log) AS l ON l.id = w.id"
  }

  private var waiting: Query { reach.covers("w", id: "id") }

  private var isTyped: Query { tables.isTyped("l.") }
  private var time: String { tables.columns.time }
}
