import Ledger
import Reports
import Text

extension BarChart {
  /// The chart as an SVG document that can stand by itself or inside a page: shapes and text alone, no styles, no
  /// scripts, nothing fetched. Text and lines have the colour of the page's text. Site and days make its ids.
  public var svg: String {
    let noteLines = (hasIncomplete ? 1 : 0) + warningLines.count
    let height =
      noteLines > 0
      ? Self.noteBaseline + 12 + Double(noteLines - 1) * Self.noteHeight : Self.labelBaseline + 10
    let id =
      "tokenledger-\(site.blogID ?? 1)-\(report.period)-\(report.days.lowerBound)-\(report.days.upperBound)"
    let lines =
      [
        "<title id=\"\(id)-title\">\(XMLText.escape(title))</title>",
        "<desc id=\"\(id)-desc\">\(XMLText.escape(description))</desc>",
      ] + axis + bars.map(Self.element) + names + notes
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.number(Self.width)) \(Self.number(height))" \
      width="100%" role="img" aria-labelledby="\(id)-title \(id)-desc" fill="currentColor" \
      font-family="system-ui, sans-serif" font-size="\(Self.number(Self.fontSize))">
      \(lines.joined(separator: "\n"))
      </svg>

      """
  }

  /// Seen on white and on black alike: 4 to 1 and 5 to 1.
  private static let color = "#2e86c1"
  /// What a bar has whose period is not complete.
  private static let incomplete = "fill-opacity=\"0.35\" stroke=\"\(color)\" stroke-dasharray=\"3 2\""
  /// The same for a bar too narrow for an outline.
  private static let incompleteNarrow = "fill-opacity=\"0.6\""

  private var hasIncomplete: Bool { report.rows.contains { !$0.isComplete } }

  private var title: String {
    "Tokens by \(report.period.noun), \(report.days.lowerBound) to \(report.days.upperBound)"
  }

  private var description: String {
    var sentences = [
      "A bar chart of the total tokens of database \(site.database), tables \(site.prefix), "
        + "time zone \(site.timeZone): \(bars.count) \(bars.count == 1 ? "bar" : "bars"), one a "
        + "\(report.period.noun).",
      emptiness ?? "All together \(Self.sentence(report.totals)).",
    ]
    if emptiness == nil, let largest = report.rows.max(by: { $0.count.total < $1.count.total }) {
      sentences.append("The largest bar is \(largest.label): \(Self.sentence(largest.count)).")
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

  /// The horizontal lines with their numbers, and what they count.
  private var axis: [String] {
    let left = Self.number(plot.lowerBound)
    let right = Self.number(plot.upperBound)
    return [Self.text("Total Tokens", x: 8, y: 14)]
      + ticks.map { tick in
        let y = Self.number(tick.y)
        return "<line x1=\"\(left)\" y1=\"\(y)\" x2=\"\(right)\" y2=\"\(y)\" stroke=\"currentColor\" "
          + "stroke-opacity=\"\(tick.value == 0 ? "0.7" : "0.2")\" />"
      }
      + ticks.map { tick in
        Self.text(
          NumberText.integer(tick.value, thousands: true), x: plot.lowerBound - 4, y: tick.y + 4,
          anchor: "end")
      }
  }

  /// The periods' names, each with a mark on the axis.
  private var names: [String] {
    let mark = "y1=\"\(Self.number(Self.bottom))\" y2=\"\(Self.number(Self.bottom + 4))\""
    return labels.flatMap { label in
      let x = Self.number(label.center)
      return [
        "<line x1=\"\(x)\" x2=\"\(x)\" \(mark) stroke=\"currentColor\" stroke-opacity=\"0.7\" />",
        Self.text(label.text, x: label.center, y: Self.labelBaseline, anchor: "middle"),
      ]
    }
  }

  private var notes: [String] {
    let middle = (plot.lowerBound + plot.upperBound) / 2
    let empty = emptiness.map {
      [Self.text($0, x: middle, y: (Self.top + Self.bottom) / 2, anchor: "middle")]
    }
    let warning = warningLines.enumerated().map { index, line in
      Self.text(line, x: 8, y: Self.noteBaseline + Double(index + (hasIncomplete ? 1 : 0)) * Self.noteHeight)
    }
    guard hasIncomplete else { return (empty ?? []) + warning }
    let (x, y) = (Self.number(8), Self.number(Self.noteBaseline - 9))
    return (empty ?? []) + [
      "<rect x=\"\(x)\" y=\"\(y)\" width=\"10\" height=\"10\" fill=\"\(Self.color)\" \(Self.incomplete) />",
      Self.text(PeriodReport.incompleteMeaning, x: 24, y: Self.noteBaseline),
    ] + warning
  }

  /// What the answer itself says of its figures, as lines that fit into the drawing.
  private var warningLines: [String] {
    report.caveats.flatMap { TextLayout.wrap("Warning: \($0)", to: 90) }
  }

  private static func element(_ bar: Bar) -> String {
    let marks = bar.row.isComplete ? "" : " " + (bar.isWide ? incomplete : incompleteNarrow)
    let state = bar.row.isComplete ? "complete" : "not complete"
    return """
      <rect x="\(number(bar.x))" y="\(number(bar.y))" width="\(number(bar.width))" \
      height="\(number(bar.height))" fill="\(color)"\(marks)>\
      <title>\(XMLText.escape("\(bar.row.label): \(sentence(bar.row.count)), \(state)"))</title></rect>
      """
  }

  private static func text(_ text: String, x: Double, y: Double, anchor: String = "start") -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(XMLText.escape(text))</text>"
  }

  private static func sentence(_ count: TokenCount) -> String {
    "\(NumberText.integer(count.total, thousands: true)) token\(count.total == 1 ? "" : "s"), "
      + "\(NumberText.integer(count.requests, thousands: true)) request\(count.requests == 1 ? "" : "s")"
  }

  /// A coordinate, rounded to hundredths.
  private static func number(_ value: Double) -> String {
    let (whole, rest) = Int((value * 100).rounded()).quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(whole)" }
    return "\(whole)." + (rest < 10 ? "0\(rest)" : rest.isMultiple(of: 10) ? "\(rest / 10)" : "\(rest)")
  }
}

extension Period {
  /// One of it: "day".
  fileprivate var noun: String {
    switch self {
    case .daily: "day"
    case .weekly: "week"
    case .monthly: "month"
    case .yearly: "year"
    }
  }
}
