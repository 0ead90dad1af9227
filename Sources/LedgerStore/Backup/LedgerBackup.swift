import Ledger
import MariaDB
import Text

/// Writes the whole ledger as a backup, as it was at one moment.
///
///     let summary = try LedgerBackup(session, tool: "0.6.0").write { bytes in try sink.write(bytes) }
public struct LedgerBackup {
  private let session: SiteSession
  private let tool: String
  private let site: BackupHeader.Site

  /// A backup of a site's ledger; `tool` is the version of this program.
  ///
  /// - Throws: `Failure` when there is no ledger, or one of another version; `MariaDBError`.
  public init(_ session: SiteSession, _ facts: SiteFacts, tool: String) throws {
    (self.session, self.tool, site) = (session, tool, BackupHeader.Site(session, facts))
    try session.requireLedger()
    let version = try Migrations(session: session).version()
    guard version == Migrations.current else {
      throw Failure(
        .badData,
        "the ledger in \(session.tables.state) has version \(version), and a backup holds version \(Migrations.current)",
        advice: "Run 'tokenledger migrate' first, which brings it up to date and loses nothing.")
    }
  }

  /// Writes it; `send` gets the bytes as they are ready, in constant memory.
  ///
  /// - Throws: `Failure` when the ledger contradicts itself, or a node of a cluster has silently rolled the snapshot back
  ///   while another run wrote; `MariaDBError`; what `send` throws.
  public func write(to send: ([UInt8]) throws -> Void) throws -> BackupSummary {
    try withoutActuallyEscaping(send) { send in
      try session.connection.snapshot {
        var writer = try BackupWriter(sending: send)
        let state = try LedgerReader(session).stateOrFail()
        let header = try header(state)
        do {
          try writer.begin(header)
          try session.writeTables(to: &writer)
          let last = try LedgerReader(session).stateOrFail()
          guard (last.fence, last.writer) == (state.fence, state.writer) else { throw Failure.overtaken }
          if let contradiction = writer.sums.contradiction {
            throw BackupDefect.contradiction(contradiction)
          }
          guard header.says(writer.sums) else {
            throw BackupDefect.contradiction("its grand totals and days are not what its tables hold")
          }
          return try writer.finish(header)
        } catch let defect as BackupDefect {
          throw failure(defect)
        }
      }
    }
  }

  private func failure(_ defect: BackupDefect) -> Failure {
    let what =
      switch defect {
      case .contradiction(let what), .malformed(let what): what
      default: "\(defect)"
      }
    return Failure(
      .badData, "the ledger contradicts itself: \(what)",
      advice: "A backup of it could not be restored. Run 'tokenledger verify', which says what to do.")
  }

  private func header(_ state: LedgerState) throws -> BackupHeader {
    let tables = session.tables
    let query: Query = "SELECT MIN(day), MAX(day), UTC_TIMESTAMP() FROM \(identifier: tables.days)"
    guard let (first, last, now) = try session.connection.firstRow(query, as: (Day?, Day?, UTCTime).self)
    else { throw Failure.overtaken }
    let days: ClosedRange<Day>? = first.flatMap { first in last.map { first...max(first, $0) } }
    return BackupHeader(
      tool: tool, madeUTC: now, site: site, days: days, state.total, rowsCounted: state.rowsCountedByState)
  }
}

extension BackupHeader {
  /// Whether it says what the tables add up to.
  fileprivate func says(_ found: BackupSums) -> Bool {
    let days = found.days.map { ($0.lowerBound.description, $0.upperBound.description) }
    return sums == Sums(found.state, rowsCounted: found.rowsCounted) && firstDay == days?.0
      && lastDay == days?.1
  }
}

extension SiteSession {
  /// Writes all tables of the ledger, in the transaction that is open.
  func writeTables(to writer: inout BackupWriter) throws {
    for table in BackupTable.all {
      try writer.begin(table)
      let columns = table.columns.map { column -> Query in " \(identifier: column.name)" }.joined(by: ",")
      let key = table.key.map { column -> Query in " \(identifier: column)" }.joined(by: ",")
      let rows: Query = """
        SELECT\(query: columns) FROM \(identifier: table.name(in: tables)) ORDER BY\(query: key)
        """
      try connection.forEachTextRow(rows) { row in
        try writer.add(columns: row.count) { row[$0] }
      }
      try writer.endTable()
    }
  }
}

extension BackupHeader.Site {
  /// The site of a session.
  public init(_ session: SiteSession, _ facts: SiteFacts) {
    self.init(
      database: session.site.connection.database ?? "", prefix: session.site.prefix,
      blogID: session.site.blogID, timeZone: facts.timeZone.name)
  }
}
