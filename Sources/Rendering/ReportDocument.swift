import Ledger
import Reports

/// A period report in JSON, `tokenledger.report/1`.
public struct ReportDocument: Encodable {
  let schema = "tokenledger.report/1"
  let site: SiteIdentity
  let period: String
  let from: String
  let to: String
  let asOf: String
  let reportingPeriod: String
  @OrNull var lastSync: String?
  @OrNull var ledgerSince: String?
  let rows: [Row]
  let totals: CountDocument
  @OrNull var previous: SpanDocument?
  /// Not a key of reports without rankings.
  let top: RankingsDocument?
  let warnings: [String]

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

  /// The document of `report` about `site`.
  public init(_ report: PeriodReport, site: SiteIdentity) {
    self.site = site
    period = report.period.rawValue
    from = report.days.lowerBound.description
    to = report.days.upperBound.description
    asOf = report.asOf.description
    reportingPeriod = report.reportingPeriod.rawValue
    rows = report.rows.map(Row.init)
    totals = CountDocument(report.totals)
    warnings = report.warnings
    top = report.rankings.map(RankingsDocument.init)
    lastSync = report.lastSync?.rfc3339UTC
    ledgerSince = report.ledgerSince?.description
    previous = report.previous.map(SpanDocument.init)
  }
}
