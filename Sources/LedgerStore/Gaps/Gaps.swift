import Ledger
import MariaDB
import Text

/// A long range of missing ids with the time the database first showed it missing.
struct Gap: Sendable, Equatable {
  let range: IDRange
  let missingSince: UTCTime
}

/// Where a bitmap of missing ids is kept.
struct GapKey: Hashable, Sendable {
  let bucket: Int
  /// A full hour.
  let missingSince: UTCTime
}

/// Missing ids whose rows may still come: long gaps as ranges, short ones as bitmaps.
struct OpenGaps: Sendable {
  var ranges: [Gap] = []
  var buckets: [GapKey: IDBucket] = [:]

  /// Since when the first of those that are given up some day has been missing.
  var oldest: UTCTime? {
    let times = ranges.filter { $0.range.last > 0 }.map(\.missingSince) + buckets.keys.map(\.missingSince)
    return times.min()
  }
}

/// The gaps of one epoch, in the ledger.
struct Gaps {
  let connection: Connection
  let tables: Tables
  let epoch: Int

  /// How many ranges and how many bitmaps are read in one go.
  private static let rangesAtOnce = 400
  private static let bucketsAtOnce = 2048

  /// A part of the open gaps, and where the next part begins; nil after the last.
  struct Page {
    var open = OpenGaps()
    var next: Position?
  }

  /// After which gaps a page begins.
  struct Position {
    fileprivate var firstID = Int.min
    fileprivate var key = GapKey(bucket: .min, missingSince: UTCTime(secondsSince1970: 0))
  }

  /// Some of the open gaps: all of them, unless there are thousands.
  func open(from position: Position? = nil) throws -> Page {
    let start = position ?? Position()
    let query: Query = """
      (SELECT first_id, last_id, missing_since, NULL AS ids FROM \(identifier: tables.gaps)
        WHERE \(query: tables.isLog) AND epoch = \(epoch) AND expired_utc IS NULL AND first_id > \(start.firstID)
        ORDER BY first_id LIMIT \(Self.rangesAtOnce))
      UNION ALL
      (SELECT bucket, NULL, missing_since, ids FROM \(identifier: tables.missingIDs)
        WHERE \(query: tables.isLog) AND epoch = \(epoch) AND (bucket > \(start.key.bucket) OR
          bucket = \(start.key.bucket) AND missing_since > \(start.key.missingSince))
        ORDER BY bucket, missing_since LIMIT \(Self.bucketsAtOnce))
      """
    var page = Page()
    var end = start
    try connection.forEachRow(query, isShort: true) { row in
      let (first, last, since, bytes) = try row.decode((Int, Int?, UTCTime, [UInt8]?).self)
      if let bytes {
        let key = GapKey(bucket: first, missingSince: since)
        page.open.buckets[key] = IDBucket(first, bytes: bytes)
        if key > end.key { end.key = key }
      } else if let last, let range = IDRange(first, last) {
        page.open.ranges.append(Gap(range: range, missingSince: since))
        end.firstID = max(end.firstID, first)
      }
    }
    page.open.ranges.sort { $0.range < $1.range }
    if page.open.ranges.count == Self.rangesAtOnce || page.open.buckets.count == Self.bucketsAtOnce {
      page.next = end
    }
    return page
  }

  /// The database's time, and the bitmaps of open gaps in some buckets.
  func bitmaps(
    in buckets: ClosedRange<Int>?
  ) throws -> (now: UTCTime, bitmaps: [GapKey: IDBucket]) {
    let query: Query = """
      SELECT UTC_TIMESTAMP(), m.bucket, m.missing_since, m.ids
      FROM (SELECT 1) AS one LEFT JOIN \(identifier: tables.missingIDs) AS m
        ON \(query: tables.isLog(of: "m")) AND m.epoch = \(epoch) AND m.bucket >= \(buckets?.lowerBound ?? 1) AND m.bucket <= \(buckets?.upperBound ?? 0)
      """
    var now: UTCTime?
    var bitmaps: [GapKey: IDBucket] = [:]
    try connection.forEachRow(query, isShort: true) { row in
      let (time, bucket, since, bytes) = try row.decode((UTCTime, Int?, UTCTime?, [UInt8]?).self)
      now = time
      guard let bucket, let since, let bytes else { return }
      bitmaps[GapKey(bucket: bucket, missingSince: since)] = IDBucket(bucket, bytes: bytes)
    }
    guard let now else { throw Failure.overtaken }
    return (now, bitmaps)
  }

  /// How many gaps are open, and how many were given up; those of a ledger of an earlier version are ranges alone.
  func count() throws -> (open: Int, expired: Int) {
    func sum(_ table: String) -> Query {
      guard tables.version >= Migrations.bitmaps else { return "0" }
      return """
        (SELECT CAST(COALESCE(SUM(gaps), 0) AS SIGNED) FROM \(identifier: table)
          WHERE \(query: tables.isLog) AND epoch = \(epoch))
        """
    }
    let query: Query = """
      SELECT COUNT(*), COUNT(expired_utc), \(query: sum(tables.missingIDs)), \(query: sum(tables.givenUpIDs))
      FROM \(identifier: tables.gaps) WHERE \(query: tables.isLog) AND epoch = \(epoch) AND last_id > 0
      """
    let (all, expired, missing, givenUp) =
      try connection.firstRow(query, as: (Int, Int, Int, Int).self) ?? (0, 0, 0, 0)
    return (all - expired + missing, expired + givenUp)
  }
}

extension GapKey: Comparable {
  static func < (left: GapKey, right: GapKey) -> Bool {
    (left.bucket, left.missingSince) < (right.bucket, right.missingSince)
  }
}

extension UTCTime {
  /// The next full hour, or this one.
  var fullHour: UTCTime { adding(seconds: (3600 - calendar.secondOfDay % 3600) % 3600) }
}
