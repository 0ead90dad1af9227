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
      "from": .day(days.lowerBound), "to": .day(days.upperBound), "as_of": .day(asOf),
      "complete": .flag(isComplete), "ledger_since": .day(ledgerSince),
      "rows": .list(Sheet(self, measures, showsOthers: false).objects.map { .object($0) }),
      "other_count": .integer(otherCount), "other": figures(other, measures),
      "totals": figures(totals, measures), "notes": .texts(notes),
    ]
  }

  private func figures(_ count: TokenCount, _ measures: [Measure]) -> JSONValue {
    .object(
      measures.reduce(into: [:]) { members, measure in members[measure.key] = .integer(measure.value(count)) }
    )
  }

  /// "7 others".
  fileprivate var others: String { "\(otherCount) \(otherCount == 1 ? "other" : "others")" }
}

extension Sheet {
  /// A breakdown: a row a combination of members, with its share of the first figure that adds up.
  fileprivate init(_ breakdown: Breakdown, _ measures: [Measure], showsOthers: Bool = true) {
    let days = breakdown.days
    let summed = measures.first { measure in Measure.all.contains { $0.key == measure.key } }
    let whole = summed.flatMap { $0.value(breakdown.totals) } ?? 0
    func figures(_ count: TokenCount) -> [Cell] {
      let part = summed.flatMap { $0.value(count) } ?? 0
      return Sheet.cells(count, measures) + [
        PerMille(part, of: whole).map { .share($0) } ?? .empty, .bar(max(0, part), of: max(0, whole)),
      ]
    }
    func row(_ members: [Cell], _ count: TokenCount, combinations: Int = 1) -> [Cell] {
      [.day(days.lowerBound), .day(days.upperBound)] + members + figures(count) + [
        .flag(breakdown.isComplete), .integer(combinations),
      ]
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
      title: "By \(names), \(days.lowerBound) … \(days.upperBound)\(breakdown.isComplete ? "" : " *")",
      columns: [
        Column("From", key: "from", audience: .programs), Column("To", key: "to", audience: .programs),
      ] + members + Sheet.columns(measures) + [
        Column("Share", alignment: .right, audience: summed == nil ? [] : .people),
        Column("", audience: summed == nil ? [] : .terminal), Column("Complete", audience: .csv),
        Column("Combinations", audience: .csv),
      ],
      rows: breakdown.rows.map { entry in
        row(entry.names.flatMap { [.text($0.id), .text($0.name)] }, entry.count)
      } + others,
      totals: breakdown.isRecorded
        ? [.empty, .empty] + label("Total") + Sheet.cells(breakdown.totals, measures) + [
          .empty, .empty, .empty, .empty,
        ] : nil,
      footnotes: (breakdown.isComplete ? [] : ["* " + PeriodReport.incompleteMeaning]) + breakdown.notes
        + breakdown.caveats.map { "Warning: \($0)" })
  }
}
