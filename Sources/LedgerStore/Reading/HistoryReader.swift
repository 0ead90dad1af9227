import Ledger
import MariaDB

/// Reads what the ledger knows of the rows it counted from the log.
struct HistoryReader {
  let connection: Connection
  let tables: Tables

  /// The history as it stands at `state`; `shift` is what is declared for the log.
  func history(_ state: LedgerState, shift: ClockShift?) throws -> CountedHistory {
    let epochs: Query = """
      SELECT epoch, first_id, last_id, first_time, last_time FROM \(identifier: tables.epochs)
      WHERE \(query: tables.isLog) AND first_id IS NOT NULL AND last_id IS NOT NULL AND first_time IS NOT NULL AND last_time IS NOT NULL
      ORDER BY epoch
      """
    let bounds = try connection.rows(epochs, as: (Int, Int, Int, SiteTime, SiteTime).self).compactMap { row in
      guard let ids = IDRange(row.1, row.2), row.3 <= row.4 else { return CountedHistory.Epoch?.none }
      return CountedHistory.Epoch(number: row.0, ids: ids, times: row.3...row.4)
    }
    let isScanned = try Epoch.load(connection, tables, number: state.epoch)?.isScanned ?? false
    return CountedHistory(
      currentEpoch: state.epoch, cursor: state.lastID, syncedSite: isScanned ? state.syncedSite : nil,
      epochs: bounds, hours: try hours(), shift: shift)
  }

  /// What the history excepts of `rows`, by epoch.
  func exceptions(
    of rows: [(id: Int, time: SiteTime)], in history: CountedHistory
  ) throws -> [Int: CountedHistory.Exceptions] {
    var ids = [history.currentEpoch: Set(rows.map(\.id))]
    for row in rows {
      for epoch in history.suspects(id: row.id, time: row.time) { ids[epoch, default: []].insert(row.id) }
    }
    var exceptions: [Int: CountedHistory.Exceptions] = [:]
    for (epoch, ids) in ids { exceptions[epoch] = try self.exceptions(of: ids.sorted(), in: epoch) }
    return exceptions
  }

  private func hours() throws -> [Day: UInt32] {
    let query: Query = """
      SELECT day, CAST(BIT_OR(1 << hour) AS UNSIGNED) FROM \(identifier: tables.hours)
      WHERE \(query: tables.isLog) GROUP BY day
      """
    let rows = try connection.rows(query, as: (Day, UInt32).self)
    return Dictionary(rows, uniquingKeysWith: |)
  }

  private func exceptions(of ids: [Int], in epoch: Int) throws -> CountedHistory.Exceptions {
    var found = CountedHistory.Exceptions()
    guard let first = ids.first, let last = ids.last else { return found }
    // The gap that holds the first id may begin below it.
    let gaps: Query = """
      SELECT first_id, last_id, expired_utc IS NULL FROM \(identifier: tables.gaps)
      WHERE \(query: tables.isLog) AND epoch = \(epoch) AND first_id <= \(last) AND first_id >= COALESCE(
        (SELECT MAX(first_id) FROM \(identifier: tables.gaps)
          WHERE \(query: tables.isLog) AND epoch = \(epoch) AND first_id <= \(first)),
        \(first))
      ORDER BY first_id
      """
    try forEach(of: ids, in: gaps) { id, isOpen in
      if isOpen { found.openGaps.insert(id) } else { found.expiredGaps.insert(id) }
    }
    try readBitmaps(of: ids, in: epoch, to: &found)
    try forEach(of: ids, in: single(tables.waiting, epoch, first, last)) { id, _ in found.waiting.insert(id) }
    try forEach(of: ids, in: single(tables.rejected, epoch, first, last)) { id, _ in found.rejected.insert(id)
    }
    return found
  }

  private func readBitmaps(
    of ids: [Int], in epoch: Int, to found: inout CountedHistory.Exceptions
  ) throws {
    let byBucket = Dictionary(grouping: ids, by: IDBucket.number(of:))
    for numbers in byBucket.keys.sorted().chunked(by: 500) {
      for (table, kind) in [
        (tables.missingIDs, \CountedHistory.Exceptions.openGaps), (tables.givenUpIDs, \.expiredGaps),
      ] {
        let query: Query = """
          SELECT bucket, ids FROM \(identifier: table)
          WHERE \(query: tables.isLog) AND epoch = \(epoch) AND bucket IN (\(list: Array(numbers)))
          """
        try connection.forEachRow(query) { row in
          let (number, bytes) = try row.decode((Int, [UInt8]).self)
          let bucket = IDBucket(number, bytes: bytes)
          found[keyPath: kind].formUnion((byBucket[number] ?? []).filter(bucket.contains))
        }
      }
    }
  }

  private func single(_ table: String, _ epoch: Int, _ first: Int, _ last: Int) -> Query {
    """
    SELECT id, id, 0 FROM \(identifier: table)
    WHERE \(query: tables.isLog) AND epoch = \(epoch) AND id >= \(first) AND id <= \(last) ORDER BY id
    """
  }

  /// Walks along ascending ids and ascending ranges, and hands over the ids that lie within a range. However many
  /// ranges there are, none is kept.
  private func forEach(of ids: [Int], in ranges: Query, _ body: (Int, _ flag: Bool) -> Void) throws {
    var rest = ids[...]
    try connection.forEachRow(ranges) { row in
      let (first, last, flag) = try row.decode((Int, Int, Int).self)
      rest = rest.drop { $0 < first }
      for id in rest.prefix(while: { $0 <= last }) { body(id, flag != 0) }
    }
  }
}
