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

  /// A round number of tokens on the vertical axis.
  struct Tick: Equatable {
    let value: UInt
    let y: Double
  }

  /// A period's name below its bar.
  struct Label: Equatable {
    let text: String
    /// The middle of the bar and of the text.
    let center: Double
  }

  let report: PeriodReport
  let site: SiteIdentity
  /// The rows, from left to right.
  let bars: [Bar]
  /// Round numbers from 0 to the first that no bar exceeds.
  let ticks: [Tick]
  /// The names that there is room for, from left to right; the last period is always named.
  let labels: [Label]
  /// Where bars can stand.
  let plot: ClosedRange<Double>

  /// Draws `report` about `site`. Throws when it has more than ``maximumBars`` rows.
  package init(_ report: PeriodReport, site: SiteIdentity) throws(Failure) {
    guard report.rows.count <= Self.maximumBars else {
      throw Failure(
        .usage, "the report has \(report.rows.count) rows, more than the \(Self.maximumBars) bars of a chart",
        advice: "Ask for a longer period (--period) or for fewer days (--last, --from, --to).")
    }
    self.report = report
    self.site = site
    let totals = report.rows.map { UInt(clamping: $0.count.total) }
    let values = Self.ticks(upTo: totals.max() ?? 0)
    ticks = values.map { Tick(value: $0, y: Self.y(of: $0, upTo: values.last)) }

    let names = report.rows.map(\.label)
    let widest = names.map(Self.width).max() ?? 0
    plot = Self.plot(
      ticks: values.map { Self.width(of: NumberText.integer($0, thousands: true)) }.max() ?? 0,
      label: widest, bars: names.count)
    let pitch = (plot.upperBound - plot.lowerBound) / Double(max(1, names.count))
    let centers = names.indices.map { [plot] in plot.lowerBound + (Double($0) + 0.5) * pitch }
    // At least as wide as an eye can see, if need be over its neighbour's place.
    let width = min(max(pitch * 0.8, 0.75), 72)
    bars = names.indices.map { index in
      let top = min(Self.y(of: totals[index], upTo: values.last), Self.bottom - (totals[index] > 0 ? 1 : 0))
      return Bar(
        row: report.rows[index], x: centers[index] - width / 2, y: top, width: width,
        height: Self.bottom - top)
    }
    let every = max(1, Int(((widest + Self.gap) / pitch).rounded(.up)))
    labels = names.indices.filter { (names.count - 1 - $0).isMultiple(of: every) }.map { index in
      Label(text: names[index], center: centers[index])
    }
  }
}

// MARK: Measures, in the units of a drawing that is 640 wide

extension BarChart {
  static let width = 640.0
  static let fontSize = 12.0
  /// Where the largest tick stands, below the axis's name.
  static let top = 28.0
  /// Where the bars stand.
  static let bottom = 248.0
  /// The baselines of the names below the bars, and of the note below those.
  static let labelBaseline = bottom + 18
  static let noteBaseline = bottom + 40
  /// How far a note is below the one before.
  static let noteHeight = 16.0
  private static let edge = 8.0
  /// What is left free between two names, at least.
  private static let gap = 4.0

  /// The width of a number or of a period's name in any usual typeface without serifs: an estimate from above.
  static func width(of text: String) -> Double {
    text.reduce(0) { width, character in
      let ems =
        switch character {
        case "0"..."9": 0.64
        case "-": 0.46
        case ",": 0.37
        default: 1.0
        }
      return width + ems * fontSize
    }
  }

  /// The bars' place: right of the axis's numbers, and so that the first and the last name fit into the drawing.
  private static func plot(ticks: Double, label: Double, bars: Int) -> ClosedRange<Double> {
    let half = label / 2
    let beside = max(edge + ticks + gap, half)
    let pitch = (width - edge - beside) / Double(max(1, bars))
    return beside...width - (half > edge + pitch / 2 ? half : edge)
  }

  /// Steps of 1, 2 or 5 times a power of ten, at most five of them, from 0 to `largest` or just above it.
  static func ticks(upTo largest: UInt) -> [UInt] {
    guard largest > 0 else { return [0] }
    let powers = sequence(first: 1 as UInt) { $0 <= UInt.max / 100 ? $0 * 10 : nil }
    let steps = powers.lazy.flatMap { [$0, 2 * $0, 5 * $0] }
    let step = steps.first { (largest - 1) / $0 < 5 } ?? largest
    return (0...(largest - 1) / step + 1).map { $0 * step }
  }

  private static func y(of value: UInt, upTo highest: UInt?) -> Double {
    guard let highest, highest > 0 else { return bottom }
    return bottom - (bottom - top) * Double(value) / Double(highest)
  }
}
