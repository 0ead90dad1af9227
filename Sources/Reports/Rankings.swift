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
  /// What the chatbot logs for a page of another site.
  private static let remoteWidget = Name("999999").map { Member.name($0) }

  /// The usage of a member with the best name there is for it.
  fileprivate init(_ usage: Usage, by dimension: Dimension, names: [Member: String]) {
    let member = usage.members.first ?? .none
    let known = names[member]
    let name: String? =
      switch member {
      case .none: "No \(dimension.title.lowercased())"
      case .user(.guest): "Guests"
      case .user(.erased): "Erased users"
      case .user(.everyone): "All users"
      default: dimension == .page && member == Self.remoteWidget && known == nil ? "Remote widget" : known
      }
    self.init(
      id: member.id, name: name.flatMap { $0.isEmpty ? nil : $0 } ?? member.id, count: usage.count)
  }
}
