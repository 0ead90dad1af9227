import Ledger
import Reports

extension Verification {
  /// The verification for people: a line for all days in a row with the same verdict, what is missing from the
  /// ledger, and whether its tables agree.
  public var screen: [Sheet] {
    [spans] + (days(.ledgerHasLess).isEmpty ? [] : [missing]) + [HealthReport(checks: checks).screen]
  }

  /// The days, one a row, with both sides' figures.
  public var records: Sheet {
    let figures = ["Log", "Ledger"].flatMap { side in
      Sheet.countColumns.map { Sheet.Column("\(side) \($0.title)", alignment: .right) }
    }
    return Sheet(
      columns: [.init("Date"), .init("Verdict")] + figures,
      rows: rows.map { row in
        [.day(row.day), .text(row.verdict.rawValue)] + Sheet.cells(row.log) + Sheet.cells(row.ledger)
      })
  }

  private var spans: Sheet {
    var spans: [ArraySlice<Row>] = []
    for index in rows.indices {
      if let last = spans.indices.last, spans[last].first?.verdict == rows[index].verdict {
        spans[last] = rows[spans[last].startIndex...index]
      } else {
        spans.append(rows[index...index])
      }
    }
    return Sheet(
      columns: [
        .init("From"), .init("To"), .init("Days", alignment: .right), .init("Log Tokens", alignment: .right),
        .init("Ledger Tokens", alignment: .right), .init("Verdict"),
      ],
      rows: spans.compactMap { span in
        guard let first = span.first, let last = span.last else { return nil }
        return [
          .day(first.day), .day(last.day), .integer(span.count),
          .integer(span.reduce(.zero) { $0 + $1.log }.total),
          .integer(span.reduce(.zero) { $0 + $1.ledger }.total),
          .text(first.verdict.title, tone: first.verdict.tone),
        ]
      },
      footnotes: (rows.isEmpty ? ["There is nothing to compare."] : []) + leftOutNote
        + imported.importNote("Not compared"))
  }

  private var leftOutNote: [String] {
    if leftOut.isEmpty { return [] }
    let rows = leftOut.map { "\($0.rows) \($0.rows == 1 ? "row" : "rows") \($0.phrase)" }
    return ["Not compared: \(rows.joined(separator: ", "))."]
  }

  private var missing: Sheet {
    Sheet(
      title: "Missing in the ledger", columns: [.init("Date")] + Sheet.countColumns,
      rows: days(.ledgerHasLess).map { row in
        [.day(row.day)] + Sheet.cells(row.log.excess(over: row.ledger))
      })
  }
}

extension [Day: TokenCount] {
  /// These days' imported usage as a footnote that begins with what becomes of it; none where there is none.
  func importNote(_ fate: String) -> [String] {
    if isEmpty { return [] }
    let tokens = NumberText.grouped(values.reduce(.zero, +).total)
    return ["\(fate): imported usage, \(tokens) tokens \(keys.sorted().phrase)."]
  }
}

extension Verification.Verdict {
  fileprivate var title: String {
    switch self {
    case .equal: "equal"
    case .ledgerHasMore: "more in the ledger"
    case .takenAsCounted: "taken as counted"
    case .countedAsStored: "counted as stored"
    case .ledgerHasLess: "LESS in the ledger"
    }
  }

  fileprivate var tone: Tone {
    switch self {
    case .equal: .good
    case .ledgerHasMore: .plain
    case .takenAsCounted, .countedAsStored: .warning
    case .ledgerHasLess: .bad
    }
  }
}
