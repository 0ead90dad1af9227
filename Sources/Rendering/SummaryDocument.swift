import Ledger
import Reports

/// A summary in JSON, `tokenledger.summary/1`.
public struct SummaryDocument: Encodable {
  let schema = "tokenledger.summary/1"
  let site: SiteIdentity
  let asOf: String
  let today: Comparison
  let month: Comparison
  let year: Comparison
  @OrNull var average: Average?
  @OrNull var busiestDay: BusiestDay?
  let monthSplit: Split
  let topAssistants: RankingDocument
  let topPages: RankingDocument
  let topUsers: RankingDocument
  @OrNull var lastSync: String?
  @OrNull var retention: Retention?
  @OrNull var nextPurge: Purge?
  let warnings: [String]

  struct Comparison: Encodable {
    let current: SpanDocument
    @OrNull var previous: SpanDocument?

    init(_ comparison: SummaryReport.Comparison) {
      current = SpanDocument(comparison.current)
      previous = comparison.previous.map(SpanDocument.init)
    }
  }

  struct Average: Encodable {
    let from: String
    let to: String
    let tokensPerDay: Int
    @OrNull var tokensPerRequest: Int?

    init(_ average: SummaryReport.Average) {
      from = average.days.lowerBound.description
      to = average.days.upperBound.description
      tokensPerDay = average.tokensPerDay
      tokensPerRequest = average.tokensPerRequest
    }
  }

  struct BusiestDay: Encodable {
    let day: String
    let totalTokens: Int
    let promptTokens: Int
    let completionTokens: Int
    let requests: Int

    init(_ usage: DayUsage) {
      day = usage.day.description
      totalTokens = usage.count.total
      promptTokens = usage.count.prompt
      completionTokens = usage.count.completion
      requests = usage.count.requests
    }
  }

  struct Split: Encodable {
    let promptTokens: Int
    let completionTokens: Int
    let otherTokens: Int

    init(_ split: TokenSplit) {
      promptTokens = split.prompt
      completionTokens = split.completion
      otherTokens = split.other
    }
  }

  struct Retention: Encodable {
    let logging: Bool
    @OrNull var daysKept: Int?

    init(_ retention: SummaryReport.Retention) {
      logging = retention.isLogging
      daysKept = retention.daysKept
    }
  }

  struct Purge: Encodable {
    let runsOn: String
    let takesDay: String
    let totalTokens: Int

    init(_ purge: SummaryReport.Purge) {
      runsOn = purge.runsOn.description
      takesDay = purge.takesDay.description
      totalTokens = purge.count.total
    }
  }

  /// The document of `report` about `site`.
  public init(_ report: SummaryReport, site: SiteIdentity) {
    self.site = site
    asOf = report.asOf.description
    today = Comparison(report.today)
    month = Comparison(report.month)
    year = Comparison(report.year)
    monthSplit = Split(report.month.current.count.split)
    topAssistants = RankingDocument(report.rankings.assistants)
    topPages = RankingDocument(report.rankings.pages)
    topUsers = RankingDocument(report.rankings.users)
    warnings = report.warnings
    average = report.average.map(Average.init)
    busiestDay = report.busiestDay.map(BusiestDay.init)
    lastSync = report.lastSync?.description
    retention = report.retention.map(Retention.init)
    nextPurge = report.nextPurge.map(Purge.init)
  }
}
