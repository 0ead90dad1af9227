import Ledger
import MariaDB

/// What giving up short gaps changes: the bitmaps of missing ids, and of those that were given up.
struct GivingUp: Sendable {
  var missing: [BucketEdit] = []
  var givenUp: [BucketEdit] = []

  /// Writes it inside a fenced transaction.
  func write(_ connection: Connection, _ tables: Tables) throws {
    try missing.write(to: tables.missingIDs, connection)
    try givenUp.write(to: tables.givenUpIDs, connection)
  }
}

extension Gaps {
  /// How many bitmaps are given up in one go.
  private static let givenUpAtOnce = 500

  /// Some of the bitmaps of ids that have been missing since before `limit`, and whether there are no others.
  func missing(before limit: UTCTime) throws -> (bitmaps: [GapKey: IDBucket], isLast: Bool) {
    try missing(where: "missing_since < \(limit)")
  }

  private func missing(where condition: Query) throws -> (bitmaps: [GapKey: IDBucket], isLast: Bool) {
    let query: Query = """
      SELECT bucket, missing_since, ids FROM \(identifier: tables.missingIDs)
      WHERE \(query: tables.isLog) AND epoch = \(epoch) AND \(query: condition) ORDER BY bucket, missing_since LIMIT \(Self.givenUpAtOnce)
      """
    var bitmaps: [GapKey: IDBucket] = [:]
    try connection.forEachRow(query) { row in
      let (bucket, since, bytes) = try row.decode((Int, UTCTime, [UInt8]).self)
      bitmaps[GapKey(bucket: bucket, missingSince: since)] = IDBucket(bucket, bytes: bytes)
    }
    return (bitmaps, bitmaps.count < Self.givenUpAtOnce)
  }

  /// Gives up the ids of some bitmaps; those up to `id` go on being missing in another epoch.
  func givingUp(
    _ bitmaps: [GapKey: IDBucket], but carriedOver: (upTo: Int, epoch: Int)? = nil
  ) throws -> GivingUp {
    var edits = GivingUp()
    var lost: [Int: IDBucket] = [:]
    for (key, bitmap) in bitmaps {
      let nothing = IDBucket(key.bucket)
      var rest = bitmap
      if let carriedOver {
        var kept = bitmap
        rest = kept.remove(above: carriedOver.upTo)
        edits.missing.append(
          BucketEdit(epoch: carriedOver.epoch, missingSince: key.missingSince, old: nil, new: kept))
      }
      edits.missing.append(
        BucketEdit(epoch: epoch, missingSince: key.missingSince, old: bitmap, new: nothing))
      lost[key.bucket, default: nothing].formUnion(rest)
    }
    let known = try givenUp(in: lost.keys.sorted())
    for (number, bitmap) in lost where !bitmap.isEmpty {
      var all = known[number] ?? IDBucket(number)
      all.formUnion(bitmap)
      edits.givenUp.append(BucketEdit(epoch: epoch, old: known[number], new: all))
    }
    return edits
  }

  /// The ids that were given up in some buckets.
  func givenUp(in buckets: [Int]) throws -> [Int: IDBucket] {
    var bitmaps: [Int: IDBucket] = [:]
    for numbers in buckets.chunked(by: Self.givenUpAtOnce) {
      let query: Query = """
        SELECT bucket, ids FROM \(identifier: tables.givenUpIDs)
        WHERE \(query: tables.isLog) AND epoch = \(epoch) AND bucket IN (\(list: Array(numbers)))
        """
      for (number, bytes) in try connection.rows(query, as: (Int, [UInt8]).self) {
        bitmaps[number] = IDBucket(number, bytes: bytes)
      }
    }
    return bitmaps
  }

  /// At the end of the epoch, moves open gaps up to an id to the next epoch and gives up the others. For use inside the
  /// fenced transaction that begins the next epoch.
  func carryOver(upTo id: Int, to next: Int, at now: UTCTime) throws {
    try connection.execute(
      """
      UPDATE \(identifier: tables.gaps) SET epoch = \(next)
      WHERE \(query: tables.isLog) AND epoch = \(epoch) AND last_id <= \(id) AND expired_utc IS NULL
      """)
    try connection.execute(
      """
      UPDATE \(identifier: tables.gaps) SET expired_utc = \(now)
      WHERE \(query: tables.isLog) AND epoch = \(epoch) AND expired_utc IS NULL
      """)
    try connection.execute(
      """
      UPDATE \(identifier: tables.missingIDs) SET epoch = \(next)
      WHERE \(query: tables.isLog) AND epoch = \(epoch) AND bucket < \(IDBucket.number(of: id))
      """)
    var isLast = false
    while !isLast {
      let found = try missing(where: "TRUE")
      isLast = found.isLast
      try givingUp(found.bitmaps, but: (id, next)).write(connection, tables)
    }
  }
}
