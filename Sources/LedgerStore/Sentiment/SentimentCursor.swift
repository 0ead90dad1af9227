import Ledger
import MariaDB

/// How far the messages of the log have been counted, and which are counted again next.
struct SentimentCursor: Equatable {
  /// The epoch of the log in which messages were first counted: nothing of the log was counted before.
  let firstEpoch: Int
  /// The epoch of the log in which it stands.
  private(set) var epoch: Int
  /// Messages up to this id have been counted.
  var lastID: Int
  /// The messages of the block with this id are counted again next.
  private(set) var nextID: Int
  /// How many pieces there are, each the ids of a block that one epoch counted: those of the last full turn, and the new
  /// ones since.
  private(set) var pieces: Int
  /// How many of them have been counted again in this turn.
  private var done: Int
  /// Up to when the messages that were due have been counted again.
  private(set) var workedUTC: UTCTime
  /// When scores were last found to have been reset; nil when they never were.
  private(set) var resetUTC: UTCTime?

  /// How many ids are counted at once. A block's counts are kept apart, so that they can be counted again: where a day
  /// begins in the log, and where it ends, nothing says.
  static let blockSpan = 16_384
  /// The time of a turn, in seconds: every piece is to be counted again within a week, however rare the syncs of a week
  /// are.
  static let turn = 7 * 24 * 3600 / 2
  /// How long after a reset another one is told, in seconds: it takes a turn until all of one has been seen.
  private static let quiet = 8 * 24 * 3600

  /// The block of an id.
  static func block(of id: Int) -> Int { id >> 14 }

  /// The ids of a block that lie in a range; nil when there are none.
  static func ids(ofBlock block: Int, in range: IDRange) -> IDRange? {
    IDRange(max(block << 14, range.first), min(block << 14 | (blockSpan - 1), range.last))
  }

  /// How many pieces are due at a moment.
  func due(at now: UTCTime) -> Int {
    let time = now.seconds(since: workedUTC)
    // A clock that was ahead by days when it was noted says nothing.
    if time < -24 * 3600 { return pieces }
    return Int(Double(pieces) * Double(min(max(0, time), Self.turn)) / Double(Self.turn))
  }

  /// Notes that messages of a new piece were counted.
  mutating func beginPiece() { pieces += 1 }

  /// Notes that a piece was counted again; the next one begins at `id`, nil when there is none in this turn.
  mutating func pay(next id: Int?, at now: UTCTime) {
    done += 1
    // More than a whole turn is never due, and a clock that was ahead by days when it was noted says nothing.
    let isAhead = now.seconds(since: workedUTC) < -24 * 3600
    let due = isAhead ? now.adding(seconds: -Self.turn) : max(workedUTC, now.adding(seconds: -Self.turn))
    workedUTC = min(now, due.adding(seconds: max(1, Self.turn / max(1, pieces))))
    if let id { nextID = id } else { endTurn() }
  }

  /// Begins the next turn with the lowest ids.
  mutating func endTurn() {
    nextID = IDRange.lowestID
    if done > 0 { pieces = done }
    done = 0
  }

  /// Notes that there was nothing left to be counted again at a moment.
  mutating func rest(at now: UTCTime) { workedUTC = now }

  /// Notes that scores were found to have been reset.
  ///
  /// - Returns: Whether that is news.
  mutating func noteReset(at now: UTCTime) -> Bool {
    let isNews = resetUTC.map { now.seconds(since: $0) > Self.quiet } ?? true
    resetUTC = now
    return isNews
  }

  /// The cursor in a new epoch, which shares with the one before the ids up to where it resumed.
  func entering(_ epoch: Epoch) -> SentimentCursor {
    var cursor = self
    cursor.epoch = epoch.number
    cursor.lastID = min(lastID, epoch.resumedID)
    if nextID > epoch.resumedID { cursor.nextID = IDRange.lowestID }
    return cursor
  }

  /// A cursor before the first message of a log whose lowest id this is.
  init(epoch: Int, before lowest: Int, at now: UTCTime) {
    (firstEpoch, self.epoch) = (epoch, epoch)
    (lastID, nextID) = (max(lowest, IDRange.lowestID) - 1, IDRange.lowestID)
    (pieces, done, workedUTC, resetUTC) = (0, 0, now, nil)
  }

  /// An expression for the cursor, asked along with something else to save a round trip; NULL where no message has been
  /// counted.
  static func text(_ tables: Tables) -> Query {
    """
    (SELECT CONCAT_WS(' ', first_epoch, epoch, last_id, next_id, pieces, pieces_done,
      TIMESTAMPDIFF(SECOND, '1970-01-01', worked_utc), TIMESTAMPDIFF(SECOND, '1970-01-01', reset_utc))
    FROM \(identifier: tables.sentimentCursors) WHERE \(query: tables.isLog))
    """
  }

  /// The cursor that ``text(_:)`` has given.
  init?(text: String) {
    let numbers = text.split(separator: " ").compactMap { Int($0) }
    guard numbers.count >= 7 else { return nil }
    (firstEpoch, epoch, lastID, nextID) = (numbers[0], numbers[1], numbers[2], numbers[3])
    (pieces, done) = (numbers[4], numbers[5])
    workedUTC = UTCTime(secondsSince1970: numbers[6])
    // There may have been no reset.
    resetUTC = numbers.dropFirst(7).first.map(UTCTime.init)
  }

  /// Writes the cursor, behind the fence.
  func save(_ connection: Connection, _ tables: Tables) throws {
    try connection.insert(
      [[Tables.logSource, firstEpoch, epoch, lastID, nextID, pieces, done, workedUTC, resetUTC]],
      into: tables.sentimentCursors,
      columns: "source_id, first_epoch, epoch, last_id, next_id, pieces, pieces_done, worked_utc, reset_utc",
      onDuplicate: """
        epoch = VALUES(epoch), last_id = VALUES(last_id), next_id = VALUES(next_id), pieces = VALUES(pieces), \
        pieces_done = VALUES(pieces_done), worked_utc = VALUES(worked_utc), reset_utc = VALUES(reset_utc)
        """)
  }
}
