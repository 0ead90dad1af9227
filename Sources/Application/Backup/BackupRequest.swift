import Ledger
import LedgerStore
import Output
import Text

/// The whole ledger in one file.
package struct BackupRequest: Sendable {
  private let tool: String

  /// A backup; `tool` is the version of this program.
  package init(tool: String) {
    self.tool = tool
  }

  /// Writes the backup to a place, a file or a folder, and says what it holds. There is the whole file or none.
  package func answer(_ site: OpenSite, output: String) throws -> Answer {
    let facts = try site.session.facts()
    let backup = try LedgerBackup(site.session, facts, tool: tool)
    let place = BackupHeader.Site(site.session, facts)
    // Two sites may be backed up into one folder.
    let name = FileName.safe("\(place.database)-\(place.prefix)")
    let file = OutputFile(
      output: output, defaultName: "tokenledger-backup-\(name)-\(facts.siteNow.day).gz", option: nil)
    let summary = try file.write { sink in try backup.write { try sink.write($0) } }
    return Answer(summary, path: file.path, note: "The backup is complete.")
  }

  /// Writes the backup to standard output.
  package func write(_ site: OpenSite) throws {
    let backup = try LedgerBackup(site.session, site.session.facts(), tool: tool)
    var sink = ByteSink(descriptor: 1, name: "standard output", option: nil)
    _ = try backup.write { try sink.write($0) }
    try sink.flush()
  }
}

/// What a backup holds, and whether it is whole.
package struct BackupCheckRequest: Sendable {
  private let path: String

  /// A question about a file; no database is needed.
  package init(path: String) {
    self.path = path
  }

  /// Reads it through.
  package func answer() throws -> Answer {
    Answer(
      try BackupFile(path: path).check(), path: path,
      note: "The backup is whole: its checksum is right, and its parts add up to each other.")
  }
}

extension Answer {
  /// What a backup holds.
  fileprivate init(_ summary: BackupSummary, path: String, note: String) {
    let header = summary.header
    self.init(
      "backup-file/1", nil,
      Facts(
        ("Backup", "Value"),
        [
          Facts.Fact("File", key: "path", .text(path)),
          Facts.Fact("Made", key: "made", .text(header.madeUTC.rfc3339)),
          Facts.Fact("By TokenLedger", key: "tool", .text(header.tool)),
          Facts.Fact("Version of the ledger", key: "ledger_version", .integer(header.ledgerVersion)),
          Facts.Fact("Database", .text(header.site.database)),
          Facts.Fact("Table prefix", .text(header.site.prefix)),
          Facts.Fact("Blog", .integer(header.site.blogID)),
          Facts.Fact("Time zone", .text(header.site.timeZone)),
          Facts.Fact("First day", key: "first_day", .optional(summary.days?.lowerBound)),
          Facts.Fact("Last day", key: "last_day", .optional(summary.days?.upperBound)),
        ] + Facts.figures(summary.total) + [
          Facts.Fact("Rows counted", key: "rows_counted", .integer(summary.rowsCounted)),
          Facts.Fact("Rows in the file", key: "rows", .integer(summary.rows)),
          Facts.Fact("SHA-256", key: "sha256", .text(summary.sha256)),
        ],
        more: [
          "site": .object(header.site.members),
          "tables": .list(
            summary.tables.map { .object(["table": .text($0.name), "rows": .integer($0.rows)]) }),
        ]), notes: [note])
  }
}

extension BackupHeader.Site {
  /// The site that a backup is of, in a document.
  var members: JSONObject {
    [
      "database": .text(database), "prefix": .text(prefix), "blog_id": .integer(blogID),
      "time_zone": .text(timeZone),
    ]
  }
}
