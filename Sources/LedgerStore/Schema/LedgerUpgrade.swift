import Ledger
import MariaDB
import SQLFiles
import Text

/// Brings a ledger of an earlier version to version 8: makes the tables, and then moves everything in one fenced
/// transaction, which also corrects what releases before the versions 5 and 6 did otherwise.
///
/// Until that transaction is committed, the earlier ledger is as it was, except for its lists. They have gained a
/// column with a default, and a column of the waiting rows has another name, so a sync of an earlier release that
/// meets an untyped row fails. Its other syncs succeed before that transaction, and end at the fence after it.
struct LedgerUpgrade {
  private let session: SiteSession

  init(_ session: SiteSession) {
    self.session = session
  }

  /// Upgrades the ledger; does nothing when its version is 8 or higher already.
  ///
  /// - Throws: `Failure` when the ledger has lost its state, when the database user may not see what a correction needs,
  ///   when the facts are not the day totals, or when other runs leave no room, in each case before any usage is moved;
  ///   `MariaDBError`.
  func run() throws {
    try Retry.overtaken {
      let (connection, tables) = (session.connection, session.tables)
      guard let found = try LedgerState.load(connection, tables)?.state else {
        throw Failure(
          .badData, "the ledger has lost its state: \(tables.state) is empty",
          advice: LedgerReader.restoreAdvice)
      }
      guard found.version < Migrations.sources else { return }
      let correction =
        found.version < Migrations.identifyingAssistants
        ? try FactCorrection(session, version: found.version) : nil
      let statements = try makeTables(after: found.version)
      // The fence tells whether a sync has counted something since the correction was looked for.
      let (state, gaps) = try connection.currentSnapshot {
        let state = try LedgerReader(session).stateOrFail()
        return (state, state.version < Migrations.bitmaps ? try GapConversion(session, state) : nil)
      }
      guard state.version == found.version, correction == nil || state.fence == found.fence else {
        throw Failure.overtaken
      }
      try LedgerWriter(session: session, state: state).commit(state) { connection in
        for statement in statements where !isVersion(statement) { try connection.execute(statement) }
        if state.version > 0 { try checkDays(connection) }
        try correction?.write(connection)
        try gaps?.write()
        for statement in statements where isVersion(statement) { try connection.execute(statement) }
      }
    }
  }

  /// Refuses to go on where the facts, of which the new day totals are made, are not what the earlier day totals say:
  /// those are dropped in the end, and may be the ones that are right.
  ///
  /// - Throws: `Failure` (65), which rolls everything back.
  private func checkDays(_ connection: Connection) throws {
    let tables = session.tables
    let differing: Query = """
      SELECT day FROM (
        SELECT day, prompt_tokens, completion_tokens, total_tokens, requests FROM \(query: tables.at(1).readDays) earlier
        UNION ALL
        SELECT day, -prompt_tokens, -completion_tokens, -total_tokens, -requests FROM \(identifier: tables.days)
      ) AS sides
      GROUP BY day
      HAVING SUM(prompt_tokens) <> 0 OR SUM(completion_tokens) <> 0 OR SUM(total_tokens) <> 0 OR SUM(requests) <> 0
      ORDER BY day
      """
    let days = try connection.rows(differing, as: Day.self)
    guard let first = days.first, let last = days.last else { return }
    throw Failure(
      .badData, "the ledger cannot be upgraded: its facts are not its day totals \(days.phrase)",
      advice: """
        Restore all tokenledger_* tables from one backup, or count these days again with the release before: \
        'tokenledger rebuild --from \(first) --to \(last)'. Until then 'tokenledger report --no-sync' shows the day totals.
        """)
  }

  /// Makes the tables of the versions above `version`, up to 8.
  ///
  /// - Returns: The statements that do the rest, in their order.
  private func makeTables(after version: Int) throws -> [Query] {
    let migrations = Migrations(session: session)
    var rest: [String] = []
    for sql in SQLFiles.migrations.prefix(Migrations.sources).dropFirst(version) {
      for statement in migrations.statements(of: sql) {
        if statement.hasPrefix("CREATE ") || statement.hasPrefix("ALTER ") {
          try migrations.run(statement: statement)
        } else {
          rest.append(statement)
        }
      }
    }
    return rest.map { Query(unchecked: $0) }
  }

  /// Whether a statement notes a version: it comes after all that the version stands for.
  private func isVersion(_ statement: Query) -> Bool {
    statement.sql.hasPrefix("INSERT IGNORE INTO `\(session.tables.migrations)`")
  }
}
