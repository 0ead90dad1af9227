import Ledger

extension Answer {
  /// What a rebuild of days did or would do.
  ///
  /// - Parameters:
  ///   - rows: The days with figures.
  ///   - days: The days that were asked for.
  ///   - imported: The usage that stays as it is.
  ///   - isTrial: Whether nothing was to be written.
  ///   - isWritten: Whether the ledger holds the new figures.
  ///   - head: The document's head.
  public init(
    rebuild rows: [RecountedDay], of days: ClosedRange<Day>, imported: [Day: TokenCount], isTrial: Bool,
    isWritten: Bool, _ head: @autoclosure @escaping () throws -> DocumentHead?
  ) {
    let note = isWritten ? "The ledger holds the new figures." : "Nothing was written."
    self.init(
      "rebuild/3", try head(),
      [
        "from": .day(days.lowerBound), "to": .day(days.upperBound), "dry_run": .flag(isTrial),
        "written": .flag(isWritten), "days": .list(Sheet(recount: rows).objects.map { .object($0) }),
        "imported": .count(imported.values.reduce(.zero, +)),
      ], screen: [Sheet(recount: rows, imported: imported, note: note)], records: Sheet(recount: rows))
  }
}

extension Sheet {
  /// The days of a rebuild for people; `note` says what became of them, `imported` is the usage that stays as it is.
  fileprivate init(recount days: [RecountedDay], imported: [Day: TokenCount], note: String) {
    let figures = ["Tokens", "Recounted", "Lost", "Requests", "Recounted", "Lost"]
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
  fileprivate init(recount days: [RecountedDay]) {
    let figures = ["Before", "After", "Lost"].flatMap { when in
      Sheet.columns(Measure.all, in: when.lowercased()) { "\($0.title) \(when)" }
    }
    self.init(
      columns: [Column("Date", key: "day"), Column("Effect", key: "effect")] + figures,
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
