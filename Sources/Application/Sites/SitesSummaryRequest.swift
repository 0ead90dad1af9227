import Configuration
import Output
import Reports

/// Today, this month and this year of several sites, each by its own clock.
package struct SitesSummaryRequest: Sendable {
  private let mode: LedgerSource.Mode
  private let jobs: Int

  /// A summary of the figures that `mode` names, with `jobs` sites at once.
  package init(_ mode: LedgerSource.Mode, jobs: Int) {
    self.mode = mode
    self.jobs = jobs
  }

  /// What the sites used; the answer has a fault where some failed. It blocks.
  package func answer(
    _ listing: SiteListing, _ configuration: ConfigurationFile?, _ listener: Listener
  ) throws -> Answer {
    let reader = SitesReader(configuration, jobs: jobs, detail: listener.detail)
    let outcomes = try reader.read(listing.sites) { site in
      let source = try SummaryRequest.source(site, mode)
      guard source.snapshot != nil else { throw LedgerSource.nothing }
      let report = try SummaryRequest.report(source, site.listener)
      return SiteAnswer(
        identity: SiteIdentity(site.session, source.facts),
        readings: [report.today, report.month, report.year].map { SiteReading($0, of: report) })
    }
    let warnings = outcomes.warn(listing, listener)
    let reports = (0..<3).map { part in SitesReport(outcomes.sites { $0.readings[part] }) }
    for report in reports { _ = try report.total.figures?.cost?.checked() }
    var answer = Answer(
      today: reports[0], month: reports[1], year: reports[2], identities: outcomes.identities,
      warnings: warnings)
    answer.fault = outcomes.fault()
    return answer
  }
}
