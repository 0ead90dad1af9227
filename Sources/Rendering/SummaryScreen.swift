import Ledger
import Reports

extension SummaryReport {
  /// The summary for people: sheets that fit on one screen of 80 columns.
  public func screen(site: SiteIdentity) -> [Sheet] {
    [comparisons(site: site), facts, split] + rankings.sheets(of: " this month")
      + [Sheet(columns: [], rows: [], footnotes: notes)]
  }

  private func comparisons(site: SiteIdentity) -> Sheet {
    Sheet(
      title: "Tokens of \(site.database), \(site.prefix), on \(asOf) (\(site.timeZone))",
      columns: [
        .init(""), .init("Total Tokens", alignment: .right),
        .init("Requests", alignment: .right), .init("Before", alignment: .right),
        .init("Change", alignment: .right), .init("Compared with"),
      ],
      rows: [("Today", today), ("This month", month), ("This year", year)].map { title, comparison in
        let figures: [Sheet.Cell] = [
          .text(title), .integer(comparison.current.count.total), .integer(comparison.current.count.requests),
        ]
        guard let previous = comparison.previous else { return figures + [.empty, .empty, .empty] }
        let old = previous.count.total
        let change = PerMille(changeFrom: old, to: comparison.current.count.total)
        return figures + [
          .integer(old), change.map { .change($0) } ?? .empty,
          .text(short(previous.days) + (previous.isRecorded ? "" : " *")),
        ]
      },
      footnotes: [today, month, year].contains { $0.previous?.isRecorded == false }
        ? ["* the ledger began later than that"] : [])
  }

  /// "2026-11-20", "2026-10-01…21", "2025-01-01…11-21": what repeats is left out. A span lies in one year.
  private func short(_ days: ClosedRange<Day>) -> String {
    let (first, last) = (days.lowerBound, days.upperBound)
    if first == last { return first.description }
    return "\(first)…" + last.description.suffix(first.month == last.month ? 2 : 5)
  }

  private var facts: Sheet {
    var rows: [[Sheet.Cell]] = []
    if let average {
      let days = Sheet.Cell.text("\(average.days.lowerBound) … \(average.days.upperBound)")
      rows.append([.text("Average a day"), .integer(average.tokensPerDay), days])
      if let tokens = average.tokensPerRequest {
        rows.append([.text("Average a request"), .integer(tokens), days])
      }
    }
    if let busiestDay {
      rows.append([.text("Busiest day"), .integer(busiestDay.count.total), .day(busiestDay.day)])
    }
    return Sheet(
      columns: [
        .init("", minimumWidth: 17), .init("Total Tokens", alignment: .right), .init("Days"),
      ],
      rows: rows, footnotes: rows.isEmpty ? ["The ledger is empty."] : [])
  }

  private var split: Sheet {
    let split = month.current.count.split
    let parts = [("Prompt", split.prompt), ("Completion", split.completion), ("Other", split.other)]
    return Sheet(
      columns: [
        .init("Split this month", minimumWidth: 17), .init("Tokens", alignment: .right, minimumWidth: 12),
        .init("Share", alignment: .right), .init("", audience: .terminal),
      ],
      rows: parts.filter { $0.0 != "Other" || $0.1 > 0 }.map { title, tokens in
        [
          .text(title), .integer(tokens), PerMille(tokens, of: split.sum).map { .share($0) } ?? .empty,
          .bar(tokens, of: split.sum),
        ]
      })
  }

  private var notes: [String] {
    [lastSync.map { "Last sync: \($0)." } ?? "Last sync: never."]
      + (retentionNote.map { [$0] } ?? []) + warnings.map { "Warning: \($0)" }
  }

  private var retentionNote: String? {
    guard let retention else { return nil }
    guard retention.isLogging else {
      return "The chatbot's logging is off: nothing new is counted, and nothing is purged."
    }
    guard let daysKept = retention.daysKept, let nextPurge else {
      return "The chatbot keeps its log for ever."
    }
    let kept = daysKept == 1 ? "1 day" : "\(daysKept) days"
    return "The chatbot keeps its log \(kept): on \(nextPurge.runsOn) it deletes what is from "
      + "\(nextPurge.takesDay) or before. The ledger keeps the figures."
  }
}
