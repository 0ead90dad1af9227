import Ledger
import Reports

/// The body of a summary in JSON, `tokenledger.summary/2`.
struct SummaryDocument: Encodable {
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
  @OrNull var retention: Retention?
  @OrNull var nextPurge: Purge?
  let notes: [String]

  struct Comparison: Encodable {
    let current: SpanDocument
    @OrNull var compared: SpanDocument?
    @OrNull var previous: SpanDocument?

    init(_ comparison: SummaryReport.Comparison) {
      current = SpanDocument(comparison.current)
      compared = comparison.comparison.current.map(SpanDocument.init)
      previous = comparison.comparison.previous.map(SpanDocument.init)
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
    @OrNull var totalTokens: Int?

    init(_ purge: SummaryReport.Purge) {
      runsOn = purge.runsOn.description
      takesDay = purge.takesDay.description
      totalTokens = purge.count?.total
    }
  }

  init(_ report: SummaryReport) {
    asOf = report.asOf.description
    today = Comparison(report.today)
    month = Comparison(report.month)
    year = Comparison(report.year)
    monthSplit = Split(report.month.current.count.split)
    topAssistants = RankingDocument(report.rankings.assistants)
    topPages = RankingDocument(report.rankings.pages)
    topUsers = RankingDocument(report.rankings.users)
    notes = report.notes
    average = report.average.map(Average.init)
    busiestDay = report.busiestDay.map(BusiestDay.init)
    retention = report.retention.map(Retention.init)
    nextPurge = report.nextPurge.map(Purge.init)
  }
}

extension SummaryReport {
  /// The summary of `site` in JSON.
  public func document(_ site: SiteIdentity) -> some Encodable {
    Document(
      "summary", version: 2, DocumentHead(site, completeness, warnings: warnings), SummaryDocument(self))
  }
}
