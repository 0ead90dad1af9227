import Reports
import Text

/// What is written below a chart: what an incomplete bar looks like, and sentences.
struct ChartNotes {
  /// The colour that the sample of an incomplete bar has; nil where there is none.
  private let sample: String?
  private let lines: [String]

  /// Sentences, as lines that fit into the drawing, below a sample of an incomplete bar in a colour.
  init(_ sentences: [String], sample: String? = nil) {
    self.sample = sample
    lines = sentences.flatMap { TextLayout.wrap($0, to: 90) }
  }

  private var count: Int { lines.count + (sample == nil ? 0 : 1) }

  /// The end of a drawing whose notes begin at a baseline, and that ends at `other` without any.
  func end(from baseline: Double, without other: Double) -> Double {
    count > 0 ? baseline + 12 + Double(count - 1) * SVG.lineHeight : other
  }

  /// Their elements, from a baseline down.
  func elements(from baseline: Double) -> [String] {
    let first =
      sample.map { color in
        [
          "<rect x=\"\(SVG.number(SVG.edge))\" y=\"\(SVG.number(baseline - 9))\" width=\"10\" height=\"10\" "
            + "fill=\"\(color)\" \(BarLook.incomplete(color)) />",
          SVG.text(PeriodReport.incompleteMeaning, x: 24, y: baseline),
        ]
      } ?? []
    return first
      + lines.enumerated().map { index, line in
        SVG.text(
          line, x: SVG.edge, y: baseline + Double(index + (sample == nil ? 0 : 1)) * SVG.lineHeight)
      }
  }
}

/// How a bar shows whether its period is complete.
enum BarLook {
  /// The attributes of a bar or a part of one: a complete one has none, another is lighter, with an outline where there is
  /// room for it.
  static func attributes(isComplete: Bool, hasRoom: Bool, _ color: String) -> String {
    isComplete ? "" : " " + (hasRoom ? incomplete(color) : "fill-opacity=\"0.6\"")
  }

  /// Those of a bar of an incomplete period that has room for an outline.
  static func incomplete(_ color: String) -> String {
    "fill-opacity=\"0.35\" stroke=\"\(color)\" stroke-dasharray=\"3 2\""
  }

  /// "complete", or that it is not.
  static func state(isComplete: Bool) -> String { isComplete ? "complete" : "not complete" }
}
