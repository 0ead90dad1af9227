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
  func records(of days: ClosedRange<Day>) -> [[Sheet.Cell]] {
    sides.flatMap { side in
      side.ranking.top.map { Sheet.record(side.dimension.title, $0.name, days, $0.count) }
        + (side.ranking.others.map { [Sheet.record(side.dimension.title, $0, days, side.ranking.other)] }
          ?? [])
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
          return .object(names.merging(named.count.members) { $1 })
        }),
      "other_count": .integer(otherCount), "other": .count(other),
    ]
  }

  /// "7 others"; nil when there are none.
  fileprivate var others: String? {
    otherCount > 0 ? "\(otherCount) \(otherCount == 1 ? "other" : "others")" : nil
  }
}

extension Sheet {
  /// The headings of records of several kinds.
  static let recordColumns =
    [Column("Section"), Column("Item"), Column("From"), Column("To")] + columns(Measure.all)

  /// A record of some days, under those headings.
  static func record(
    _ section: String, _ item: String, _ days: ClosedRange<Day>, _ count: TokenCount
  ) -> [Cell] {
    [.text(section), .text(item), .day(days.lowerBound), .day(days.upperBound)] + cells(count)
  }

  /// A ranking: a row a name, with its share of all, and the others in one.
  fileprivate init(_ ranking: Ranking, title: String) {
    let total = ranking.top.reduce(ranking.other) { $0 + $1.count }.total
    func row(_ name: String, _ count: TokenCount, tone: Tone = .plain) -> [Cell] {
      [.text(name, tone: tone)] + Sheet.cells(count, Measure.brief) + [
        PerMille(count.total, of: total).map { .share($0) } ?? .empty, .bar(count.total, of: total),
      ]
    }
    let other = ranking.others.map { [row($0, ranking.other, tone: .faint)] } ?? []
    self.init(
      columns: [Column(title, overflow: .truncate, minimumWidth: 30)] + Sheet.columns(Measure.brief)
        + [Column("Share", alignment: .right), Column("", audience: .terminal)],
      rows: ranking.top.map { row($0.name, $0.count) } + other)
  }
}
