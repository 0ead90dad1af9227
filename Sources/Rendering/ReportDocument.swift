import Ledger
import Reports

/// The body of a period report in JSON, `tokenledger.report/2`.
struct ReportDocument: Encodable {
  let period: String
  let from: String
  let to: String
  let asOf: String
  let reportingPeriod: String
  @OrNull var ledgerSince: String?
  let rows: [Row]
  let totals: CountDocument
  @OrNull var compared: SpanDocument?
  @OrNull var previous: SpanDocument?
  /// Not a key of reports without rankings.
  let top: RankingsDocument?
  let notes: [String]

  struct Row: Encodable {
    let period: String
    let from: String
    let to: String
    let totalTokens: Int
    let promptTokens: Int
    let completionTokens: Int
    let requests: Int
    let complete: Bool

    init(_ row: PeriodReport.Row) {
      period = row.label
      from = row.days.lowerBound.description
      to = row.days.upperBound.description
      totalTokens = row.count.total
      promptTokens = row.count.prompt
      completionTokens = row.count.completion
      requests = row.count.requests
      complete = row.isComplete
    }
  }

  init(_ report: PeriodReport) {
    period = report.period.rawValue
    from = report.days.lowerBound.description
    to = report.days.upperBound.description
    asOf = report.asOf.description
    reportingPeriod = report.reportingPeriod.rawValue
    rows = report.rows.map(Row.init)
    totals = CountDocument(report.totals)
    notes = report.notes
    top = report.rankings.map(RankingsDocument.init)
    ledgerSince = report.ledgerSince?.description
    compared = report.comparison.current.map(SpanDocument.init)
    previous = report.comparison.previous.map(SpanDocument.init)
  }
}

extension PeriodReport {
  /// The report about `site` in JSON.
  public func document(_ site: SiteIdentity) -> some Encodable {
    Document(
      "report", version: 2, DocumentHead(site, completeness, warnings: warnings), ReportDocument(self))
  }
}
