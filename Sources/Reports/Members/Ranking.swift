import Ledger

/// What one assistant, page or user used.
public struct NamedUsage: Equatable, Sendable {
  /// What the log calls it: "asst_abc", "42", "0".
  public let id: String
  /// What people call it: "Support", "Pricing", "Guests".
  public let name: String
  /// What it used and what that cost.
  public let figures: Figures

  /// Its tokens and requests.
  public var count: TokenCount { figures.count }

  /// The usage of one assistant, page or user.
  public init(id: String, name: String, count: TokenCount, cost: Cost? = nil) {
    self.id = id
    self.name = name
    figures = Figures(count, cost: cost)
  }
}

/// The largest users of tokens by total, and what all the others used together.
public struct Ranking: Equatable, Sendable {
  /// The largest, in descending order; equals by requests, then by name and id.
  public let top: [NamedUsage]
  /// How many more there are.
  public let otherCount: Int
  /// What those used together.
  public let other: Figures

  /// Ranks `usage` and keeps the first `limit`; entries without any usage are left out.
  public init(_ usage: [NamedUsage], limit: Int = 5) {
    let ranked = usage.filter { $0.count != .zero }.sorted { left, right in
      Measure.totalTokens.ranks(left.figures, before: right.figures)
        ?? ((left.name, left.id) < (right.name, right.id))
    }
    top = Array(ranked.prefix(limit))
    otherCount = ranked.count - top.count
    let nothing = Figures(cost: ranked.first?.figures.cost.map { Cost($0.edition) })
    other = ranked.dropFirst(limit).reduce(into: nothing) { $0 += $1.figures }
  }
}

extension Measure {
  /// Whether the usage with the higher value of this measure comes first, then that with more total tokens and more
  /// requests; nil where none is higher. What has no value comes last.
  func ranks(_ left: Figures, before right: Figures) -> Bool? {
    func rank(_ figures: Figures) -> Int128 { value(figures)?.rank ?? .min }
    let values = [
      (rank(left), rank(right)), (Int128(left.count.total), Int128(right.count.total)),
      (Int128(left.count.requests), Int128(right.count.requests)),
    ]
    return values.first { $0.0 != $0.1 }.map { $0.0 > $0.1 }
  }
}
