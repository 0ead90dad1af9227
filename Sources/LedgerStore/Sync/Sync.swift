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
  let timeline: ModelTimeline
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
    let start = try Self.start(session)
    breach = start.breach
    writer = LedgerWriter(session: session, state: start.state)
    (log, epoch) = (start.log, start.epoch)
    skipsImported = start.state.hasImports
    reader = LogReader(
      connection: session.connection, tables: session.tables, shape: log.shape, skipsImported: skipsImported,
      findsDoubled: log.mayDouble)
    (target, lowest) = (start.ends.highest ?? 0, start.ends.lowest)
    // After the target: every row up to it was written before this moment, so what the options say now was
    // seen after each of them.
    facts = try session.facts()
    begun = start.ends.utc.map(facts.moment) ?? facts.now
    knownTimeline = start.timeline
    timeline = knownTimeline.observing(facts)
  }

  /// Where ledger and log stand, the ledger's tables being made or brought up to date first where they are not.
  private static func start(_ session: SiteSession) throws -> SyncStart {
    if let start = try SyncStart.read(session) { return start }
    // No table of ours is made beside a log that cannot be read.
    _ = try LogTable(session)
    try Migrations(session: session).migrate()
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
    try readOn()
    // A long log that is read for the first time is work enough: the next sync looks at its messages.
    var messages = epoch.isScanned || isShort ?? true ? MessageSync(self, after: epoch.messages) : nil
    let newest = try messages?.newest()
    outcome.rowIDs = try RowIDs(log, session)
    // A server that lags behind may not have shown the last rows yet.
    outcome.isComplete = writer.state.lastID >= target && outcome.rowIDs?.isEachTold ?? true
    try finish(blindness, movedRow, newest)
    try messages?.rest(&outcome)
    outcome.warnings += outcome.rowIDs.map { [$0.message] } ?? []
    return outcome
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
      rules: CountingRules(siteNow: facts.siteNow), timeline: timeline,
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

  private mutating func finish(
    _ blindness: Blindness, _ movedRow: MovedRow?, _ messages: SentimentChange?
  ) throws {
    let (session, epoch) = (session, epoch)
    let end = try session.facts()
    let blind = blindness.warning(at: end)
    // Rows that cannot be told apart are searched for until they can be.
    if !log.mayDouble {
      try giveUpGaps(
        missingSinceBefore: end.utcNow.adding(seconds: -Self.gapLifetime), at: end.utcNow)
    }
    var next = writer.state
    if outcome.isComplete {
      // Rows that were left out keep the ledger from being complete.
      next.syncedUTC = begun.utc
      next.syncedSite = begun.local
    }
    next.pluginVersion = pluginVersion
    let (timeline, known) = (timeline, knownTimeline)
    var vanished: [(epoch: Int, id: Int)] = []
    var notice: Int?
    let mayGiveUp = mayGiveUpOldWaiting
    let lastNames = LastNames(connection: session.connection, tables: session.tables)
    let names = try toNote("names") { try lastNames.unnoted(of: writer.met, LedgerReader(session)) } ?? []
    let lengths = InstructionLengths(session: session)
    let sight = try toNote("lengths of instructions") { try lengths.look(usesViews: end.usesView) }
    let sync = self
    try writer.commit(
      next, reading: mayGiveUp ? { _ in vanished = try sync.oldWaiting(at: end.utcNow) } : nil
    ) { connection in
      if let movedRow, movedRow.id <= next.lastID {
        try movedRow.settle(connection, session.tables, epoch: epoch.number, at: end.utcNow)
      }
      if !epoch.isScanned {
        try connection.execute(
          """
          UPDATE \(identifier: session.tables.epochs) SET is_scanned = 1
          WHERE \(query: session.tables.isLog) AND epoch = \(epoch.number)
          """)
      }
      if mayGiveUp { try giveUpOldWaiting(vanished, at: end.utcNow) }
      try Syncers(connection: connection, tables: session.tables).note(after: epoch.lastNoted, at: end.utcNow)
      if timeline != known {
        try ModelSpans(connection: connection, tables: session.tables).save(timeline, after: known)
      }
      try lastNames.note(names, at: end.utcNow)
      try messages?.write(sync.writer, connection)
      if let sight { try lengths.note(sight, at: end.siteNow) }
      if let blind {
        notice = try Notices(connection: connection, tables: session.tables).add(
          .blindInterval, blind, at: end.utcNow)
      }
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
}
