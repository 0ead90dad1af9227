import Ledger
import MariaDB

/// A row that was counted with the id 0 and now has another one.
///
/// MariaDB replaces an id of 0 with the next AUTO_INCREMENT value when the column is altered or the table is copied, so
/// the row then looks like a new one.
struct MovedRow {
  /// Its current id.
  let id: Int

  /// Forgets that a row with the id 0 was counted, once the sync has passed its current id.
  func settle(_ connection: Connection, _ tables: Tables, epoch: Int, at now: UTCTime) throws {
    try connection.execute(
      "DELETE FROM \(identifier: tables.checkpoints) WHERE \(query: tables.isLog) AND epoch = \(epoch) AND id = 0"
    )
    try connection.execute(
      """
      INSERT INTO \(identifier: tables.gaps) (source_id, epoch, first_id, last_id, missing_since)
      VALUES (\(Tables.logSource), \(epoch), 0, 0, \(now)) ON DUPLICATE KEY UPDATE expired_utc = NULL
      """)
  }
}

extension Sync {
  /// Makes the sync search for rows with ids below 1, which no cursor reaches, and finds the row that was counted with
  /// the id 0 and has another one now.
  mutating func prepareLowIDs() throws -> MovedRow? {
    if hasLowIDs, !epoch.hasLowIDs, let range = IDRange(IDRange.lowestID, 0) {
      // The table assigns none of these ids, so nothing says how long another may still appear: this gap is not
      // given up.
      try writer.commit(LedgerChange(gaps: opening([range])), at: facts)
    }
    guard epoch.hasLowIDs else { return nil }
    let ids = try checkpoints.idsOfRowZero()
    // The server gives it the next free id, so it has the lowest of the unseen ids.
    let unseen = ids.first { $0 > writer.state.lastID }
    guard !ids.contains(0), let id = unseen ?? ids.last else { return nil }
    reader.withoutTokens = id
    return MovedRow(id: id)
  }
}
