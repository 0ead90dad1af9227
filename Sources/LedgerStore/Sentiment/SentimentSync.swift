import Ledger
import MariaDB

/// Messages that a sync has counted and not yet written.
struct SentimentChange {
  let place: SentimentTable.Place
  let fold: SentimentFold
  /// Where the cursor stands after them.
  let cursor: SentimentCursor

  /// Adds them, behind the fence of `writer`.
  func write(_ writer: LedgerWriter, _ connection: Connection) throws {
    let table = SentimentTable(connection: connection, tables: writer.tables)
    try table.add(writer.numbered(fold.counts, connection), to: place)
    try cursor.save(connection, writer.tables)
  }
}

extension LedgerWriter {
  /// Counts by the numbers of their names, which are written where they are new, behind the fence.
  func numbered(
    _ counts: [SentimentFold.Key: SentimentCounts], _ connection: Connection
  ) throws -> [SentimentTable.Key: SentimentCounts] {
    let assistants = Set(counts.keys.compactMap(\.assistant)), pages = Set(counts.keys.compactMap(\.page))
    try names.find(assistants, .assistant, using: connection)
    try names.find(pages, .page, using: connection)
    try names.add(assistants, .assistant, using: connection)
    try names.add(pages, .page, using: connection)
    return try counts.reduce(into: [:]) { numbered, entry in
      let key = SentimentTable.Key(
        day: entry.key.day, assistant: try names.number(of: entry.key.assistant, .assistant),
        page: try names.number(of: entry.key.page, .page), speaker: entry.key.speaker)
      numbered[key] = entry.value
    }
  }
}

extension Sync {
  /// Ids of one block that one epoch counted.
  private struct Piece {
    let ids: IDRange
    let place: SentimentTable.Place
    let countedUntil: SiteTime?
  }

  /// How many blocks of messages a sync counts at the least where more than the newest are new: beside an old ledger that
  /// knows of none yet.
  private static let fewestBlocks = 4

  /// Counts how the chatbot has scored the messages of the log: those that are new, and of the others those whose turn it
  /// is, since scores are given, and reset, long after the messages were logged.
  ///
  /// - Returns: What the sync's last transaction is to write.
  mutating func countMessages() throws -> SentimentChange? {
    guard var work = try messageWork() else { return nil }
    let change = try countNewMessages(&work)
    if work.due > 0 && work.cursor.lastID >= work.last {
      if let change { try writer.commit(writer.state) { try change.write(writer, $0) } }
      try recountDueMessages(&work)
      outcome.timePaused += work.pauses.total
      return nil
    }
    outcome.timePaused += work.pauses.total
    return change
  }

  /// What there is to do; nil when nothing is.
  private func messageWork() throws -> MessageWork? {
    // A log that is read for the first time is work enough; the next sync looks at its messages.
    guard epoch.isScanned || hasShortWay, let lowest, let messages = MessageReader(session, log.shape) else {
      return nil
    }
    let last = writer.state.lastID
    var cursor = sentiment ?? SentimentCursor(epoch: epoch.number, before: lowest, at: facts.utcNow)
    if cursor.epoch != epoch.number { cursor = cursor.entering(epoch) }
    let blocks = SentimentCursor.block(of: last) - SentimentCursor.block(of: min(lowest, last)) + 1
    // A block in which an epoch begins is counted in two pieces.
    guard cursor.lastID < last || cursor.due(of: blocks + epoch.number - 1, at: facts.utcNow) > 0 else {
      return nil
    }
    let reach = try Reach(state: writer.state, lastID: last, session.connection, session.tables)
    let pieces = blocks + reach.parts.count - 1
    return MessageWork(
      messages: messages, reach: reach, last: last, pieces: pieces,
      due: cursor.due(of: pieces, at: facts.utcNow),
      pauses: MessagePauses(session: session, settings: settings),
      cursor: cursor)
  }

  private mutating func countNewMessages(_ work: inout MessageWork) throws -> SentimentChange? {
    var change: SentimentChange?
    for _ in 0..<max(Self.fewestBlocks, work.due) where work.cursor.lastID < work.last {
      guard let piece = try piece(after: work.cursor.lastID, upTo: work.last, work.reach) else {
        work.cursor.lastID = work.last
        break
      }
      if let change {
        try writer.commit(writer.state) { try change.write(writer, $0) }
        try work.pauses.pause(after: change.place)
      }
      work.cursor.lastID = piece.ids.last
      let fold = try work.messages.fold(piece.ids, into: emptyFold(piece))
      change = SentimentChange(place: piece.place, fold: fold, cursor: work.cursor)
    }
    return change
  }

  private mutating func recountDueMessages(_ work: inout MessageWork) throws {
    work.cursor.pay(work.due, of: work.pieces, at: facts.utcNow)
    for _ in 0..<work.due {
      var next = try piece(after: work.cursor.nextID - 1, upTo: work.cursor.lastID, work.reach)
      if next == nil {
        work.cursor.nextID = IDRange.lowestID
        next = try piece(after: work.cursor.nextID - 1, upTo: work.cursor.lastID, work.reach)
      }
      guard let next else { break }
      work.cursor.nextID = next.ids.last < work.cursor.lastID ? next.ids.last + 1 : IDRange.lowestID
      try recount(next, work.messages.fold(next.ids, into: emptyFold(next)), &work.cursor)
      try work.pauses.pause(after: next.place)
    }
  }

  /// The ids of a block, from the lowest above `id` on, that one epoch counted; nil when there are none up to `last`.
  private func piece(after id: Int, upTo last: Int, _ reach: Reach) throws -> Piece? {
    guard let first = try reader.firstID(after: id), let part = reach.part(of: first),
      let range = IDRange(first, min(last, part.lastID)),
      let ids = SentimentCursor.ids(ofBlock: SentimentCursor.block(of: first), in: range)
    else { return nil }
    let place = SentimentTable.Place(epoch: part.epoch, block: SentimentCursor.block(of: first))
    return Piece(ids: ids, place: place, countedUntil: part.countedUntil)
  }

  private func emptyFold(_ piece: Piece) -> SentimentFold {
    SentimentFold(rules: CountingRules(siteNow: facts.siteNow), countedUntil: piece.countedUntil)
  }

  /// Holds what was found of a block, with what the log has lost of it since.
  private mutating func recount(_ piece: Piece, _ found: SentimentFold, _ cursor: inout SentimentCursor)
    throws
  {
    let table = SentimentTable(connection: session.connection, tables: session.tables)
    var stored: [SentimentTable.Key: SentimentCounts] = [:]
    var next = cursor
    var notice: (number: Int, message: String)?
    try writer.commit(writer.state, reading: { _ in stored = try table.counts(piece.place) }) { connection in
      (next, notice) = (cursor, nil)
      let recount = SentimentRecount(of: stored, found: try writer.numbered(found.counts, connection))
      try table.replace(stored, by: recount.counts, at: piece.place)
      if recount.scoresLost > 0 {
        if next.resetUTC == nil {
          let message = Self.resetMessage(recount, piece.ids)
          let number = try Notices(connection: connection, tables: session.tables)
            .add(.scoresReset, "\(facts.siteNow): \(message)", at: facts.utcNow)
          notice = (number, message)
        }
        next.resetUTC = next.resetUTC ?? facts.utcNow
      } else if recount.scoresFound > 0 {
        next.resetUTC = nil
      }
      try next.save(connection, session.tables)
    }
    cursor = next
    if let notice {
      outcome.warnings.append(notice.message)
      outcome.notices.insert(notice.number)
    }
  }

  private static func resetMessage(_ recount: SentimentRecount<SentimentTable.Key>, _ ids: IDRange) -> String
  {
    """
    the chatbot's sentiment scores have been reset: \(recount.scoresLost) messages of the rows \(ids.first) to \
    \(ids.last) have lost theirs, which the ledger keeps
    """
  }
}

/// What a sync has to do with the messages of the log.
private struct MessageWork {
  let messages: MessageReader
  let reach: Reach
  /// The highest id of the log that the sync has examined.
  let last: Int
  /// How many pieces there are, each the ids of a block that one epoch counted, and how many of them are due.
  let pieces: Int
  let due: Int
  var pauses: MessagePauses
  var cursor: SentimentCursor
}

/// The pauses between two blocks of messages; the first block needs none.
private struct MessagePauses {
  let session: SiteSession
  let settings: SyncSettings
  private var pauses: SyncPauses?

  /// The total length of all pauses.
  var total: Duration { pauses?.total ?? .zero }

  init(session: SiteSession, settings: SyncSettings) {
    (self.session, self.settings) = (session, settings)
  }

  mutating func pause(after place: SentimentTable.Place) throws {
    let span = SentimentCursor.blockSpan
    settings.log?("counted the messages of the rows from id \(place.block * span) on")
    var pauses = try pauses ?? SyncPauses(session, settings, longestSpan: span, isShort: false)
    try pauses.pause(after: span)
    self.pauses = pauses
  }
}
