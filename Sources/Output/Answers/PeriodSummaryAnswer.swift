import Ledger
import Reports

extension Answer {
  /// What a finished period of `site` came to.
  public init(_ summary: PeriodSummary, site: SiteIdentity) {
    self.init(
      "period-summary/1", DocumentHead(site, summary.completeness, warnings: summary.warnings),
      summary.members.merging(["site_name": .text(site.calledName)]) { $1 },
      screen: summary.screen(site: site), records: summary.records)
  }
}

extension PeriodSummary {
  /// Its keys in a document.
  fileprivate var members: JSONObject {
    let members: JSONObject = [
      "as_of": .day(asOf), "period": .text(days.period.rawValue), "label": .text(label),
      "complete": .flag(isComplete), "before": before.map { .object($0.pricedMembers) } ?? .null,
      "average": average.map { .object($0.members) } ?? .null,
      "busiest_day": busiestDay?.json ?? .null, "split": usage.current.count.split.json,
      "notes": .texts(notes),
    ]
    return members.merging(usage.members) { $1 }.merging(rankings.members("top_")) { $1 }
  }

  /// The figures as records, one a row, for spreadsheets.
  fileprivate var records: Sheet {
    let own = Record("Usage", label, days.current, usage.current.figures, isComplete: isComplete)
    let others: [(String, SpanUsage?)] = [
      (labelBefore ?? "", before), ("Compared", usage.comparison.current),
      ("Compared with", usage.comparison.previous),
    ]
    let list =
      [own] + others.compactMap { item, span in span.map { Record("Usage", item, $0.days, $0.figures) } }
      + Record.list(average, busiestDay) + rankings.records(of: days.current)
    return Sheet(
      columns: Record.columns(saysComplete: true), rows: list.map { $0.cells(saysComplete: true) })
  }

  /// The summary for people: sheets that fit on one screen of 80 columns.
  fileprivate func screen(site: SiteIdentity) -> [Sheet] {
    [
      comparison(site: site), Sheet(average, busiestDay, or: emptiness),
      Sheet(usage.current.count.split, of: "in \(label)"),
    ] + rankings.sheets(of: " in \(label)") + [Sheet(columns: [], rows: [], footnotes: lines)]
  }

  private func comparison(site: SiteIdentity) -> Sheet {
    let figures = precedesLedger ? Measure.brief.map { _ in Sheet.Cell.empty } : usage.figures(completeness)
    var rows = [[.text(label)] + figures + usage.comparison.cells]
    if let before, let labelBefore {
      let isKnown = before.isRecorded || before.count != .zero
      rows.append(
        [.text(labelBefore)]
          + (isKnown
            ? Sheet.cells(before.figures, Measure.brief) : Measure.brief.map { _ in Sheet.Cell.empty }))
    }
    return Sheet(
      title: "Tokens of \(site.title) \(days.period == .daily ? "on" : "in") \(label) (\(site.timeZone))",
      columns: [.init("")]
        + Sheet.columns(
          Measure.brief,
          isCostShown: [usage.current.cost, before?.cost].contains { $0?.hasPrices ?? false })
        + [.init("Change", alignment: .right), .init("Compared with", overflow: .wrap, minimumWidth: 13)],
      rows: rows)
  }

  private var emptiness: String {
    if precedesLedger { return "Nothing is recorded of \(label): the ledger begins later." }
    return completeness.until == nil
      ? "No sync has reached the end of the log yet: averages are not known."
      : "Nothing was used in \(label)."
  }

  private var lines: [String] {
    (isComplete || precedesLedger ? [] : ["\(label) is not fully counted, or the ledger began within it."])
      + [completeness.lastSync.map { "Last sync: \($0.local)." } ?? "Last sync: never."]
      + (usage.current.cost?.notes ?? []) + notes + warnings.map { "Warning: \($0)" }
  }
}
