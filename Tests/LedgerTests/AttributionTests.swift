import Ledger
import Testing

@Suite struct AttributionTests {
  @Test("An empty text names nothing")
  func empty() {
    #expect(Name("") == nil)
    #expect(Name(nil) == nil)
    #expect(Name(" ")?.text == " ")
  }

  @Test("Names that differ in a byte are two names")
  func bytes() {
    let texts = [
      "Alpha", "alpha", "Alpha ", "Álpha", "A\u{301}lpha", "\u{C1}lpha", "ALPHA", "alpha\u{0}", "alph",
    ]
    // The fourth and the sixth are the same bytes.
    #expect(Set(texts.compactMap { Name($0) }).count == texts.count - 1)
    #expect("\u{E9}" == "e\u{301}", "Swift's strings hold them equal")
    #expect(Name("\u{E9}") != Name("e\u{301}"))
    #expect(Name("\u{E9}") == Name("\u{E9}"))
    #expect(Name("\u{E9}").hashValue == Name("\u{E9}").hashValue)
  }

  @Test("Facts of names that only look the same are kept apart")
  func facts() throws {
    let day = try #require(Day("2026-03-01"))
    let keys = ["\u{E9}", "e\u{301}", "E\u{301}"].map {
      DailyUsage.Key(day: day, attribution: Attribution(assistant: Name($0)))
    }
    #expect(Set(keys).count == 3)
  }
}
