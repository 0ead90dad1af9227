import Ledger
import MariaDB
import WordPress

/// What can be found out about a site's log and ledger without reading the log through.
public struct HealthFacts {
  /// The server's version as it says it.
  public let serverVersion: String
  /// The cipher of the connection; nil when it is not encrypted.
  public let tlsCipher: String?
  /// The site's options and clock, or why they cannot be read.
  public let site: Result<SiteFacts, any Error>
  /// The version that the chatbot noted at its last activation; nil where it noted none.
  public let chatbotVersion: String?
  /// The log's shape, or why it cannot be read.
  public let log: Result<LogShape, any Error>
  /// Which of the log and the imports hold rows from before chatbot 2.0.7, whose clock was the database's.
  public let databaseStamped: DatabaseStamped
  /// The clock that is declared for such rows of the log.
  public let databaseClock: DatabaseClock?
  /// How many ids the log has used, purged rows included; nil when it cannot be read.
  public let usedIDs: UInt64?
  /// What is wrong with the ids of the log, nil when nothing is, or why it cannot be told.
  public let rowIDs: Result<RowIDs?, any Error>
  /// The ledger, nil when there is none yet, or why it cannot be read.
  public let ledger: Result<LedgerSnapshot?, any Error>
  /// What the user may not do with our tables.
  public let missingPrivileges: [String]
  /// What is kept beside the counts; nil without a ledger.
  public let keeping: Keeping?

  /// Rows from before chatbot 2.0.7.
  public struct DatabaseStamped: Sendable {
    /// Whether the log has such token rows among its first ones.
    public let isInLog: Bool
    /// The imports that have brought some and counted them as they were stored.
    public let imports: [Int]
  }

  /// What the ledger keeps beside its counts.
  public struct Keeping: Sendable {
    /// Rows that wait for a type.
    public let waiting: Int
    /// Rows that were rejected, by reason, most first.
    public let rejected: [(reason: String, count: Int)]
    /// Ranges of ids whose rows may still come.
    public let gapsOpen: Int
    /// Ranges of ids that were given up.
    public let gapsExpired: Int
    /// How many ids the log used a day lately; nil when that is not known yet.
    public let idsPerDay: Int?
    /// How many users are erased.
    public let erasedUsers: Int
    /// Earlier days have no figures by user; nil when none were folded.
    public let foldedBefore: Day?
  }

  /// Finds out. A part that cannot be had is kept as its error; only a lost connection is thrown.
  public init(_ session: SiteSession) throws {
    let connection = session.connection
    serverVersion = connection.serverVersion.text
    tlsCipher = connection.tlsCipher
    site = try Self.attempt { try session.facts() }
    chatbotVersion = try Self.chatbotVersion(session, site)
    let table = try Self.attempt { try LogTable(session) }
    log = table.map(\.shape)
    if case .success(let table) = table {
      let reader = LogReader(connection: connection, tables: session.tables, shape: table.shape)
      usedIDs = table.usedIDs(highest: try reader.ends()?.highest)
      rowIDs = try Self.attempt { try RowIDs(table, session) }
    } else {
      usedIDs = nil
      rowIDs = .success(nil)
    }
    databaseClock = session.databaseClock
    databaseStamped = try Self.databaseStamped(session)
    ledger = try Self.attempt { try LedgerReader(session).checkedSnapshot() }
    if case .success(let snapshot?) = ledger {
      missingPrivileges = try Self.missingPrivileges(session)
      keeping = try Keeping(session, snapshot.state)
    } else {
      missingPrivileges = []
      keeping = nil
    }
  }

  /// A chatbot that is active for a whole network notes its version with the network's own settings.
  private static func chatbotVersion(
    _ session: SiteSession, _ site: Result<SiteFacts, any Error>
  ) throws -> String? {
    guard case .success(let facts) = site else { return nil }
    let query: Query = """
      SELECT meta_key, LEFT(meta_value, 1000) FROM \(identifier: session.tables.siteMeta)
      WHERE meta_key IN (\(list: SiteOptions.versionNames))
      """
    let network = try attempt {
      let rows = try session.connection.rows(query, as: (String, RepairedText?).self)
      return Dictionary(rows.map { ($0.0, $0.1?.text) }, uniquingKeysWith: { first, _ in first })
    }
    guard case .success(let values) = network else { return facts.options.pluginVersion }
    let noted = SiteOptions.versionNames.compactMap { values[$0].flatMap { $0 } }.first { !$0.isEmpty }
    return noted ?? facts.options.pluginVersion
  }

  /// Old rows come first in a log, so it need not be read through.
  private static func databaseStamped(_ session: SiteSession) throws -> DatabaseStamped {
    let release = DatabaseClock.release.dateTime
    let rows: Query = """
      SELECT 1 FROM (SELECT interaction_time FROM \(identifier: session.tables.log)
        WHERE user_type IN (\(query: Query(unchecked: LogReader.tokenTypes))) ORDER BY id LIMIT 1000) AS oldest
      WHERE interaction_time >= \(CountingRules.earliest.dateTime) AND interaction_time < \(release) LIMIT 1
      """
    let imports: Query = """
      SELECT i.id FROM \(identifier: session.tables.imports) AS i
      WHERE undone_utc IS NULL AND first_time < \(release)
        AND DATE(first_time) + INTERVAL HOUR(first_time) HOUR = (
          SELECT MIN(h.day + INTERVAL h.hour HOUR) FROM \(identifier: session.tables.hours) AS h
          WHERE h.origin_id = i.id)
      ORDER BY id
      """
    let found = try attempt { try session.connection.firstRow(rows, as: Int.self) != nil }
    let imported = try attempt { try session.connection.rows(imports, as: Int.self) }
    return DatabaseStamped(isInLog: (try? found.get()) ?? false, imports: (try? imported.get()) ?? [])
  }

  private static func attempt<Value>(_ body: () throws -> Value) throws -> Result<Value, any Error> {
    do {
      return .success(try body())
    } catch let error as MariaDBError where error.isConnectionLost {
      throw error
    } catch {
      return .failure(error)
    }
  }

  /// Tries statements that change nothing.
  private static func missingPrivileges(_ session: SiteSession) throws -> [String] {
    let state = session.tables.state
    let harmless: [(name: String, statement: Query)] = [
      ("INSERT", "INSERT INTO \(identifier: state) SELECT * FROM \(identifier: state) WHERE id = 0"),
      ("UPDATE", "UPDATE \(identifier: state) SET fence = 0 WHERE id = 0"),
      ("DELETE", "DELETE FROM \(identifier: state) WHERE id = 0"),
    ]
    return try harmless.compactMap { name, statement in
      do {
        try session.connection.execute(statement)
        return nil
      } catch let error as MariaDBError where error.isAccessDenied {
        return name
      }
    }
  }
}

extension HealthFacts.Keeping {
  fileprivate init(_ session: SiteSession, _ state: LedgerState) throws {
    let (connection, tables, epoch) = (session.connection, session.tables, state.epoch)
    let waitingQuery: Query = "SELECT COUNT(*) FROM \(identifier: tables.waiting) WHERE epoch = \(epoch)"
    waiting = try connection.firstRow(waitingQuery, as: Int.self) ?? 0
    let rejectedQuery: Query = """
      SELECT reason, COUNT(*) FROM \(identifier: tables.rejected) GROUP BY reason ORDER BY COUNT(*) DESC, reason
      """
    rejected = try connection.rows(rejectedQuery, as: (String, Int).self).map { ($0.0, $0.1) }
    (gapsOpen, gapsExpired) = try Gaps(connection: connection, tables: tables, epoch: epoch).count()
    idsPerDay = try Self.idsPerDay(connection, tables, epoch: epoch)
    guard state.version >= Migrations.anonymizing else {
      (erasedUsers, foldedBefore) = (0, nil)
      return
    }
    let erasedQuery: Query = "SELECT COUNT(*) FROM \(identifier: tables.erasedUsers)"
    erasedUsers = try connection.firstRow(erasedQuery, as: Int.self) ?? 0
    foldedBefore = try Anonymization(of: [], connection, tables).foldedBefore
  }

  /// From the newest checkpoint back over 30 days, or to the last point before them that is known: few and large
  /// chunks leave few checkpoints, the first sync of a small log but one.
  private static func idsPerDay(_ connection: Connection, _ tables: Tables, epoch: Int) throws -> Int? {
    let query: Query = """
      SELECT id, row_time FROM \(identifier: tables.checkpoints) WHERE epoch = \(epoch)
      UNION ALL SELECT first_id, first_time FROM \(identifier: tables.epochs)
      WHERE epoch = \(epoch) AND first_time IS NOT NULL
      ORDER BY id
      """
    let points = try connection.rows(query, as: (Int, DateTime).self).compactMap { id, time in
      time.clock.map { (id: id, seconds: $0.seconds) }
    }
    guard let newest = points.last else { return nil }
    let earlier = points.filter { $0.id < newest.id && newest.seconds - $0.seconds >= 86_400 }
    guard let first = earlier.first(where: { newest.seconds - $0.seconds <= 30 * 86_400 }) ?? earlier.last
    else { return nil }
    let perDay = Double(newest.id - first.id) * 86_400 / Double(newest.seconds - first.seconds)
    return Int(min(perDay, 1e15))
  }
}

extension SiteSession {
  /// Settles the notices that were read, up to and including number `id`.
  public func acknowledge(noticesUpTo id: Int) throws {
    try Notices(connection: connection, tables: tables).acknowledge(upTo: id, at: facts().utcNow)
  }
}
