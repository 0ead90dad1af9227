import Ledger
import MariaDB
import Text

/// What a sync knows of the ledger and the log when it begins.
struct SyncStart {
  /// Where the ledger stands; its tables agree with each other.
  let state: LedgerState
  let epoch: Epoch
  let models: KnownModels
  let log: LogTable
  let ends: LogEnds
  /// Why the log is not the one that was counted, as far as it shows; nil when it is.
  let breach: String?

  /// What the ledger says, all of one moment and from one server: behind a read/write splitter each SELECT may be answered
  /// by another one.
  private typealias Ledger = (state: LedgerState, epoch: Epoch, models: KnownModels)

  /// Looks at both.
  ///
  /// - Returns: Nil when the ledger's tables are missing, or an earlier release's.
  /// - Throws: `Failure` when the ledger contradicts itself or the log cannot be read, or `MariaDBError`.
  static func read(_ session: SiteSession) throws -> SyncStart? {
    func read() throws -> Ledger? {
      try Retry.transient {
        try Retry.contradiction { try session.connection.currentSnapshot { try readLedger(session) } }
      }
    }
    let ledger: Ledger?
    do {
      ledger = try read()
    } catch let error where session.connection.isOpen && (error as? MariaDBError)?.isTransient != true {
      // There may be none, or one whose making was cut off. What a lock or another run caused is no sign of that, and the
      // same lock would be waited for once more.
      if try Migrations(session: session).version() < Migrations.current { return nil }
      guard error.mayBeOfHalfALedger else { throw error }
      // Another run may have completed it since; else the same error comes again.
      ledger = try read()
    }
    return try ledger.map { try SyncStart(session, $0) }
  }

  private static func readLedger(_ session: SiteSession) throws -> Ledger? {
    let state = try LedgerReader(session).checkedState()
    try Migrations(session: session).check(state.version)
    if state.version < Migrations.current { return nil }
    return (
      state, try epoch(state, session),
      try ModelSpans(connection: session.connection, tables: session.tables).loadKnown()
    )
  }

  /// The log is looked at after the ledger: the next id that was handed out before another sync read on would look like a
  /// new log. Nothing holds the log meanwhile, so that its table can be altered.
  private init(_ session: SiteSession, _ ledger: Ledger) throws {
    (state, epoch, models) = ledger
    log = try LogTable(session)
    ends = try LogEnds(session.connection, session.tables)
    breach = try Continuity(session: session).breach(state, log)
  }

  /// The epoch that a state is in, with the rows that wait in earlier ones.
  static func epoch(_ state: LedgerState, _ session: SiteSession) throws -> Epoch {
    let epoch = try Epoch.load(
      session.connection, session.tables, number: state.epoch, lastNoted: Syncers.lastNoted(session.tables),
      messages: SentimentCursor.text(session.tables),
      hasWaiting: WaitingRows.areAny(in: "= \(state.epoch)", session.tables),
      hasWaitedBefore: WaitingRows.areAny(in: "< \(state.epoch)", session.tables))
    guard var epoch else {
      throw Failure(
        .badData, "the ledger's epoch \(state.epoch) is missing in \(session.tables.epochs)",
        advice: LedgerReader.restoreAdvice)
    }
    if epoch.hasWaitedBefore {
      epoch.waitedBefore = try WaitingRows(connection: session.connection, tables: session.tables)
        .times(before: epoch.number)
    }
    return epoch
  }
}
