import Ledger
import MariaDB

/// Conditions for a row of the log to lie in one of many gaps, for the server to look through the log by.
///
/// Gaps that lie close together are looked through as one stretch of the log, with the bitmap of all of them to tell the
/// missing ids from the others: reading on over a row costs the server far less than another range does.
struct GapSearch {
  /// Gaps this near to each other, in ids, are looked through together.
  private static let nearness = 32
  /// A bucket with this many gaps or more is looked through as a whole.
  private static let manyGaps = IDBucket.span / nearness
  /// How many stretches one query looks through, how many buckets they lie in, and how many ids of them it tells apart.
  private static let stretchesAtOnce = 400
  private static let bucketsAtOnce = 512
  private static let idsAtOnce = 1 << 18

  /// A stretch of the log, and whether all of its ids are missing.
  private struct Stretch {
    var ids: IDRange
    var isWhole: Bool
  }

  private let buckets: [Int: IDBucket]
  private let stretches: [Stretch]
  private let ranges: [IDRange]

  /// The search for rows in open gaps.
  init(_ gaps: OpenGaps) {
    var buckets: [Int: IDBucket] = [:]
    for bucket in gaps.buckets.values {
      // Whatever the time from which on they are missing, each bucket is looked through once.
      if buckets[bucket.number]?.formUnion(bucket) == nil { buckets[bucket.number] = bucket }
    }
    var stretches: [Stretch] = []
    for bucket in buckets.values.sorted(by: { $0.number < $1.number }) {
      if bucket.runCount >= Self.manyGaps, let bounds = bucket.bounds {
        Self.append(Stretch(ids: bounds, isWhole: false), to: &stretches)
      } else {
        for run in bucket.runs { Self.append(Stretch(ids: run, isWhole: true), to: &stretches) }
      }
    }
    (self.buckets, self.stretches, ranges) = (buckets, stretches, gaps.ranges.map(\.range))
  }

  /// Joins a stretch to the last one where they are near each other.
  private static func append(_ stretch: Stretch, to stretches: inout [Stretch]) {
    if let last = stretches.last, stretch.ids.first - last.ids.last <= nearness,
      stretch.ids.last - last.ids.first < idsAtOnce / 2,
      let longer = IDRange(last.ids.first, stretch.ids.last)
    {
      let isWhole = last.isWhole && stretch.isWhole && stretch.ids.first == last.ids.last + 1
      stretches[stretches.count - 1] = Stretch(ids: longer, isWhole: isWhole)
    } else {
      stretches.append(stretch)
    }
  }

  /// The conditions, one for each query; none without gaps.
  var conditions: [Query] {
    var parts: [[Stretch]] = []
    var (count, ids, bucket) = (0, 0, 0)
    for stretch in stretches {
      let number = IDBucket.number(of: stretch.ids.last)
      let length = stretch.isWhole ? 0 : stretch.ids.last - stretch.ids.first + 1
      if parts.isEmpty || count == Self.stretchesAtOnce || ids + length > Self.idsAtOnce
        || number - bucket >= Self.bucketsAtOnce
      {
        parts.append([])
        (count, ids, bucket) = (0, 0, IDBucket.number(of: stretch.ids.first))
      }
      parts[parts.count - 1].append(stretch)
      (count, ids) = (count + 1, ids + length)
    }
    var conditions = parts.map(condition)
    guard !ranges.isEmpty else { return conditions }
    let other = Self.any(ranges)
    if conditions.isEmpty { return [other] }
    conditions[0] = "\(query: conditions[0]) OR \(query: other)"
    return conditions
  }

  private func condition(_ stretches: [Stretch]) -> Query {
    let any = Self.any(stretches.map(\.ids))
    guard !stretches.allSatisfy(\.isWhole), let first = stretches.first?.ids.first,
      let last = stretches.last?.ids.last
    else { return any }
    let numbers = IDBucket.number(of: first)...IDBucket.number(of: last)
    var bytes = [UInt8](repeating: 0, count: numbers.count * IDBucket.span / 8)
    for number in numbers {
      guard let bucket = buckets[number]?.bytes else { continue }
      let start = (number - numbers.lowerBound) * IDBucket.span / 8
      bytes.replaceSubrange(start..<start + bucket.count, with: bucket)
    }
    // The bit comes before the stretches: it is 0 for all rows but those that appeared. The bounds come before it, since
    // subtracting from a lower id of an unsigned column is an error.
    return """
      (id >= \(first) AND id <= \(last)
        AND ORD(SUBSTR(\(bytes), (id >> 3) - \(numbers.lowerBound * IDBucket.span / 8 - 1), 1)) >> (id & 7) & 1
        AND (\(query: any)))
      """
  }

  private static func any(_ ranges: [IDRange]) -> Query {
    ranges.enumerated().reduce(into: Query("")) { condition, range in
      if range.offset > 0 { condition.append(" OR ") }
      condition.append("(id >= \(range.element.first) AND id <= \(range.element.last))")
    }
  }
}
