import Ledger
import MariaDB
import Sites
import Text

/// Decides whether the log is still the one that was counted, and begins a new epoch when it is not.
struct Continuity {
  let session: SiteSession

  /// Why the log is another one than `state` knows, or nil when it is the same; `log` was looked at after the state.
  func breach(_ state: LedgerState, _ log: LogTable) throws -> String? {
    if log.nextID(notAfter: state.lastID) != nil {
      // A node of a cluster answers SHOW without waiting for what the others have committed, and a query only after that.
      let described = try LogTable(session, isQueried: true)
      if let nextID = described.nextID(notAfter: state.lastID) {
        return "the log hands out id \(nextID) after \(state.lastID) was seen"
      }
    }
    if try checkpoints(state).newestMatches(mayDouble: log.mayDouble) == false {
      return "a row of the log is another one than was counted"
    }
    return nil
  }

  /// Begins a new epoch.
  ///
  /// Rows up to the highest checkpoint that still matches are counted already. Beyond it, rows that are not
  /// later than the last one counted are taken as counted, too.
  /// - Returns: A warning for the owner, and the number of the notice that keeps it.
  /// - Throws: `Failure` when the log, seen again from inside the transaction, is the one that was counted after all, or
  ///   another one than before.
  func beginEpoch(after breach: String, at facts: SiteFacts, _ writer: LedgerWriter) throws -> (
    warning: String, notice: Int?
  ) {
    let old = writer.state
    let resumedID = try highestMatching(old)
    // A row of the future that was counted must not hide what is logged from now on.
    let countedUntil = old.lastCounted.map { min($0, old.lastSeen ?? $0) }
    let tables = session.tables
    let warning = """
      the conversation log was replaced or restored (\(breach)): epoch \(old.epoch) ends at id \(old.lastID), \
      epoch \(old.epoch + 1) begins after id \(resumedID); rows up to \
      \(countedUntil?.description ?? "the first sync") are taken as counted
      """
    var next = old
    next.epoch += 1
    next.lastID = resumedID
    var notice: Int?
    try writer.commit(next) { connection in
      // From here on the server that takes the writes answers; one that lags behind may have shown another log before.
      guard try self.breach(old, LogTable(session)) != nil, try highestMatching(old) == resumedID else {
        throw Failure.overtaken
      }
      try connection.execute(
        """
        INSERT INTO \(identifier: tables.epochs)
          (source_id, epoch, started_utc, reason, resumed_id, counted_until, rows_skipped, is_scanned)
        VALUES (\(Tables.logSource), \(next.epoch), \(facts.utcNow), \("log replaced"), \(resumedID),
          \(countedUntil), 0, 0)
        """)
      // What is known of the part that both logs share goes on being true.
      try connection.execute(
        """
        INSERT INTO \(identifier: tables.checkpoints) (source_id, epoch, id, row_time, user_type, session_hash)
        SELECT source_id, \(next.epoch), id, row_time, user_type, session_hash FROM \(identifier: tables.checkpoints)
        WHERE \(query: tables.isLog) AND epoch = \(old.epoch) AND id <= \(resumedID)
        """)
      try WaitingRows(connection: connection, tables: tables)
        .carryOver(upTo: resumedID, from: old.epoch, to: next.epoch, at: facts.utcNow)
      try Gaps(connection: connection, tables: tables, epoch: old.epoch)
        .carryOver(upTo: resumedID, to: next.epoch, at: facts.utcNow)
      notice = try Notices(connection: connection, tables: tables).add(
        .newEpoch, "\(facts.siteNow): \(warning)", at: facts.utcNow)
    }
    return (warning, notice)
  }

  /// The highest id up to which the log is still the one that was counted.
  func highestMatching(_ state: LedgerState) throws -> Int {
    try checkpoints(state).highestMatching()
  }

  private func checkpoints(_ state: LedgerState) -> Checkpoints {
    Checkpoints(connection: session.connection, tables: session.tables.at(state.version), epoch: state.epoch)
  }
}
