import MariaDB
import Text

/// The fence on the ledger's state: by it a transaction finds out whether another run was quicker, whether the server
/// still holds all of the transaction, and whether its COMMIT happened.
struct LedgerFence {
  let session: SiteSession
  private var state: String { session.tables.state }
  private var connection: Connection { session.connection }

  /// Raises the fence from where `old` has it, and writes what `next` says.
  ///
  /// - Throws: `Failure.overtaken` when another run has raised it; `MariaDBError`.
  func raise(from old: LedgerState, to next: LedgerState) throws {
    // The tables of an earlier version are moved behind the fence, and there is no cursor yet.
    let isUpgrade = old.version < Migrations.sources
    let update: Query =
      isUpgrade
      ? """
      UPDATE \(identifier: state) SET fence = \(next.fence), writer = \(next.writer)
      WHERE id = 1 AND fence = \(old.fence)
      """
      : """
      UPDATE \(identifier: state) AS s JOIN \(identifier: session.tables.cursors) AS c
        ON \(query: session.tables.isLog(of: "c"))
      SET s.fence = \(next.fence), s.writer = \(next.writer), s.prompt_tokens = \(next.total.prompt),
        s.completion_tokens = \(next.total.completion), s.total_tokens = \(next.total.total),
        s.requests = \(next.total.requests), s.rows_counted = \(next.rowsCounted), c.epoch = \(next.epoch), c.last_id = \(next.lastID),
        c.rows_counted = \(next.rowsCounted),
        c.last_counted = \(next.lastCounted), c.seen_site = \(next.seenSite),
        c.synced_utc = \(next.syncedUTC), c.synced_site = \(next.syncedSite),
        c.waiting_utc = \(next.waitingUTC), c.plugin_version = \(next.pluginVersion)
      WHERE s.id = 1 AND s.fence = \(old.fence)
      """
    // The fence is another one each time, so at least its row changes.
    if try connection.execute(update).affectedRows == 0 { throw Failure.overtaken }
  }

  /// Makes sure, at the end of a transaction, that the server still holds all of it: its first statement is there if the
  /// fence is where that put it.
  ///
  /// - Throws: `Failure.overtaken` when it is not; `MariaDBError`.
  func seal(_ raised: LedgerState, as sealed: LedgerState) throws {
    let update: Query = """
      UPDATE \(identifier: state) SET fence = \(sealed.fence)
      WHERE id = 1 AND fence = \(raised.fence) AND writer = \(raised.writer)
      """
    if try connection.execute(update).affectedRows != 1 { throw Failure.overtaken }
  }

  /// Why a transaction could not write something. When a silent rollback has taken its beginning, the rest may not fit
  /// what is there: a key exists already (1062), or a name is missing.
  func cause(of error: any Error, in raised: LedgerState) -> any Error {
    // Some errors say so themselves.
    if let error = error as? MariaDBError, error.isTransient || error.isConnectionLost { return error }
    return (try? stands(at: raised, isCurrent: false)) == false ? Failure.overtaken : error
  }

  /// Makes sure that a transaction has happened: the answer to COMMIT is no proof, since the server may have rolled it
  /// back before without a word.
  ///
  /// - Throws: `Failure.overtaken` when it has not, and when another run has changed the ledger since, which leaves no proof;
  ///   `MariaDBError`.
  func confirm(_ sealed: LedgerState) throws {
    do {
      // A server that lags behind may not know of it yet, but none knows of what has not happened.
      if try Retry.transient({ try stands(at: sealed, isCurrent: false) }) { return }
    } catch let error as MariaDBError where error.isConnectionLost {
      try session.reconnect()
    }
    if try !surelyStands(at: sealed) { throw Failure.overtaken }
  }

  /// Whether the server that takes the writes has the fence here.
  func surelyStands(at sealed: LedgerState) throws -> Bool {
    try Retry.transient { try stands(at: sealed, isCurrent: true) }
  }

  private func stands(at place: LedgerState, isCurrent: Bool) throws -> Bool {
    let query: Query = "SELECT fence, writer FROM \(identifier: state) WHERE id = 1"
    let found = try connection.firstRow(isCurrent ? query + " FOR UPDATE" : query, as: (Int, Int).self)
    return found.map { $0 == (place.fence, place.writer) } ?? false
  }
}
