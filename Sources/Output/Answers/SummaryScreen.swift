import Ledger
import Reports

extension SummaryReport {
  /// The summary for people: sheets that fit on one screen of 80 columns.
  public func screen(site: SiteIdentity) -> [Sheet] {
    [comparisons(site: site), facts, split] + rankings.sheets(of: " this month")
      + [Sheet(columns: [], rows: [], footnotes: lines)]
  }

  private func comparisons(site: SiteIdentity) -> Sheet {
    Sheet(
      title: "Tokens of \(site.database), \(site.prefix), on \(asOf) (\(site.timeZone))",
      columns: [
        .init("")
      ] + Sheet.columns(Measure.brief, isCostShown: year.current.cost?.hasPrices ?? false) + [
        .init("Before", alignment: .right), .init("Change", alignment: .right),
        .init("Compared with", overflow: .wrap, minimumWidth: 13),
      ],
      rows: [("Today", today), ("This month", month), ("This year", year)].map { title, comparison in
        [.text(title)] + figures(comparison) + against(comparison)
      })
  }

  /// What was used; nothing for days that no sync has reached.
  private func figures(_ comparison: Comparison) -> [Sheet.Cell] {
    let (days, count) = (comparison.current.days, comparison.current.count)
    let isKnown = completeness.until == nil || completeness.reaches(days.lowerBound) || count != .zero
    return isKnown
      ? Sheet.cells(comparison.current.figures, Measure.brief) : Measure.brief.map { _ in .empty }
  }

  /// What was used before, the change in the finished hours, and the dates compared with.
  private func against(_ comparison: Comparison) -> [Sheet.Cell] {
    switch comparison.comparison {
    case .absent: return [.empty, .empty, .empty]
    case .impossible(let obstacle): return [.empty, .empty, .text(obstacle.shortReason)]
    case .spans(_, let previous) where !previous.isRecorded:
      return [.empty, .empty, .text("not wholly recorded")]
    case .spans(_, let previous):
      return [
        .integer(previous.count.total), comparison.comparison.change.map { .change($0) } ?? .empty,
        .text(short(previous.days) + previous.untilPhrase),
      ]
    }
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
      rows: rows, footnotes: rows.isEmpty ? [emptiness] : [])
  }

  private var emptiness: String {
    completeness.until == nil
      ? "No sync has reached the end of the log yet: averages are not known." : "The ledger is empty."
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

  private var lines: [String] {
    [completeness.lastSync.map { "Last sync: \($0.local)." } ?? "Last sync: never."]
      + (retentionNote.map { [$0] } ?? []) + (year.current.cost?.notes ?? []) + notes
      + warnings.map { "Warning: \($0)" }
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
