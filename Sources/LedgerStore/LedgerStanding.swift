import Ledger
import MariaDB
import WordPress

/// How far a ledger is behind its log, found out without reading either through, or writing anything.
public struct LedgerStanding: Sendable {
  /// The site's options and clock at that moment.
  public let facts: SiteFacts
  /// When a sync last reached the end of the log, in UTC; nil when none has.
  public let syncedUTC: WallClock?
  /// How many rows of the log, of every type, no sync has looked at; nil where there is no log that can be read.
  public let lag: Int?
}

extension SiteSession {
  /// How far the ledger is behind the log.
  ///
  /// - Throws: `StoreError`, `SiteError` or `MariaDBError`.
  public func standing() throws -> LedgerStanding {
    let facts = try facts()
    let hasLedger = try Migrations(session: self).version() > 0
    let state = hasLedger ? try LedgerState.load(connection, tables)?.state : nil
    return LedgerStanding(facts: facts, syncedUTC: state?.syncedUTC, lag: try lag(behind: state, facts))
  }

  private func lag(behind state: LedgerState?, _ facts: SiteFacts) throws -> Int? {
    let log: LogTable
    do {
      log = try LogTable(self)
    } catch let error as StoreError where error.kind == .noInput {
      return nil
    } catch let error as SiteError where error.kind == .data {
      return nil
    }
    var seen = 0
    if let state {
      let continuity = Continuity(session: self, log: log, facts: facts)
      seen = try continuity.breach(state) == nil ? state.lastID : continuity.highestMatching(state)
    }
    let rows: Query = "SELECT COUNT(*) FROM \(identifier: tables.log) WHERE id > \(seen)"
    return try connection.firstRow(rows, as: Int.self)
  }
}
