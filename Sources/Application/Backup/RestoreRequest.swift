import Ledger
import LedgerStore
import Output
import Text

/// Bring back a ledger from a backup.
package struct RestoreRequest: Request {
  private let path: String
  private let replaces: Bool
  private let isTrial: Bool
  private let confirm: @Sendable (String) throws -> Bool

  /// A restore of a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - replaces: Whether a ledger that is there is replaced.
  ///   - isTrial: Whether nothing is to be written.
  ///   - confirm: Gets the plan as the end of "this would …" where a ledger is replaced, and agrees or not.
  package init(
    path: String, replaces: Bool, isTrial: Bool, confirm: @escaping @Sendable (String) throws -> Bool
  ) {
    (self.path, self.replaces, self.isTrial, self.confirm) = (path, replaces, isTrial, confirm)
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let session = site.session
    let facts = try session.facts()
    let file = BackupFile(path: path)
    let summary = try file.check()
    let restore = try LedgerRestore(session, of: summary)
    if !replaces { try restore.requireEmptyPlace() }
    let warnings = Self.warnings(of: summary, at: BackupHeader.Site(session, facts))
    for warning in warnings { site.listener.warn(warning) }
    let isReplaced = restore.place != .empty
    let isAgreed =
      try isReplaced
      ? confirm(
        "replace the ledger (\(restore.place.phrase)) by the backup of \(summary.header.madeUTC) UTC (\(summary.phrase))"
      )
      : !isTrial
    var undone: [String] = []
    if isAgreed {
      let display = site.listener.progress("Restoring")
      defer { display?.end(note: nil) }
      let lost = try file.explained {
        // Only what was shown is replaced, not what has come since.
        try restore.run(replacing: isReplaced, show: { display?.show($0, of: summary.rows) }) {
          try file.reader()
        }
      }
      undone = lost.warnings
    }
    for warning in undone { site.listener.warn(warning) }
    return Answer(
      restored: summary, path: path, at: restore.place, isWritten: isAgreed, SiteIdentity(session, facts),
      warnings: warnings + undone)
  }

  /// What the owner should know before a backup of another site becomes the ledger of this one.
  private static func warnings(of summary: BackupSummary, at place: BackupHeader.Site) -> [String] {
    let origin = summary.header.site
    let isElsewhere =
      (origin.database, origin.prefix, origin.blogID) != (place.database, place.prefix, place.blogID)
    return [
      isElsewhere
        ? "the backup is of \(origin.phrase) (\(summary.phrase)), and this is \(place.phrase)" : nil,
      origin.timeZone != place.timeZone
        ? "the days of the backup are days of \(origin.timeZone), and the clock of this site is \(place.timeZone)"
        : nil,
    ].compactMap(\.self)
  }
}

extension BackupHeader.Site {
  /// The site as a part of a sentence.
  fileprivate var phrase: String {
    "database \(database), prefix \(prefix)" + (blogID == 1 ? "" : ", blog \(blogID)")
  }
}

extension BackupSummary {
  /// Its figures as a part of a sentence.
  fileprivate var phrase: String { figuresPhrase(total, days) }
}

extension LedgerRestore.Undone {
  /// What the owner has to do again, a sentence each.
  fileprivate var warnings: [String] {
    let place = "in the ledger that was replaced, but not in the backup"
    let more = erased.count > 10 ? " and \(erased.count - 10) more" : ""
    let users = erased.prefix(10).map(\.description).joined(separator: ", ") + more
    return [
      erased.first.map { first in
        erased.count == 1
          ? "user \(first) was erased \(place), and is back: run 'tokenledger user erase \(first)' again"
          : "users \(users) were erased \(place), and are back: run 'tokenledger user erase \(first)' again, and so for each"
      },
      foldedBefore.map {
        "users of days before \($0) were folded \(place), and are back: run 'tokenledger user fold' again"
      },
    ].compactMap(\.self)
  }
}

extension LedgerRestore.Place {
  /// Its figures as a part of a sentence.
  fileprivate var phrase: String {
    guard case .ledger(let total?, let days) = self else { return "whose figures are lost" }
    return figuresPhrase(total, days)
  }

  /// Its figures; nil where there is no ledger, or it has lost them.
  fileprivate var total: TokenCount? { if case .ledger(let total, _) = self { total } else { nil } }
  /// Its days.
  fileprivate var days: ClosedRange<Day>? { if case .ledger(_, let days) = self { days } else { nil } }
}

private func figuresPhrase(_ total: TokenCount, _ days: ClosedRange<Day>?) -> String {
  let requests = "\(total.requests) \(total.requests == 1 ? "request" : "requests")"
  let span = days.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
  return "\(total.total) tokens in \(requests)\(span)"
}

extension Answer {
  /// What was restored, beside what was there.
  fileprivate init(
    restored summary: BackupSummary, path: String, at place: LedgerRestore.Place, isWritten: Bool,
    _ site: SiteIdentity, warnings: [String]
  ) {
    func figures(_ total: TokenCount?, _ days: ClosedRange<Day>?) -> JSONValue {
      total.map { total in
        .object([
          "first_day": .day(days?.lowerBound), "last_day": .day(days?.upperBound), "total": .count(total),
        ])
      } ?? .null
    }
    let note =
      !isWritten
      ? "Nothing was changed."
      : place == .empty
        ? "The ledger is restored." : "The ledger is restored, and what was there is replaced."
    func sheet(_ notes: [String]) -> Sheet {
      Sheet(
        columns: [
          Sheet.Column("Ledger"), Sheet.Column("Was", alignment: .right),
          Sheet.Column("Backup", alignment: .right),
        ],
        rows: Measure.all.map { measure in
          [
            .text(measure.phrase), .optional(place.total.flatMap { measure.number($0) }),
            .optional(measure.number(summary.total)),
          ]
        } + [
          [.text("First day"), .optional(place.days?.lowerBound), .optional(summary.days?.lowerBound)],
          [.text("Last day"), .optional(place.days?.upperBound), .optional(summary.days?.upperBound)],
        ], footnotes: notes)
    }
    self.init(
      "restore/1", nil,
      [
        "site": .object(site.members), "path": .text(path), "made": .text(summary.header.madeUTC.rfc3339),
        "written": .flag(isWritten), "replaces": .flag(place != .empty),
        "before": figures(place.total, place.days), "backup": figures(summary.total, summary.days),
        "warnings": .texts(warnings),
      ], screen: [sheet([note])], records: sheet([]))
  }
}
