import Ledger
import MariaDB
import Text

extension Rebuild {
  /// How many ids are read in one go; with the longest of names, so many rows take some 20 MB.
  private static let chunkSpan = 8192

  /// Writes the days again, in one fenced transaction.
  ///
  /// The fence proves that the ledger is still the one that was compared, and the sums that the log is: all is
  /// written or nothing.
  /// - Parameter acceptingLoss: Whether usage whose rows are gone may go from the ledger, too.
  /// - Throws: `Failure` when usage would be lost, or when the ledger or the log changed meanwhile.
  public func write(acceptingLoss: Bool = false) throws {
    guard acceptingLoss || !losesUsage else {
      let losing = days.filter { $0.lost != .zero }.map(\.day)
      throw Failure(
        .badData, "rows \(losing.phrase) have been purged or erased since they were counted",
        advice: "Nothing was written. Leave these days out, or lose their usage with --accept-loss.")
    }
    // A ledger of an earlier version has its tables elsewhere, and an upgrade raises the fence.
    if try !Migrations(session: session).migrate().isEmpty {
      return try Rebuild(session, facts: facts, days: span).write(acceptingLoss: acceptingLoss)
    }
    let writer = LedgerWriter(session: session, state: state)
    var next = state
    next.total = grandTotal
    next.seenSite = facts.siteNow
    try writer.commit(next) { try rewrite(with: writer, $0) }
  }

  /// The sum of all days when these are the sums of their facts: those from the log again, the imported ones as
  /// they were.
  private var grandTotal: TokenCount {
    let old = ledger.days.values.reduce(.zero, +)
    let new = recounted.values.reduce(ledger.facts.values.map(\.imports).reduce(.zero, +), +)
    return TokenCount(
      prompt: state.total.prompt - old.prompt + new.prompt,
      completion: state.total.completion - old.completion + new.completion,
      total: state.total.total - old.total + new.total,
      requests: state.total.requests - old.requests + new.requests)
  }

  private func rewrite(with writer: LedgerWriter, _ connection: Connection) throws {
    let tables = session.tables
    for table in [tables.facts, tables.hours] {
      try connection.execute(
        "DELETE FROM \(identifier: table) WHERE \(query: tables.isLog) AND \(query: bounds.contain("day"))")
    }
    let timeline = try ModelSpans(connection: connection, tables: tables).load()
    let declared = try writer.modelRules(connection)
    let reader = LogReader(
      connection: connection, tables: tables, shape: log.shape, skipsImported: skipsImported)
    let settling = Settling(connection: connection, tables: tables, reach: reach)
    var written: [DayHour: TokenCount] = [:]
    var last = reach.firstID - 1
    while let first = try reader.firstID(after: last), let part = reach.part(of: first),
      let range = IDRange(first, upTo: part.lastID, span: Self.chunkSpan)
    {
      last = range.last
      let leftOut = Set(
        try connection.rows(Self.leftOut(tables, reach, log).ids(in: range), as: Int.self))
      var fold = UsageFold(
        rules: CountingRules(siteNow: facts.siteNow), timeline: timeline, declared: declared, shift: shift)
      var seen: [Int] = []
      try reader.forEachTokenRow(in: range, of: bounds, shift: shift) { row in
        if leftOut.contains(row.id) { return }
        seen.append(row.id)
        fold.add(row)
      }
      try settling.settle(seen, in: range)
      try writer.add(writer.attribute(fold, connection), source: Tables.logSource, connection)
      try writer.add(rejections: fold.rejections, connection)
      try settling.widen(part.epoch, by: fold)
      written.merge(fold.hours, uniquingKeysWith: +)
    }
    guard written.filter({ $0.value != .zero }) == recounted else { throw Self.logChanged }
    try connection.recountTotals(of: bounds, tables)
  }

  private static let logChanged = Failure(
    .tryAgain, "rows of these days came or went while they were counted",
    advice: "Nothing was written; run it again.", cause: .overtaken)
}

/// Takes rows that were counted again off the lists of those that were not counted.
private struct Settling {
  let connection: Connection
  let tables: Tables
  let reach: Reach

  /// Takes ascending ids, all in `range`, out of expired gaps and off the list of rejected rows. Those that do
  /// not count get onto it again, with their reason of today.
  func settle(_ ids: [Int], in range: IDRange) throws {
    if ids.isEmpty { return }
    let query: Query = """
      SELECT epoch, id FROM \(identifier: tables.rejected) AS r
      WHERE \(query: reach.covers("r", id: "id")) AND id >= \(range.first) AND id <= \(range.last)
      """
    let seen = Set(ids)
    let rejected = try connection.rows(query, as: (Int, Int).self).filter { seen.contains($0.1) }
    for (epoch, ids) in Dictionary(grouping: rejected, by: \.0) {
      for batch in ids.map(\.1).chunked(by: 1000) {
        try connection.execute(
          """
          DELETE FROM \(identifier: tables.rejected)
          WHERE \(query: tables.isLog) AND epoch = \(epoch) AND id IN (\(list: Array(batch)))
          """)
      }
    }
    try takeOutOfGaps(ids, in: range)
    try takeOutOfBitmaps(ids, in: range)
  }

  private func takeOutOfBitmaps(_ ids: [Int], in range: IDRange) throws {
    let query: Query = """
      SELECT epoch, bucket, ids FROM \(identifier: tables.givenUpIDs) AS g
      WHERE \(query: reach.covers("g", idIn: "g.bucket * 4096"))
        AND bucket >= \(IDBucket.number(of: range.first)) AND bucket <= \(IDBucket.number(of: range.last))
      """
    let found = Dictionary(grouping: ids, by: IDBucket.number(of:))
    let rows = try connection.rows(query, as: (Int, Int, [UInt8]).self)
    try rows.compactMap { epoch, number, bytes in
      guard let part = reach.parts.first(where: { $0.epoch == epoch }) else { return nil }
      let old = IDBucket(number, bytes: bytes)
      var rest = old
      for id in found[number] ?? [] where id <= part.lastID { rest.remove(id) }
      return BucketEdit(epoch: epoch, old: old, new: rest)
    }.write(to: tables.givenUpIDs, connection)
  }

  private func takeOutOfGaps(_ ids: [Int], in range: IDRange) throws {
    let query: Query = """
      SELECT epoch, first_id, last_id, missing_since, expired_utc FROM \(identifier: tables.gaps) AS g
      WHERE expired_utc IS NOT NULL AND \(query: reach.covers("g", id: "first_id"))
        AND first_id <= \(range.last) AND last_id >= \(range.first) ORDER BY first_id
      """
    var remaining = ids[...]
    for (epoch, first, last, since, expired) in try connection.rows(
      query, as: (Int, Int, Int, UTCTime, UTCTime).self)
    {
      remaining = remaining.drop { $0 < first }
      let found = remaining.prefix { $0 <= last }
      guard !found.isEmpty, let gap = IDRange(first, last) else { continue }
      try connection.execute(
        """
        DELETE FROM \(identifier: tables.gaps)
        WHERE \(query: tables.isLog) AND epoch = \(epoch) AND first_id = \(first)
        """)
      let rest: [[any MariaDBEncodable]] = gap.subtracting(found).map {
        [Tables.logSource, epoch, $0.first, $0.last, since, expired]
      }
      for batch in rest.chunked(by: 1000) {
        try connection.execute(
          """
          INSERT INTO \(identifier: tables.gaps) (source_id, epoch, first_id, last_id, missing_since, expired_utc)
          VALUES \(rows: Array(batch))
          """)
      }
    }
  }

  /// Notes that an epoch has counted these rows, too, and the ledger the latest of them.
  func widen(_ epoch: Int, by usage: UsageFold) throws {
    guard let lowest = usage.lowestCounted, let earliest = usage.earliestCounted,
      let latest = usage.latestCounted
    else { return }
    try connection.execute(
      """
      UPDATE \(identifier: tables.epochs) SET first_id = LEAST(COALESCE(first_id, \(lowest)), \(lowest)),
        first_time = LEAST(COALESCE(first_time, \(earliest)), \(earliest)),
        last_time = GREATEST(COALESCE(last_time, \(latest)), \(latest))
      WHERE \(query: tables.isLog) AND epoch = \(epoch)
      """)
    try connection.execute(
      """
      UPDATE \(identifier: tables.cursors)
      SET last_counted = GREATEST(COALESCE(last_counted, \(latest)), \(latest)) WHERE \(query: tables.isLog)
      """)
  }
}
