import Ledger
import MariaDB

/// A row that was counted with the id 0 and has another one now.
///
/// To the server 0 is no id: when AUTO_INCREMENT is put back, or the table is copied, it gives such a row the next
/// one, with which the row looks like a new one.
struct MovedRow {
  /// The id that it has now.
  let id: Int

  /// Forgets that a row with the id 0 was counted, once the sync has gone past the id that it has now.
  func settle(_ connection: Connection, _ tables: Tables, epoch: Int, at now: WallClock) throws {
    try connection.execute(
      "DELETE FROM \(identifier: tables.checkpoints) WHERE epoch = \(epoch) AND id = 0")
    try connection.execute(
      """
      INSERT INTO \(identifier: tables.gaps) (epoch, first_id, last_id, missing_since)
      VALUES (\(epoch), 0, 0, \(now.dateTime)) ON DUPLICATE KEY UPDATE expired_utc = NULL
      """)
  }
}

extension Sync {
  /// Makes the sync look for rows with ids below 1, which lie below every cursor, and finds the one that was counted
  /// with the id 0 and has been given another since.
  mutating func prepareLowIDs() throws -> MovedRow? {
    if hasLowIDs, !epoch.hasLowIDs, let range = IDRange(IDRange.lowestID, 0) {
      // The table hands out none of these ids, so nothing says how long another may still come: this gap is not
      // given up.
      try writer.commit(LedgerChange(newGaps: [range]), at: facts)
    }
    guard epoch.hasRowZero else { return nil }
    let ids = try checkpoints.idsOfRowZero()
    // The server gives it the next id there is, so of those not yet seen it has the lowest.
    let unseen = ids.first { $0 > writer.state.lastID }
    guard !ids.contains(0), let id = unseen ?? ids.last else { return nil }
    reader.withoutTokens = id
    return MovedRow(id: id)
  }
}
