/// Folds chat messages into counts by day, page, assistant and speaker.
///
/// A message's day is that of its time as stored, also where another clock is declared for old rows: the chatbot scores
/// messages only since it stamps them by the site's clock.
package struct SentimentFold: Sendable {
  /// What messages are counted by.
  package struct Key: Hashable, Sendable {
    /// The day.
    package let day: Day
    /// The assistant that answered; nil for the plain chat.
    package let assistant: Name?
    /// The page; nil where none was logged.
    package let page: Name?
    /// Who wrote them.
    package let speaker: Speaker

    /// Messages of a speaker to or from an assistant on a page on a day.
    package init(day: Day, assistant: Name?, page: Name?, speaker: Speaker) {
      (self.day, self.assistant, self.page, self.speaker) = (day, assistant, page, speaker)
    }
  }

  /// The messages that were counted.
  package private(set) var counts: [Key: SentimentCounts] = [:]
  /// How many of those without a score have had theirs reset.
  package private(set) var reset: [Key: Int] = [:]

  /// The latest time of a message that was counted, as stored.
  package private(set) var latest: SiteTime?

  private let rules: CountingRules
  private let countedUntil: SiteTime?

  /// An empty fold of messages that an epoch of the log counts: those up to `countedUntil` were there before it.
  package init(rules: CountingRules, countedUntil: SiteTime? = nil) {
    (self.rules, self.countedUntil) = (rules, countedUntil)
  }

  /// Looks at one message; `score` is in tenths, nil where it was reset. One whose date no token row would count by is
  /// left out.
  package mutating func add(_ speaker: Speaker, at time: RowTime, score: Int?, _ attribution: Attribution) {
    guard let time = time.stored, rules.rejection(of: time) == nil else { return }
    if let countedUntil, time <= countedUntil { return }
    let key = Key(
      day: time.day, assistant: attribution.assistant, page: attribution.page, speaker: speaker)
    counts[key, default: SentimentCounts()][score: score ?? 0] += 1
    if score == nil { reset[key, default: 0] += 1 }
    latest = max(latest ?? time, time)
  }
}
