import Ledger

/// Who used most of the tokens of some days, seen from each of ``Dimension/ranked``.
public struct Rankings: Equatable, Sendable {
  /// One of the dimensions, and its largest members.
  public struct Side: Equatable, Sendable {
    /// The dimension.
    public let dimension: Dimension
    /// Its largest members.
    public let ranking: Ranking
  }

  /// The rankings, in the order in which all formats show them.
  public let sides: [Side]

  /// Ranks the usage of each dimension and keeps the first `limit`; the usage of all is that of the same days.
  public init(_ usage: [Dimension: [NamedUsage]] = [:], limit: Int = 5) {
    sides = Dimension.ranked.map { Side(dimension: $0, ranking: Ranking(usage[$0] ?? [], limit: limit)) }
  }

  /// The same of usage by member; `names` are those that WordPress or the chatbot has for members.
  public init(_ usage: [Dimension: [Usage]], names: [Dimension: [Member: String]], limit: Int) {
    let named = usage.map { dimension, usage in
      (dimension, usage.map { NamedUsage($0, by: dimension, names: names[dimension] ?? [:]) })
    }
    self.init(Dictionary(named) { $1 }, limit: limit)
  }
}

extension NamedUsage {
  /// The usage of a member with the best name there is for it.
  fileprivate init(_ usage: Usage, by dimension: Dimension, names: [Member: String]) {
    let name = MemberName(usage.members.first ?? .none, of: dimension, names: names)
    self.init(id: name.id, name: name.name, count: usage.count, cost: usage.figures.cost)
  }
}
