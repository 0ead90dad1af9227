/// Where bars of periods stand, each above its name: the scale beside them, and the names that there is room for.
struct BarPlot {
  /// A period's name below its bar.
  struct Label: Equatable {
    let text: String
    /// The middle of the bar and of the text.
    let center: Double
  }

  /// The baseline of the names below the bars.
  static let labelBaseline = Scale.bottom + 18
  /// The baseline of what is below those.
  static let nextBaseline = Scale.bottom + 40
  /// What is left free between two names, at least.
  private static let gap = 4.0

  let scale: Scale
  /// Where bars can stand.
  let span: ClosedRange<Double>
  /// The bars' middles, from left to right.
  let centers: [Double]
  /// How wide each bar is.
  let barWidth: Double
  /// The names that there is room for, from left to right; the last period is always named.
  let labels: [Label]
  private let numbers: [String]

  /// A plot of a bar for each of `names`, up to `largest`; `number` is how a number of the axis looks.
  init(_ names: [String], upTo largest: UInt128, number: (UInt128) -> String) {
    scale = Scale(upTo: largest)
    numbers = scale.ticks.map { number($0.value) }
    let widest = names.map(SVG.width).max() ?? 0
    span = Self.span(ticks: numbers.map(SVG.width).max() ?? 0, label: widest, bars: names.count)
    let pitch = (span.upperBound - span.lowerBound) / Double(max(1, names.count))
    centers = names.indices.map { [span] in span.lowerBound + (Double($0) + 0.5) * pitch }
    // At least as wide as an eye can see, if need be over its neighbour's place.
    barWidth = min(max(pitch * 0.8, 0.75), 72)
    let every = max(1, Int(((widest + Self.gap) / pitch).rounded(.up)))
    labels = names.indices.filter { (names.count - 1 - $0).isMultiple(of: every) }.map { [centers] index in
      Label(text: names[index], center: centers[index])
    }
  }

  /// Right of the axis's numbers, and so that the first and the last name fit into the drawing.
  private static func span(ticks: Double, label: Double, bars: Int) -> ClosedRange<Double> {
    let half = label / 2
    let beside = max(SVG.edge + ticks + gap, half)
    let pitch = (SVG.width - SVG.edge - beside) / Double(max(1, bars))
    return beside...SVG.width - (half > SVG.edge + pitch / 2 ? half : SVG.edge)
  }

  /// Where a bar of this height ends; any usage can be seen.
  func top(of value: UInt128) -> Double { min(scale.y(of: value), Scale.bottom - (value > 0 ? 1 : 0)) }

  /// A sentence in the middle, in place of bars.
  func sentence(_ text: String) -> String {
    SVG.text(
      text, x: (span.lowerBound + span.upperBound) / 2, y: (Scale.top + Scale.bottom) / 2, anchor: "middle")
  }

  /// The horizontal lines with their numbers, and what they count.
  func axis(of title: String) -> [String] {
    let left = SVG.number(span.lowerBound)
    let right = SVG.number(span.upperBound)
    return [SVG.text(title, x: SVG.edge, y: 14)]
      + scale.ticks.map { tick in
        let y = SVG.number(tick.y)
        return "<line x1=\"\(left)\" y1=\"\(y)\" x2=\"\(right)\" y2=\"\(y)\" stroke=\"currentColor\" "
          + "stroke-opacity=\"\(tick.value == 0 ? "0.7" : "0.2")\" />"
      }
      + zip(scale.ticks, numbers).map { tick, number in
        SVG.text(number, x: span.lowerBound - Self.gap, y: tick.y + 4, anchor: "end")
      }
  }

  /// The periods' names, each with a mark on the axis.
  var names: [String] {
    let mark = "y1=\"\(SVG.number(Scale.bottom))\" y2=\"\(SVG.number(Scale.bottom + 4))\""
    return labels.flatMap { label in
      let x = SVG.number(label.center)
      return [
        "<line x1=\"\(x)\" x2=\"\(x)\" \(mark) stroke=\"currentColor\" stroke-opacity=\"0.7\" />",
        SVG.text(label.text, x: label.center, y: Self.labelBaseline, anchor: "middle"),
      ]
    }
  }
}
