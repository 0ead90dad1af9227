import Ledger
import Reports

extension Sheet {
  /// The headings of the figures, everywhere the same.
  static let countColumns = [
    Column("Total Tokens", alignment: .right), Column("Prompt Tokens", alignment: .right),
    Column("Completion Tokens", alignment: .right), Column("Requests", alignment: .right),
  ]

  /// The figures in the order of their headings.
  static func cells(_ count: TokenCount) -> [Cell] {
    [.integer(count.total), .integer(count.prompt), .integer(count.completion), .integer(count.requests)]
  }

  /// A period report: a row a period, the totals, and the change against the same window before.
  public init(_ report: PeriodReport) {
    let isMarked = report.rows.contains { !$0.isComplete }
    let largest = report.rows.map(\.count.total).max() ?? 0
    let mark = isMarked ? [Column("", audience: .people)] : []
    self.init(
      columns: [Column("Date")] + mark + Sheet.countColumns + [Column("", audience: .terminal)],
      rows: report.rows.map { row in
        let mark: [Cell] = isMarked ? [row.isComplete ? .empty : .text("*")] : []
        return [.text(row.label)] + mark + Sheet.cells(row.count) + [.bar(row.count.total, of: largest)]
      },
      totals: [.text("Total")] + (isMarked ? [.empty] : []) + Sheet.cells(report.totals) + [.empty],
      footnotes: [isMarked ? Sheet.explanation : nil, Sheet.change(report)].compactMap(\.self))
  }

  /// What the mark beside a row means.
  private static let explanation = "* " + PeriodReport.incompleteness

  /// A sentence on the change against the window before; nil when there is no window before.
  private static func change(_ report: PeriodReport) -> String? {
    guard let previous = report.previous else { return nil }
    let (first, last) = (previous.days.lowerBound, previous.days.upperBound)
    guard let recorded = report.recorded, recorded.lowerBound <= last else {
      return "Nothing is recorded from \(first) to \(last) to compare with."
    }
    guard let change = PerMille(changeFrom: previous.count.total, to: report.totals.total) else {
      return "No tokens were used from \(first) to \(last) to compare with."
    }
    let limit = previous.isRecorded ? "" : ", recorded only from \(recorded.lowerBound)"
    return "\(NumberText.change(change)) against \(first) … \(last)\(limit)"
  }

  /// The daily export: a row a day. An empty ledger has the headings alone.
  public init(_ export: DailyExport) {
    self.init(
      columns: [Column("Date")] + Sheet.countColumns,
      rows: export.days.map { [.day($0.day)] + Sheet.cells($0.count) })
  }
}

extension PeriodReport {
  /// What it means that a period is not complete.
  static let incompleteness = "still running, begun before the ledger, or cut short by the days asked for"

  /// The report as records, one a period; none of an empty ledger. Rankings make them records of several kinds.
  var records: Sheet {
    let sheet = Sheet(self)
    let columns = rankings == nil ? sheet.columns : Sheet.recordColumns
    if recorded == nil { return Sheet(columns: columns, rows: []) }
    guard let rankings else { return sheet }
    return Sheet(
      columns: columns,
      rows: rows.map { Sheet.record("Period", $0.label, $0.days, $0.count) } + rankings.records(of: days))
  }
}
