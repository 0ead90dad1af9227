import Ledger
import Reports

extension Answer {
  /// A verification of the days from `from` to `to`, nil for no bound. `lastID` is the highest id of the log that was
  /// compared.
  public init(
    _ verification: Verification, from: Day?, to: Day?, lastID: Int,
    _ head: @autoclosure @escaping () throws -> DocumentHead?
  ) {
    self.init(
      "verify/3", try head(),
      [
        "from": .day(from), "to": .day(to), "last_id": .integer(lastID),
        "days": .list(verification.records.objects.map { .object($0) }), "summary": verification.summary,
        "left_out": .list(
          verification.leftOut.map { .object(["reason": .text($0.reason), "rows": .integer($0.rows)]) }),
        "imported": .count(verification.imported.values.reduce(.zero, +)),
        "checks": .list(verification.checks.map { .object($0.members) }),
      ], screen: verification.screen, records: verification.records)
  }
}

extension Verification {
  /// The verification for people: a line for all days in a row with the same verdict, what is missing from the
  /// ledger, and whether its tables agree.
  fileprivate var screen: [Sheet] {
    [spans] + (days(.ledgerHasLess).isEmpty ? [] : [missing]) + [HealthReport(checks: checks).screen]
  }

  /// The days, one a row, with both sides' figures.
  fileprivate var records: Sheet {
    Sheet(
      columns: [.init("Date", key: "day"), .init("Verdict", key: "verdict")]
        + Sheet.columns(Measure.all, in: "log") { "Log \($0.title)" }
        + Sheet.columns(Measure.all, in: "ledger") { "Ledger \($0.title)" },
      rows: rows.map { row in
        [.day(row.day), .text(row.verdict.rawValue)] + Sheet.cells(row.log) + Sheet.cells(row.ledger)
      })
  }

  /// How many days there are of each verdict.
  fileprivate var summary: JSONValue {
    .object(
      Verdict.allCases.reduce(into: ["days": .integer(rows.count)]) { summary, verdict in
        summary[verdict.rawValue] = .integer(days(verdict).count)
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
      title: "Missing in the ledger", columns: [.init("Date")] + Sheet.columns(Measure.all),
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
