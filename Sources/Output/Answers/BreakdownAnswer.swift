import Ledger
import Reports

extension Answer {
  /// A breakdown of `measures` about `site`: a row a combination of members, the others, and the totals. Across periods
  /// tables have a column a period, of the first measure, and all else a record a combination and period. The picture is
  /// of the first measure, too: stacked bars of the periods, or a ring of all together.
  public init(_ breakdown: Breakdown, of measures: [Measure], site: SiteIdentity) {
    self.init(
      "breakdown/1", DocumentHead(site, breakdown.completeness, warnings: breakdown.warnings),
      breakdown.members(measures),
      screen: [
        breakdown.across.map { Sheet(breakdown, across: $0, measures) } ?? Sheet(breakdown, measures)
      ], records: Sheet(breakdown, measures))
    picture = {
      guard let across = breakdown.across else { return try RingChart(breakdown, measures, site: site).svg }
      return try StackedChart(breakdown, across, measures, site: site).svg
    }
  }
}

extension Breakdown {
  /// Its keys in a document.
  fileprivate func members(_ measures: [Measure]) -> JSONObject {
    let members: JSONObject = [
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
    guard let across else { return members }
    let own: JSONObject = [
      "period": .text(across.period.rawValue),
      "periods": .list(
        across.columns.map { column in
          .object([
            "period": .text(column.label), "from": .day(column.days.lowerBound),
            "to": .day(column.days.upperBound), "complete": .flag(column.isComplete),
            "other_count": .integer(column.otherCount),
            "other": column.other.map { figures($0, measures) } ?? .null,
            "totals": column.totals.map { figures($0, measures) } ?? .null,
          ])
        }),
    ]
    return members.merging(own) { $1 }
  }

  private func figures(_ figures: Figures, _ measures: [Measure]) -> JSONValue {
    .object(
      zip(measures, Sheet.cells(figures, measures)).reduce(into: [:]) { $0[$1.0.key] = $1.1.json })
  }

  /// "assistant and weekday".
  var dimensionPhrase: String { dimensions.map(\.name).joined(separator: " and ") }

  /// ", user Mara Ellis or Guests"; empty where nothing was filtered.
  var filterPhrase: String {
    filters.map { filter in
      ", \(filter.dimension.name) \(filter.names.map(\.name).joined(separator: " or "))"
    }.joined()
  }

  /// The others by their number: "7 others", "1 other".
  static func others(_ count: Int) -> String { count == 1 ? "1 other" : "\(count) others" }
}

extension Sheet {
  /// A breakdown: a row a combination of members, with its share of the first figure that adds up.
  fileprivate init(_ breakdown: Breakdown, _ measures: [Measure], showsOthers: Bool = true) {
    let days = breakdown.days
    let isOfMoney = measures.contains(where: \.isOfMoney)
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
    func row(
      _ members: [Cell], _ figures: Figures, combinations: Int = 1, in column: Breakdown.Across.Column? = nil
    ) -> [Cell] {
      let days = column?.days ?? breakdown.days
      return [.optional(column?.label), .day(days.lowerBound), .day(days.upperBound)] + members
        + cells(figures) + [
          .flag(column?.isComplete ?? breakdown.isComplete), .integer(combinations),
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
    // A record of all days, or one of each period with usage.
    let rows: [[Cell]] = breakdown.rows.enumerated().flatMap { place, entry in
      let members = entry.names.flatMap { [Cell.text($0.id), .text($0.name)] }
      guard let across = breakdown.across else { return [row(members, entry.figures)] }
      return across.usedColumns(row: place).compactMap { column in
        across.figures(row: place, column: column).map { row(members, $0, in: across.columns[column]) }
      }
    }
    func others(_ figures: Figures?, _ count: Int, in column: Breakdown.Across.Column? = nil) -> [[Cell]] {
      guard showsOthers, count > 0, let figures else { return [] }
      return [
        row(
          label(Breakdown.others(breakdown.otherCount), tone: .faint), figures, combinations: count,
          in: column)
      ]
    }
    self.init(
      title:
        "By \(breakdown.dimensionPhrase), \(days.lowerBound) … \(days.upperBound)\(breakdown.filterPhrase)"
        + (breakdown.isComplete ? "" : " *"),
      columns: [
        Column("Period", key: "period", audience: breakdown.across == nil ? [] : .programs),
        Column("From", key: "from", audience: .programs), Column("To", key: "to", audience: .programs),
      ] + members
        + Sheet.columns(
          measures, isCostShown: breakdown.totals.cost?.hasPrices ?? false || measures != Measure.shown) + [
          Column("Share", alignment: .right, audience: summed == nil ? [] : .people),
          Column("", audience: summed == nil ? [] : .terminal), Column("Complete", audience: .csv),
          Column("Combinations", audience: .csv),
        ] + (isOfMoney ? Sheet.costColumns : []),
      rows: rows
        + (breakdown.across?.columns.flatMap { others($0.other, $0.otherCount, in: $0) }
          ?? others(breakdown.other, breakdown.otherCount)),
      totals: breakdown.isRecorded
        ? [.empty, .empty, .empty] + label("Total") + Sheet.cells(breakdown.totals, measures) : nil,
      footnotes: breakdown.footnotes(isComplete: breakdown.isComplete, isOfMoney: isOfMoney))
  }
}

extension Breakdown {
  /// What is said below its figures, `isComplete` where none of them has a mark.
  func footnotes(isComplete: Bool, isOfMoney: Bool) -> [String] {
    (isComplete ? [] : ["* " + PeriodReport.incompleteMeaning])
      + (isOfMoney ? totals.cost?.notes ?? [] : [])
      + notes
      + caveats.map { "Warning: \($0)" }
  }
}

extension Sheet.Cell {
  /// A bar of numbers that may be larger than 64 bits hold, of which a bar shows no more than the first digits.
  static func bar(_ part: Int128, of whole: Int128) -> Sheet.Cell {
    let excess = max(0, Int128.bitWidth - max(part, whole, 1).leadingZeroBitCount - 62)
    return .bar(Int(part >> excess), of: Int(max(0, whole) >> excess))
  }
}
