import Chatbots
import Ledger
import MariaDB
import Text

/// Counts, for a sync, how the chatbot has scored the messages of the log: those that are new, and of the others those
/// whose turn it is, since scores are given, and reset, long after the messages were logged.
///
/// No token depends on them. So where messages cannot be read, or another run was quicker, a later sync goes on.
struct MessageSync {
  /// Ids of one block that one epoch counted.
  private struct Piece {
    let ids: IDRange
    let place: SentimentTable.Place
    /// Up to this time messages were counted by an earlier epoch; nil where none was.
    let countedUntil: SiteTime?
  }

  /// How many blocks of new messages a sync counts at the least: beside an old ledger that knows of none yet.
  private static let fewestBlocks = 16

  private let session: SiteSession
  private let settings: SyncSettings
  /// How many blocks of new messages, and of others, this sync counts at the most.
  private let mostBlocks: Int
  private let writer: LedgerWriter
  private let facts: SiteFacts
  private let epoch: Epoch
  private let messages: MessageReader
  private let reader: LogReader
  /// The highest id of the log that the sync has examined.
  private let last: Int
  private var cursor: SentimentCursor
  /// Whether new messages are counted in this sync.
  private let countsNew: Bool
  /// The cursor as the ledger has it; nil when it has none.
  private var saved: SentimentCursor?
  /// Whether the newest messages could not be read: then there is no use in asking for others.
  private var hasFailed = false

  /// What a sync has to do once it has examined the log up to the id `last`; nil for a log without scores. `saved` is where
  /// the sync before left off.
  init?(_ sync: Sync, upTo last: Int, after saved: SentimentCursor?) {
    // Without a key, each range of ids would be a scan of the whole log.
    guard let lowest = sync.lowest, !sync.log.mayDouble,
      let messages = MessageReader(sync.session, sync.log.shape, without: sync.reader.withoutTokens)
    else { return nil }
    (session, settings, writer, facts) = (sync.session, sync.settings, sync.writer, sync.facts)
    mostBlocks = settings.isAwaited ? 1 : .max
    (epoch, reader, self.messages, self.last) = (sync.epoch, sync.reader, messages, last)
    let cursor = saved ?? SentimentCursor(epoch: epoch.number, before: lowest, at: facts.utcNow)
    self.cursor = cursor.epoch == epoch.number ? cursor : cursor.entering(epoch, at: facts.siteNow)
    countsNew = self.cursor.isDue(upTo: last, at: facts.siteNow)
    self.saved = saved
  }

  /// Counts the new messages of one block.
  ///
  /// - Returns: What the sync's last transaction is to write with its own; nil when there is nothing new.
  mutating func newest() throws -> SentimentChange? {
    do {
      return try next()
    } catch let error as MariaDBError where !error.isConnectionLost {
      settings.log?("no messages counted: \(error)")
    } catch let error as Failure where error.cause == .overtaken {
      settings.log?("no messages counted: \(error.message)")
    }
    hasFailed = true
    return nil
  }

  /// Counts what is left to be counted, once the sync has reached its end and written ``newest()``.
  mutating func rest(_ outcome: inout SyncOutcome) throws {
    do {
      guard !hasFailed, countsNew && cursor.lastID < last || cursor.due(at: facts.utcNow) > 0 else { return }
      var pauses = try SyncPauses(
        session, settings, longestSpan: SentimentCursor.blockSpan, isShort: false)
      defer { outcome.timePaused += pauses.total }
      try countNew(&pauses)
      if !countsNew || cursor.lastID >= last { try countAgain(&pauses, &outcome) }
    } catch let error as MariaDBError where !error.isConnectionLost {
      settings.log?("not all messages counted: \(error)")
    } catch let error as Failure where error.cause == .overtaken {
      settings.log?("not all messages counted: \(error.message)")
    }
  }

  // MARK: New messages

  private mutating func next() throws -> SentimentChange? {
    guard countsNew, cursor.lastID < last else { return nil }
    // Most often the newest are of this epoch, and no other is to be asked for.
    let parts =
      cursor.lastID >= epoch.resumedID
      ? [
        Reach.Part(
          epoch: epoch.number, resumedID: epoch.resumedID, lastID: last, countedUntil: epoch.countedUntil)
      ] : try allParts()
    guard let piece = try piece(after: cursor.lastID, upTo: last, parts) else {
      cursor.lastID = last
      return nil
    }
    let before = SentimentTable.Place(
      epoch: part(of: cursor.lastID, parts)?.epoch ?? 0, block: SentimentCursor.block(of: cursor.lastID))
    writer.names.forgetWhenFull()
    let fold = try messages.fold(piece.ids, into: emptyFold(piece))
    let beginsPiece = before != piece.place || cursor.pieces == 0
    cursor.count(upTo: piece.ids.last, latest: fold.latest, beginsPiece: beginsPiece)
    // The caller writes it, or ends.
    saved = cursor
    return SentimentChange(place: piece.place, fold: fold, beginsPiece: beginsPiece, cursor: cursor)
  }

  private mutating func countNew(_ pauses: inout SyncPauses) throws {
    for number in 0..<min(mostBlocks, max(Self.fewestBlocks, cursor.due(at: facts.utcNow))) {
      guard let change = try next() else { return }
      if number > 0 { try pauses.pause(after: SentimentCursor.blockSpan) }
      try writer.commit(writer.state) { try change.write(writer, $0) }
      settings.log?("counted new messages up to id \(cursor.lastID)")
    }
  }

  // MARK: Messages whose turn it is

  private mutating func countAgain(_ pauses: inout SyncPauses, _ outcome: inout SyncOutcome) throws {
    var left = min(mostBlocks, cursor.due(at: facts.utcNow))
    if left == 0 { return }
    let parts = try allParts()
    var isFirst = true
    // There may be fewer pieces than there were: what is due is looked at again each time.
    while left > 0 && cursor.due(at: facts.utcNow) > 0 {
      guard let piece = try nextDue(parts) else {
        cursor.payAll(at: facts.utcNow)
        break
      }
      if !isFirst { try pauses.pause(after: SentimentCursor.blockSpan) }
      (isFirst, left) = (false, left - 1)
      try countAgainOrPass(piece, &outcome)
    }
    if cursor != saved {
      let cursor = cursor
      try writer.commit(writer.state) { try cursor.save($0, writer.tables) }
      saved = cursor
    }
  }

  private mutating func nextDue(_ parts: [Reach.Part]) throws -> Piece? {
    if let piece = try piece(after: cursor.nextID - 1, upTo: cursor.lastID, parts) { return piece }
    cursor.endTurn()
    return try piece(after: cursor.nextID - 1, upTo: cursor.lastID, parts)
  }

  /// Counts a piece again; one that cannot be read does not keep the others from their turn.
  private mutating func countAgainOrPass(_ piece: Piece, _ outcome: inout SyncOutcome) throws {
    do {
      try countAgain(piece, &outcome)
      settings.log?("counted the messages up to id \(piece.ids.last) again")
    } catch let error as MariaDBError where !error.isConnectionLost && !error.isTransient {
      cursor.pay(next: next(after: piece), at: facts.utcNow)
      settings.log?("did not count the messages up to id \(piece.ids.last) again: \(error)")
    }
  }

  private func next(after piece: Piece) -> Int? {
    piece.ids.last < cursor.lastID ? piece.ids.last + 1 : nil
  }

  /// Holds what was found of a piece, with what the log has lost of it since. Where nothing has changed, nothing is
  /// written.
  private mutating func countAgain(_ piece: Piece, _ outcome: inout SyncOutcome) throws {
    let table = SentimentTable(connection: session.connection, tables: writer.tables)
    writer.names.forgetWhenFull()
    let found = try messages.fold(piece.ids, into: emptyFold(piece))
    var next = cursor
    next.pay(next: self.next(after: piece), at: facts.utcNow)
    var stored = try table.counts(piece.place)
    if let known = try writer.knownNumbers(found.counts, session.connection) {
      let recount = SentimentRecount(of: stored, found: known.counts, reset: known.numbered(found.reset))
      if recount.counts == stored && recount.scoresLost == 0 {
        cursor = next
        return
      }
    }
    let paid = next
    var notice: (number: Int, message: String)?
    try writer.commit(writer.state, reading: { _ in stored = try table.counts(piece.place) }) { connection in
      (next, notice) = (paid, nil)
      let numbers = try writer.numbers(found.counts, connection)
      let recount = SentimentRecount(of: stored, found: numbers.counts, reset: numbers.numbered(found.reset))
      try table.replace(stored, by: recount.counts, at: piece.place)
      if recount.scoresLost > 0, next.noteReset(at: facts.utcNow),
        try !Notices(connection: connection, tables: writer.tables).isOpen(.scoresReset)
      {
        notice = try add(Self.resetMessage(recount.scoresLost, piece.ids), connection)
      }
      try next.save(connection, writer.tables)
    }
    (cursor, saved) = (next, next)
    if let notice {
      outcome.warnings.append(notice.message)
      outcome.notices.insert(notice.number)
    }
  }

  private func add(_ message: String, _ connection: Connection) throws -> (number: Int, message: String) {
    let number = try Notices(connection: connection, tables: writer.tables)
      .add(.scoresReset, "\(facts.siteNow): \(message)", at: facts.utcNow)
    return (number, message)
  }

  private static func resetMessage(_ messages: Int, _ ids: IDRange) -> String {
    """
    the chatbot's sentiment scores have been reset: \(messages) messages among the rows \(ids.first) to \(ids.last) have \
    lost theirs; the ledger keeps them
    """
  }

  // MARK: Pieces

  /// What the epochs counted of this log, as the server that takes the writes has it: one that lags behind may not know of
  /// the newest.
  private func allParts() throws -> [Reach.Part] {
    let reach = try Retry.transient {
      try session.connection.currentSnapshot {
        try Reach(state: writer.state, lastID: last, session.connection, writer.tables)
      }
    }
    guard reach.parts.last?.epoch == epoch.number else { throw Failure.overtaken }
    return reach.parts
  }

  private func part(of id: Int, _ parts: [Reach.Part]) -> Reach.Part? {
    parts.first { id <= $0.lastID && id > $0.resumedID }
  }

  /// The ids of a block, from the lowest above `id` on, that one epoch counted; nil when there are none up to `last`.
  private func piece(after id: Int, upTo last: Int, _ parts: [Reach.Part]) throws -> Piece? {
    guard let first = try reader.firstID(after: id), let part = parts.first(where: { first <= $0.lastID }),
      let range = IDRange(first, min(last, part.lastID)),
      let ids = SentimentCursor.ids(ofBlock: SentimentCursor.block(of: first), in: range)
    else { return nil }
    let place = SentimentTable.Place(epoch: part.epoch, block: SentimentCursor.block(of: first))
    // What the log held before messages were counted at all was counted by nobody. Of an epoch that is over, its own bound
    // is near enough: what was counted of it stays.
    let earlier = part.epoch > cursor.firstEpoch ? part.countedUntil : nil
    return Piece(
      ids: ids, place: place, countedUntil: part.epoch == epoch.number ? cursor.countedUntil : earlier)
  }

  private func emptyFold(_ piece: Piece) -> SentimentFold {
    SentimentFold(rules: CountingRules(siteNow: facts.siteNow), countedUntil: piece.countedUntil)
  }
}
