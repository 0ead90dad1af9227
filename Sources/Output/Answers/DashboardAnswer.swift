import Ledger
import Reports

extension Answer {
  /// What a page shows at once: a summary, a report with its chart, and the site's health. Its document holds those of
  /// other commands as they are.
  ///
  /// - Parameters:
  ///   - summary: The summary.
  ///   - report: The report.
  ///   - breakdown: What the report's days are broken down by; nil where nobody asked.
  ///   - health: The health report, for people shown unless all is well; nil when it was left out.
  ///   - site: The site.
  ///   - examined: The site as the health report names it; nil when it could not be read.
  public init(
    summary: SummaryReport, report: PeriodReport, breakdown: Breakdown? = nil, health: HealthReport?,
    site: SiteIdentity, examined: SiteIdentity?
  ) {
    let (summed, reported) = (Answer(summary, site: site), Answer(report, site: site))
    let broken = breakdown.map { Answer($0, of: Measure.shown, site: site) }
    let examination = health.map { Answer($0, site: examined, isMarkup: false) }
    let isWell = health.map { $0.level == .ok } ?? true
    self.init(
      "dashboard/1", nil,
      [
        "summary": try summed.document(), "report": try reported.document(),
        "doctor": try examination?.document() ?? .null,
        "measures": .list(
          Measure.all.map {
            .object(["key": .text($0.key), "title": .text($0.title), "brief": .flag($0.isBrief)])
          }),
      ].merging((report.figures.cost ?? Cost()).gaps) { $1 }.merging(report.chart(of: site)) { $1 }
        .merging(try broken?.membersOfDashboard() ?? [:]) { $1 },
      screen: summed.screen() + reported.screen() + (broken?.screen() ?? [])
        + (isWell ? [] : examination?.screen() ?? []),
      records: Sheet(
        columns: Sheet.sectionedColumns,
        rows: summary.list.map { $0.cells(saysComplete: true) }
          + (report.recorded == nil ? [] : report.sectionedRecords)))
  }
}

extension Answer {
  /// The keys of a breakdown: its document and its picture.
  fileprivate func membersOfDashboard() throws -> JSONObject {
    ["breakdown": try document(), "share_chart": .text(try picture?())]
  }
}

extension PeriodReport {
  /// The chart as SVG, and why there is none.
  fileprivate func chart(of site: SiteIdentity) -> JSONObject {
    do {
      return ["chart": .text(try BarChart(self, site: site).svg), "chart_obstacle": .null]
    } catch {
      return ["chart": .null, "chart_obstacle": .text(error.message)]
    }
  }
}
