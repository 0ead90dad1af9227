/// Usage by key. Rows come in runs of one key, an answer's or an hour's: within a run nothing is looked up.
struct Tally<Key: Hashable & Sendable>: Sendable {
  /// The usage.
  private(set) var counts: [Key: UsageSum] = [:]
  /// Where the last key's usage is.
  private var place: Dictionary<Key, UsageSum>.Index?

  /// Adds a row to the usage of a key, which begins a run.
  ///
  /// - Returns: Whether the key is a new one.
  @discardableResult
  mutating func add(_ row: UsageSum, to key: Key) -> Bool {
    place = counts.index(forKey: key)
    if let place {
      counts.values[place] += row
      return false
    }
    counts[key] = row
    place = counts.index(forKey: key)
    return true
  }

  /// Adds a row to the usage of the last key, if there was one.
  mutating func addToRun(_ row: UsageSum) {
    if let place { counts.values[place] += row }
  }
}
