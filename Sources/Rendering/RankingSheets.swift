import Ledger
import Reports

extension Rankings {
  /// The rankings for people, a sheet each, without those that nobody is in. `time` follows the headings:
  /// " this month".
  func sheets(of time: String = "") -> [Sheet] {
    [("Assistants", assistants), ("Pages", pages), ("Users", users)].compactMap { title, ranking in
      ranking.top.isEmpty ? nil : Sheet(ranking, title: title + time)
    }
  }

  /// The rankings of `days` as records, one a row.
  func records(of days: ClosedRange<Day>) -> [[Sheet.Cell]] {
    [("Assistant", assistants), ("Page", pages), ("User", users)].flatMap { section, ranking in
      ranking.top.map { Sheet.record(section, $0.name, days, $0.count) }
        + (ranking.others.map { [Sheet.record(section, $0, days, ranking.other)] } ?? [])
    }
  }
}

extension Sheet {
  /// The headings of records of several kinds.
  static let recordColumns =
    [Column("Section"), Column("Item"), Column("From"), Column("To")] + countColumns

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
      [
        .text(name, tone: tone), .integer(count.total), .integer(count.requests),
        PerMille(count.total, of: total).map { .share($0) } ?? .empty, .bar(count.total, of: total),
      ]
    }
    let other = ranking.others.map { [row($0, ranking.other, tone: .faint)] } ?? []
    self.init(
      columns: [
        Column(title, overflow: .truncate, minimumWidth: 30), Column("Total Tokens", alignment: .right),
        Column("Requests", alignment: .right), Column("Share", alignment: .right),
        Column("", audience: .terminal),
      ],
      rows: ranking.top.map { row($0.name, $0.count) } + other)
  }
}

extension Ranking {
  /// "7 others"; nil when there are none.
  fileprivate var others: String? {
    otherCount > 0 ? "\(otherCount) \(otherCount == 1 ? "other" : "others")" : nil
  }
}
