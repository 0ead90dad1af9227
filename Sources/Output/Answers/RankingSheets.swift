import Ledger
import Reports

extension Rankings {
  /// The rankings for people, a sheet each, without those that nobody is in. `time` follows the headings:
  /// " this month".
  func sheets(of time: String = "") -> [Sheet] {
    sides.compactMap { side in
      side.ranking.top.isEmpty ? nil : Sheet(side.ranking, title: side.dimension.plural + time)
    }
  }

  /// The rankings of `days` as records, one a row.
  func records(of days: ClosedRange<Day>) -> [Record] {
    sides.flatMap { side in
      side.ranking.top.map { Record(side.dimension.title, $0.name, days, $0.figures) }
        + (side.ranking.others.map { [Record(side.dimension.title, $0, days, side.ranking.other)] } ?? [])
    }
  }

  /// The rankings in a document, by the dimensions' keys after `prefix`.
  func members(_ prefix: String = "") -> JSONObject {
    sides.reduce(into: [:]) { $0[prefix + $1.dimension.key] = .object($1.ranking.members) }
  }
}

extension Ranking {
  /// The largest, and the sum of the others, in a document.
  fileprivate var members: JSONObject {
    [
      "largest": .list(
        top.map { named in
          let names: JSONObject = ["id": .text(named.id), "name": .text(named.name)]
          return .object(names.merging(named.figures.members) { $1 })
        }),
      "other_count": .integer(otherCount), "other": .object(other.members),
    ]
  }

  /// "7 others"; nil when there are none.
  fileprivate var others: String? {
    otherCount > 0 ? "\(otherCount) \(otherCount == 1 ? "other" : "others")" : nil
  }
}

/// A record among others of several kinds, for spreadsheets.
struct Record {
  private let section: String
  private let item: String
  private let days: ClosedRange<Day>
  private let figures: [Sheet.Cell]
  private let cost: Cost?
  private let isComplete: Bool?

  /// What some days used.
  init(
    _ section: String, _ item: String, _ days: ClosedRange<Day>, _ figures: Figures, isComplete: Bool? = nil
  ) {
    (self.section, self.item, self.days, self.isComplete) = (section, item, days, isComplete)
    (self.figures, cost) = (Sheet.cells(figures.count), figures.cost)
  }

  /// One figure of some days, in the column of total tokens.
  init(_ section: String, _ item: String, _ days: ClosedRange<Day>, total: Int) {
    (self.section, self.item, self.days, isComplete) = (section, item, days, nil)
    (figures, cost) = (Measure.all.map { $0 == .totalTokens ? .integer(total) : .empty }, nil)
  }

  /// The headings.
  static func columns(saysComplete: Bool) -> [Sheet.Column] {
    ["Section", "Item", "From", "To"].map { Sheet.Column($0) } + Sheet.columns(Measure.all)
      + (saysComplete ? [Sheet.Column("Complete")] : []) + Sheet.costColumns
  }

  /// The cells under those headings.
  func cells(saysComplete: Bool) -> [Sheet.Cell] {
    [.text(section), .text(item), .day(days.lowerBound), .day(days.upperBound)] + figures
      + (saysComplete ? [isComplete.map { .flag($0) } ?? .empty] : []) + Sheet.costCells(cost)
  }
}

extension Sheet {
  /// A ranking: a row a name, with its share of all, and the others in one.
  fileprivate init(_ ranking: Ranking, title: String) {
    let all = ranking.top.reduce(ranking.other) { $0 + $1.figures }
    let (measures, total) = (Measure.brief, all.count.total)
    func row(_ name: String, _ figures: Figures, tone: Tone = .plain) -> [Cell] {
      [.text(name, tone: tone)] + Sheet.cells(figures, measures) + [
        PerMille(figures.count.total, of: total).map { .share($0) } ?? .empty,
        .bar(figures.count.total, of: total),
      ]
    }
    let other = ranking.others.map { [row($0, ranking.other, tone: .faint)] } ?? []
    self.init(
      columns: [Column(title, overflow: .truncate, minimumWidth: 30)]
        + Sheet.columns(measures, isCostShown: all.cost?.hasPrices ?? false)
        + [Column("Share", alignment: .right), Column("", audience: .terminal)],
      rows: ranking.top.map { row($0.name, $0.figures) } + other)
  }
}
