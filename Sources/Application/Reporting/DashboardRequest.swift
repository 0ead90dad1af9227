import LedgerStore
import Output
import Reports

/// What a page shows at once.
package struct DashboardRequest: Request {
  private let report: ReportRequest
  private let examines: Bool

  /// A summary, a report with its chart and what it is broken down by, and the site's health if that is to be examined.
  package init(report: ReportRequest, examines: Bool) {
    self.report = report
    self.examines = examines
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let source = try report.source(site)
    let (report, breakdown) = try report.report(source, site.listener)
    let quiet = site.listener.quieted
    let summary = try SummaryRequest.report(SummaryRequest.source(site, source.again, listener: quiet), quiet)
    for warning in summary.warnings where !report.warnings.contains(warning) { site.listener.warn(warning) }
    let health = examines ? DoctorRequest.examine(site) : nil
    return Answer(
      summary: summary, report: report, breakdown: breakdown, health: health?.report,
      site: SiteIdentity(site.session, source.facts), examined: health?.site)
  }
}
