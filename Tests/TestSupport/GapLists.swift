import Ledger
import MariaDB

extension TestSite {
  /// The ledger's gaps as `epoch first_id last_id is_open`, a line each, from ranges as well as bitmaps: what lies side
  /// by side is one gap.
  package func gaps() throws -> String {
    try gapLines(withTimes: false)
  }

  /// The open gaps as `first_id last_id missing_since`, a line each.
  package func gapTimes() throws -> String {
    try gapLines(withTimes: true)
  }

  /// Makes the ledger's open gaps older.
  package func age(gapsBy hours: Int) throws {
    for table in ["gaps", "missing_ids"] {
      try run(
        "UPDATE LEDGER_\(table) SET missing_since = missing_since - INTERVAL \(hours) HOUR ORDER BY missing_since"
      )
    }
  }

  /// Makes the ledger forget its gaps.
  package func forgetGaps() throws {
    try run("DELETE FROM LEDGER_gaps; DELETE FROM LEDGER_missing_ids; DELETE FROM LEDGER_given_up_ids")
  }

  private func gapLines(withTimes: Bool) throws -> String {
    let connection = try database.connect()
    struct List: Hashable {
      let epoch: Int
      let isOpen: Bool
      let since: String
    }
    var ids: [List: [IDRange]] = [:]
    let ranges: Query = """
      SELECT epoch, first_id, last_id, expired_utc IS NULL, CAST(missing_since AS CHAR)
      FROM \(identifier: prefix + "tokenledger_gaps")
      """
    for row in try connection.rows(ranges, as: (Int, Int, Int, Bool, String).self) {
      guard let range = IDRange(row.1, row.2), row.3 || !withTimes else { continue }
      ids[List(epoch: row.0, isOpen: row.3, since: withTimes ? row.4 : ""), default: []].append(range)
    }
    let bitmaps: Query = """
      SELECT epoch, bucket, ids, 1, CAST(missing_since AS CHAR) FROM \(identifier: prefix + "tokenledger_missing_ids")
      UNION ALL
      SELECT epoch, bucket, ids, 0, '' FROM \(identifier: prefix + "tokenledger_given_up_ids")
      """
    for row in try connection.rows(bitmaps, as: (Int, Int, [UInt8], Bool, String).self)
    where row.3 || !withTimes {
      let (bucket, bytes) = (row.1, row.2)
      var found: [Int] = []
      for (index, byte) in bytes.enumerated() where byte != 0 {
        for bit in 0..<8 where byte >> UInt8(bit) & 1 == 1 { found.append(bucket * 4096 + index * 8 + bit) }
      }
      ids[List(epoch: row.0, isOpen: row.3, since: withTimes ? row.4 : ""), default: []] += IDRange.covering(
        found)
    }
    let lines = ids.flatMap { list, ranges in
      ranges.sorted().reduce(into: [IDRange]()) { joined, range in
        if let last = joined.last, last.last + 1 == range.first, let longer = IDRange(last.first, range.last)
        {
          joined[joined.count - 1] = longer
        } else {
          joined.append(range)
        }
      }.map { (list, $0) }
    }.sorted { ($0.0.epoch, $0.1) < ($1.0.epoch, $1.1) }
    return lines.map { list, range in
      withTimes
        ? "\(range.first)\t\(range.last)\t\(list.since)\n"
        : "\(list.epoch)\t\(range.first)\t\(range.last)\t\(list.isOpen ? 1 : 0)\n"
    }.joined()
  }
}
