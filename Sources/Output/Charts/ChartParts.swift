import Ledger
import Reports

/// The colours of a chart's parts.
enum ChartPalette {
  /// The colours in their order, each with what is written on it. All are seen on white and on black alike, at least 3 to
  /// 1. Neighbours differ in how light they are, so that they can be told apart without colours.
  static let colors: [Color] = [
    ("#2e86c1", "#000"), ("#c47f00", "#000"), ("#2a7d4f", "#fff"), ("#e0559b", "#000"),
    ("#6a5acd", "#fff"), ("#16a085", "#000"), ("#a0522d", "#fff"), ("#7f9a1e", "#000"),
  ]
  /// Those of all others together.
  static let others: Color = ("#6b7078", "#fff")

  /// A colour and what is written on it.
  typealias Color = (fill: String, ink: String)
}

/// What a chart of a breakdown has parts for: those with most of a figure, and all others together.
struct ChartParts {
  /// A part, which has the same number and colour wherever it is.
  struct Part {
    let number: Int
    let name: String
    let color: ChartPalette.Color
    /// What it used.
    let figures: Figures
    /// Its share of what is known; nil where its figure is not.
    let share: PerMille?
    /// The rows that it consists of.
    fileprivate let rows: [Int]
    fileprivate let isOfOthers: Bool
  }

  /// A chart has no more parts than this beside the others.
  static let most = ChartPalette.colors.count

  let breakdown: Breakdown
  /// The figure that is drawn.
  let measure: Measure
  /// The parts, in the order of the breakdown's rows; those of the others last.
  let parts: [Part]

  /// The parts of a breakdown.
  init(_ breakdown: Breakdown, _ measure: Measure) {
    self.breakdown = breakdown
    self.measure = measure
    func value(_ place: Int) -> Int128 { measure.value(breakdown.rows[place].figures)?.rank ?? -1 }
    let places = breakdown.rows.indices
    let largest = Set(places.sorted { (value($0), $1) > (value($1), $0) }.prefix(Self.most))
    let rest = places.filter { !largest.contains($0) }
    let whole = measure.value(breakdown.totals)?.rank ?? 0
    func share(_ figures: Figures) -> PerMille? {
      measure.value(figures).flatMap { PerMille(max(0, $0.rank), of: whole) }
    }
    var parts = places.filter(largest.contains).enumerated().map { index, place in
      let row = breakdown.rows[place]
      return Part(
        number: index + 1, name: row.names.map(\.name).joined(separator: ", "),
        color: ChartPalette.colors[index], figures: row.figures, share: share(row.figures), rows: [place],
        isOfOthers: false)
    }
    let otherCount = rest.count + breakdown.otherCount
    if otherCount > 0 {
      let figures = rest.reduce(breakdown.other) { $0 + breakdown.rows[$1].figures }
      parts.append(
        Part(
          number: parts.count + 1, name: Breakdown.others(otherCount), color: ChartPalette.others,
          figures: figures, share: share(figures), rows: rest, isOfOthers: true))
    }
    self.parts = parts
  }

  /// What a part used in a period; nil where nobody knows.
  func figures(_ part: Part, in column: Int, of across: Breakdown.Across) -> Figures? {
    let start = part.isOfOthers ? across.columns[column].other : nil
    return part.rows.reduce(start) { sum, row in
      guard let figures = across.figures(row: row, column: column) else { return sum }
      return sum.map { $0 + figures } ?? figures
    }
  }

  /// The currency of amounts of money.
  var currency: Currency { breakdown.totals.cost?.edition?.currency ?? .usd }

  /// How much of some figures is drawn: nothing of what is not known, or less than nothing.
  func drawn(_ figures: Figures?) -> UInt128 {
    UInt128(clamping: figures.flatMap { measure.value($0)?.rank } ?? 0)
  }

  /// Some figures without their unit: "12,345", "≥ 0.31", "–" where they are not known.
  func figure(_ figures: Figures) -> String {
    switch measure.value(figures) {
    case .number(let number): NumberText.grouped(number)
    case .cost(let cost): cost.text
    case .amount(let amount): NumberText.money(amount)
    case nil: "–"
    }
  }

  /// Some figures in words: "12,345 total tokens", "≥ 0.31 USD".
  func phrase(_ figures: Figures) -> String {
    let title = measure.title.lowercased()
    guard let value = measure.value(figures) else { return "\(title) not known" }
    let isOne = value == .number(1) && title.hasSuffix("s")
    return
      "\(figure(figures)) \(measure.isOfMoney ? currency.code : isOne ? String(title.dropLast()) : title)"
  }

  /// The cost behind other figures, as ``Figures/costClause``.
  func costClause(_ figures: Figures) -> String { measure.isOfMoney ? "" : figures.costClause }

  /// A part with its figure, its share and what it cost, as a sentence without its end.
  func phrase(_ part: Part) -> String {
    "\(part.name): \(phrase(part.figures))\(part.share.map { ", \(NumberText.share($0))" } ?? "")"
      + costClause(part.figures)
  }

  /// All figures, with what they cost.
  var whole: String { phrase(breakdown.totals) + costClause(breakdown.totals) }

  /// What there is to say when there is nothing to see; nil when there is.
  var emptiness: String? {
    if !breakdown.isRecorded { return "Nothing is recorded for these days." }
    if parts.contains(where: { drawn($0.figures) > 0 }) { return nil }
    if measure == .cost {
      return measure.value(breakdown.totals) == nil
        ? "Nothing here has a price." : "The usage of these days cost nothing."
    }
    return "No \(measure.title.lowercased()) were counted in these days."
  }

  /// Sentences about what the drawing does not show.
  var notes: [String] {
    let isOfMoney = measure.isOfMoney
    let lacksPrices = isOfMoney && !(breakdown.totals.cost?.unpriced.isEmpty ?? true)
    return breakdown.footnotes(isComplete: true, isOfMoney: isOfMoney)
      + (lacksPrices ? ["What has no price is not drawn."] : [])
  }

  /// What the axis or the ring counts: "Total Tokens", "Cost in USD".
  var title: String { measure.title + (measure.isOfMoney ? " in \(currency.code)" : "") }

  /// The number of a part, where there is room for it.
  static func mark(_ part: Part, x: Double, y: Double, isOnColor: Bool = true) -> String {
    SVG.text("\(part.number)", x: x, y: y + 4, anchor: "middle", fill: isOnColor ? part.color.ink : nil)
  }
}

extension Figures {
  /// What it cost, behind other figures of a sentence: ", ≥ 0.31 USD"; empty where nothing has a price.
  var costClause: String {
    guard let cost, cost.hasPrices, let currency = cost.amount?.currency else { return "" }
    return ", \(cost.text) \(currency.code)"
  }
}
