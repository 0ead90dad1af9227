import Ledger
import Reports
import Text

/// A bar a period, of a breakdown across periods: what each of at most eight members and all others together had of it.
struct StackedChart {
  /// A part needs this much room for its number.
  private static let room = (width: 9.0, height: 13.0)

  private let parts: ChartParts
  private let across: Breakdown.Across
  private let site: SiteIdentity
  private let plot: BarPlot

  /// Draws the first of `measures`, which has to be one that adds up.
  init(_ breakdown: Breakdown, _ across: Breakdown.Across, _ measures: [Measure], site: SiteIdentity)
    throws(Failure)
  {
    let parts = ChartParts(breakdown, try measures.drawn)
    self.parts = parts
    self.across = across
    self.site = site
    let totals = across.columns.indices.map { column in
      parts.parts.reduce(0 as UInt128) { $0 + parts.drawn(parts.figures($1, in: column, of: across)) }
    }
    plot = BarPlot(across.columns.map(\.label), upTo: totals.max() ?? 0) { number in
      parts.measure.isOfMoney
        ? NumberText.money(Money(Int128(clamping: number), in: parts.currency))
        : NumberText.integer(number, thousands: true)
    }
  }

  /// The chart as an SVG document. Site, days, dimension and figure make its ids.
  var svg: String {
    let breakdown = parts.breakdown
    let days = breakdown.days
    let isMarked = across.columns.contains { !$0.isComplete }
    let legend = ChartLegend(parts, columns: 2, showsFigures: false)
    let notes = ChartNotes(parts.notes, sample: isMarked ? ChartPalette.colors[0].fill : nil)
    let top = BarPlot.labelBaseline + 10
    let baseline = top + legend.height + SVG.lineHeight
    return SVG.document(
      id: parts.id("stacked-\(across.period)", site),
      height: notes.end(from: baseline, without: top + legend.height),
      title: "\(parts.title) by \(across.period.noun) and \(breakdown.dimensionPhrase), "
        + "\(days.lowerBound) to \(days.upperBound)\(breakdown.filterPhrase)",
      description: description,
      plot.axis(of: parts.title) + across.columns.indices.flatMap(bar) + plot.names
        + (parts.emptiness.map { [plot.sentence($0)] } ?? []) + legend.elements(top: top)
        + notes.elements(from: baseline))
  }

  private var description: String {
    let count = across.columns.count
    let incomplete = across.columns.count { !$0.isComplete }
    return
      ([
        "A chart of stacked bars of the \(parts.measure.title.lowercased()) of \(site.phrase): "
          + "\(count) \(count == 1 ? "bar" : "bars"), one a \(across.period.noun). "
          + "From the bottom up, each bar has these parts.",
        parts.emptiness ?? "All together \(parts.whole).",
      ] + parts.parts.map { parts.phrase($0) + "." }
      + (incomplete > 0 ? ["Not complete (\(PeriodReport.incompleteMeaning)): \(incomplete)."] : [])
      + parts.notes).joined(separator: " ")
  }

  /// The parts of a period's bar, from the bottom up.
  private func bar(_ column: Int) -> [String] {
    let period = across.columns[column]
    let figures = parts.parts.map { parts.figures($0, in: column, of: across) }
    let values = figures.map { parts.drawn($0) }
    let sum = values.reduce(0, +)
    guard sum > 0 else { return [] }
    let height = Scale.bottom - plot.top(of: sum)
    let left = plot.centers[column] - plot.barWidth / 2
    var below: UInt128 = 0
    return zip(parts.parts, zip(figures, values)).flatMap { part, entry -> [String] in
      let (figures, value) = entry
      guard value > 0, let figures else { return [] }
      func y(_ value: UInt128) -> Double { Scale.bottom - height * Double(value) / Double(sum) }
      let (top, bottom) = (y(below + value), y(below))
      below += value
      let look = BarLook.attributes(
        isComplete: period.isComplete, hasRoom: plot.barWidth >= 4 && bottom - top >= 4, part.color.fill)
      let words =
        "\(period.label), \(part.name): \(parts.phrase(figures))\(parts.costClause(figures)), "
        + BarLook.state(isComplete: period.isComplete)
      let element = """
        <rect x="\(SVG.number(left))" y="\(SVG.number(top))" width="\(SVG.number(plot.barWidth))" \
        height="\(SVG.number(bottom - top))" fill="\(part.color.fill)"\(look)>\
        <title>\(XMLText.escape(words))</title></rect>
        """
      let hasRoom = plot.barWidth >= Self.room.width && bottom - top >= Self.room.height
      return [element]
        + (hasRoom
          ? [
            ChartParts.mark(
              part, x: plot.centers[column], y: (top + bottom) / 2, isOnColor: period.isComplete)
          ] : [])
    }
  }
}

extension [Measure] {
  /// The one that a chart draws, which is the first.
  ///
  /// - Throws: `Failure` (64) for one whose parts do not add up to a whole.
  var drawn: Measure {
    get throws(Failure) {
      let first = first ?? .totalTokens
      if Measure.shown.contains(first) { return first }
      throw Failure(
        .usage, "a chart cannot show \(first.key), whose parts do not add up",
        advice: "Name another figure first: \(Measure.shown.map(\.key).joined(separator: ", ")).")
    }
  }
}

extension ChartParts {
  /// What the ids of a chart begin with.
  func id(_ kind: String, _ site: SiteIdentity) -> String {
    (["tokenledger-\(site.blogID ?? 1)-\(kind)"] + breakdown.dimensions.map(\.name) + [
      measure.key, "\(breakdown.days.lowerBound)", "\(breakdown.days.upperBound)",
    ]).joined(separator: "-")
  }
}
