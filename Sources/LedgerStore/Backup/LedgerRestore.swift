import Ledger
import MariaDB
import Text

/// Writes a backup into the tables of a site, in one fenced transaction: all of it, or nothing.
public struct LedgerRestore {
  /// What is in the place of the ledger.
  public enum Place: Sendable, Equatable {
    /// No ledger, or one without usage and without decisions of the owner.
    case empty
    /// A ledger; nil figures where it has lost its state.
    case ledger(total: TokenCount?, days: ClosedRange<Day>?)
  }

  /// What the ledger that was replaced had made anonymous, and the backup has not.
  public struct Undone: Sendable {
    /// Users who were erased, ascending.
    public let erased: [UserID]
    /// Days before it were folded; nil where the backup has folded as many.
    public let foldedBefore: Day?
  }

  private let session: SiteSession
  private let summary: BackupSummary
  /// What was there when it was looked at.
  public let place: Place

  /// Looks at the place where a backup, which has been read through, is to be restored. Nothing is written.
  ///
  /// - Throws: `Failure` when a newer TokenLedger wrote what is there; `MariaDBError`.
  public init(_ session: SiteSession, of summary: BackupSummary) throws {
    (self.session, self.summary) = (session, summary)
    place = try session.connection.currentSnapshot { try Self.place(session) }
  }

  /// Writes it; `source` reads the file from its beginning, `show` hears how many rows are written.
  ///
  /// Nothing but the fence, which is higher afterwards than before, is left of what was there. So a sync that was under way
  /// cannot add to the new ledger what it has counted for the old one. With `replaces` the owner has seen that there is a
  /// ledger, and agreed to lose it.
  ///
  /// - Returns: What has to be erased and folded again.
  /// - Throws: `Failure`, among them when the place is no longer empty and `replaces` is false; ``BackupDefect`` when the
  ///   file is not what it was; `MariaDBError`.
  @discardableResult
  public func run(
    replacing replaces: Bool, show: @escaping (Int) -> Void, reading source: () throws -> BackupReader
  ) throws -> Undone {
    if !replaces { try requireEmptyPlace() }
    try Migrations(session: session).migrate()
    if try isDamaged() { try Migrations(session: session).makeMissing() }
    let tables = session.tables
    let packet = try session.connection.firstRow("SELECT @@max_allowed_packet", as: Int.self) ?? 0
    var undone = Undone(erased: [], foldedBefore: nil)
    try Retry.overtaken {
      let state = try session.connection.currentSnapshot { () throws -> LedgerState in
        guard let state = try LedgerState.load(session.connection, tables)?.state else {
          throw Failure.overtaken
        }
        if try !replaces && Self.hasContent(session) { throw Self.filled(session) }
        return state
      }
      var next = state
      (next.total, next.rowsCounted) = (summary.total, summary.rowsCounted)
      try LedgerWriter(session: session, state: state).commit(next) { connection in
        let (erased, foldedBefore) = try Self.anonymized(connection, tables)
        for table in BackupTable.all where table.name != BackupTable.state {
          try connection.execute("DELETE FROM \(identifier: table.name(in: tables))")
        }
        var writing = RestoreWriting(connection, tables, packet: packet, show: show)
        var reader = try source()
        let read = try reader.read(&writing)
        guard read.sha256 == summary.sha256 else { throw BackupDefect.damaged }
        // What the server has made of it, to the last byte: a value that it cut or rounded would not be the same.
        var check = try BackupWriter(sending: nil)
        check.isInContent = true
        try session.writeTables(to: &check)
        guard try check.endContent() == read.content, check.sums.contradiction == nil else {
          throw Failure(
            .badData, "the database does not hold what the backup does: nothing was restored",
            advice:
              "The server changed values while they were written: look for triggers on the ledger's tables.")
        }
        let restored = try Self.anonymized(connection, tables)
        let isFolded = foldedBefore.map { day in restored.foldedBefore.map { day <= $0 } ?? false } ?? true
        undone = Undone(
          erased: erased.subtracting(restored.erased).sorted(), foldedBefore: isFolded ? nil : foldedBefore)
      }
    }
    return undone
  }

  /// All users who are erased, and the day before which days are folded.
  private static func anonymized(
    _ connection: Connection, _ tables: Tables
  ) throws -> (erased: Set<UserID>, foldedBefore: Day?) {
    let users: Query = """
      SELECT user_id FROM \(identifier: tables.erasedUsers)
      WHERE user_id BETWEEN 1 AND \(UserID.range.upperBound)
      """
    let erased = try connection.rows(users, as: Int.self).compactMap { UserID($0) }
    return (Set(erased), try Anonymization(of: [], connection, tables).foldedBefore)
  }

  /// Whether the ledger has lost a table or its state, which there has to be to write behind its fence.
  private func isDamaged() throws -> Bool {
    let tables = session.tables
    let found = try TableNames(session.connection, among: tables.ledger)
    guard tables.ledger.allSatisfy(found.contains) else { return true }
    return try LedgerState.load(session.connection, tables) == nil
  }

  private static func place(_ session: SiteSession) throws -> Place {
    let (connection, tables) = (session.connection, session.tables)
    let version = try Migrations(session: session).version()
    guard version > 0 else {
      // The table of versions alone may be lost.
      let found = try TableNames(connection, among: tables.ledger)
      return try hasContent(session, in: found) ? .ledger(total: nil, days: nil) : .empty
    }
    do {
      if version == Migrations.current, try !hasContent(session) { return .empty }
      let state = try LedgerState.load(connection, tables)?.state
      let query: Query = """
        SELECT MIN(day), MAX(day) FROM \(query: tables.at(version).readDays) AS d
        """
      let (first, last) = try connection.firstRow(query, as: (Day?, Day?).self) ?? (nil, nil)
      return .ledger(
        total: state?.total, days: first.flatMap { first in last.map { first...max(first, $0) } })
    } catch let error as MariaDBError where error.isUnknownTable {
      return .ledger(total: nil, days: nil)
    } catch let error as Failure where error.isContradiction {
      return .ledger(total: nil, days: nil)
    }
  }

  /// Tables in which a ledger has rows although nothing was counted yet and nobody has decided anything.
  private static let ofNewLedger: Set = [
    BackupTable.state, "sources", "cursors", "epochs", "models", "seen_models", "instruction_lengths",
    "sentiment_cursors",
  ]

  /// Whether a ledger holds usage, what is known of single rows, or what its owner has decided: in the tables that were
  /// `found`, where some may be missing.
  private static func hasContent(_ session: SiteSession, in found: TableNames? = nil) throws -> Bool {
    let names = BackupTable.all.filter { !ofNewLedger.contains($0.name) }.map { $0.name(in: session.tables) }
    let tables = names.filter { found?.contains($0) ?? true }
    if tables.isEmpty { return false }
    let anyRow = tables.map { table -> Query in "EXISTS (SELECT 1 FROM \(identifier: table))" }
    let query: Query = "SELECT \(query: anyRow.joined(by: " OR "))"
    return try session.connection.firstRow(query, as: Bool.self) ?? true
  }

  /// The failure of a place that holds a ledger.
  static func notEmpty(_ session: SiteSession) -> Failure {
    Failure(
      .badData, "there is a ledger already in \(session.tables.state): nothing was restored",
      advice: "To replace it by the backup, add --replace; 'tokenledger backup FILE' saves it first.")
  }

  /// The failure of a place that was empty when it was looked at.
  private static func filled(_ session: SiteSession) -> Failure {
    Failure(
      .badData,
      "another run has just filled the ledger in \(session.tables.state), which was empty: nothing was restored",
      advice: "Run it again: with --replace it shows what is there now, and asks.")
  }
}

extension LedgerRestore {
  /// Refuses a place that holds a ledger.
  public func requireEmptyPlace() throws {
    if place != .empty { throw Self.notEmpty(session) }
  }
}

/// Writes the rows of a backup into the tables that were emptied.
private struct RestoreWriting: BackupVisitor {
  /// A longer statement takes more memory and is no quicker.
  private static let longestStatement = 1 << 18

  private let connection: Connection
  private let tables: Tables
  private let limit: Int
  private let show: (Int) -> Void
  private var rows = 0
  private var table: BackupTable?
  private var head: [UInt8] = []
  private var sql: [UInt8] = []

  init(_ connection: Connection, _ tables: Tables, packet: Int, show: @escaping (Int) -> Void) {
    (self.connection, self.tables, self.show) = (connection, tables, show)
    limit = max(1024, min(Self.longestStatement, packet / 2))
  }

  mutating func begin(_ table: BackupTable) {
    self.table = table
    let columns = table.columns.map { "`\($0.name)`" }.joined(separator: ", ")
    head = Array("INSERT INTO `\(table.name(in: tables))` (\(columns)) VALUES ".utf8)
  }

  mutating func add(_ fields: [BackupValue.Field]) throws {
    // The fence and the totals were written first.
    guard let table, table.name != BackupTable.state else { return }
    sql += sql.isEmpty ? head : [UInt8(ascii: ",")]
    for (index, (field, column)) in zip(fields, table.columns).enumerated() {
      sql.append(UInt8(ascii: index == 0 ? "(" : ","))
      guard field.append(to: &sql, as: column.kind) else {
        throw BackupDefect.malformed("the value of \(column.name) is none")
      }
    }
    sql.append(UInt8(ascii: ")"))
    rows += 1
    if sql.count >= limit { try send() }
  }

  mutating func endTable() throws { try send() }

  private mutating func send() throws {
    guard !sql.isEmpty else { return }
    // Its values are digits, or hexadecimal digits in quotes.
    try connection.execute(Query(unchecked: String(decoding: sql, as: UTF8.self)))
    sql.removeAll(keepingCapacity: true)
    show(rows)
  }
}
