import Ledger
import Reports

extension Sheet {
  /// A breakdown across periods for people: a row a combination, a column a period, and the sums of both.
  ///
  /// - Parameters:
  ///   - breakdown: The breakdown.
  ///   - across: What each row used in each period.
  ///   - measures: The figures, of which a table has room for the first.
  init(_ breakdown: Breakdown, across: Breakdown.Across, _ measures: [Measure]) {
    let measures = Array(measures.prefix(1))
    func row(_ members: [Cell], _ parts: [Figures?], _ whole: Figures) -> [Cell] {
      members + parts.flatMap { $0.map { Sheet.cells($0, measures) } ?? [.empty] }
        + Sheet.cells(whole, measures)
    }
    func label(_ text: String, tone: Tone = .plain) -> [Cell] {
      [.text(text, tone: tone)] + breakdown.dimensions.dropFirst().map { _ in .empty }
    }
    let places = across.columns.indices
    let isMarked = across.columns.contains { !$0.isComplete }
    self.init(
      title: "\(measures.map(\.title).joined()) by \(breakdown.dimensionPhrase), "
        + "\(breakdown.days.lowerBound) … \(breakdown.days.upperBound)\(breakdown.filterPhrase)",
      columns: breakdown.dimensions.map { Column($0.title, overflow: .truncate) }
        + across.columns.map {
          Column($0.label + ($0.isComplete ? "" : " *"), alignment: .right, isExpendable: true)
        } + [Column("Total", alignment: .right)],
      rows: breakdown.rows.enumerated().map { place, entry in
        row(
          entry.names.map { .text($0.name) }, places.map { across.figures(row: place, column: $0) },
          entry.figures)
      }
        + (breakdown.otherCount > 0
          ? [
            row(
              label(Breakdown.others(breakdown.otherCount), tone: .faint), across.columns.map(\.other),
              breakdown.other)
          ] : []),
      totals: breakdown.isRecorded
        ? row(label("Total"), across.columns.map(\.totals), breakdown.totals) : nil,
      footnotes: breakdown.footnotes(
        isComplete: !isMarked, isOfMoney: measures.contains(where: \.isOfMoney)),
      keepsNewest: true)
  }
}
