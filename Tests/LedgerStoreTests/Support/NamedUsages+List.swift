import Ledger
import LedgerStore

extension NamedUsages {
  /// The members of a dimension with their names and their usage as `figure` has it, by the latter.
  func list(_ dimension: Dimension, _ figure: KeyPath<TokenCount, Int> = \.prompt) -> [String] {
    (usage[dimension] ?? []).sorted { $0.count[keyPath: figure] < $1.count[keyPath: figure] }.map { usage in
      let member = usage.members.first ?? .none
      return "\(member.id)|\(names[dimension]?[member] ?? "-")|\(usage.count[keyPath: figure])"
    }
  }
}
