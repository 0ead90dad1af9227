/// Counts by key. Rows come in runs of one key, an answer's or an hour's: within a run nothing is looked up.
struct Tally<Key: Hashable & Sendable>: Sendable {
  /// The counts.
  private(set) var counts: [Key: TokenCount] = [:]
  /// Where the last key's count is.
  private var place: Dictionary<Key, TokenCount>.Index?

  /// Adds to the count of a key, which begins a run.
  ///
  /// - Returns: Whether the key is a new one.
  @discardableResult
  mutating func add(_ count: TokenCount, to key: Key) -> Bool {
    place = counts.index(forKey: key)
    if let place {
      counts.values[place] += count
      return false
    }
    counts[key] = count
    place = counts.index(forKey: key)
    return true
  }

  /// Adds to the count of the last key, if there was one.
  mutating func addToRun(_ count: TokenCount) {
    if let place { counts.values[place] += count }
  }
}
