import Ledger

/// What a rebuild did or would do: the body of `tokenledger.rebuild/3` in JSON.
public struct RebuildDocument: Encodable {
  let from: String
  let to: String
  let dryRun: Bool
  let written: Bool
  let days: [Row]
  let imported: CountDocument

  struct Row: Encodable {
    let day: String
    let effect: String
    let before: CountDocument
    let after: CountDocument
    let lost: CountDocument

    init(_ row: RecountedDay) {
      day = row.day.description
      effect = row.effect.rawValue
      before = CountDocument(row.before)
      after = CountDocument(row.after)
      lost = CountDocument(row.lost)
    }
  }

  /// The document of a rebuild of `days`; `written` says whether the ledger holds the new figures, `imported` is the
  /// usage that stays as it is.
  public init(
    _ rows: [RecountedDay], of days: ClosedRange<Day>, imported: [Day: TokenCount], dryRun: Bool,
    written: Bool
  ) {
    from = days.lowerBound.description
    to = days.upperBound.description
    self.dryRun = dryRun
    self.written = written
    self.days = rows.map(Row.init)
    self.imported = CountDocument(imported.values.reduce(.zero, +))
  }
}

extension Sheet {
  /// The days of a rebuild for people; `note` says what became of them, `imported` is the usage that stays as it is.
  public init(rebuild days: [RecountedDay], imported: [Day: TokenCount], note: String) {
    let figures = ["Tokens", "Anew", "Lost", "Requests", "Anew", "Lost"]
    func cells(_ before: TokenCount, _ after: TokenCount, _ lost: TokenCount) -> [Cell] {
      let parts: [KeyPath<TokenCount, Int>] = [\.total, \.requests]
      return parts.flatMap { part in [before, after, lost].map { .integer($0[keyPath: part]) } }
    }
    func sum(_ side: KeyPath<RecountedDay, TokenCount>) -> TokenCount {
      days.reduce(.zero) { $0 + $1[keyPath: side] }
    }
    self.init(
      columns: [Column("Date")] + figures.map { Column($0, alignment: .right) } + [Column("Effect")],
      rows: days.map { row in
        [.day(row.day)] + cells(row.before, row.after, row.lost)
          + [.text(row.effect.title, tone: row.effect.tone)]
      },
      totals: [.text("Total")] + cells(sum(\.before), sum(\.after), sum(\.lost)) + [.empty],
      footnotes: [note] + imported.importNote("Not recounted"))
  }

  /// The days of a rebuild, one a row, with all figures.
  public init(rebuildRecords days: [RecountedDay]) {
    let figures = ["Before", "After", "Lost"].flatMap { when in
      Sheet.countColumns.map { Column("\($0.title) \(when)", alignment: .right) }
    }
    self.init(
      columns: [Column("Date"), Column("Effect")] + figures,
      rows: days.map { row in
        [.day(row.day), .text(row.effect.rawValue)] + Sheet.cells(row.before) + Sheet.cells(row.after)
          + Sheet.cells(row.lost)
      })
  }
}

/// What counting a day again comes to.
private enum Effect: String {
  case unchanged, changed
  case losesUsage = "loses_usage"

  var title: String {
    switch self {
    case .unchanged: "unchanged"
    case .changed: "changed"
    case .losesUsage: "loses usage"
    }
  }

  var tone: Tone {
    switch self {
    case .unchanged: .faint
    case .changed: .good
    case .losesUsage: .bad
    }
  }
}

extension RecountedDay {
  fileprivate var effect: Effect {
    if lost != .zero { return .losesUsage }
    return before == after ? .unchanged : .changed
  }
}
