import Ledger
import MariaDB

/// Moves the short gaps of releases before ledger version 6, each a row, to bitmaps.
///
/// Those releases did not seal their transactions. Where a cluster took one back in the middle, gaps, waiting rows and
/// checkpoints may have been written for ids that the state has not seen; the next sync would count them twice.
struct GapConversion {
  /// How many gaps are read in one go: there may be millions.
  private static let batch = 10_000

  private let connection: Connection
  private let tables: Tables
  private let state: LedgerState
  /// Whether the ledger's tables agree with each other.
  private let isConsistent: Bool

  /// Looks at a ledger of an earlier version; for use in the snapshot in which its state was read.
  init(_ session: SiteSession, _ state: LedgerState) throws {
    (connection, tables) = (session.connection, session.tables)
    self.state = state
    isConsistent = try LedgerReader(session).isConsistent()
  }

  /// Moves the gaps, with lists of version 8 and behind the fence.
  func write() throws {
    // Where the tables contradict each other, these tell a repair how far a sync may have come.
    if isConsistent { try Remains.remove(above: state.lastID, epoch: state.epoch, tables, connection) }
    try move()
    try connection.execute("DELETE FROM \(identifier: tables.gaps) WHERE \(query: Self.isShort)")
  }

  private static var isShort: Query { "first_id > 0 AND last_id - \(Gaps.longGap - 1) < first_id" }

  /// Reads the gaps in the order of their ids and writes each bitmap when no further gap can lie in it.
  private func move() throws {
    var bitmaps = Bitmaps()
    var last = (epoch: 0, firstID: Int.min)
    var count = 0
    repeat {
      let query: Query = """
        SELECT epoch, first_id, last_id, missing_since, expired_utc IS NOT NULL FROM \(identifier: tables.gaps)
        WHERE \(query: Self.isShort) AND (epoch > \(last.epoch) OR epoch = \(last.epoch) AND first_id > \(last.firstID))
        ORDER BY epoch, first_id LIMIT \(Self.batch)
        """
      count = 0
      try connection.forEachRow(query) { row in
        let (epoch, first, end, since, isGivenUp) = try row.decode((Int, Int, Int, UTCTime, Bool).self)
        count += 1
        last = (epoch, first)
        guard let range = IDRange(first, end) else { return }
        bitmaps.insert(range, epoch: epoch, missingSince: isGivenUp ? nil : since.fullHour)
      }
      try write(bitmaps.take(below: count < Self.batch ? nil : last))
    } while count == Self.batch
  }

  private func write(_ edits: [BucketEdit]) throws {
    try edits.filter { $0.missingSince != nil }.write(to: tables.missingIDs, connection)
    try edits.filter { $0.missingSince == nil }.write(to: tables.givenUpIDs, connection)
  }

  /// The bitmaps in the making.
  private struct Bitmaps {
    private struct Key: Hashable {
      let epoch: Int
      let bucket: Int
      let missingSince: UTCTime?
    }

    private var bitmaps: [Key: IDBucket] = [:]

    /// Adds a gap; one that was given up has no time.
    mutating func insert(_ range: IDRange, epoch: Int, missingSince: UTCTime?) {
      for bucket in IDBucket.number(of: range.first)...IDBucket.number(of: range.last) {
        bitmaps[Key(epoch: epoch, bucket: bucket, missingSince: missingSince), default: IDBucket(bucket)]
          .insert(range)
      }
    }

    /// Takes out the bitmaps that are complete once gaps up to this one were added; all of them without one.
    mutating func take(below gap: (epoch: Int, firstID: Int)?) -> [BucketEdit] {
      var edits: [BucketEdit] = []
      for (key, bitmap) in bitmaps {
        if let gap, (key.epoch, key.bucket) >= (gap.epoch, IDBucket.number(of: gap.firstID)) { continue }
        edits.append(BucketEdit(epoch: key.epoch, missingSince: key.missingSince, old: nil, new: bitmap))
        bitmaps[key] = nil
      }
      return edits
    }
  }
}
