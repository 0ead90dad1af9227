import Ledger
import MariaDB

/// How far the messages of the log have been counted, and which are counted again next.
struct SentimentCursor: Equatable {
  /// The epoch of the log in which it stands.
  private(set) var epoch: Int
  /// Messages up to this id have been counted.
  var lastID: Int
  /// The messages of the block with this id are counted again next.
  var nextID: Int
  /// Up to when the messages that were due have been counted.
  private(set) var workedUTC: UTCTime
  /// When the chatbot's scores were found to be reset; nil once there are scores again.
  var resetUTC: UTCTime?

  /// How many ids are counted at once. A block's counts are kept apart, so that they can be counted again: where a day
  /// begins in the log, and where it ends, nothing says.
  static let blockSpan = 65_536
  /// In this time, in seconds, every block gets its turn.
  static let turn = 5 * 24 * 3600

  /// The block of an id.
  static func block(of id: Int) -> Int { id >> 16 }

  /// The ids of a block that lie in a range; nil when there are none.
  static func ids(ofBlock block: Int, in range: IDRange) -> IDRange? {
    IDRange(max(block << 16, range.first), min(block << 16 | (blockSpan - 1), range.last))
  }

  /// How many of `pieces` are due at a moment.
  func due(of pieces: Int, at now: UTCTime) -> Int {
    let time = min(max(0, now.seconds(since: workedUTC)), Self.turn)
    return Int(Double(pieces) * Double(time) / Double(Self.turn))
  }

  /// Notes that pieces which were due at a moment are counted now. What is not yet a whole one stays due.
  mutating func pay(_ due: Int, of pieces: Int, at now: UTCTime) {
    let time = Int(Double(due) / Double(pieces) * Double(Self.turn))
    workedUTC = due == pieces ? now : workedUTC.adding(seconds: time)
  }

  /// The cursor in a new epoch, which shares with the one before the ids up to where it resumed.
  func entering(_ epoch: Epoch) -> SentimentCursor {
    var cursor = self
    cursor.epoch = epoch.number
    cursor.lastID = min(lastID, epoch.resumedID)
    cursor.nextID = IDRange.lowestID
    return cursor
  }

  /// A cursor before the first message of a log whose lowest id this is.
  init(epoch: Int, before lowest: Int, at now: UTCTime) {
    (self.epoch, lastID, nextID, workedUTC, resetUTC) = (epoch, lowest - 1, IDRange.lowestID, now, nil)
  }

  private init(epoch: Int, lastID: Int, nextID: Int, workedUTC: UTCTime, resetUTC: UTCTime?) {
    (self.epoch, self.lastID, self.nextID) = (epoch, lastID, nextID)
    (self.workedUTC, self.resetUTC) = (workedUTC, resetUTC)
  }

  /// Reads the cursor; nil when no message has been counted.
  static func load(_ connection: Connection, _ tables: Tables) throws -> SentimentCursor? {
    let query: Query = """
      SELECT epoch, last_id, next_id, worked_utc, reset_utc FROM \(identifier: tables.sentimentCursors)
      WHERE \(query: tables.isLog)
      """
    return try connection.firstRow(query, as: (Int, Int, Int, UTCTime, UTCTime?).self).map {
      SentimentCursor(epoch: $0.0, lastID: $0.1, nextID: $0.2, workedUTC: $0.3, resetUTC: $0.4)
    }
  }

  /// Writes the cursor, behind the fence.
  func save(_ connection: Connection, _ tables: Tables) throws {
    try connection.insert(
      [[Tables.logSource, epoch, lastID, nextID, workedUTC, resetUTC]], into: tables.sentimentCursors,
      columns: "source_id, epoch, last_id, next_id, worked_utc, reset_utc",
      onDuplicate: """
        epoch = VALUES(epoch), last_id = VALUES(last_id), next_id = VALUES(next_id), \
        worked_utc = VALUES(worked_utc), reset_utc = VALUES(reset_utc)
        """)
  }
}
