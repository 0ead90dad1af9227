import Chatbots
import Ledger
import MariaDB

/// Rows by which the log is known again: the proof that it is still the log that was counted.
///
/// A missing row proves nothing, since an owner may have deleted it; a row that exists and differs proves a new log.
struct Checkpoints {
  /// The number of newest checkpoints that are all kept; of older ones, the first of each day is kept.
  private static let newest = 16

  let connection: Connection
  let tables: Tables
  let epoch: Int

  private var names: ChatLog.Columns { tables.columns }

  /// What a row of the log is known again by, beside its time.
  private func type(_ row: Query = "") -> Query { "CAST(\(query: row)\(identifier: names.type) AS CHAR)" }
  private func sessionHash(_ row: Query = "") -> Query {
    "SHA2(\(query: row)\(identifier: names.session), 256)"
  }

  /// The row `id` as a checkpoint; nil when it is gone or has no time a clock can show.
  func candidate(id: Int) throws -> Checkpoint? {
    let query: Query = """
      SELECT \(identifier: names.time), \(query: type()), \(query: sessionHash())
      FROM \(identifier: tables.log) WHERE id = \(id)
      """
    guard let row = try connection.firstRow(query, as: (DateTime, String?, String?).self),
      let time = row.0.siteTime
    else { return nil }
    return Checkpoint(id: id, time: time, type: row.1 ?? "", sessionHash: row.2 ?? "")
  }

  /// Whether the newest checkpoint that is still in the log matches; nil when none is there any more.
  func newestMatches(mayDouble: Bool = false) throws -> Bool? {
    let rows = try compare(limit: mayDouble ? 1000 : 1)
    // When several rows now share its id, one of them is the row that was counted.
    return rows.first.map { newest in rows.contains { $0.id == newest.id && $0.matches } }
  }

  /// The highest id of a checkpoint that is in the log and matches; 0 when there is none.
  func highestMatching() throws -> Int {
    try compare(limit: 100_000).first { $0.matches }?.id ?? 0
  }

  private func compare(limit: Int) throws -> [(id: Int, matches: Bool)] {
    let query: Query = """
      SELECT STRAIGHT_JOIN c.id, c.row_time, c.user_type, c.session_hash,
        l.\(identifier: names.time), \(query: type("l.")), \(query: sessionHash("l."))
      FROM \(identifier: tables.checkpoints) c JOIN \(identifier: tables.log) l ON l.id = c.id
      WHERE \(query: tables.isLog(of: "c")) AND c.epoch = \(epoch) AND c.id > 0 ORDER BY c.id DESC LIMIT \(limit)
      """
    let rows = try connection.rows(
      query, as: (Int, SiteTime, String, String, DateTime?, String?, String?).self)
    return rows.map { row in
      (row.0, row.1 == row.4?.siteTime && row.2 == row.5 ?? "" && row.3 == row.6 ?? "")
    }
  }

  /// The ids that the row counted with the id 0 may have now.
  func idsOfRowZero() throws -> [Int] {
    let query: Query = """
      SELECT l.id, c.user_type = \(query: type("l.")), c.session_hash = \(query: sessionHash("l."))
      FROM \(identifier: tables.checkpoints) c JOIN \(identifier: tables.log) l
        ON l.\(identifier: names.time) = c.row_time
      WHERE \(query: tables.isLog(of: "c")) AND c.epoch = \(epoch) AND c.id = 0 AND l.id IS NOT NULL ORDER BY l.id
      """
    return try connection.rows(query, as: (Int, Bool?, Bool?).self)
      .filter { $0.1 == true && $0.2 == true }.map(\.0)
  }

  /// Takes out the checkpoint that has just become an older one, when its day has another.
  func thin() throws {
    try connection.execute(
      """
      DELETE FROM \(identifier: tables.checkpoints)
      WHERE \(query: tables.isLog) AND epoch = \(epoch) AND id = (SELECT MAX(id) FROM (
        SELECT id, DATE(row_time) AS day FROM \(identifier: tables.checkpoints)
        WHERE \(query: tables.isLog) AND epoch = \(epoch) ORDER BY id DESC LIMIT 2 OFFSET \(Self.newest)) AS older
      HAVING COUNT(*) = 2 AND MIN(day) = MAX(day))
      """)
  }
}
