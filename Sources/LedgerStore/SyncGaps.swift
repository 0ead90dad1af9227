import Ledger
import MariaDB

/// The gaps of one epoch, in the ledger.
struct Gaps {
  let connection: Connection
  let tables: Tables
  let epoch: Int

  /// The open gaps above `id`, ascending.
  func open(after id: Int, limit: Int) throws -> [Gap] {
    let query: Query = """
      SELECT first_id, last_id, missing_since FROM \(identifier: tables.gaps)
      WHERE epoch = \(epoch) AND expired_utc IS NULL AND first_id > \(id) ORDER BY first_id LIMIT \(limit)
      """
    return try connection.rows(query, as: (Int, Int, DateTime).self).compactMap { row in
      guard let range = IDRange(row.0, row.1), let since = row.2.clock else { return nil }
      return Gap(range: range, missingSince: since)
    }
  }

  /// Gives up gaps whose rows have been missing for too long. They are kept, and counted.
  func expire(missingSinceBefore limit: WallClock, at now: WallClock) throws {
    try connection.execute(
      """
      UPDATE \(identifier: tables.gaps) SET expired_utc = \(now.dateTime)
      WHERE epoch = \(epoch) AND expired_utc IS NULL AND missing_since < \(limit.dateTime) AND last_id > 0
      """)
  }

  /// How many gaps are open, and how many were given up.
  func count() throws -> (open: Int, expired: Int) {
    let query: Query = """
      SELECT COUNT(*), COUNT(expired_utc) FROM \(identifier: tables.gaps) WHERE epoch = \(epoch) AND last_id > 0
      """
    let (all, expired) = try connection.firstRow(query, as: (Int, Int).self) ?? (0, 0)
    return (all - expired, expired)
  }
}

extension Sync {
  /// How many gaps, and how many rows of them, are looked at in one go.
  private static let gapsAtOnce = 400
  private static let rowsAtOnce = 20_000

  /// Counts rows that appeared below the highest id seen.
  mutating func lookIntoGaps() throws {
    let gaps = Gaps(connection: session.connection, tables: session.tables, epoch: epoch.number)
    var last = Int.min
    while true {
      let open = try gaps.open(after: last, limit: Self.gapsAtOnce)
      guard let highest = open.last else { return }
      last = highest.range.first
      try look(into: open)
    }
  }

  private mutating func look(into gaps: [Gap]) throws {
    var gaps = gaps
    var last = Int.min
    while !gaps.isEmpty {
      var fold = emptyFold()
      var found: [Int] = []
      var highest: Int?
      try reader.forEachRow(in: gaps.map(\.range), after: last, limit: Self.rowsAtOnce) { row in
        fold.add(row)
        // Rows that cannot be told apart stay in their gap.
        if row.kind != .doubled { found.append(row.id) }
        highest = row.id
      }
      guard let highest else { return }
      last = highest
      let seen = found.count + fold.doubled.count
      if !found.isEmpty {
        try settleDoubtful(&fold)
        var change = LedgerChange(usage: fold)
        change.narrowedGaps = Self.narrow(gaps, by: found)
        if found.contains(0) { change.checkpoint = try checkpoints.candidate(id: 0) }
        try writer.commit(change, at: facts)
        outcome.add(fold)
      }
      if seen < Self.rowsAtOnce { return }
      // What is left of the gaps above the last row still has to be looked at.
      gaps = gaps.flatMap { gap in
        gap.range.subtracting(found).map { Gap(range: $0, missingSince: gap.missingSince) }
      }.filter { $0.range.last > highest }
    }
  }

  /// The gaps in which some of the ascending ids were found, with what is left of them.
  static func narrow(_ gaps: [Gap], by found: [Int]) -> [(gap: Gap, rest: [IDRange])] {
    var remaining = found[...]
    return gaps.compactMap { gap in
      remaining = remaining.drop { $0 < gap.range.first }
      let inside = remaining.prefix { $0 <= gap.range.last }
      return inside.isEmpty ? nil : (gap, gap.range.subtracting(inside))
    }
  }
}
