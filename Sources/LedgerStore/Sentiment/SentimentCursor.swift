import Ledger
import MariaDB

/// How far the messages of the log have been counted, and which are counted again next.
struct SentimentCursor: Equatable {
  /// The epoch of the log in which messages were first counted: nothing of the log was counted before.
  let firstEpoch: Int
  /// The latest time of a counted message, in site time; nil when none has been counted.
  private(set) var latest: SiteTime?
  /// Up to this time, in site time, messages of the epoch were counted by the ones before; nil when none were. It is not
  /// the epoch's own bound, which is a token row's: the messages after that row, and the backlog, are told by it.
  private(set) var countedUntil: SiteTime?
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
  static let blockSpan = 1 << blockBits
  private static let blockBits = 14
  /// The time of a turn, in seconds: every piece is to be counted again within a week, also where there are two syncs a week.
  static let turn = 7 * 24 * 3600 / 2
  /// How long after the latest message that was counted a few new ones wait to be counted, in seconds.
  private static let patience = 3600
  /// More cannot be: a log has no more ids.
  private static let mostPieces = 1 << 50
  /// How long after a reset another one is news, in seconds: it takes a turn until all of one has been seen.
  private static let quiet = 8 * 24 * 3600

  /// The block of an id.
  static func block(of id: Int) -> Int { id >> blockBits }

  /// The ids of a block that lie in a range; nil when there are none.
  static func ids(ofBlock block: Int, in range: IDRange) -> IDRange? {
    let first = block << blockBits
    return IDRange(max(first, range.first), min(first | (blockSpan - 1), range.last))
  }

  /// How many pieces are due at a moment.
  func due(at now: UTCTime) -> Int {
    let time = now.seconds(since: workedUTC)
    // A clock that was ahead by days when it was noted says nothing.
    if time < -24 * 3600 { return pieces }
    return Int(Double(pieces) * Double(min(max(0, time), Self.turn)) / Double(Self.turn))
  }

  /// Whether the new messages up to `id` are counted now: where many have come together, or once an hour. A sync every few
  /// minutes would otherwise do the same work for each handful.
  func isDue(upTo id: Int, at now: SiteTime) -> Bool {
    guard id > lastID else { return false }
    // What a clock of days ahead stamped says nothing.
    guard let latest, latest <= now else { return true }
    let (behind, isTooFar) = id.subtractingReportingOverflow(lastID)
    return isTooFar || behind >= Self.blockSpan / 2 || now >= latest.adding(seconds: Self.patience)
  }

  /// Notes that the messages up to `id` were counted, the latest of them at `time`.
  mutating func count(upTo id: Int, latest time: SiteTime?, beginsPiece: Bool) {
    lastID = id
    latest = [latest, time].compactMap(\.self).max()
    if beginsPiece { pieces = min(pieces, Self.mostPieces) + 1 }
  }

  /// Notes that a piece was counted again; the next one begins at `id`, nil when there is none in this turn.
  mutating func pay(next id: Int?, at now: UTCTime) {
    done = min(done, Self.mostPieces) + 1
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
  mutating func payAll(at now: UTCTime) { workedUTC = now }

  /// Notes that scores were found to have been reset.
  ///
  /// - Returns: Whether that is news.
  mutating func noteReset(at now: UTCTime) -> Bool {
    let isNews = resetUTC.map { now.seconds(since: $0) > Self.quiet } ?? true
    resetUTC = now
    return isNews
  }

  /// The cursor in a new epoch, which shares with the one before the ids up to where it resumed.
  func entering(_ epoch: Epoch, at now: SiteTime) -> SentimentCursor {
    var cursor = self
    cursor.epoch = epoch.number
    // A message of the future that was counted must not hide what is logged from now on.
    cursor.countedUntil = latest.map { min($0, now) }
    cursor.lastID = min(lastID, epoch.resumedID)
    if nextID > epoch.resumedID { cursor.nextID = IDRange.lowestID }
    return cursor
  }

  /// A cursor before the first message of a log whose lowest id this is.
  init(epoch: Int, before lowest: Int, at now: UTCTime) {
    (firstEpoch, self.epoch, latest, countedUntil) = (epoch, epoch, nil, nil)
    (lastID, nextID) = (max(lowest, IDRange.lowestID) - 1, IDRange.lowestID)
    (pieces, done, workedUTC, resetUTC) = (0, 0, now, nil)
  }

  /// An expression for the cursor, asked along with something else to save a round trip; NULL where no message has been
  /// counted.
  static func text(_ tables: Tables) -> Query {
    """
    (SELECT CONCAT_WS(',', first_epoch, epoch, last_id, next_id, pieces, pieces_done, worked_utc,
      IFNULL(reset_utc, ''), IFNULL(latest, ''), IFNULL(counted_until, ''))
    FROM \(identifier: tables.sentimentCursors) WHERE \(query: tables.isLog))
    """
  }

  /// The cursor that ``text(_:)`` has given.
  init?(text: String) {
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = fields.prefix(6).compactMap { Int($0) }
    guard fields.count == 10, numbers.count == 6, let worked = CalendarTime(fields[6], separator: " ") else {
      return nil
    }
    (firstEpoch, epoch, lastID) = (numbers[0], numbers[1], numbers[2])
    nextID = max(numbers[3], IDRange.lowestID)
    (pieces, done) = (min(max(0, numbers[4]), Self.mostPieces), min(max(0, numbers[5]), Self.mostPieces))
    workedUTC = UTCTime(worked)
    resetUTC = CalendarTime(fields[7], separator: " ").map { UTCTime($0) }
    (latest, countedUntil) = (SiteTime(fields[8]), SiteTime(fields[9]))
  }

  /// Writes the cursor, behind the fence.
  func save(_ connection: Connection, _ tables: Tables) throws {
    try connection.insert(
      [
        [
          Tables.logSource, firstEpoch, epoch, lastID, nextID, pieces, done, workedUTC, resetUTC, latest,
          countedUntil,
        ]
      ], into: tables.sentimentCursors,
      columns: """
        source_id, first_epoch, epoch, last_id, next_id, pieces, pieces_done, worked_utc, reset_utc, latest, \
        counted_until
        """,
      onDuplicate: """
        epoch = VALUES(epoch), last_id = VALUES(last_id), next_id = VALUES(next_id), pieces = VALUES(pieces), \
        pieces_done = VALUES(pieces_done), worked_utc = VALUES(worked_utc), reset_utc = VALUES(reset_utc), \
        latest = VALUES(latest), counted_until = VALUES(counted_until)
        """)
  }
}
