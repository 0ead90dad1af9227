import Ledger
import MariaDB
import Text

/// How far a ledger is behind its log, found out without reading either through, or writing anything.
public struct LedgerStanding: Sendable {
  /// The site's options and clock at that moment.
  public let facts: SiteFacts
  /// The last sync that reached the end of the log; nil when none has.
  public let lastSync: Moment?
  /// The number of rows of the log, of every type, that no sync has examined; nil when there is no readable log. At
  /// most ``countedLag`` are counted, so that status stays fast when the ledger is far behind.
  public let lag: Int?
  /// Whether there are more such rows than ``lag``.
  public let isLagLowerBound: Bool

  /// The largest number of rows that is counted.
  public static let countedLag = 100_000
}

extension SiteSession {
  /// Whether there is a ledger, and the last sync that reached the end of the log.
  public func progress() throws -> (hasLedger: Bool, lastSync: Moment?) {
    guard try Migrations(session: self).version() > 0 else { return (false, nil) }
    return (true, try LedgerState.load(connection, tables)?.state.lastSync)
  }
}

extension SiteSession {
  /// How far the ledger is behind the log.
  ///
  /// - Throws: `Failure` or `MariaDBError`.
  public func standing() throws -> LedgerStanding {
    let facts = try facts()
    let hasLedger = try Migrations(session: self).version() > 0
    // Of one moment and one server, so that the next id is not lower than what was counted.
    let (state, rows) = try connection.snapshot {
      let state = hasLedger ? try LedgerState.load(connection, tables)?.state : nil
      return (state, try lag(behind: state))
    }
    return LedgerStanding(
      facts: facts, lastSync: state?.lastSync, lag: rows.map { min($0, LedgerStanding.countedLag) },
      isLagLowerBound: rows.map { $0 > LedgerStanding.countedLag } ?? false)
  }

  private func lag(behind state: LedgerState?) throws -> Int? {
    let log: LogTable
    do {
      log = try LogTable(self)
    } catch let error as Failure where error.kind == .noInput || error.cause == .logShape {
      return nil
    }
    var seen = 0
    if let state {
      let continuity = Continuity(session: self)
      seen = try continuity.breach(state, log) == nil ? state.lastID : continuity.highestMatching(state)
    }
    let rows: Query = """
      SELECT COUNT(*) FROM (
        SELECT 1 FROM \(identifier: tables.log) WHERE id > \(seen) LIMIT \(LedgerStanding.countedLag + 1)
      ) AS rows_behind
      """
    return try connection.firstRow(rows, as: Int.self)
  }
}
