import Ledger
import Reports

extension Answer {
  /// A breakdown of `measures` about `site`: a row a combination of members, the others, and the totals.
  public init(_ breakdown: Breakdown, of measures: [Measure], site: SiteIdentity) {
    self.init(
      "breakdown/1", DocumentHead(site, breakdown.completeness, warnings: breakdown.warnings),
      breakdown.members(measures), screen: [Sheet(breakdown, measures)],
      records: Sheet(breakdown, measures))
  }
}

extension Breakdown {
  /// Its keys in a document.
  fileprivate func members(_ measures: [Measure]) -> JSONObject {
    [
      "by": .texts(dimensions.map(\.name)), "measures": .texts(measures.map(\.key)),
      "filters": .object(
        filters.reduce(into: [:]) { members, filter in
          members[filter.dimension.name] = .list(
            filter.names.map { .object(["id": .text($0.id), "name": .text($0.name)]) })
        }),
      "from": .day(days.lowerBound), "to": .day(days.upperBound), "as_of": .day(asOf),
      "complete": .flag(isComplete), "ledger_since": .day(ledgerSince),
      "rows": .list(Sheet(self, measures, showsOthers: false).objects.map { .object($0) }),
      "other_count": .integer(otherCount), "other": figures(other, measures),
      "totals": figures(totals, measures), "notes": .texts(notes),
    ]
  }

  private func figures(_ figures: Figures, _ measures: [Measure]) -> JSONValue {
    .object(
      zip(measures, Sheet.cells(figures, measures)).reduce(into: [:]) { $0[$1.0.key] = $1.1.json })
  }

  /// ", user Mara Ellis or Guests"; empty where nothing was filtered.
  fileprivate var filterPhrase: String {
    filters.map { filter in
      ", \(filter.dimension.name) \(filter.names.map(\.name).joined(separator: " or "))"
    }.joined()
  }

  /// "7 others".
  fileprivate var others: String { "\(otherCount) \(otherCount == 1 ? "other" : "others")" }
}

extension Sheet {
  /// A breakdown: a row a combination of members, with its share of the first figure that adds up.
  fileprivate init(_ breakdown: Breakdown, _ measures: [Measure], showsOthers: Bool = true) {
    let days = breakdown.days
    let isOfMoney = measures.contains { $0 == .cost || $0 == .costPerRequest }
    let summed = measures.first { Measure.shown.contains($0) }
    let whole = summed?.value(breakdown.totals)?.rank ?? 0
    func cells(_ figures: Figures) -> [Cell] {
      let known = summed?.value(figures)?.rank
      let part = max(0, known ?? 0)
      return Sheet.cells(figures, measures) + [
        known.flatMap { _ in PerMille(part, of: whole) }.map { .share($0) } ?? .empty,
        Cell.bar(part, of: whole),
      ]
    }
    func row(_ members: [Cell], _ figures: Figures, combinations: Int = 1) -> [Cell] {
      [.day(days.lowerBound), .day(days.upperBound)] + members + cells(figures) + [
        .flag(breakdown.isComplete), .integer(combinations),
      ] + (isOfMoney ? Sheet.costCells(figures.cost) : [])
    }
    let members = breakdown.dimensions.flatMap { dimension in
      [
        Column("\(dimension.title) ID", key: "id", in: dimension.name, audience: .programs),
        Column(dimension.title, key: "name", in: dimension.name, overflow: .truncate),
      ]
    }
    func label(_ text: String, tone: Tone = .plain) -> [Cell] {
      [.empty, .text(text, tone: tone)] + Array(repeating: .empty, count: members.count - 2)
    }
    let others =
      showsOthers && breakdown.otherCount > 0
      ? [row(label(breakdown.others, tone: .faint), breakdown.other, combinations: breakdown.otherCount)] : []
    let names = breakdown.dimensions.map(\.name).joined(separator: " and ")
    self.init(
      title: "By \(names), \(days.lowerBound) … \(days.upperBound)\(breakdown.filterPhrase)"
        + (breakdown.isComplete ? "" : " *"),
      columns: [
        Column("From", key: "from", audience: .programs), Column("To", key: "to", audience: .programs),
      ] + members
        + Sheet.columns(
          measures, isCostShown: breakdown.totals.cost?.hasPrices ?? false || measures != Measure.shown) + [
          Column("Share", alignment: .right, audience: summed == nil ? [] : .people),
          Column("", audience: summed == nil ? [] : .terminal), Column("Complete", audience: .csv),
          Column("Combinations", audience: .csv),
        ] + (isOfMoney ? Sheet.costColumns : []),
      rows: breakdown.rows.map { entry in
        row(entry.names.flatMap { [.text($0.id), .text($0.name)] }, entry.figures)
      } + others,
      totals: breakdown.isRecorded
        ? [.empty, .empty] + label("Total") + Sheet.cells(breakdown.totals, measures) : nil,
      footnotes: (breakdown.isComplete ? [] : ["* " + PeriodReport.incompleteMeaning])
        + (isOfMoney ? breakdown.totals.cost?.notes ?? [] : [])
        + breakdown.notes
        + breakdown.caveats.map { "Warning: \($0)" })
  }
}

extension Sheet.Cell {
  /// A bar of numbers that may be larger than 64 bits hold, of which a bar shows no more than the first digits.
  fileprivate static func bar(_ part: Int128, of whole: Int128) -> Sheet.Cell {
    let excess = max(0, Int128.bitWidth - max(part, whole, 1).leadingZeroBitCount - 62)
    return .bar(Int(part >> excess), of: Int(max(0, whole) >> excess))
  }
}
