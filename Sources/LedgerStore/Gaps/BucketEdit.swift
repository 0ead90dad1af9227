import Ledger
import MariaDB
import Text

/// What becomes of one bitmap in the table of missing ids or, without a time, of those that were given up.
struct BucketEdit: Sendable {
  let epoch: Int
  var missingSince: UTCTime?
  /// What the bitmap contains, nil when there is none yet.
  let old: IDBucket?
  /// What it is to contain; without ids it is deleted.
  let new: IDBucket

  /// How many rows one statement deletes.
  static let batch = 200

  /// The condition for the bitmap to be as it was read.
  fileprivate func isUnchanged(_ old: IDBucket) -> Query {
    var condition: Query =
      "(source_id = \(Tables.logSource) AND epoch = \(epoch) AND bucket = \(old.number) AND ids = \(old.bytes)"
    if let missingSince { condition.append(" AND missing_since = \(missingSince)") }
    return condition + ")"
  }
}

extension Sequence<BucketEdit> {
  /// Writes the bitmaps inside a fenced transaction.
  ///
  /// - Throws: `Failure.overtaken` when one of them is not what it was when it was read.
  func write(to table: String, _ connection: Connection) throws {
    let edits = filter { $0.old != $0.new }
    for batch in edits.filter({ $0.old != nil }).chunked(by: BucketEdit.batch) {
      try connection.delete(
        batch.count, from: table, whereAny: batch.compactMap { edit in edit.old.map(edit.isUnchanged) })
    }
    let rows = edits.filter { !$0.new.isEmpty }.sorted { $0.new.number < $1.new.number }
    let hasTimes = rows.first?.missingSince != nil
    try connection.insertNew(
      rows.map { edit in
        let time: [any MariaDBEncodable] = edit.missingSince.map { [$0] } ?? []
        return [Tables.logSource, edit.epoch, edit.new.number] + time + [edit.new.runCount, edit.new.bytes]
      }, into: table, columns: "source_id, epoch, bucket, \(hasTimes ? "missing_since, " : "")gaps, ids")
  }
}

extension Connection {
  /// Deletes as many rows as there are conditions, one for each.
  ///
  /// - Throws: `Failure.overtaken` when there are not as many: the ledger is not as it was read.
  func delete(_ count: Int, from table: String, whereAny conditions: [Query]) throws {
    guard let first = conditions.first else { return }
    let query = conditions.dropFirst().reduce("DELETE FROM \(identifier: table) WHERE \(query: first)") {
      $0 + " OR " + $1
    }
    if try execute(query).affectedRows != count { throw Failure.overtaken }
  }

  /// Inserts rows that are new to the ledger, many at once.
  ///
  /// - Throws: `Failure.overtaken` when one is there already: the ledger is not as it was read.
  func insertNew(_ rows: [[any MariaDBEncodable]], into table: String, columns: String) throws {
    do {
      try insert(rows, into: table, columns: columns)
    } catch let error as MariaDBError where error.kind == .duplicateKey {
      throw Failure.overtaken
    }
  }
}
