import Ledger
import MariaDB
import Text

/// Brings rows from downloaded files into the ledger, those that it surely lacks.
///
/// Rows are handled a bounded part at a time, each part in one fenced transaction, together with what it takes to
/// know them again: a run that is cut off anywhere is completed by importing the same files again.
///
///     let outcome = try LedgerImport.run(session, files: ["usage.csv"]) { add in try add(row) }
public struct LedgerImport {
  /// What a part is decided by, as it stands at the fence of the writer's state.
  private struct Standing {
    let writer: LedgerWriter
    let history: CountedHistory
    let nextID: Int
  }

  private static let partRows = 16_384
  /// How often a part is tried when other runs change the ledger meanwhile.
  private static let attempts = 5

  private let session: SiteSession
  private let files: [String]
  private let isTrial: Bool
  private let facts: SiteFacts
  private let shift: ClockShift?
  private var standing: Standing
  private var rows: [TokenRow] = []
  private var seen = SeenRows()
  private var parts = 0
  private var outcome = ImportOutcome()

  /// Imports the rows that `feed` hands to the function it is given.
  ///
  /// - Parameters:
  ///   - session: The site; its ledger should be up to date.
  ///   - files: The names of the files, to be kept with the import.
  ///   - clock: The clock that stamped old rows of the files; nil for the one that is declared for the log.
  ///   - isTrial: Finds out what would be imported, and leaves nothing behind.
  ///   - feed: Hands over the files' rows in any order.
  /// - Returns: What became of the rows.
  /// - Throws: What `feed` throws, `Failure` or `MariaDBError`. Parts that were written before are whole.
  public static func run(
    _ session: SiteSession, files: [String], clock: DatabaseClock? = nil, isTrial: Bool = false,
    feed: ((TokenRow) throws -> Void) throws -> Void
  ) throws -> ImportOutcome {
    try Migrations(session: session).migrate()
    var run = try LedgerImport(session, files: files, clock: clock, isTrial: isTrial)
    guard isTrial else { return try run.feedAll(feed) }
    // A trial writes down the rows it has seen like any other import, and then takes it all back.
    struct TrialIsOver: Error {}
    var outcome = ImportOutcome()
    do {
      try session.connection.transaction {
        outcome = try run.feedAll(feed)
        throw TrialIsOver()
      }
    } catch is TrialIsOver {}
    return outcome
  }

  private init(_ session: SiteSession, files: [String], clock: DatabaseClock?, isTrial: Bool) throws {
    self.session = session
    self.files = files
    self.isTrial = isTrial
    facts = try session.facts()
    shift = (clock ?? session.databaseClock)?.shift(toSite: facts)
    standing = try Self.standing(session, facts)
  }

  private static func standing(_ session: SiteSession, _ facts: SiteFacts) throws -> Standing {
    try Retry.contradiction {
      try session.connection.currentSnapshot {
        let state = try LedgerReader(session).checkedState()
        let highest: Query = "SELECT COALESCE(MAX(id), 0) FROM \(identifier: session.tables.imports)"
        return Standing(
          writer: LedgerWriter(session: session, state: state),
          history: try HistoryReader(connection: session.connection, tables: session.tables)
            .history(state, shift: session.shift(facts)),
          nextID: (try session.connection.firstRow(highest, as: Int.self) ?? 0) + 1)
      }
    }
  }

  private mutating func feedAll(_ feed: ((TokenRow) throws -> Void) throws -> Void) throws -> ImportOutcome {
    try feed { try add($0) }
    try flush()
    if outcome.id != nil { try whileOthersWrite { try $0.finish() } }
    return outcome
  }

  private func finish() throws {
    let now = try session.facts().utcNow
    try standing.writer.commit(standing.writer.state) { connection in
      try connection.execute(
        """
        UPDATE \(identifier: session.tables.imports) SET finished_utc = \(now) WHERE id = \(outcome.id)
        """)
    }
  }

  private mutating func add(_ row: TokenRow) throws {
    switch row.kind {
    case .other, .blank, .doubled: return
    case .prompt, .completion, .total: rows.append(row)
    }
    if rows.count >= Self.partRows { try flush() }
  }

  /// Decides on the rows at hand and writes those that are missing.
  private mutating func flush() throws {
    try whileOthersWrite { try $0.writePart() }
    rows.removeAll(keepingCapacity: true)
  }

  /// Does `body` again when another run has changed what its decisions were made by.
  private mutating func whileOthersWrite(_ body: (inout LedgerImport) throws -> Void) throws {
    for _ in 1..<Self.attempts {
      do {
        return try body(&self)
      } catch let error as Failure where error.cause == .overtaken {
        standing = try Self.standing(session, facts)
        if let id = outcome.id { try ImportUndo.check(id, session) }
      }
    }
    try body(&self)
  }

  private func decide(_ sorter: inout ImportSorter) throws {
    let (connection, tables) = (session.connection, session.tables)
    try sorter.leaveOutRepeated(ImportedRows(connection: connection, tables: tables), seen)
    try sorter.decide(by: standing.history, HistoryReader(connection: connection, tables: tables))
  }

  private mutating func writePart() throws {
    var sorter = ImportSorter(
      rules: CountingRules(siteNow: facts.siteNow),
      declared: try standing.writer.modelRules(session.connection), shift: shift, outcome: outcome)
    sorter.take(rows)
    // A trial is in its own transaction, of which it must see what it has written.
    try isTrial ? decide(&sorter) : session.connection.currentSnapshot { try decide(&sorter) }
    if !sorter.missing.isEmpty {
      let part = ImportPart(
        importID: isTrial ? 0 : outcome.id ?? standing.nextID, number: parts, files: files,
        usage: sorter.usage, keys: sorter.missing.map(\.key))
      if isTrial {
        try standing.writer.write(rowsOf: part, session.connection)
      } else {
        try standing.writer.commit(part, now: facts.utcNow)
        sorter.outcome.id = part.importID
      }
      parts += 1
    }
    seen.insert(sorter.leftOut)
    outcome = sorter.outcome
  }
}
