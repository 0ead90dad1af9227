import Ledger
import MariaDB
import Sites
import Text

/// Brings the ledger up to date with the conversation log.
///
/// It first looks into the gaps, then at the rows that had no type, then past the highest id seen. Every step
/// is one bounded transaction, so that a run that is cut off anywhere leaves a ledger that the next completes.
///
///     var sync = try Sync(session)
///     let outcome = try sync.run()
public struct Sync {
  let session: SiteSession
  let settings: SyncSettings
  let log: LogTable
  var reader: LogReader
  /// What was imported is not counted again when it is found in the log.
  let skipsImported: Bool
  let writer: LedgerWriter
  /// The highest id in the log when the sync began: it reads no further, and so comes to an end.
  let target: Int
  /// The lowest id in the log when the sync began; nil where it was empty.
  let lowest: Int?
  /// The time at which that end was found: the ledger is complete until then once the sync has reached it.
  let begun: Moment
  let facts: SiteFacts
  /// When they were read, by ``SyncSettings/clock``.
  private let factsRead: Duration
  let timeline: ModelTimeline
  /// What the owner declared of the models when the sync began.
  let declared: ModelRules
  /// The part of the timeline that the ledger has.
  private let knownTimeline: ModelTimeline
  /// Why the log is not the one that was counted; nil when it is.
  private let breach: String?
  var epoch: Epoch
  /// Since when the first of the open gaps has been missing; nil when there were none.
  var oldestGap: UTCTime?
  var outcome = SyncOutcome()

  /// How long a missing id may still come, in seconds of the database's clock; for up to an hour more it is looked for.
  static let gapLifetime = 24 * 3600
  /// In a log that is read for the first time, gaps are opened beside rows not older than this.
  static let lateness = 48 * 3600

  /// Whether the log had rows with ids below 1 when the sync began.
  var hasLowIDs: Bool { lowest.map { $0 < 1 } ?? false }

  /// Prepares a sync: makes the ledger's tables at the first run, and looks at the log and the options.
  ///
  /// - Throws: `Failure` or `MariaDBError`.
  public init(_ session: SiteSession, settings: SyncSettings = SyncSettings()) throws {
    self.session = session
    self.settings = settings
    if !session.models.entries.isEmpty {
      let declaration = try ModelDeclaration(of: session.models, session)
      outcome.warnings += declaration.warnings
      let relabelled = declaration.relabelled.count.total
      if relabelled > 0 {
        settings.log?("labelled \(relabelled) tokens with the models declared for their days")
      }
    }
    let start = try Self.start(session, &outcome)
    breach = start.breach
    writer = LedgerWriter(session: session, state: start.state, models: start.models)
    declared = start.models.declared ?? ModelRules()
    (log, epoch) = (start.log, start.epoch)
    skipsImported = start.state.hasImports
    reader = LogReader(
      connection: session.connection, tables: session.tables, shape: log.shape, skipsImported: skipsImported,
      findsDoubled: log.mayDouble)
    (target, lowest) = (start.ends.highest ?? 0, start.ends.lowest)
    // After the target: every row up to it was written before this moment, so what the options say now was
    // seen after each of them.
    factsRead = settings.clock()
    facts = try session.facts()
    begun = start.ends.utc.map(facts.moment) ?? facts.now
    knownTimeline = start.models.timeline
    timeline = knownTimeline.observing(facts)
  }

  /// Where ledger and log stand, the ledger's tables being made or brought up to date first where they are not.
  private static func start(_ session: SiteSession, _ outcome: inout SyncOutcome) throws -> SyncStart {
    // Of a sync that begins again the one before may have lost the connection in what it tried last.
    if !session.connection.isOpen { try session.reconnect() }
    if let start = try SyncStart.read(session) { return start }
    // No table of ours is made beside a log that cannot be read.
    _ = try LogTable(session)
    if try Migrations(session: session).migrate().first == 1 {
      outcome.tablesMade = session.tables.ledger.count
    }
    guard let start = try SyncStart.read(session) else { throw Failure.overtaken }
    return start
  }

  /// Runs the sync.
  public mutating func run() throws -> SyncOutcome {
    if let breach {
      let (warning, notice) = try Continuity(session: session).beginEpoch(after: breach, at: facts, writer)
      outcome.warnings.append(warning)
      outcome.notices.formUnion([notice].compactMap(\.self))
      let (state, session) = (writer.state, session)
      epoch = try session.connection.currentSnapshot { try SyncStart.epoch(state, session) }
    }
    let blindness = try Blindness(before: writer.state, facts: facts, reader: reader, log: log)
    outcome.warnings += log.shape.warnings + facts.warnings + fullness
    let movedRow = try prepareLowIDs()
    try lookIntoGaps()
    try lookAtWaiting()
    let isShort = IDRange(writer.state.lastID, upTo: target, span: LogReader.chunkSpan).map {
      $0.last == target
    }
    // The last piece of the log, most often the only one, is written with all that ends the sync.
    let piece = try readOn()
    do {
      try end(piece, isShort ?? true, blindness, movedRow)
    } catch {
      writeAlone(piece, after: error)
      throw error
    }
    outcome.warnings += outcome.rowIDs.map { [$0.message] } ?? []
    return outcome
  }

  /// Writes a piece of the log by itself after what was to be written with it, or to be read before, has failed: that must
  /// not keep tokens from being counted, since it may fail each time. Where the piece itself could not be written, another
  /// run was quicker, or others hold a lock, the next sync counts it. Should the transaction have happened after all, the
  /// fence refuses another.
  private func writeAlone(_ piece: LedgerChange?, after error: any Error) {
    guard let piece, let lastID = piece.lastID, writer.state.lastID < lastID, !writer.hasFailedInChange,
      (error as? MariaDBError)?.isTransient != true, (error as? Failure)?.cause != .overtaken
    else { return }
    do {
      if !session.connection.isOpen { try session.reconnect() }
      try writer.commit(piece, at: facts)
    } catch {
      settings.log?("the last rows were not counted either: \(error)")
    }
  }

  private mutating func end(
    _ piece: LedgerChange?, _ isShort: Bool, _ blindness: Blindness, _ movedRow: MovedRow?
  ) throws {
    let reached = piece?.lastID ?? writer.state.lastID
    // A long log that is read for the first time is work enough: the next sync looks at its messages.
    var messages = epoch.isScanned || isShort ? MessageSync(self, upTo: reached, after: epoch.messages) : nil
    let newest = try messages?.newest()
    outcome.rowIDs = try RowIDs(log, session)
    // A server that lags behind may not have shown the last rows yet.
    outcome.isComplete = reached >= target && outcome.rowIDs?.isEachTold ?? true
    try finish(piece, blindness, movedRow, newest)
    try messages?.rest(&outcome)
  }

  /// A reader of the log on another connection.
  func reader(on connection: Connection) -> LogReader {
    var reader = LogReader(
      connection: connection, tables: session.tables, shape: log.shape, skipsImported: skipsImported,
      findsDoubled: log.mayDouble)
    reader.withoutTokens = self.reader.withoutTokens
    return reader
  }

  /// The checkpoints of the epoch.
  var checkpoints: Checkpoints {
    Checkpoints(connection: session.connection, tables: session.tables, epoch: epoch.number)
  }

  /// The chatbot's version, as much of it as the ledger keeps.
  var pluginVersion: String? { facts.options.pluginVersion?.cut(to: 64) }

  /// A warning when the log's ids are nearly used up: past the last one the chatbot silently stops logging.
  private var fullness: [String] {
    let used = log.usedIDs(highest: target)
    guard used >= log.shape.idCeiling / 100 * 95 else { return [] }
    return [
      "the log has used \(used) of \(log.shape.idCeiling) ids, and past the last one the chatbot silently "
        + "stops logging: \(log.shape.idCeiling < UInt64(Int.max) ? "widen its id column to BIGINT" : "renumber it")"
    ]
  }

  /// An empty fold for the next bounded piece of work.
  func emptyFold() -> UsageFold {
    UsageFold(
      rules: CountingRules(siteNow: facts.siteNow), timeline: timeline, declared: declared,
      countedBefore: epoch.countedUntil.map { UsageFold.CountedBefore(above: epoch.resumedID, until: $0) },
      waiting: epoch.waitedBefore,
      shift: session.shift(facts))
  }

  /// Reads what to note of other programs' tables. These may be locked, damaged or of another shape, and do not keep a sync
  /// from its end: then a later one notes it.
  ///
  /// - Returns: Nil when it cannot be read.
  private func toNote<Noted>(_ name: String, _ read: () throws -> Noted?) throws -> Noted? {
    do {
      return try read()
    } catch let error as MariaDBError where !error.isConnectionLost {
      settings.log?("no \(name) noted: \(error)")
      return nil
    }
  }

  /// Writes the last piece of the log and what else is known at the end.
  private mutating func finish(
    _ piece: LedgerChange?, _ blindness: Blindness, _ movedRow: MovedRow?, _ messages: SentimentChange?
  ) throws {
    // Times are kept to the second, and most syncs take less. The chatbot may purge when the day ends.
    let isFresh =
      settings.clock() - factsRead < .seconds(1)
      && facts.utcNow.adding(seconds: 2).calendar.day == facts.utcNow.calendar.day
    let end = isFresh ? facts : try session.facts()
    let blind = blindness.warning(at: end)
    let notice = try write(piece, blind, movedRow, messages, at: end)
    if let piece { note(piece) }
    // Rows that cannot be told apart are searched for until they can be.
    if !log.mayDouble {
      try giveUpGaps(
        missingSinceBefore: end.utcNow.adding(seconds: -Self.gapLifetime), at: end.utcNow)
    }
    if let blind { outcome.warnings.append(blind) }
    outcome.notices.formUnion([notice].compactMap(\.self))
    if outcome.rowsSkipped > 0 {
      outcome.warnings.append(
        "\(outcome.rowsSkipped) rows were taken as counted in an earlier epoch of the log")
    }
    (outcome.gapsOpen, outcome.gapsExpired) = try countGaps()
    outcome.epoch = epoch.number
    outcome.lastSync = outcome.isComplete ? begun : writer.state.lastSync
  }

  /// Reads what else there is to note, and writes all that ends the sync in one transaction.
  ///
  /// - Returns: The number of the notice of what may have been missed; nil when there is none.
  private func write(
    _ piece: LedgerChange?, _ blind: String?, _ movedRow: MovedRow?, _ messages: SentimentChange?,
    at end: SiteFacts
  ) throws -> Int? {
    let (session, epoch) = (session, epoch)
    var next = writer.state
    let lastSync = next.syncedSite
    if outcome.isComplete {
      // Rows that were left out keep the ledger from being complete.
      next.syncedUTC = begun.utc
      next.syncedSite = begun.local
    }
    next.pluginVersion = pluginVersion
    // Not in the transaction: it would keep others from altering WordPress's tables.
    let lengths = InstructionLengths(session: session)
    let sight = try toNote("lengths of instructions") { try lengths.look(usesViews: end.usesView) }
    let lastNames = LastNames(connection: session.connection, tables: session.tables)
    var met = writer.met
    if let usage = piece?.usage { met.insert(usage.logged) }
    let names = try toNote("names") { try lastNames.unnoted(of: met, LedgerReader(session), &writer.names) }
    var vanished: [(epoch: Int, id: Int)] = []
    var notice: Int?
    let readsWaiting: ((Connection) throws -> Void)? = { _ in
      // A row that has just come is not one of those that did not.
      let found = Set(piece?.usage?.waitedBefore ?? [])
      vanished = try oldWaiting(at: end.utcNow).filter { !found.contains($0.id) }
    }
    try writer.commit(
      piece ?? LedgerChange(), at: facts, to: next, reading: mayGiveUpOldWaiting ? readsWaiting : nil
    ) { connection in
      if let movedRow, movedRow.id <= piece?.lastID ?? next.lastID {
        try movedRow.settle(connection, session.tables, epoch: epoch.number, at: end.utcNow)
      }
      if !epoch.isScanned {
        try connection.execute(
          """
          UPDATE \(identifier: session.tables.epochs) SET is_scanned = 1
          WHERE \(query: session.tables.isLog) AND epoch = \(epoch.number)
          """)
      }
      if mayGiveUpOldWaiting { try giveUpOldWaiting(vanished, at: end.utcNow) }
      try Syncers(connection: connection, tables: session.tables).note(after: epoch.lastNoted, at: end.utcNow)
      if timeline != knownTimeline {
        try ModelSpans(connection: connection, tables: session.tables).save(timeline, after: knownTimeline)
      }
      try lastNames.note(names ?? [], by: writer, at: end.utcNow)
      try messages?.write(writer, connection)
      if let sight { try lengths.note(sight, at: end.siteNow, lastSync: lastSync) }
      if let blind {
        notice = try Notices(connection: connection, tables: session.tables).add(
          .blindInterval, blind, at: end.utcNow)
      }
    }
    return notice
  }
}
