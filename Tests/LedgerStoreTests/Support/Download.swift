import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// The token rows of a log at one moment, as a downloaded file holds them.
struct Download: Sendable {
  var rows: [TokenRow]

  /// The rows of a file.
  init(_ rows: [TokenRow]) {
    self.rows = rows
  }

  /// What the chatbot would offer now, or a part of it.
  init(_ site: TestSite, where condition: String = "1") throws {
    rows = try site.wordPress().rows(
      Query(
        unchecked: """
          SELECT id, CAST(user_type AS CHAR), interaction_time, message_text, user_id FROM `\(site.log)`
          WHERE user_type IN ('Prompt Tokens', 'Completion Tokens', 'Total Tokens') AND (\(condition))
          ORDER BY id
          """), as: (Int, String, DateTime, String, String?).self
    ).map { id, type, time, text, user in
      let kind: RowKind =
        switch type {
        case "Prompt Tokens": .prompt
        case "Completion Tokens": .completion
        default: .total
        }
      let day = try #require(Day(year: time.year, month: time.month, day: time.day))
      let second = time.hour * 3600 + time.minute * 60 + time.second
      return TokenRow(
        id: id, kind: kind, time: .at(SiteTime(day: day, secondOfDay: second)),
        tokens: CountingRules.tokens(Array(text.utf8)),
        attribution: Attribution(user: User(logged: (user ?? "").utf8)))
    }
  }
}

extension TestSite {
  /// Answers, one each 7 hours, the first of them `days` ago.
  func answers(from days: Int, to end: Int = 0) throws -> [LogRow] {
    try stride(from: 24 * days, to: 24 * end, by: -7).flatMap { hours in
      try LogRow.answer(number: hours, at: clock(hoursAgo: hours))
    }
  }

  /// Imports files, after a sync like the program does.
  @discardableResult
  func `import`(_ downloads: Download..., isTrial: Bool = false) throws -> ImportOutcome {
    try `import`(downloads, isTrial: isTrial)
  }

  /// Imports files, after a sync like the program does.
  @discardableResult
  func `import`(_ downloads: [Download], isTrial: Bool = false) throws -> ImportOutcome {
    try sync()
    let files = downloads.indices.map { "\($0).csv" }
    return try LedgerImport.run(session(), files: files, isTrial: isTrial) { add in
      for row in downloads.flatMap(\.rows) { try add(row) }
    }
  }

  /// Removes rows as the chatbot's own purge does.
  func purge(before time: SiteTime) throws {
    try run("DELETE FROM LOG WHERE interaction_time < '\(time)'")
  }

  /// Makes the ledger's gaps, and its last sync, older than anything that is still waited for.
  func age(days: Int) throws {
    try age(gapsBy: 24 * days)
  }
}

extension ImportOutcome {
  /// Imported, repeated, taken as counted, left to the sync, rejected.
  var figures: [Int] { [rowsImported, rowsRepeated, rowsTakenAsCounted, rowsLeftToSync, rowsRejected] }
}
