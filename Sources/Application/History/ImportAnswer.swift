import Importing
import Ledger
import LedgerStore
import Output

extension Answer {
  /// What an import of files did, or would do.
  init(
    _ outcome: ImportOutcome, _ files: [ImportFile], isTrial: Bool,
    _ head: @autoclosure @escaping () throws -> DocumentHead?
  ) {
    let days = outcome.days.sorted { $0.key < $1.key }
    let facts = Facts(
      ("What", isTrial ? "Would be" : "Count"),
      [
        Facts.Fact("Import", key: "import", .optional(outcome.id)),
        Facts.Fact("Rows read", key: "rows_read", .integer(outcome.rowsRead)),
        Facts.Fact("Rows imported", key: "rows_imported", .integer(outcome.rowsImported)),
        Facts.Fact("Rows repeated", key: "rows_repeated", .integer(outcome.rowsRepeated)),
        Facts.Fact(
          "Rows taken as counted", key: "rows_taken_as_counted", .integer(outcome.rowsTakenAsCounted)),
        Facts.Fact("Rows left to the sync", key: "rows_left_to_sync", .integer(outcome.rowsLeftToSync)),
        Facts.Fact("Rows rejected", key: "rows_rejected", .integer(outcome.rowsRejected)),
      ]
        + outcome.rejections.map { ($0.key.rawValue, $0.value) }.sorted { $0.0 < $1.0 }.map { reason, count in
          Facts.Fact("- \(reason)", .integer(count))
        }
        + [
          Facts.Fact("Days", .integer(days.count)), Facts.Fact("From", .optional(days.first?.key)),
          Facts.Fact("To", .optional(days.last?.key)),
        ] + Facts.figures(outcome.total),
      more: [
        "dry_run": .flag(isTrial), "files": .list(files.map { .object($0.members) }),
        "rejected": .object(
          outcome.rejections.reduce(into: [:]) { $0[$1.key.rawValue] = .integer($1.value) }),
        "days": .list(Sheet(days).objects.map { .object($0) }),
      ])
    // A dry run is there to show which days the import would bring.
    self.init("import/2", try head(), facts, beside: isTrial && !days.isEmpty ? [Sheet(days)] : [])
  }

  /// What was taken back.
  init(_ undo: ImportUndo, _ head: @autoclosure @escaping () throws -> DocumentHead?) {
    self.init(
      "import-undo/2", try head(),
      Facts(
        ("Taken back", "Count"),
        [
          Facts.Fact("Import", key: "import", .integer(undo.id)),
          Facts.Fact("Rows", key: "rows", .integer(undo.rows)),
          Facts.Fact("Days", key: "days", .integer(undo.days)),
        ] + Facts.figures(undo.count)))
  }
}

extension ImportFile {
  /// The file and its lines in a document; of the malformed ones only the first are listed.
  fileprivate var members: JSONObject {
    [
      "path": .text(path), "lines": .integer(lines), "malformed_lines": .integer(malformedCount),
      "malformed": .list(
        malformed.map { .object(["line": .integer($0.line), "reason": .text("\($0.defect)")]) }),
    ]
  }
}

extension Sheet {
  /// What was imported, by day.
  fileprivate init(_ days: [(key: Day, value: ImportedDay)]) {
    self.init(
      columns: [Column("Date", key: "day"), Column("Rows", key: "rows", alignment: .right)]
        + Sheet.columns(Measure.all),
      rows: days.map { [.day($0.key), .integer($0.value.rows)] + Sheet.cells($0.value.count) })
  }
}
