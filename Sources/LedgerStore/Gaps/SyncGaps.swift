import Ledger
import MariaDB

extension Sync {
  /// How many rows of gaps are looked at in one go.
  private static let rowsAtOnce = 20_000

  /// The gaps of the epoch.
  private var gaps: Gaps {
    Gaps(connection: session.connection, tables: session.tables, epoch: epoch.number)
  }

  /// Counts rows that appeared below the highest id seen.
  mutating func lookIntoGaps() throws {
    var page = try gaps.open()
    while true {
      oldestGap = [oldestGap, page.open.oldest].compactMap { $0 }.min()
      for condition in GapSearch(page.open).conditions { try look(into: &page.open, where: condition) }
      guard let next = page.next else { return }
      page = try gaps.open(from: next)
    }
  }

  private mutating func look(into open: inout OpenGaps, where condition: Query) throws {
    var last = Int.min
    while true {
      var fold = emptyFold()
      var found: [Int] = []
      var highest: Int?
      try reader.forEachRow(where: condition, after: last, limit: Self.rowsAtOnce) { row in
        fold.add(row)
        // Rows that cannot be told apart stay in their gap.
        if row.kind != .doubled { found.append(row.id) }
        highest = row.id
      }
      guard let highest else { return }
      last = highest
      let seen = found.count + fold.doubled.count
      if !found.isEmpty {
        var change = LedgerChange(usage: fold)
        change.gaps = try gaps.narrowing(open, by: found)
        if found.contains(0) { change.checkpoint = try checkpoints.candidate(id: 0) }
        try writer.commit(change, at: facts)
        open.apply(change.gaps)
        outcome.add(fold)
      }
      if seen < Self.rowsAtOnce { return }
    }
  }

  /// The edits that open gaps.
  func opening(_ ranges: [IDRange]) throws -> GapEdits { try gaps.opening(ranges) }

  /// Gives up gaps whose rows have been missing for too long. They are kept, and counted.
  func giveUpGaps(missingSinceBefore limit: UTCTime, at now: UTCTime) throws {
    guard let oldestGap, oldestGap < limit else { return }
    var isLast = false
    while !isLast {
      let found = try gaps.missing(before: limit)
      isLast = found.isLast
      let edits = try gaps.givingUp(found.bitmaps)
      try writer.commit(writer.state) { connection in
        try connection.execute(
          """
          UPDATE \(identifier: session.tables.gaps) SET expired_utc = \(now)
          WHERE \(query: session.tables.isLog) AND epoch = \(epoch.number) AND expired_utc IS NULL
            AND missing_since < \(limit) AND last_id > 0
          """)
        try edits.write(connection, session.tables)
      }
    }
  }

  /// How many gaps are open, and how many were given up.
  func countGaps() throws -> (open: Int, expired: Int) { try gaps.count() }
}
