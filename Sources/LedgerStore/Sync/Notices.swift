import Ledger
import MariaDB

/// Notices that stay visible until someone acknowledges them.
public struct Notice: Sendable, Equatable {
  /// The kind of a notice.
  public enum Kind: String, Sendable {
    /// Rows may have been purged before they were seen.
    case blindInterval = "blind_interval"
    /// The log was replaced or restored.
    case newEpoch = "new_epoch"
    /// Messages of the log have lost the scores of their sentiment.
    case scoresReset = "scores_reset"
  }

  /// The notice's number.
  public let id: Int
  /// What it is about.
  public let kind: Kind
  /// What happened, in a sentence.
  public let message: String
}

struct Notices {
  let connection: Connection
  let tables: Tables

  /// The condition for a notice that nobody has acknowledged.
  static let isOpen: Query = "acknowledged_utc IS NULL"

  /// Leaves a notice; returns its number.
  func add(_ kind: Notice.Kind, _ message: String, at now: UTCTime) throws -> Int {
    let insert: Query = """
      INSERT INTO \(identifier: tables.notices) (kind, message, noticed_utc)
      VALUES (\(kind.rawValue), \(message.cut(to: 500)), \(now))
      """
    return Int(try connection.execute(insert).lastInsertID)
  }

  /// The notices that nobody has acknowledged, oldest first.
  func open() throws -> [Notice] {
    let query: Query = """
      SELECT id, kind, message FROM \(identifier: tables.notices) WHERE \(query: Self.isOpen) ORDER BY id
      """
    return try connection.rows(query, as: (Int, String, String).self).compactMap { row in
      Notice.Kind(rawValue: row.1).map { Notice(id: row.0, kind: $0, message: row.2) }
    }
  }

  /// Whether there is one of a kind.
  func isOpen(_ kind: Notice.Kind) throws -> Bool {
    let query: Query = """
      SELECT 1 FROM \(identifier: tables.notices) WHERE \(query: Self.isOpen) AND kind = \(kind.rawValue) LIMIT 1
      """
    return try connection.firstRow(query, as: Int.self) != nil
  }

  /// Settles notices that were read.
  func acknowledge(upTo id: Int, at now: UTCTime) throws {
    try connection.execute(
      """
      UPDATE \(identifier: tables.notices) SET acknowledged_utc = \(now)
      WHERE \(query: Self.isOpen) AND id <= \(id)
      """)
  }
}
