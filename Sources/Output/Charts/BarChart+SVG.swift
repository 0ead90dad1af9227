import Ledger
import Reports
import Text

extension BarChart {
  /// The chart as an SVG document that can stand by itself or inside a page. Site and days make its ids.
  public var svg: String {
    let notes = ChartNotes(
      report.caveats.map { "Warning: \($0)" },
      sample: report.rows.contains { !$0.isComplete } ? Self.color : nil)
    return SVG.document(
      id:
        "tokenledger-\(site.blogID ?? 1)-\(report.period)-\(report.days.lowerBound)-\(report.days.upperBound)",
      height: notes.end(from: BarPlot.nextBaseline, without: BarPlot.labelBaseline + 10), title: title,
      description: description,
      plot.axis(of: Measure.totalTokens.title) + bars.map(Self.element) + plot.names
        + (emptiness.map { [plot.sentence($0)] } ?? []) + notes.elements(from: BarPlot.nextBaseline))
  }

  /// Seen on white and on black alike: 4 to 1 and 5 to 1.
  private static let color = ChartPalette.colors[0].fill

  private var title: String {
    "Tokens by \(report.period.noun), \(report.days.lowerBound) to \(report.days.upperBound)"
  }

  private var description: String {
    var sentences = [
      "A bar chart of the total tokens of \(site.phrase): \(bars.count) \(bars.count == 1 ? "bar" : "bars"), one a "
        + "\(report.period.noun).",
      emptiness ?? "All together \(Self.sentence(report.figures)).",
    ]
    if emptiness == nil, let largest = report.rows.max(by: { $0.count.total < $1.count.total }) {
      sentences.append("The largest bar is \(largest.label): \(Self.sentence(largest.figures)).")
    }
    let count = report.rows.count { !$0.isComplete }
    if count > 0 { sentences.append("Not complete (\(PeriodReport.incompleteMeaning)): \(count).") }
    sentences += report.caveats.map { "Warning: \($0)." }
    return sentences.joined(separator: " ")
  }

  /// What there is to say when there is nothing to see; nil when there is.
  private var emptiness: String? {
    if report.recorded == nil { return "Nothing is recorded yet." }
    return report.totals.total == 0 ? "No total tokens were counted in these days." : nil
  }

  private static func element(_ bar: Bar) -> String {
    let marks = BarLook.attributes(isComplete: bar.row.isComplete, hasRoom: bar.isWide, color)
    let state = BarLook.state(isComplete: bar.row.isComplete)
    return """
      <rect x="\(SVG.number(bar.x))" y="\(SVG.number(bar.y))" width="\(SVG.number(bar.width))" \
      height="\(SVG.number(bar.height))" fill="\(color)"\(marks)>\
      <title>\(XMLText.escape("\(bar.row.label): \(sentence(bar.row.figures)), \(state)"))</title></rect>
      """
  }

  private static func sentence(_ figures: Figures) -> String {
    let count = figures.count
    return "\(NumberText.integer(count.total, thousands: true)) token\(count.total == 1 ? "" : "s"), "
      + "\(NumberText.integer(count.requests, thousands: true)) request\(count.requests == 1 ? "" : "s")"
      + figures.costClause
  }
}

extension SiteIdentity {
  /// Whose figures a chart shows, in its description.
  var phrase: String { "database \(database), tables \(prefix), time zone \(timeZone)" }
}

extension Period {
  /// One of it: "day".
  var noun: String {
    switch self {
    case .daily: "day"
    case .weekly: "week"
    case .monthly: "month"
    case .yearly: "year"
    }
  }
}
