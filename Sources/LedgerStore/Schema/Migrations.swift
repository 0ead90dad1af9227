import Chatbots
import MariaDB
import SQLFiles
import Sites
import Text

/// Makes the ledger's tables, and knows which version of them this program understands.
struct Migrations {
  /// The version that this program reads and writes.
  static let current = SQLFiles.migrations.count
  /// From this version on the chatbot's downloads can be imported.
  static let importing = 2
  /// From this version on users can be erased and days folded.
  static let anonymizing = 3
  /// From this version on models can be declared.
  static let declaring = 4
  /// Since this version only an assistant's id identifies an assistant.
  static let identifyingAssistants = 5
  /// Since this version short gaps are bitmaps.
  static let bitmaps = 6
  /// Since this version sources are told apart, and models by the day and hour.
  static let sources = 8
  /// Since this version the last names of assistants, pages and users are kept.
  static let lastNames = 10
  /// Since this version the sentiment of messages is kept.
  static let sentiment = 11
  /// Since this version the lengths of the chatbot's instructions are kept.
  static let instructionLengths = 12
  /// Since this version models can be declared for assistants and pages, and prices are kept.
  static let declaringByMember = 13
  /// What the view of the options says of itself when this program has made it.
  private static let optionsViewVersion = 3

  let session: SiteSession

  /// The version of the tables that are there; 0 when there are none.
  ///
  /// - Throws: `Failure` when a newer TokenLedger wrote them.
  func version() throws -> Int {
    do {
      let found = try session.connection.firstRow(Self.version(of: session.tables), as: Int.self) ?? 0
      try check(found)
      return found
    } catch let error as MariaDBError where error.isUnknownTable {
      return 0
    }
  }

  /// The query for the version of the tables, 0 when a migration has not finished.
  static func version(of tables: Tables) -> Query {
    "SELECT COALESCE(MAX(version), 0) FROM \(identifier: tables.migrations)"
  }

  /// Refuses the tables of a newer TokenLedger.
  func check(_ version: Int) throws {
    if version <= Self.current { return }
    throw Failure(
      .configuration,
      "the ledger in \(session.tables.state) has version \(version), this TokenLedger knows up to \(Self.current)",
      advice: "A newer TokenLedger wrote it: upgrade this one.")
  }

  /// Brings the tables to the current version.
  ///
  /// Every statement can be run again, so a migration that was cut off is simply repeated.
  /// - Returns: The versions that were applied.
  @discardableResult
  func migrate() throws -> [Int] {
    let found = try version()
    guard found < Self.current else { return [] }
    do {
      do {
        if try found == 0 && !wasBegunByEarlierRelease() {
          try makeNew()
        } else {
          if found == 0 { for sql in SQLFiles.migrations.prefix(Self.sources - 1) { try run(sql) } }
          try LedgerUpgrade(session).run()
          for sql in SQLFiles.migrations.dropFirst(max(found, Self.sources)) { try run(sql) }
        }
      } catch let error as MariaDBError where error.isUnknownTable || error.isUnknownColumn {
        // Another run that made the ledger at the same time may be further already.
        guard try version() == Self.current else { throw error }
        for sql in SQLFiles.migrations.dropFirst(Self.sources) { try run(sql) }
      }
    } catch let error as MariaDBError where error.isAccessDenied {
      throw Failure(
        .permission,
        "the database user \(session.site.connection.user) may not create the ledger's tables: \(error)",
        advice: """
          Let a user with more rights run `tokenledger migrate` once, then `tokenledger grants` shows what this \
          one needs. `tokenledger report --live` works without any table of ours.
          """)
    }
    return Array(found + 1...Self.current)
  }

  /// Makes or renews the view of the options for users of least privilege.
  func makeOptionsView() throws {
    func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
    var network = ""
    if let noted = try session.networkVersions() {
      network = """

            AND NOT (option_name IN (\(list(session.chatbot.versionOptionNames))) AND EXISTS (SELECT 1 FROM \(noted)))
          UNION ALL SELECT CONVERT(meta_key USING utf8mb4), CONVERT(MIN(meta_value) USING utf8mb4), \(Self.optionsViewVersion)
          FROM \(noted) GROUP BY meta_key
        """
    }
    let view = statements(
      of: SQLFiles.optionsView,
      [
        "names": list(session.tables.optionNames), "network": network,
        "view_version": "\(Self.optionsViewVersion)",
      ])
    for statement in view { try run(statement: statement) }
  }

  /// Makes or renews the views of the lengths of the chatbot's instructions for users of least privilege.
  ///
  /// That of the assistants goes where there are none to look at: no view stays whose table is gone, since a dump of the
  /// database stops at such a view.
  func makeSizesViews() throws {
    for kind in InstructionLengths.Kind.allCases {
      let view = kind.view(session.tables)
      do {
        guard let sizes = kind.sizes(session) else { continue }
        try run(statement: "CREATE OR REPLACE SQL SECURITY DEFINER VIEW `\(view)` AS\n\(sizes)")
      } catch let error as MariaDBError
        where kind == .assistant && (error.isUnknownTable || error.isUnknownColumn)
      {
        try run(statement: "DROP VIEW IF EXISTS `\(view)`")
      }
    }
  }

  /// Whether the views are there as this program makes them.
  fileprivate func areViewsCurrent() throws -> Bool {
    let query: Query = """
      SELECT COALESCE(MAX(view_version), 0) FROM \(identifier: session.tables.optionsView)
      """
    do {
      guard try InstructionLengths(session: session).unreadableViews(usesViews: true).isEmpty else {
        return false
      }
      return try session.connection.firstRow(query, as: Int.self) == Self.optionsViewVersion
    } catch let error as MariaDBError
      where error.isUnknownTable || error.isUnknownColumn || error.isAccessDenied
    {
      return false
    }
  }

  /// Makes a new ledger as it is today, and says that it has had all migrations.
  private func makeNew() throws {
    try run(SQLFiles.ledger)
    let versions = (1...Self.current).map { "(\($0), UTC_TIMESTAMP())" }.joined(separator: ", ")
    try run(
      statement: "INSERT IGNORE INTO `\(session.tables.migrations)` (version, applied_at) VALUES \(versions)")
  }

  /// Makes again what a ledger of the current version has lost: tables, or the rows that every ledger has.
  func makeMissing() throws { try run(SQLFiles.ledger) }

  /// Whether a ledger that has no version was begun by a release before 0.4.0, which was cut off: its tables are not as
  /// they are today. A new ledger begins with the table of sources, which they did not have.
  private func wasBegunByEarlierRelease() throws -> Bool {
    let tables = session.tables
    let found = try TableNames(session.connection, among: tables.ledger + tables.earlier)
    let others = tables.ledger.filter { $0 != tables.sources } + tables.earlier
    guard others.contains(where: found.contains), !found.contains(tables.sources) else { return false }
    // Another run may be making all of them at this moment.
    return try !session.exists(tables.sources)
  }

  private func run(_ sql: String) throws {
    for statement in statements(of: sql) { try run(statement: statement) }
  }

  /// Runs a statement by itself.
  func run(statement: String) throws {
    do {
      // Another run may be making the same tables, or one that was killed still hold them.
      _ = try Retry.transient { try session.connection.execute(Query(unchecked: statement)) }
    } catch let error as MariaDBError where statement.hasPrefix("ALTER TABLE ") && error.saysAlreadyAltered {
      // A migration that was cut off has done it.
    }
  }

  /// The statements of a file, with the values put in.
  func statements(of sql: String, _ values: [String: String] = [:]) -> [String] {
    SQLTemplate(sql: sql).statements(values.merging(["prefix": session.tables.prefix]) { value, _ in value })
  }
}

extension SiteSession {
  /// The version of the ledger's tables that this program reads and writes.
  public static var ledgerVersion: Int { Migrations.current }

  /// The name of the view of the options that TokenLedger reads.
  public var optionsView: String { tables.optionsView }

  /// Makes the ledger's tables or brings them up to date, and makes the views. A user who may not make views needs not
  /// where they are as they should be.
  ///
  /// - Returns: The versions that were applied; none when the tables were current.
  @discardableResult
  public func migrate() throws -> [Int] {
    let migrations = Migrations(session: self)
    let applied = try migrations.migrate()
    do {
      try migrations.makeOptionsView()
      try migrations.makeSizesViews()
    } catch let error as MariaDBError where error.isAccessDenied {
      if try migrations.areViewsCurrent() { return applied }
      throw Failure(
        .permission,
        "the database user \(site.connection.user) may not create the view \(tables.optionsView): \(error)",
        advice:
          "Run `tokenledger migrate` as a user who has CREATE VIEW on this database, such as WordPress's own."
      )
    }
    return applied
  }
}
