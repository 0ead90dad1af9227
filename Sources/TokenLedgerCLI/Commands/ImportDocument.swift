import Importing
import Ledger
import LedgerStore
import Rendering

/// What an import did: the body of `tokenledger.import/2`.
struct ImportDocument: Encodable {
  /// A file and its lines.
  struct File: Encodable {
    let path: String
    let lines: Int
    let malformedLines: Int
    let malformed: [Malformed]
  }

  /// A line that is not a row; of a file's only the first are listed.
  struct Malformed: Encodable {
    let line: Int
    let reason: String
  }

  /// What was imported for a day.
  struct ImportedDayDocument: Encodable {
    let day: String
    let rows: Int
    let totalTokens: Int
    let promptTokens: Int
    let completionTokens: Int
    let requests: Int
  }

  @OrNull var `import`: Int?
  let dryRun: Bool
  let files: [File]
  let rowsRead: Int
  let rowsImported: Int
  let rowsRepeated: Int
  let rowsTakenAsCounted: Int
  let rowsLeftToSync: Int
  let rowsRejected: Int
  let rejected: [String: Int]
  let days: [ImportedDayDocument]
  let totalTokens: Int
  let promptTokens: Int
  let completionTokens: Int
  let requests: Int

  private let imported: [(day: Day, ImportedDay)]

  init(_ outcome: ImportOutcome, _ inspected: [ImportFile], isTrial: Bool) {
    dryRun = isTrial
    files = inspected.map { file in
      File(
        path: file.path, lines: file.lines, malformedLines: file.malformedCount,
        malformed: file.malformed.map { Malformed(line: $0.line, reason: "\($0.defect)") })
    }
    rowsRead = outcome.rowsRead
    rowsImported = outcome.rowsImported
    rowsRepeated = outcome.rowsRepeated
    rowsTakenAsCounted = outcome.rowsTakenAsCounted
    rowsLeftToSync = outcome.rowsLeftToSync
    rowsRejected = outcome.rowsRejected
    rejected = Dictionary(uniqueKeysWithValues: outcome.rejections.map { ($0.key.rawValue, $0.value) })
    imported = outcome.days.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    days = imported.map { day, imported in
      ImportedDayDocument(
        day: day.description, rows: imported.rows, totalTokens: imported.count.total,
        promptTokens: imported.count.prompt, completionTokens: imported.count.completion,
        requests: imported.count.requests)
    }
    let total = outcome.total
    totalTokens = total.total
    promptTokens = total.prompt
    completionTokens = total.completion
    requests = total.requests
    `import` = outcome.id
  }

  private enum CodingKeys: String, CodingKey {
    case `import`, dryRun, files, rowsRead, rowsImported, rowsRepeated, rowsTakenAsCounted
    case rowsLeftToSync, rowsRejected, rejected, days, totalTokens, promptTokens, completionTokens, requests
  }

  /// The figures, for people and spreadsheets.
  var sheet: Sheet {
    var rows: [[Sheet.Cell]] = [[.text("Import"), `import`.map { .integer($0) } ?? .empty]]
    for (name, count) in [
      ("Rows read", rowsRead), ("Rows imported", rowsImported), ("Rows repeated", rowsRepeated),
      ("Rows taken as counted", rowsTakenAsCounted), ("Rows left to the sync", rowsLeftToSync),
      ("Rows rejected", rowsRejected),
    ] {
      rows.append([.text(name), .integer(count)])
    }
    for (reason, count) in rejected.sorted(by: { $0.key < $1.key }) {
      rows.append([.text("- \(reason)"), .integer(count)])
    }
    rows += [
      [.text("Days"), .integer(days.count)],
      [.text("From"), imported.first.map { .day($0.day) } ?? .empty],
      [.text("To"), imported.last.map { .day($0.day) } ?? .empty],
      [.text("Total tokens"), .integer(totalTokens)], [.text("Prompt tokens"), .integer(promptTokens)],
      [.text("Completion tokens"), .integer(completionTokens)], [.text("Requests"), .integer(requests)],
    ]
    return Sheet(
      columns: [
        Sheet.Column("What"), Sheet.Column(dryRun ? "Would be" : "Count", alignment: .right),
      ], rows: rows)
  }

  /// The days, for people who want to see what an import would bring.
  var daySheet: Sheet {
    Sheet(
      columns: [Sheet.Column("Date")]
        + ["Rows", "Total Tokens", "Prompt Tokens", "Completion Tokens", "Requests"].map {
          Sheet.Column($0, alignment: .right)
        },
      rows: imported.map { day, imported in
        [
          .day(day), .integer(imported.rows), .integer(imported.count.total), .integer(imported.count.prompt),
          .integer(imported.count.completion), .integer(imported.count.requests),
        ]
      })
  }
}

/// What was taken back: the body of `tokenledger.import-undo/2`.
struct ImportUndoDocument: Encodable {
  let `import`: Int
  let rows: Int
  let days: Int
  let totalTokens: Int
  let promptTokens: Int
  let completionTokens: Int
  let requests: Int

  init(_ undo: ImportUndo) {
    `import` = undo.id
    rows = undo.rows
    days = undo.days
    totalTokens = undo.count.total
    promptTokens = undo.count.prompt
    completionTokens = undo.count.completion
    requests = undo.count.requests
  }

  /// The figures, for people and spreadsheets.
  var sheet: Sheet {
    Sheet(
      columns: [Sheet.Column("Taken back"), Sheet.Column("Count", alignment: .right)],
      rows: [
        ("Import", `import`), ("Rows", rows), ("Days", days), ("Total tokens", totalTokens),
        ("Prompt tokens", promptTokens), ("Completion tokens", completionTokens), ("Requests", requests),
      ].map { [.text($0.0), .integer($0.1)] })
  }
}
