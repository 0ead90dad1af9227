import Ledger
import Reports

extension Answer {
  /// A period report about `site`: a row a period, the totals, the change against the same window before, and rankings
  /// where they were asked for. The CSV of an empty ledger is the header alone. The picture is a bar chart.
  public init(_ report: PeriodReport, site: SiteIdentity) {
    self.init(
      "report/2", DocumentHead(site, report.completeness, warnings: report.warnings), report.members,
      screen: [Sheet(report)] + (report.rankings?.sheets() ?? []), records: report.records)
    picture = { try BarChart(report, site: site).svg }
  }
}

extension PeriodReport {
  /// Its keys in a document; `top` is one of reports with rankings alone.
  fileprivate var members: JSONObject {
    var members: JSONObject = [
      "period": .text(period.rawValue), "from": .day(days.lowerBound), "to": .day(days.upperBound),
      "as_of": .day(asOf), "reporting_period": .text(reportingPeriod.rawValue),
      "ledger_since": .day(ledgerSince), "rows": .list(Sheet(self).objects.map { .object($0) }),
      "totals": .object(figures.members), "compared": .span(comparison.current),
      "previous": .span(comparison.previous), "notes": .texts(notes),
    ]
    if let rankings { members["top"] = .object(rankings.members()) }
    return members
  }
}

extension Sheet {
  /// A period report: a row a period, the totals, and the change against the same window before.
  public init(_ report: PeriodReport) {
    let isMarked = report.rows.contains { !$0.isComplete }
    let largest = report.rows.map(\.count.total).max() ?? 0
    self.init(
      columns: [
        Column("Date", key: "period"), Column("From", key: "from", audience: .json),
        Column("To", key: "to", audience: .json), Column("", audience: isMarked ? .people : []),
      ] + Sheet.columns(Measure.shown, isCostShown: report.figures.cost?.hasPrices ?? false) + [
        Column("Complete", key: "complete", audience: .programs), Column("", audience: .terminal),
      ] + Sheet.costColumns,
      rows: report.rows.map { row in
        [
          .text(row.label), .day(row.days.lowerBound), .day(row.days.upperBound),
          row.isComplete ? .empty : .text("*"),
        ] + Sheet.cells(row.figures, Measure.shown) + [
          .flag(row.isComplete), .bar(row.count.total, of: largest),
        ] + Sheet.costCells(row.figures.cost)
      },
      totals: [.text("Total"), .empty, .empty, .empty] + Sheet.cells(report.figures, Measure.shown),
      footnotes: [isMarked ? Sheet.explanation : nil, Sheet.change(report)].compactMap(\.self)
        + (report.figures.cost?.notes ?? []) + report.notes + report.caveats.map { "Warning: \($0)" })
  }

  /// What the mark beside a row means.
  private static let explanation = "* " + PeriodReport.incompleteMeaning

  /// A sentence on the change against the window before; nil when there is no window before.
  private static func change(_ report: PeriodReport) -> String? {
    guard let days = report.comparison.previous?.days ?? report.previousDays else { return nil }
    let before = "\(days.lowerBound) … \(days.upperBound)"
    switch report.comparison {
    case .absent: return nil
    case .impossible(let obstacle): return "Not compared with \(before): \(obstacle.reason)."
    case .spans(_, let previous):
      let before = before + previous.untilPhrase
      guard let recorded = report.recorded, recorded.lowerBound <= days.upperBound else {
        return "Nothing is recorded for \(before) to compare with."
      }
      guard previous.isRecorded else {
        return "Not compared with \(before): it is recorded only from \(recorded.lowerBound)."
      }
      guard let change = report.comparison.change else {
        return "No tokens were used in \(before) to compare with."
      }
      return "\(NumberText.change(change)) against \(before)"
    }
  }

  /// The daily export: a row a day, with what it cost if that was asked. An empty ledger has the headings alone.
  public init(_ export: DailyExport, withCost: Bool = false) {
    self.init(
      columns: [Column("Date")] + Sheet.columns(Measure.all) + (withCost ? Sheet.costColumns : []),
      rows: export.days.map { entry in
        var row: [Cell] = [.day(entry.day)]
        row.reserveCapacity(1 + Measure.all.count + (withCost ? Sheet.costColumns.count : 0))
        row.append(entry.count)
        if withCost { row.appendCost(export.costs?.cost(of: entry.day...entry.day)) }
        return row
      })
  }
}

extension Sheet {
  /// The daily exports of several sites: the columns of one site's, and behind them what each site is called and whose it is.
  public init(
    _ exports: [(site: String, client: String?, days: DailyExport)], withCost: Bool
  ) {
    let own = exports.map { Sheet($0.days, withCost: withCost) }
    let columns = own.first?.columns ?? Sheet(DailyExport(), withCost: withCost).columns
    self.init(
      columns: columns + [Column("Site"), Column("Client")],
      rows: zip(exports, own).flatMap { export, sheet in
        sheet.rows.map { $0 + [.text(export.site), .optional(export.client)] }
      })
  }
}

extension PeriodReport {
  /// What it means that a period is not complete.
  static let incompleteMeaning =
    "still running, not fully counted, begun before the ledger, or shown in part"

  /// The report as records, one a period; none of an empty ledger. Rankings make them records of several kinds.
  var records: Sheet {
    guard rankings == nil else {
      return Sheet(columns: Sheet.sectionedColumns, rows: recorded == nil ? [] : sectionedRecords)
    }
    let sheet = Sheet(self)
    return recorded == nil ? Sheet(columns: sheet.columns, rows: []) : sheet
  }

  /// The periods and the rankings under the headings of several kinds of records.
  var sectionedRecords: [[Sheet.Cell]] {
    (rows.map { Record("Period", $0.label, $0.days, $0.figures, isComplete: $0.isComplete) }
      + (rankings?.records(of: days) ?? [])).map { $0.cells(saysComplete: true) }
  }
}

extension Sheet {
  /// The headings of records of several kinds, of which those of periods say whether they are complete.
  static let sectionedColumns = Record.columns(saysComplete: true)
}

extension SpanUsage {
  /// " until 14:00" for a span that ends within its last day; else nothing.
  var untilPhrase: String { until.map { " until \($0.hourText)" } ?? "" }
}

extension SiteTime {
  /// "14:00".
  var hourText: String { String(description.dropFirst(11).prefix(5)) }
}

extension SpanComparison.Obstacle {
  /// Why, as the end of a sentence.
  var reason: String {
    switch self {
    case .neverSynced: "no sync has reached the end of the log yet"
    case .notCounted(let since): "what was logged since \(since) is not counted yet"
    case .noHourOver: "no hour of it is over yet"
    case .hoursUnknown(let day): "the hours of \(day) are not known"
    }
  }

  /// A short form of the reason.
  var shortReason: String {
    switch self {
    case .neverSynced: "no complete sync yet"
    case .notCounted: "not counted yet"
    case .noHourOver: "no hour is over yet"
    case .hoursUnknown: "hours not known"
    }
  }
}
