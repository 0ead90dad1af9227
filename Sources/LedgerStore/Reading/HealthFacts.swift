import Chatbots
import Ledger
import MariaDB
import Text

/// Facts about a site's log and ledger that need no scan of the log. Each part is read by itself: one that cannot be
/// read is kept as an error and does not prevent the others, unless the server keeps all of them waiting.
public struct HealthFacts {
  /// The server, or why it cannot be reached.
  public let server: Result<Server, any Error>
  /// The server as a node of a cluster; nil for a single server, and when it does not tell.
  public let cluster: ClusterState?
  /// The site's options and clock, or why they cannot be read.
  public let site: Result<SiteFacts, any Error>
  /// The version that the chatbot recorded at its last activation; nil when it recorded none.
  public let chatbotVersion: String?
  /// The log's shape, or why it cannot be read.
  public let log: Result<LogShape, any Error>
  /// Which of the log and the imports contain rows from before chatbot 2.0.7, stamped by the database's clock. One that
  /// cannot be read counts as containing none: other checks report it.
  public let databaseStamped: DatabaseStamped
  /// The clock that is declared for such rows of the log.
  public let databaseClock: DatabaseClock?
  /// The number of ids that the log has used, including purged rows, or why it cannot be read.
  public let usedIDs: Result<UInt64, any Error>
  /// What is wrong with the ids of the log, nil when nothing is, or why they cannot be checked.
  public let rowIDs: Result<RowIDs?, any Error>
  /// The ledger with the usage of each day and model, nil when there is none yet, or why it cannot be read.
  public let ledger: Result<LedgerSnapshot?, any Error>
  /// The ledger's progress, read without its other tables; nil when there is no ledger.
  public let state: Result<LedgerState?, any Error>
  /// The privileges that the user lacks on the ledger's tables; nil when there are none.
  public let missingPrivileges: Result<[String]?, any Error>
  /// The views of the lengths of instructions that cannot be read and should be.
  public let unreadableViews: Result<[String], any Error>
  /// What is kept beside the counts; nil without a ledger.
  public let keeping: Result<Keeping?, any Error>
  /// Warnings about the models that the configuration declares; nil when it declares none.
  public let declaredModels: Result<[String], any Error>?

  /// The server, and how it is connected.
  public struct Server: Sendable {
    /// The version as the server reports it.
    public let version: String
    /// The cipher of the connection; nil when it is not encrypted.
    public let tlsCipher: String?
  }

  /// Rows from before chatbot 2.0.7.
  public struct DatabaseStamped: Sendable {
    /// Whether such token rows are among the log's first ones.
    public let isInLog: Bool
    /// The imports that contained some and counted them as stored.
    public let imports: [Int]
  }

  /// What the ledger keeps beside its counts.
  public struct Keeping: Sendable {
    /// Rows that wait for a type.
    public let waiting: Result<Int, any Error>
    /// Rejected rows that the log still holds.
    public let rejected: Result<RejectedInLog, any Error>
    /// Ranges of ids whose rows may still appear, and ranges that have expired.
    public let gaps: Result<(open: Int, expired: Int), any Error>
    /// The names of the machines that synced the site within a day.
    public let syncers: Result<[String], any Error>
    /// The number of ids that the log recently used a day; nil when that is not known.
    public let idsPerDay: Int?
    /// The number of erased users, and the day before which there are no figures by user; nil when none were folded.
    public let users: Result<(erased: Int, foldedBefore: Day?), any Error>
  }

  /// Why a part was not read: another part that it needs is not available, or was waited for in vain.
  public struct NotChecked: Error, Sendable {
    /// What is not available, as the end of a sentence.
    public let reason: String
  }

  /// Reads parts one after another. Each may wait for the same lock, so once one has waited in vain the others are not
  /// tried.
  fileprivate final class Reading {
    private var obstacle: NotChecked?

    func attempt<Value>(_ body: () throws -> Value) -> Result<Value, any Error> {
      if let obstacle { return .failure(obstacle) }
      return Result {
        do {
          return try body()
        } catch let error as MariaDBError where error.isLockWait {
          obstacle = NotChecked(reason: "another check has waited too long")
          throw error
        } catch let error as MariaDBError where error.isNodeNotReady {
          obstacle = NotChecked(reason: "the cluster's node answers nothing")
          throw error
        }
      }
    }
  }

  /// The facts when the database cannot be reached.
  public init(unreachable error: MariaDBError) {
    let rest = NotChecked(reason: "the database cannot be reached")
    server = .failure(error)
    cluster = nil
    site = .failure(rest)
    chatbotVersion = nil
    log = .failure(rest)
    databaseStamped = DatabaseStamped(isInLog: false, imports: [])
    databaseClock = nil
    usedIDs = .failure(rest)
    rowIDs = .failure(rest)
    ledger = .failure(rest)
    state = .failure(rest)
    missingPrivileges = .failure(rest)
    unreadableViews = .failure(rest)
    keeping = .failure(rest)
    declaredModels = nil
  }

  /// Finds out.
  public init(_ session: SiteSession) {
    let connection = session.connection
    let reading = Reading()
    server = .success(Server(version: connection.serverVersion.text, tlsCipher: connection.tlsCipher))
    // Before anything that a node may keep waiting. What keeps a server from telling shows in the other checks.
    cluster = try? session.cluster()
    let site = reading.attempt { try session.facts() }
    self.site = site
    chatbotVersion = Self.chatbotVersion(session, site, reading)
    // The columns are known even when the log cannot be read.
    let table = reading.attempt {
      let table = try LogTable(session)
      return (table: table, usedIDs: table.usedIDs(highest: try LogEnds(connection, session.tables).highest))
    }
    log = table.map(\.table.shape)
    usedIDs = table.map(\.usedIDs)
    rowIDs = table.flatMap { found in reading.attempt { try RowIDs(found.table, session) } }
    databaseClock = session.databaseClock
    let ledger = reading.attempt {
      try session.checkTables()
      return try LedgerReader(session).checkedSnapshot()
    }
    self.ledger = ledger
    let state = reading.attempt { () throws -> LedgerState? in
      if case .success(let snapshot) = ledger { return snapshot?.state }
      return try LedgerReader(session).stateOrFail()
    }
    self.state = state
    let version = (try? state.get())?.version ?? Migrations.current
    databaseStamped = Self.databaseStamped(session, version: version, reading)
    keeping = state.map { state in state.map { Keeping(session, $0, log: table.map(\.table.shape), reading) }
    }
    declaredModels =
      session.models.entries.isEmpty ? nil : reading.attempt { try session.declaredModelWarnings() }
    unreadableViews = reading.attempt {
      guard case .success(.some) = state, case .success(let facts) = site,
        version >= Migrations.instructionLengths
      else { return [] }
      return try InstructionLengths(session: session).unreadableViews(usesViews: facts.usesView)
    }
    // At the end, because under a global lock it is this that waits.
    missingPrivileges = reading.attempt { () throws -> [String]? in
      if case .success(nil) = state { return nil }
      return try Self.missingPrivileges(session)
    }
  }

  /// A network-activated chatbot stores its version in the network's settings.
  private static func chatbotVersion(
    _ session: SiteSession, _ site: Result<SiteFacts, any Error>, _ reading: Reading
  ) -> String? {
    guard case .success(let facts) = site else { return nil }
    let network = reading.attempt { () throws -> [String: String] in
      guard let noted = try session.networkVersions() else { return [:] }
      let query: Query = """
        SELECT meta_key, LEFT(MIN(meta_value), 1000) FROM \(query: Query(unchecked: noted)) GROUP BY meta_key
        """
      let rows = try session.connection.rows(query, as: (String, RepairedText).self)
      return Dictionary(rows.map { ($0.0, $0.1.text) }, uniquingKeysWith: { first, _ in first })
    }
    guard case .success(let values) = network else { return facts.options.pluginVersion }
    return session.chatbot.versionOptionNames.compactMap { values[$0] }.first ?? facts.options.pluginVersion
  }

  /// Old rows are at the start of a log, so no full scan is needed.
  private static func databaseStamped(
    _ session: SiteSession, version: Int, _ reading: Reading
  ) -> DatabaseStamped {
    let tables = session.tables.at(version)
    let release = DatabaseClock.release
    let time: Query = "\(identifier: tables.columns.time)"
    let rows: Query = """
      SELECT 1 FROM (SELECT \(query: time) FROM \(identifier: tables.log)
        WHERE \(query: tables.isTokenRow()) ORDER BY id LIMIT 1000) AS oldest
      WHERE \(query: time) >= \(CountingRules.earliest) AND \(query: time) < \(release) LIMIT 1
      """
    let imports: Query = """
      SELECT i.id FROM \(identifier: session.tables.imports) AS i
      WHERE undone_utc IS NULL AND first_time < \(release)
        AND DATE(first_time) + INTERVAL HOUR(first_time) HOUR = (
          SELECT MIN(h.day + INTERVAL h.hour HOUR)
          FROM \(query: tables.readHours) AS h JOIN \(query: tables.readSources) AS s ON s.id = h.source_id
          WHERE s.import_id = i.id)
      ORDER BY id
      """
    let found = reading.attempt { try session.connection.firstRow(rows, as: Int.self) != nil }
    let imported = reading.attempt { try session.connection.rows(imports, as: Int.self) }
    return DatabaseStamped(isInLog: (try? found.get()) ?? false, imports: (try? imported.get()) ?? [])
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
  fileprivate init(
    _ session: SiteSession, _ state: LedgerState, log: Result<LogShape, any Error>,
    _ reading: HealthFacts.Reading
  ) {
    let (connection, tables, epoch) = (session.connection, session.tables.at(state.version), state.epoch)
    waiting = reading.attempt {
      let query: Query = "SELECT COUNT(*) FROM \(identifier: tables.waiting)"
      return try connection.firstRow(query, as: Int.self) ?? 0
    }
    rejected = reading.attempt { try RejectedInLog(connection, tables, state, log: log) }
    gaps = reading.attempt {
      try Gaps(connection: connection, tables: tables, epoch: epoch).count()
    }
    syncers = reading.attempt {
      state.version < Migrations.bitmaps ? [] : try Syncers(connection: connection, tables: tables).hosts()
    }
    // It is only used for an estimate.
    idsPerDay = try? reading.attempt { try Self.idsPerDay(connection, tables, epoch: epoch) }.get()
    users = reading.attempt { () throws -> (erased: Int, foldedBefore: Day?) in
      guard state.version >= Migrations.anonymizing else { return (0, nil) }
      let query: Query = "SELECT COUNT(*) FROM \(identifier: tables.erasedUsers)"
      let erased = try connection.firstRow(query, as: Int.self) ?? 0
      return (erased, try Anonymization(of: [], connection, tables).foldedBefore)
    }
  }

  /// From the newest checkpoint back over 30 days, or to the last point before them that is known: few and large
  /// chunks leave few checkpoints, the first sync of a small log but one.
  private static func idsPerDay(_ connection: Connection, _ tables: Tables, epoch: Int) throws -> Int? {
    let query: Query = """
      SELECT id, row_time FROM \(identifier: tables.checkpoints)
      WHERE \(query: tables.isLog) AND epoch = \(epoch)
      UNION ALL SELECT first_id, first_time FROM \(identifier: tables.epochs)
      WHERE \(query: tables.isLog) AND epoch = \(epoch) AND first_time IS NOT NULL
      ORDER BY id
      """
    let points = try connection.rows(query, as: (Int, SiteTime).self).map { (id: $0.0, time: $0.1) }
    guard let newest = points.last else { return nil }
    let earlier = points.filter { $0.id < newest.id && newest.time.seconds(since: $0.time) >= 86_400 }
    guard
      let first = earlier.first(where: { newest.time.seconds(since: $0.time) <= 30 * 86_400 }) ?? earlier.last
    else { return nil }
    let perDay = Double(newest.id - first.id) * 86_400 / Double(newest.time.seconds(since: first.time))
    return Int(min(perDay, 1e15))
  }
}

extension SiteSession {
  /// Settles the notices that were read, up to and including number `id`.
  public func acknowledge(noticesUpTo id: Int) throws {
    try Notices(connection: connection, tables: tables).acknowledge(upTo: id, at: facts().utcNow)
  }
}

extension SiteSession {
  /// Checks that a ledger of this program's version has all of its tables.
  ///
  /// - Throws: `Failure` naming those that are gone.
  fileprivate func checkTables() throws {
    guard try Migrations(session: self).version() == Migrations.current else { return }
    let found = try TableNames(connection, among: tables.ledger)
    let lost = tables.ledger.filter { !found.contains($0) }
    guard !lost.isEmpty else { return }
    throw Failure(
      .badData,
      "the ledger has lost \(lost.joined(separator: ", ")), or \(site.connection.user) has no privilege on it",
      advice: LedgerReader.restoreAdvice)
  }
}
