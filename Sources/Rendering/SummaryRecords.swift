import Ledger
import Reports

extension SummaryReport {
  /// The summary's figures as records, one a row, for spreadsheets.
  public var records: Sheet {
    let month = month.current.days
    var rows = [("Today", today), ("Month", self.month), ("Year", year)].flatMap { item, comparison in
      [row("Usage", item, comparison.current.days, comparison.current.count)]
        + (comparison.previous.map { [row("Usage", "\(item) before", $0.days, $0.count)] } ?? [])
    }
    if let average {
      rows.append(averageRow("A day", average.days, average.tokensPerDay))
      if let tokens = average.tokensPerRequest {
        rows.append(averageRow("A request", average.days, tokens))
      }
    }
    if let busiestDay {
      rows.append(row("Busiest day", "", busiestDay.day...busiestDay.day, busiestDay.count))
    }
    for (section, ranking) in [("Assistant", assistants), ("Page", pages), ("User", users)] {
      rows += ranking.top.map { row(section, $0.name, month, $0.count) }
      if ranking.otherCount > 0 {
        rows.append(row(section, "\(ranking.otherCount) others", month, ranking.other))
      }
    }
    return Sheet(
      columns: [.init("Section"), .init("Item"), .init("From"), .init("To")] + Sheet.countColumns,
      rows: rows)
  }

  private func row(
    _ section: String, _ item: String, _ days: ClosedRange<Day>, _ count: TokenCount
  ) -> [Sheet.Cell] {
    [.text(section), .text(item), .day(days.lowerBound), .day(days.upperBound)] + Sheet.cells(count)
  }

  private func averageRow(_ item: String, _ days: ClosedRange<Day>, _ tokens: Int) -> [Sheet.Cell] {
    [
      .text("Average"), .text(item), .day(days.lowerBound), .day(days.upperBound), .integer(tokens), .empty,
      .empty, .empty,
    ]
  }
}
