import Ledger
import MariaDB
import Text

/// What one transaction does to the list of rows that wait for a type.
struct WaitingEdits: Sendable {
  /// Rows that wait no longer, since they have a type.
  var settled: [Int] = []
  /// Rows that wait no longer, since the log has not had them for too long.
  var vanished: [Int] = []
  /// Rows that the log no longer has.
  var gone: [Int] = []
  /// Rows that were gone and that the log has again.
  var found: [Int] = []

  var isEmpty: Bool { settled.isEmpty && vanished.isEmpty && gone.isEmpty && found.isEmpty }
}

/// The rows that were seen without a type, in the ledger, and which of them the log does not have at present.
///
/// A log that is being restored has them back a little later, and so has a server that lags behind: they wait on for as
/// long as a gap is looked for.
struct WaitingRows {
  let connection: Connection
  let tables: Tables

  /// How many ids one statement names.
  private static let batch = 1000

  /// The first `limit` rows of an epoch with ids above `id`, ascending, each with the time since when it has been gone.
  func list(epoch: Int, after id: Int, limit: Int) throws -> [(id: Int, goneSince: UTCTime?)] {
    let query: Query = """
      SELECT w.id, g.missing_since FROM \(identifier: tables.waiting) AS w
        LEFT JOIN \(identifier: tables.gone) AS g ON g.source_id = w.source_id AND g.epoch = w.epoch AND g.id = w.id
      WHERE \(query: tables.isLog(of: "w")) AND w.epoch = \(epoch) AND w.id > \(id) ORDER BY w.id LIMIT \(limit)
      """
    return try connection.rows(query, as: (Int, UTCTime?).self).map { ($0.0, $0.1) }
  }

  /// Whether rows wait in some epochs, such as `= 2`, as an expression.
  static func areAny(in epochs: Query, _ tables: Tables) -> Query {
    "EXISTS (SELECT 1 FROM \(identifier: tables.waiting) WHERE \(query: tables.isLog) AND epoch \(query: epochs))"
  }

  /// The rows that wait in epochs before this one, with their times; of the last epoch where several have the id.
  func times(before epoch: Int) throws -> [Int: SiteTime] {
    let query: Query = """
      SELECT id, row_time FROM \(identifier: tables.waiting)
      WHERE \(query: tables.isLog) AND epoch < \(epoch) ORDER BY epoch
      """
    let rows = try connection.rows(query, as: (Int, SiteTime).self)
    return Dictionary(rows) { $1 }
  }

  // MARK: Inside a fenced transaction

  /// The rows that wait in epochs before this one, that have been gone since before `limit`, and that the log still does
  /// not have. To be asked before the fence is raised.
  func longGone(before epoch: Int, since limit: UTCTime) throws -> [(epoch: Int, id: Int)] {
    let query: Query = """
      SELECT w.epoch, w.id FROM \(identifier: tables.waiting) AS w
        JOIN \(identifier: tables.gone) AS g ON g.source_id = w.source_id AND g.epoch = w.epoch AND g.id = w.id
        LEFT JOIN \(identifier: tables.log) AS l ON l.id = w.id AND l.\(identifier: tables.columns.time) = w.row_time
      WHERE \(query: tables.isLog(of: "w")) AND w.epoch < \(epoch) AND g.missing_since < \(limit) AND l.id IS NULL
      """
    return try connection.rows(query, as: (Int, Int).self).map { ($0.0, $0.1) }
  }

  /// The time of a row that has none: no row that counts has it.
  private static let noTime = SiteTime(day: Day(number: 0), secondOfDay: 0)

  /// Adds rows, with their own times as stored: by its id and its time a row is known again.
  func add(_ ids: [Int], times: [Int: SiteTime], epoch: Int) throws {
    try connection.insert(
      ids.map { [Tables.logSource, epoch, $0, times[$0] ?? Self.noTime] }, into: tables.waiting,
      columns: "source_id, epoch, id, row_time")
  }

  /// Takes rows off that have been found in a later epoch.
  func remove(_ ids: [Int], before epoch: Int) throws {
    try delete(ids, from: tables.waiting, epoch: "epoch < \(epoch)")
    try delete(ids, from: tables.gone, epoch: "epoch < \(epoch)")
  }

  /// Writes what was found out about rows of an epoch.
  ///
  /// - Throws: `Failure.overtaken` when one that is to be taken off is not on the list: it may be counted already.
  func write(_ edits: WaitingEdits, epoch: Int, at now: UTCTime) throws {
    let ended = edits.settled + edits.vanished
    if try delete(ended, from: tables.waiting, epoch: "epoch = \(epoch)") != ended.count {
      throw Failure.overtaken
    }
    try delete(edits.vanished + edits.found, from: tables.gone, epoch: "epoch = \(epoch)")
    try connection.insert(
      edits.gone.map { [Tables.logSource, epoch, $0, now] }, into: tables.gone,
      columns: "source_id, epoch, id, missing_since", onDuplicate: "missing_since = missing_since")
  }

  /// At the end of an epoch, moves rows up to an id to the next one. The others are gone.
  func carryOver(upTo id: Int, from epoch: Int, to next: Int, at now: UTCTime) throws {
    for table in [tables.waiting, tables.gone] {
      try connection.execute(
        """
        UPDATE \(identifier: table) SET epoch = \(next)
        WHERE \(query: tables.isLog) AND epoch = \(epoch) AND id <= \(id)
        """)
    }
    try noteGone("epoch = \(epoch)", at: now)
  }

  /// Gives up rows that wait in epochs before this one, and notes as gone what an earlier release has not.
  func giveUp(_ rows: [(epoch: Int, id: Int)], before epoch: Int, at now: UTCTime) throws {
    for (epoch, rows) in Dictionary(grouping: rows, by: \.epoch) {
      let ids = rows.map(\.id)
      try connection.insert(
        ids.map { [Tables.logSource, epoch, $0, RejectionReason.vanished.rawValue, ""] },
        into: tables.rejected, columns: "source_id, epoch, id, reason, row_time",
        onDuplicate: "reason = reason")
      try delete(ids, from: tables.waiting, epoch: "epoch = \(epoch)")
      try delete(ids, from: tables.gone, epoch: "epoch = \(epoch)")
    }
    try noteGone("epoch < \(epoch)", at: now)
  }

  private func noteGone(_ condition: Query, at now: UTCTime) throws {
    try connection.execute(
      """
      INSERT IGNORE INTO \(identifier: tables.gone) (source_id, epoch, id, missing_since)
      SELECT source_id, epoch, id, \(now) FROM \(identifier: tables.waiting)
      WHERE \(query: tables.isLog) AND \(query: condition)
      """)
  }

  /// Deletes rows; returns how many there were.
  @discardableResult
  private func delete(_ ids: [Int], from table: String, epoch condition: Query) throws -> Int {
    var count = 0
    for batch in ids.chunked(by: Self.batch) {
      count += try connection.execute(
        """
        DELETE FROM \(identifier: table)
        WHERE \(query: tables.isLog) AND \(query: condition) AND id IN (\(list: Array(batch)))
        """
      ).affectedRows
    }
    return count
  }
}
