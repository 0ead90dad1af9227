import Reports

/// What a page shows at once: a summary, a report with its chart, and the site's health.
public struct Dashboard: Sendable {
  let summary: SummaryReport
  let report: PeriodReport
  let health: HealthReport
  let site: SiteIdentity
  let examined: SiteIdentity?

  /// A dashboard of `site`; `examined` is the site as the health report names it, nil when it could not be read.
  public init(
    summary: SummaryReport, report: PeriodReport, health: HealthReport, site: SiteIdentity,
    examined: SiteIdentity?
  ) {
    self.summary = summary
    self.report = report
    self.health = health
    self.site = site
    self.examined = examined
  }

  /// For people: the summary, the report, and the checks unless all are well.
  var screen: [Sheet] {
    summary.screen(site: site) + [Sheet(report)] + (report.rankings?.sheets() ?? [])
      + (health.level == .ok ? [] : [health.screen])
  }

  /// The records of the summary, then those of the report.
  var records: Sheet {
    let periods = report.recorded == nil ? [] : report.sectionedRecords
    return Sheet(
      columns: Sheet.sectionedColumns, rows: summary.records.rows.map { $0 + [.empty] } + periods)
  }
}

/// A dashboard in JSON, `tokenledger.dashboard/1`: the documents of other commands as they are, and the chart.
struct DashboardDocument<Summary: Encodable, Report: Encodable>: Encodable {
  let schema = "tokenledger.dashboard/1"
  let summary: Summary
  let report: Report
  let doctor: DoctorDocument
  /// The chart as SVG; nil when there is none.
  @OrNull var chart: String? = nil
  /// Why there is no chart.
  @OrNull var chartObstacle: String? = nil

  init(summary: Summary, report: Report, _ dashboard: Dashboard) {
    self.summary = summary
    self.report = report
    doctor = DoctorDocument(dashboard.health, site: dashboard.examined)
    do {
      chart = try BarChart(dashboard.report, site: dashboard.site).svg
    } catch {
      chartObstacle = error.message
    }
  }
}

extension Renderer {
  /// A dashboard.
  public func text(_ dashboard: Dashboard) throws -> String {
    try text(screen: dashboard.screen, records: dashboard.records) {
      DashboardDocument(
        summary: dashboard.summary.document(dashboard.site),
        report: dashboard.report.document(dashboard.site),
        dashboard)
    }
  }
}
