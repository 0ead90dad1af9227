import Ledger
import MariaDB

/// What one transaction does to the lists of missing ids.
///
/// It is made up from what was read before the transaction, perhaps from another node of a cluster, so the transaction
/// compares what it replaces with what was read.
struct GapEdits: Sendable {
  /// Ranges that are no longer listed.
  var closed: [Gap] = []
  /// Ranges to list.
  var opened: [Gap] = []
  /// Bitmaps with what they contained, nil for one that is new, and what they are to contain.
  var buckets: [GapKey: (old: IDBucket?, new: IDBucket)] = [:]

  var isEmpty: Bool { closed.isEmpty && opened.isEmpty && buckets.isEmpty }

  /// Opens a short gap.
  fileprivate mutating func insert(
    _ range: IDRange, missingSince time: UTCTime, existing: [GapKey: IDBucket]
  ) {
    for bucket in IDBucket.number(of: range.first)...IDBucket.number(of: range.last) {
      let key = GapKey(bucket: bucket, missingSince: time.fullHour)
      var edit = buckets[key] ?? (existing[key], existing[key] ?? IDBucket(bucket))
      edit.new.insert(range)
      buckets[key] = edit
    }
  }

  /// Writes them inside a fenced transaction.
  ///
  /// - Throws: `Failure.overtaken` when the lists are not as they were read: what was counted by them could be wrong.
  func write(epoch: Int, _ connection: Connection, _ tables: Tables) throws {
    for batch in closed.chunked(by: BucketEdit.batch) {
      let conditions = batch.map { gap -> Query in
        """
        (\(query: tables.isLog) AND epoch = \(epoch) AND first_id = \(gap.range.first) AND last_id = \(gap.range.last)
          AND missing_since = \(gap.missingSince) AND expired_utc IS NULL)
        """
      }
      try connection.delete(batch.count, from: tables.gaps, whereAny: conditions)
    }
    let rows = opened.map { gap -> [any MariaDBEncodable] in
      [Tables.logSource, epoch, gap.range.first, gap.range.last, gap.missingSince]
    }
    try connection.insertNew(
      rows, into: tables.gaps, columns: "source_id, epoch, first_id, last_id, missing_since")
    try buckets.map { key, edit in
      BucketEdit(epoch: epoch, missingSince: key.missingSince, old: edit.old, new: edit.new)
    }.write(to: tables.missingIDs, connection)
  }
}

extension Gaps {
  /// From this many missing ids on a gap is kept as a range.
  static let longGap = IDBucket.span

  /// Whether a gap is kept in bitmaps. Ids below 1 are not: they are never given up.
  static func isShort(_ range: IDRange) -> Bool {
    range.first > 0 && range.last - range.first < longGap - 1
  }

  /// Opens gaps from the database's present moment on: a long sync must not shorten their lives.
  func opening(_ ranges: [IDRange]) throws -> GapEdits {
    var edits = GapEdits()
    if ranges.isEmpty { return edits }
    let short = ranges.filter(Self.isShort)
    let (now, existing) = try bitmaps(in: Self.buckets(of: short))
    edits.opened = ranges.filter { !Self.isShort($0) }.map { Gap(range: $0, missingSince: now) }
    for range in short { edits.insert(range, missingSince: now, existing: existing) }
    return edits
  }

  /// Takes ids, ascending, out of open gaps. What is left keeps its time.
  func narrowing(_ open: OpenGaps, by found: [Int]) throws -> GapEdits {
    var edits = GapEdits()
    let byBucket = Dictionary(grouping: found, by: IDBucket.number(of:))
    for (key, bucket) in open.buckets {
      var rest = bucket
      for id in byBucket[key.bucket] ?? [] { rest.remove(id) }
      if rest != bucket { edits.buckets[key] = (bucket, rest) }
    }
    var short: [Gap] = []
    var remaining = found[...]
    for gap in open.ranges {
      remaining = remaining.drop { $0 < gap.range.first }
      let inside = remaining.prefix { $0 <= gap.range.last }
      if inside.isEmpty { continue }
      edits.closed.append(gap)
      for range in gap.range.subtracting(inside) {
        let rest = Gap(range: range, missingSince: gap.missingSince)
        if Self.isShort(range) { short.append(rest) } else { edits.opened.append(rest) }
      }
    }
    if short.isEmpty { return edits }
    let existing = try bitmaps(in: Self.buckets(of: short.map(\.range))).bitmaps
    for gap in short { edits.insert(gap.range, missingSince: gap.missingSince, existing: existing) }
    return edits
  }

  private static func buckets(of ranges: [IDRange]) -> ClosedRange<Int>? {
    guard let first = ranges.map(\.first).min(), let last = ranges.map(\.last).max() else { return nil }
    return IDBucket.number(of: first)...IDBucket.number(of: last)
  }
}

extension OpenGaps {
  /// The gaps after a transaction that made these edits.
  mutating func apply(_ edits: GapEdits) {
    if !edits.closed.isEmpty || !edits.opened.isEmpty {
      let closed = Set(edits.closed.map(\.range))
      ranges = (ranges.filter { !closed.contains($0.range) } + edits.opened).sorted { $0.range < $1.range }
    }
    for (key, edit) in edits.buckets { buckets[key] = edit.new.isEmpty ? nil : edit.new }
  }
}
