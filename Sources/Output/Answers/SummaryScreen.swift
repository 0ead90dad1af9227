import Ledger
import Reports

extension SummaryReport {
  /// The summary for people: sheets that fit on one screen of 80 columns.
  public func screen(site: SiteIdentity) -> [Sheet] {
    [
      comparisons(site: site), Sheet(average, busiestDay, or: emptiness),
      Sheet(month.current.count.split, of: "this month"),
    ] + rankings.sheets(of: " this month") + [Sheet(columns: [], rows: [], footnotes: lines)]
  }

  private func comparisons(site: SiteIdentity) -> Sheet {
    Sheet(
      title: "Tokens of \(site.title) on \(asOf) (\(site.timeZone))",
      columns: [
        .init("")
      ] + Sheet.columns(Measure.brief, isCostShown: year.current.cost?.hasPrices ?? false) + [
        .init("Before", alignment: .right), .init("Change", alignment: .right),
        .init("Compared with", overflow: .wrap, minimumWidth: 13),
      ],
      rows: [("Today", today), ("This month", month), ("This year", year)].map { title, comparison in
        let previous = comparison.comparison.comparable
        return [.text(title)] + comparison.figures(completeness) + [.optional(previous?.count.total)]
          + comparison.comparison.cells
      })
  }

  private var emptiness: String {
    completeness.until == nil
      ? "No sync has reached the end of the log yet: averages are not known." : "The ledger is empty."
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

extension SummaryReport.Comparison {
  /// What was used; nothing for days that no sync has reached.
  func figures(_ completeness: Completeness) -> [Sheet.Cell] {
    let (days, count) = (current.days, current.count)
    let isKnown = completeness.until == nil || completeness.reaches(days.lowerBound) || count != .zero
    return isKnown ? Sheet.cells(current.figures, Measure.brief) : Measure.brief.map { _ in .empty }
  }
}

extension SpanComparison {
  /// The earlier part, if it is wholly recorded; nil where nothing is compared.
  fileprivate var comparable: SpanUsage? { previous.flatMap { $0.isRecorded ? $0 : nil } }

  /// The change in the finished hours, and the dates compared with or why nothing is.
  var cells: [Sheet.Cell] {
    switch self {
    case .absent: return [.empty, .empty]
    case .impossible(let obstacle): return [.empty, .text(obstacle.shortReason)]
    case .spans(_, let previous) where !previous.isRecorded: return [.empty, .text("not wholly recorded")]
    case .spans(_, let previous):
      return [change.map { .change($0) } ?? .empty, .text(previous.days.short + previous.untilPhrase)]
    }
  }
}

extension ClosedRange<Day> {
  /// "2026-11-20", "2026-10-01…21", "2025-01-01…11-21": what repeats is left out.
  fileprivate var short: String {
    let (first, last) = (lowerBound, upperBound)
    if first == last { return first.description }
    let repeated = first.year != last.year ? 0 : first.month != last.month ? 5 : 8
    return "\(first)…" + last.description.dropFirst(repeated)
  }
}

extension Sheet {
  /// Averages and the busiest day, or a sentence where there are none.
  init(_ average: SummaryReport.Average?, _ busiestDay: DayUsage?, or emptiness: String) {
    var rows: [[Cell]] = []
    if let average {
      let days = Cell.text("\(average.days.lowerBound) … \(average.days.upperBound)")
      rows.append([.text("Average a day"), .integer(average.tokensPerDay), days])
      if let tokens = average.tokensPerRequest {
        rows.append([.text("Average a request"), .integer(tokens), days])
      }
    }
    if let busiestDay {
      rows.append([.text("Busiest day"), .integer(busiestDay.count.total), .day(busiestDay.day)])
    }
    self.init(
      columns: [
        .init("", minimumWidth: 17), .init("Total Tokens", alignment: .right), .init("Days"),
      ],
      rows: rows, footnotes: rows.isEmpty ? [emptiness] : [])
  }

  /// The parts of tokens; `time` completes "Split": "this month".
  init(_ split: TokenSplit, of time: String) {
    let parts = [("Prompt", split.prompt), ("Completion", split.completion), ("Other", split.other)]
    self.init(
      columns: [
        .init("Split \(time)", minimumWidth: 17), .init("Tokens", alignment: .right, minimumWidth: 12),
        .init("Share", alignment: .right), .init("", audience: .terminal),
      ],
      rows: parts.filter { $0.0 != "Other" || $0.1 > 0 }.map { title, tokens in
        [
          .text(title), .integer(tokens), PerMille(tokens, of: split.sum).map { .share($0) } ?? .empty,
          .bar(tokens, of: split.sum),
        ]
      })
  }
}
