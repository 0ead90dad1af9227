import Ledger
import Reports

extension SummaryReport {
  /// The summary's figures as records, one a row, for spreadsheets.
  public var records: Sheet {
    let month = month.current.days
    var rows = [("Today", today), ("Month", self.month), ("Year", year)].flatMap { item, comparison in
      [Sheet.record("Usage", item, comparison.current.days, comparison.current.count)]
        + (comparison.comparison.current.map {
          [Sheet.record("Usage", "\(item) compared", $0.days, $0.count)]
        } ?? [])
        + (comparison.comparison.previous.map { [Sheet.record("Usage", "\(item) before", $0.days, $0.count)] }
          ?? [])
    }
    if let average {
      rows.append(averageRow("A day", average.days, average.tokensPerDay))
      if let tokens = average.tokensPerRequest {
        rows.append(averageRow("A request", average.days, tokens))
      }
    }
    if let busiestDay {
      rows.append(Sheet.record("Busiest day", "", busiestDay.day...busiestDay.day, busiestDay.count))
    }
    return Sheet(columns: Sheet.recordColumns, rows: rows + rankings.records(of: month))
  }

  private func averageRow(_ item: String, _ days: ClosedRange<Day>, _ tokens: Int) -> [Sheet.Cell] {
    [
      .text("Average"), .text(item), .day(days.lowerBound), .day(days.upperBound), .integer(tokens), .empty,
      .empty, .empty,
    ]
  }
}
