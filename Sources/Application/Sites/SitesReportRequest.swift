import Configuration
import Ledger
import LedgerStore
import Output
import Reports
import Text

/// What several sites used in the same days, each by its own clock.
package struct SitesReportRequest: Sendable {
  /// What is asked about them.
  package struct Question: Sendable {
    let dimensions: [SitesDimension]
    let measures: [Measure]
    let order: Breakdown.Order?
    let isReversed: Bool
    let top: Int?

    /// A question.
    ///
    /// - Parameters:
    ///   - dimensions: What the rows are.
    ///   - measures: The figures to show.
    ///   - order: The order of the rows; nil for the natural one.
    ///   - isReversed: Whether the rows are in the opposite of that order.
    ///   - top: How many rows to show; nil for all.
    package init(
      by dimensions: [SitesDimension], measures: [Measure] = Measure.shown, order: Breakdown.Order? = nil,
      isReversed: Bool = false, top: Int? = nil
    ) {
      self.dimensions = dimensions
      self.measures = measures
      self.order = order
      self.isReversed = isReversed
      self.top = top
    }
  }

  private let question: Question
  private let span: ReportSpan
  private let mode: LedgerSource.Mode
  private let jobs: Int

  /// A report of the days of `span`, with `jobs` sites at once.
  package init(_ question: Question, _ span: ReportSpan, _ mode: LedgerSource.Mode, jobs: Int) {
    self.question = question
    self.span = span
    self.mode = mode
    self.jobs = jobs
  }

  /// What the sites used; the answer has a fault where some failed. It blocks.
  ///
  /// - Throws: `Failure` (64) for what no site can answer.
  package func answer(
    _ listing: SiteListing, _ configuration: ConfigurationFile?, _ listener: Listener
  ) throws -> Answer {
    let own = question.dimensions.compactMap { if case .own(let dimension) = $0 { dimension } else { nil } }
    let asked = BreakdownRequest.Question(
      by: own, measures: question.measures, order: question.order)
    let reader = SitesReader(configuration, jobs: jobs, detail: listener.detail)
    let outcomes = try reader.read(listing.sites) { site in
      try read(site, asked)
    }
    try outcomes.refuseMistakes()
    let warnings = outcomes.warn(listing, listener)
    let report = SitesReport(
      outcomes.sites { $0.readings[0] }, by: question.dimensions, order: question.order,
      isReversed: question.isReversed, by: question.measures.first ?? .totalTokens, top: question.top)
    _ = try report.total.figures?.cost?.checked()
    var answer = Answer(
      report, of: question.measures, identities: outcomes.identities, warnings: warnings)
    answer.fault = outcomes.fault()
    return answer
  }

  /// What a site used by its own dimensions, or all of it where there are none.
  private func read(_ site: OpenSite, _ asked: BreakdownRequest.Question) throws -> SiteAnswer {
    let source = try LedgerSource(
      site.session, mode, prices: asked.asksCost ? site.prices : nil, byModel: asked.asksCost,
      usageOf: { facts, days in
        if asked.dimensions.isEmpty { return nil }
        let window = try span.window(facts, days: days)
        return ([try asked.grouping(of: window)], window.days)
      }, site.listener)
    guard source.snapshot != nil else { throw LedgerSource.nothing }
    let window = try span.window(source.facts, days: source.days)
    let context = try span.context(of: window, source, site.listener)
    let breakdown =
      asked.dimensions.isEmpty
      ? try whole(of: window, source, context) : try asked.breakdown(of: window, source, context)
    return SiteAnswer(
      identity: SiteIdentity(site.session, source.facts), readings: [SiteReading(breakdown)])
  }

  /// All usage of a window as a breakdown by nothing, for which no facts are read.
  private func whole(
    of window: Window, _ source: LedgerSource, _ context: PeriodReport.Context
  ) throws -> Breakdown {
    var context = context
    context.edition = source.pricer?.edition
    let count = source.days.reduce(into: TokenCount.zero) { sum, day in
      if window.days.contains(day.day) { sum += day.count }
    }
    let cost = try source.costs(of: window.days)?.cost(of: window.days).checked()
    return Breakdown(
      window, by: [], usage: [Usage(of: [], Figures(count, cost: cost))], names: [:],
      usageByDay: source.days, context: context)
  }
}
