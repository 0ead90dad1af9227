import Ledger
import Reports
import Text

/// A bar chart of a period report: where everything stands, in a drawing of fixed size that scales as a whole.
///
///     print(try BarChart(report, site: site).svg, terminator: "")
public struct BarChart: Sendable {
  /// No chart has more bars than this: a page has to hold them all.
  public static let maximumBars = 5_000

  /// A period.
  struct Bar: Equatable {
    let row: PeriodReport.Row
    let x: Double
    let y: Double
    let width: Double
    let height: Double

    /// Whether there is room for an outline.
    var isWide: Bool { width >= 4 }
  }

  let report: PeriodReport
  let site: SiteIdentity
  let plot: BarPlot
  /// The rows, from left to right.
  let bars: [Bar]

  /// Draws `report` about `site`. Throws when it has more than ``maximumBars`` rows.
  package init(_ report: PeriodReport, site: SiteIdentity) throws(Failure) {
    guard report.rows.count <= Self.maximumBars else {
      throw Failure(
        .usage, "the report has \(report.rows.count) rows, more than the \(Self.maximumBars) bars of a chart",
        advice: "Ask for a longer period (--period) or for fewer days (--last, --from, --to).")
    }
    self.report = report
    self.site = site
    let totals = report.rows.map { UInt128(clamping: $0.count.total) }
    let plot = BarPlot(report.rows.map(\.label), upTo: totals.max() ?? 0) {
      NumberText.integer($0, thousands: true)
    }
    self.plot = plot
    bars = report.rows.indices.map { index in
      let top = plot.top(of: totals[index])
      return Bar(
        row: report.rows[index], x: plot.centers[index] - plot.barWidth / 2, y: top, width: plot.barWidth,
        height: Scale.bottom - top)
    }
  }
}
