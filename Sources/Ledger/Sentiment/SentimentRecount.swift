/// What is kept of the sentiment of some messages after they have been counted again: nothing that the log has lost since
/// is lost here.
package struct SentimentRecount<Key: Hashable> {
  /// What is kept from now on.
  package private(set) var counts: [Key: SentimentCounts]
  /// How many messages have lost their scores by a reset.
  package private(set) var scoresLost = 0

  /// Merges what was stored with what the log holds now.
  ///
  /// Where messages are missing, because they were purged or erased, the larger number stays. Where scores are missing
  /// because they were reset, those that were known stay until the chatbot has given as many again.
  ///
  /// - Parameters:
  ///   - stored: What was stored.
  ///   - found: What the log holds.
  ///   - reset: How many of the found messages without a score have had theirs reset.
  package init(of stored: [Key: SentimentCounts], found: [Key: SentimentCounts], reset: [Key: Int]) {
    counts = stored
    for (key, now) in found {
      guard let before = stored[key] else {
        counts[key] = now
        continue
      }
      let reset = reset[key] ?? 0
      if now.messages >= before.messages && (reset == 0 || now.scored >= before.scored) {
        counts[key] = now
        continue
      }
      var merged = now.scored > before.scored ? now : before
      merged[score: 0] = max(before.messages, now.messages) - merged.scored
      counts[key] = merged
      if now.messages >= before.messages { scoresLost += min(reset, before.scored - now.scored) }
    }
  }
}
