import Ledger
import MariaDB

/// What a sync knows of the ledger and the log when it begins, all of one moment and from one server.
///
/// Behind a read/write splitter each SELECT may be answered by another server, and one that lags behind has older rows:
/// beside the state of one server, the next id of another would look like a new log.
struct SyncStart {
  /// Where the ledger stands; its tables agree with each other.
  let state: LedgerState
  let epoch: Epoch
  let timeline: ModelTimeline
  let log: LogTable
  let ends: LogEnds
  /// Why the log is not the one that was counted; nil when it is.
  let breach: String?

  /// Looks at both.
  ///
  /// - Returns: Nil when the ledger's tables are missing, or an earlier release's.
  /// - Throws: `StoreError` when the ledger contradicts itself or the log cannot be read, `SiteError` or `MariaDBError`.
  static func read(_ session: SiteSession) throws -> SyncStart? {
    let migrations = Migrations(session: session)
    do {
      return try Retry.transient {
        try session.connection.currentSnapshot {
          // The first to look at a table: whatever was committed before its clock was read is in all that follows.
          let ends = try LogEnds(session.connection, session.tables)
          let state = try LedgerReader(session).checkedState()
          try migrations.check(state.version)
          return state.version < Migrations.current ? nil : try SyncStart(session, state, ends)
        }
      }
    } catch let error as MariaDBError where error.isUnknownTable {
      if try migrations.version() < Migrations.current { return nil }
      _ = try LogTable(session)
      throw error
    }
  }

  private init(_ session: SiteSession, _ state: LedgerState, _ ends: LogEnds) throws {
    self.state = state
    self.ends = ends
    epoch = try Self.epoch(state, session)
    timeline = try ModelSpans(connection: session.connection, tables: session.tables).load()
    // After the state: the next id that was handed out before another sync read on would look like a new log.
    log = try LogTable(session)
    breach = try Continuity(session: session).breach(state, log)
  }

  /// The epoch that a state is in.
  static func epoch(_ state: LedgerState, _ session: SiteSession) throws -> Epoch {
    let epoch = try Epoch.load(
      session.connection, session.tables, number: state.epoch, lastNoted: Syncers.lastNoted(session.tables))
    guard let epoch else {
      throw StoreError(
        .badData, "the ledger's epoch \(state.epoch) is missing in \(session.tables.epochs)",
        advice: LedgerReader.restoreAdvice)
    }
    return epoch
  }
}
