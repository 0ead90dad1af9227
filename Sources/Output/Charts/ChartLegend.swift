import Reports

/// The names of a chart's parts, each beside its number on its colour, with its share and, where there is room, its figure.
struct ChartLegend {
  private let parts: ChartParts
  private let columns: Int
  private let x: Double
  private let showsFigures: Bool

  /// A legend right of `x`, in some columns.
  init(_ parts: ChartParts, x: Double = SVG.edge, columns: Int, showsFigures: Bool) {
    (self.parts, self.x, self.columns, self.showsFigures) = (parts, x, columns, showsFigures)
  }

  private static let rowHeight = 20.0
  private static let swatchWidth = 18.0
  private static let gap = 16.0
  private var rows: Int { (parts.parts.count + columns - 1) / columns }

  /// How high it is.
  var height: Double { Double(rows) * Self.rowHeight }

  /// Its elements, from `top` down, and column by column.
  func elements(top: Double) -> [String] {
    let width = (SVG.width - SVG.edge - x - Self.gap * Double(columns - 1)) / Double(columns)
    return parts.parts.enumerated().flatMap { index, part in
      let (column, row) = index.quotientAndRemainder(dividingBy: max(1, rows))
      return entry(
        part, x: x + Double(column) * (width + Self.gap), width: width,
        middle: top + (Double(row) + 0.5) * Self.rowHeight)
    }
  }

  private func entry(_ part: ChartParts.Part, x: Double, width: Double, middle: Double) -> [String] {
    let texts = (showsFigures ? [parts.figure(part.figures)] : []) + [part.share.map(NumberText.share) ?? "–"]
    // From right to left, each as wide as it needs to be.
    var right = x + width
    var elements: [String] = []
    for (index, text) in texts.enumerated().reversed() {
      elements.append(SVG.text(text, x: right, y: middle + 4, anchor: "end"))
      right -=
        max(SVG.width(of: text), index == texts.count - 1 ? SVG.width(of: "100.0 %") : 0) + Self.gap / 2
    }
    let left = x + Self.swatchWidth + 6
    return [
      "<rect x=\"\(SVG.number(x))\" y=\"\(SVG.number(middle - 7))\" width=\"\(SVG.number(Self.swatchWidth))\" "
        + "height=\"14\" fill=\"\(part.color.fill)\" />",
      ChartParts.mark(part, x: x + Self.swatchWidth / 2, y: middle),
      SVG.text(SVG.fitting(part.name, into: right - left), x: left, y: middle + 4),
    ] + elements.reversed()
  }
}
