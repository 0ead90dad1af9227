/// What is kept of the sentiment of some messages after they have been counted again: nothing that the log has lost since
/// is lost here.
///
///     let recount = SentimentRecount(of: stored, found: found)
///     recount.counts  // to be stored
package struct SentimentRecount<Key: Hashable> {
  /// What is kept from now on.
  package private(set) var counts: [Key: SentimentCounts]
  /// How many messages have lost their scores, though the log still has the messages.
  package private(set) var scoresLost = 0
  /// How many messages have a score now.
  package let scoresFound: Int

  /// Merges what was stored with what the log holds now.
  ///
  /// Where messages are missing, because they were purged or erased, the larger number stays. Where scores are missing,
  /// because the chatbot has reset them, those that were known stay until it has given as many again.
  package init(of stored: [Key: SentimentCounts], found: [Key: SentimentCounts]) {
    scoresFound = found.values.reduce(0) { $0 + $1.scored }
    let isWhole =
      found.values.reduce(0) { $0 + $1.messages } >= stored.values.reduce(0) { $0 + $1.messages }
    // With all messages there, what is not found under a key has been moved to another one.
    counts = isWhole ? found : stored
    for (key, now) in found {
      guard let before = stored[key] else {
        counts[key] = now
        continue
      }
      counts[key] = Self.merged(before, now)
      if now.messages >= before.messages { scoresLost += max(0, before.scored - now.scored) }
    }
  }

  private static func merged(_ before: SentimentCounts, _ now: SentimentCounts) -> SentimentCounts {
    if now.messages >= before.messages && now.scored >= before.scored { return now }
    var merged = now.scored > before.scored ? now : before
    merged[score: 0] = max(before.messages, now.messages) - merged.scored
    return merged
  }
}
