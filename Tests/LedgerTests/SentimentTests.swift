import Ledger
import Testing

struct SentimentTests {
  private func counts(_ scores: [Int: Int]) -> SentimentCounts {
    var counts = SentimentCounts()
    for (score, messages) in scores { counts[score: score] = messages }
    return counts
  }

  @Test("A message is counted by its score, and one with an impossible score by the nearest there is")
  func scores() {
    var sum = SentimentCounts()
    for score in [0, 0, 3, -10, 10, 11, -99] { sum[score: score] += 1 }
    #expect(sum == counts([0: 2, 3: 1, -10: 2, 10: 2]))
    #expect((sum.messages, sum.scored) == (7, 5))
  }

  @Test("Messages are folded by day, assistant, page and speaker, without those that another epoch counted")
  func fold() throws {
    func time(_ text: String) throws -> SiteTime { try #require(SiteTime(text)) }
    var fold = SentimentFold(
      rules: CountingRules(siteNow: try time("2026-11-30 12:00:00")),
      countedUntil: try time("2026-11-01 00:00:00"))
    let shop = Attribution(assistant: Name("asst_1"), page: Name("7"), user: .guest)
    fold.add(.visitor, at: .at(try time("2026-11-01 00:00:00")), score: 5, shop)
    fold.add(.visitor, at: .at(try time("2026-11-01 00:00:01")), score: 5, shop)
    fold.add(.visitor, at: .at(try time("2026-11-01 23:59:59")), score: 0, shop)
    fold.add(.chatbot, at: .at(try time("2026-11-01 23:59:59")), score: -1, shop)
    fold.add(.chatbot, at: .at(try time("2026-11-02 00:00:00")), score: -1, Attribution())
    fold.add(.chatbot, at: .at(try time("2030-01-01 00:00:00")), score: 1, shop)
    fold.add(.chatbot, at: .impossible(.zeroDate, text: "0000-00-00 00:00:00"), score: 1, shop)
    func key(_ day: String, _ attribution: Attribution, _ speaker: Speaker) throws -> SentimentFold.Key {
      SentimentFold.Key(
        day: try #require(Day(day)), assistant: attribution.assistant, page: attribution.page,
        speaker: speaker)
    }
    fold.add(.visitor, at: .at(try time("2026-11-02 00:00:00")), score: nil, shop)
    #expect(
      fold.counts == [
        try key("2026-11-01", shop, .visitor): counts([5: 1, 0: 1]),
        try key("2026-11-01", shop, .chatbot): counts([-1: 1]),
        try key("2026-11-02", Attribution(), .chatbot): counts([-1: 1]),
        try key("2026-11-02", shop, .visitor): counts([0: 1]),
      ])
    #expect(fold.reset == [try key("2026-11-02", shop, .visitor): 1])
  }

  @Test("While the messages are there, what is found replaces what was stored, less scores included")
  func replaced() {
    let stored = ["a": counts([0: 5, 2: 1]), "less": counts([3: 4])]
    let found = ["a": counts([0: 1, 2: 2, -3: 3]), "b": counts([0: 2]), "less": counts([-5: 3, 0: 1])]
    let recount = SentimentRecount(of: stored, found: found, reset: [:])
    #expect(recount.counts == found)
    #expect(recount.scoresLost == 0)
  }

  @Test("What was purged keeps its last counts, and what is left of it may still gain scores")
  func purged() {
    let stored = ["gone": counts([0: 5, 2: 1]), "half": counts([0: 10, 4: 1]), "less": counts([1: 3])]
    let found = [
      "half": counts([0: 1, 4: 1, 5: 2]), "less": counts([1: 1, 0: 1]), "new": counts([0: 10]),
    ]
    let recount = SentimentRecount(of: stored, found: found, reset: ["less": 1])
    #expect(
      recount.counts == [
        "gone": counts([0: 5, 2: 1]), "half": counts([0: 8, 4: 1, 5: 2]), "less": counts([1: 3]),
        "new": counts([0: 10]),
      ])
    // Of messages that are gone nobody can say that they lost their scores.
    #expect(recount.scoresLost == 0)
  }

  @Test("A reset takes nothing away, and is seen; new scores replace the old when there are as many")
  func reset() {
    let stored = ["a": counts([0: 2, 3: 4, -1: 1])]
    let reset = SentimentRecount(of: stored, found: ["a": counts([0: 8])], reset: ["a": 7])
    #expect(reset.counts == ["a": counts([0: 3, 3: 4, -1: 1])])
    #expect(reset.scoresLost == 5)
    let half = SentimentRecount(of: reset.counts, found: ["a": counts([0: 4, 1: 4])], reset: ["a": 3])
    #expect(half.counts == reset.counts)
    #expect(half.scoresLost == 1)
    let all = SentimentRecount(of: half.counts, found: ["a": counts([0: 3, 1: 5])], reset: ["a": 1])
    #expect(all.counts == ["a": counts([0: 3, 1: 5])])
    #expect(all.scoresLost == 0)
  }
}
