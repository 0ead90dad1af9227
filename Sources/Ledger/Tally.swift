/// Counts by key. Rows come in runs of one key, an answer's or an hour's: within a run nothing is looked up.
struct Tally<Key: Hashable & Sendable>: Sendable {
  /// The counts.
  private(set) var counts: [Key: TokenCount] = [:]
  /// The key of the last row, and where its count is.
  private var recent: (key: Key, place: Dictionary<Key, TokenCount>.Index)?

  /// Adds to the count of a key.
  ///
  /// - Returns: Whether the key is a new one.
  @discardableResult
  mutating func add(_ count: TokenCount, to key: Key) -> Bool {
    if let recent, recent.key == key {
      counts.values[recent.place] += count
      return false
    }
    let known = counts.count
    counts[key, default: .zero] += count
    recent = counts.index(forKey: key).map { (key, $0) }
    return counts.count > known
  }
}
