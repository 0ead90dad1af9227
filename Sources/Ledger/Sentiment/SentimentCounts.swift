/// Who wrote a chat message.
package enum Speaker: Int, Sendable {
  /// A visitor of the site.
  case visitor = 1
  /// The chatbot.
  case chatbot = 2
}

/// How many messages there were, by the score that the chatbot gave their sentiment: tenths from −10 to 10.
///
/// 0 is no score: the chatbot found no word that it knows, has not looked yet, or its score was reset.
package struct SentimentCounts: Hashable, Sendable {
  /// The scores that there are.
  package static let scores = -10...10

  private var counts = [Int](repeating: 0, count: scores.count)

  /// No messages.
  package init() {}

  /// The number of messages with a score; what lies outside of ``scores`` counts as the nearest of them.
  package subscript(score score: Int) -> Int {
    get { counts[Self.place(score)] }
    set { counts[Self.place(score)] = newValue }
  }

  /// The number of all messages.
  package var messages: Int { counts.reduce(0, +) }
  /// The number of messages with a score other than 0.
  package var scored: Int { messages - self[score: 0] }

  private static func place(_ score: Int) -> Int {
    min(max(score, scores.lowerBound), scores.upperBound) - scores.lowerBound
  }
}
