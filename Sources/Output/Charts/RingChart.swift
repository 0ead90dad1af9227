import Glibc
import Ledger
import Reports
import Text

/// A ring of the days of a breakdown: the share of each of at most eight members, and of all others together.
struct RingChart {
  private static let center = (x: 124.0, y: 128.0)
  private static let outer = 112.0
  private static let inner = 62.0
  /// Where the legend begins.
  private static let legendX = 260.0
  /// How much of the ring's middle a part needs for its number.
  private static let room = 13.0

  private let parts: ChartParts
  private let site: SiteIdentity

  /// Draws the first of `measures`, which has to be one that adds up.
  init(_ breakdown: Breakdown, _ measures: [Measure], site: SiteIdentity) throws(Failure) {
    parts = ChartParts(breakdown, try measures.drawn)
    self.site = site
  }

  /// The chart as an SVG document. Site, days, dimension and figure make its ids.
  var svg: String {
    let breakdown = parts.breakdown
    let days = breakdown.days
    let end = Self.center.y + Self.outer + SVG.edge
    let legend = ChartLegend(parts, x: Self.legendX, columns: 1, showsFigures: true)
    let notes = ChartNotes(sentences)
    return SVG.document(
      id: parts.id("share", site), height: notes.end(from: end + SVG.lineHeight, without: end),
      title: "\(parts.title) by \(breakdown.dimensionPhrase), \(days.lowerBound) to \(days.upperBound)"
        + breakdown.filterPhrase,
      description: description,
      (parts.emptiness.map(Self.sentence) ?? slices + middle)
        + legend.elements(top: Self.center.y - legend.height / 2)
        + notes.elements(from: end + SVG.lineHeight))
  }

  private var sentences: [String] {
    (parts.breakdown.isComplete ? [] : ["Not complete: \(PeriodReport.incompleteMeaning)."]) + parts.notes
  }

  private var description: String {
    ([
      "A ring of the \(parts.measure.title.lowercased()) of \(site.phrase). "
        + "From the top clockwise, it has these parts.",
      parts.emptiness ?? "All together \(parts.whole).",
    ] + parts.parts.map { parts.phrase($0) + "." } + sentences).joined(separator: " ")
  }

  /// A sentence in place of the ring.
  private static func sentence(_ text: String) -> [String] {
    let lines = TextLayout.wrap(text, to: 30)
    return lines.enumerated().map { index, line in
      SVG.text(
        line, x: center.x, y: center.y + (Double(index) - Double(lines.count - 1) / 2) * SVG.lineHeight,
        anchor: "middle")
    }
  }

  /// What the ring adds up to, and what it counts, where that fits into its middle.
  private var middle: [String] {
    let texts = [parts.figure(parts.breakdown.totals), parts.title]
    guard texts.allSatisfy({ SVG.width(of: $0) <= Self.inner * 2 - SVG.edge }) else { return [] }
    return texts.enumerated().map { index, text in
      SVG.text(
        text, x: Self.center.x, y: Self.center.y - 4 + Double(index) * SVG.lineHeight, anchor: "middle")
    }
  }

  /// The parts, clockwise from the top.
  private var slices: [String] {
    let values = parts.parts.map { parts.drawn($0.figures) }
    let sum = Double(values.reduce(0, +))
    var before: UInt128 = 0
    return zip(parts.parts, values).flatMap { part, value -> [String] in
      guard value > 0 else { return [] }
      let (start, end) = (turn * Double(before) / sum, turn * Double(before + value) / sum)
      before += value
      let slice =
        "<path d=\"\(Self.path(from: start, to: end))\" fill=\"\(part.color.fill)\">"
        + "<title>\(XMLText.escape(parts.phrase(part)))</title></path>"
      let radius = (Self.outer + Self.inner) / 2
      let place = Self.point(radius, (start + end) / 2)
      return [slice]
        + ((end - start) * radius >= Self.room ? [ChartParts.mark(part, x: place.x, y: place.y)] : [])
    }
  }

  private var turn: Double { 2 * Double.pi }

  /// The outline of the part of the ring between two angles. One that is all of it consists of two halves.
  private static func path(from start: Double, to end: Double) -> String {
    let middle = (start + end) / 2
    func arc(_ radius: Double, to angle: Double, clockwise: Bool) -> String {
      "A\(SVG.number(radius)) \(SVG.number(radius)) 0 0 \(clockwise ? 1 : 0) \(text(point(radius, angle)))"
    }
    func text(_ point: (x: Double, y: Double)) -> String { "\(SVG.number(point.x)) \(SVG.number(point.y))" }
    return [
      "M\(text(point(outer, start)))", arc(outer, to: middle, clockwise: true),
      arc(outer, to: end, clockwise: true), "L\(text(point(inner, end)))",
      arc(inner, to: middle, clockwise: false), arc(inner, to: start, clockwise: false), "Z",
    ].joined()
  }

  /// The point at an angle from the top.
  private static func point(_ radius: Double, _ angle: Double) -> (x: Double, y: Double) {
    (center.x + radius * sin(angle), center.y - radius * cos(angle))
  }
}
