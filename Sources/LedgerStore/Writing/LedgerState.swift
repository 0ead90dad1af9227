import Ledger
import MariaDB
import Text

/// Where the ledger stands: its one state row, and how far the chatbot's log was read.
public struct LedgerState: Sendable {
  /// Raised by every transaction that changes the ledger.
  var fence: Int
  /// Who raised the fence last.
  var writer: Int
  /// The life of the log that is being read.
  public internal(set) var epoch: Int
  /// The highest id of the log seen in this epoch.
  public internal(set) var lastID: Int
  /// What all days of the ledger must add up to.
  public internal(set) var total: TokenCount
  /// What the state row says of ``rowsCounted``; it is another number where one of the two tables was restored
  /// without the other.
  let rowsCountedByState: Int
  /// Token rows counted in all epochs.
  public internal(set) var rowsCounted: Int
  /// The latest time of a counted row, in site time.
  public internal(set) var lastCounted: SiteTime?
  /// When rows were last counted, by the site's clock.
  var seenSite: SiteTime?
  /// When the last sync that reached the end of the log looked for that end.
  public internal(set) var syncedUTC: UTCTime?
  /// The same, in site time.
  public internal(set) var syncedSite: SiteTime?
  /// When all untyped rows were last looked at.
  var waitingUTC: UTCTime?
  /// The chatbot's version at the last sync.
  var pluginVersion: String?
  /// The version of the ledger's tables when the row was read; 0 when a migration has not finished.
  let version: Int
  /// Whether an import was in force when the row was read.
  let hasImports: Bool

  /// The time of the last sync that reached the end of the log: every row logged before it has been examined. Nil when
  /// there was none.
  public var lastSync: Moment? {
    guard let syncedUTC, let syncedSite else { return nil }
    return Moment(utc: syncedUTC, local: syncedSite)
  }

  /// The state that the writer's transaction ends with, the fence being raised once more.
  var sealed: LedgerState {
    var sealed = self
    sealed.fence += 1
    return sealed
  }

  /// The latest moment, by the site's clock, at which the log was surely looked at.
  var lastSeen: SiteTime? { [seenSite, syncedSite].compactMap { $0 }.max() }

  /// Reads the state row, and with it the few other things that every report needs: each query more would be waited
  /// for.
  ///
  /// - Returns: The state, and how many notices nobody has acknowledged; nil when there is no such row.
  static func load(
    _ connection: Connection, _ tables: Tables
  ) throws -> (state: LedgerState, openNotices: Int)? {
    do {
      if let found = try load(connection, tables, hasCursors: true), found.state.version >= Migrations.sources
      {
        return found
      }
      // Where an upgrade was cut off, the new tables are there, and empty.
      return try loadEarlier(connection, tables)
    } catch let error as MariaDBError where error.isUnknownTable || error.isAccessDenied {
      // The ledger of an earlier release has no such table, and its user no right to it.
      if let found = try loadEarlier(connection, tables) { return found }
      guard error.isUnknownTable else { throw error }
      let needed = [tables.imports, tables.cursors]
      let found = try TableNames(connection, among: needed)
      throw Failure(
        .badData, "the ledger has lost its table \(needed.first { !found.contains($0) } ?? tables.notices)",
        advice: LedgerReader.restoreAdvice)
    }
  }

  /// Reads the state of a ledger of an earlier release; nil where the ledger is none.
  private static func loadEarlier(
    _ connection: Connection, _ tables: Tables
  ) throws -> (state: LedgerState, openNotices: Int)? {
    do {
      do {
        let found = try load(connection, tables, hasCursors: false)
        guard let version = found?.state.version, version < Migrations.sources else { return nil }
        return found
      } catch let error as MariaDBError where error.isUnknownTable || error.isAccessDenied {
        let found = try load(connection, tables, hasCursors: false, hasImports: "FALSE")
        guard let version = found?.state.version, version < Migrations.importing else { return nil }
        return found
      }
    } catch let error as MariaDBError where error.isUnknownColumn {
      return nil
    }
  }

  private static func load(
    _ connection: Connection, _ tables: Tables, hasCursors: Bool, hasImports: Query? = nil
  ) throws -> (state: LedgerState, openNotices: Int)? {
    let hasImports = hasImports ?? "EXISTS (\(query: ImportedRows.imports(in: tables)))"
    let cursors: Query = "JOIN \(identifier: tables.cursors) AS c ON \(query: tables.isLog(of: "c"))"
    // Before version 8 the state was the cursor, too.
    let c = Query(unchecked: hasCursors ? "c" : "s")
    let query: Query = """
      SELECT s.fence, s.writer, \(query: c).epoch, \(query: c).last_id, s.prompt_tokens, s.completion_tokens,
        s.total_tokens, s.requests, \(query: c).rows_counted, \(query: c).last_counted, \(query: c).seen_site,
        \(query: c).synced_utc, \(query: c).synced_site, \(query: c).waiting_utc, \(query: c).plugin_version,
        (\(query: Migrations.version(of: tables))),
        (SELECT COUNT(*) FROM \(identifier: tables.notices) WHERE \(query: Notices.isOpen)), \(query: hasImports),
        s.rows_counted
      FROM \(identifier: tables.state) AS s \(query: hasCursors ? cursors : "") WHERE s.id = 1
      """
    let row = try connection.firstRow(
      query,
      as: (
        Int, Int, Int, Int, Int, Int, Int, Int, Int, SiteTime?, SiteTime?, UTCTime?, SiteTime?, UTCTime?,
        String?, Int, Int, Bool, Int
      ).self)
    return row.map { row in
      let state = LedgerState(
        fence: row.0, writer: row.1, epoch: row.2, lastID: row.3,
        total: TokenCount(prompt: row.4, completion: row.5, total: row.6, requests: row.7),
        rowsCountedByState: row.18, rowsCounted: row.8, lastCounted: row.9, seenSite: row.10,
        syncedUTC: row.11,
        syncedSite: row.12, waitingUTC: row.13, pluginVersion: row.14, version: row.15,
        hasImports: row.17)
      return (state, openNotices: row.16)
    }
  }
}

/// A life of the log, as the ledger knows it.
struct Epoch: Sendable {
  let number: Int
  /// Rows up to this id were counted by earlier epochs.
  let resumedID: Int
  /// Above `resumedID`, rows up to this site time are taken as counted by earlier epochs, for as long as the epoch
  /// lasts: a backup may be loaded in parts, or long after the log was emptied.
  let countedUntil: SiteTime?
  /// The first pass has reached the end of the log.
  let isScanned: Bool
  /// Ids below 1 are searched for: the log has or had some.
  let hasLowIDs: Bool
  /// When this machine was last noted as one that syncs the site.
  let lastNoted: UTCTime?
  /// How far messages have been counted; nil when none have; asked for syncs alone.
  let messages: SentimentCursor?
  /// Whether rows wait in this epoch, and in an earlier one; asked for syncs alone.
  let hasWaiting: Bool
  let hasWaitedBefore: Bool
  /// The rows that wait in earlier epochs and so were not counted by them, with their times; read for syncs alone.
  var waitedBefore: [Int: SiteTime] = [:]

  /// Reads an epoch; `lastNoted`, `messages`, `hasWaiting` and `hasWaitedBefore` are expressions, asked along with it to save
  /// round trips.
  static func load(
    _ connection: Connection, _ tables: Tables, number: Int, lastNoted: Query = "NULL",
    messages: Query = "NULL",
    hasWaiting: Query = "FALSE", hasWaitedBefore: Query = "FALSE"
  ) throws -> Epoch? {
    let query: Query = """
      SELECT resumed_id, counted_until, is_scanned, \(query: hasLowIDs(number, tables)),
        CAST(\(query: lastNoted) AS DATETIME), \(query: hasWaiting), \(query: hasWaitedBefore),
        \(query: messages)
      FROM \(identifier: tables.epochs) WHERE \(query: tables.isLog) AND epoch = \(number)
      """
    return try connection.firstRow(
      query, as: (Int, SiteTime?, Bool, Bool, UTCTime?, Bool, Bool, String?).self
    ).map {
      Epoch(
        number: number, resumedID: $0.0, countedUntil: $0.1, isScanned: $0.2, hasLowIDs: $0.3,
        lastNoted: $0.4, messages: $0.7.flatMap(SentimentCursor.init), hasWaiting: $0.5, hasWaitedBefore: $0.6
      )
    }
  }

  /// Whether an epoch searches for ids below 1: the gap that is opened for them never closes.
  static func hasLowIDs(_ number: Int, _ tables: Tables) -> Query {
    """
    EXISTS (SELECT 1 FROM \(identifier: tables.gaps)
      WHERE \(query: tables.isLog) AND epoch = \(number) AND first_id < 1)
    """
  }
}
