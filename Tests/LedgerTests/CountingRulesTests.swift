import Ledger
import Testing

@Suite struct CountingRulesTests {
  @Test(
    "A text of 1 to 12 digits is its number",
    arguments: [
      ("0", 0), ("00", 0), ("7", 7), ("000000000012", 12), ("999999999999", 999_999_999_999),
      ("100000000000", 100_000_000_000),
    ])
  func counts(_ text: String, _ tokens: Int) throws {
    #expect(try CountingRules.tokens(Array(text.utf8)).get() == tokens)
  }

  @Test(
    "Any other text is rejected with its reason",
    arguments: [
      ("", .emptyText), ("Array", .notANumber), ("1e3", .notANumber), ("1,234", .notANumber),
      ("-5", .notANumber), ("+5", .notANumber), (" 12", .notANumber), ("12 ", .notANumber),
      ("12\n", .notANumber), ("12.0", .notANumber), ("0x1F", .notANumber), ("NULL", .notANumber),
      ("１２", .notANumber), ("٣٤", .notANumber), ("1\u{0}2", .notANumber), ("999999999999x", .notANumber),
      ("1000000000000", .tooLarge), ("0000000000012", .tooLarge), ("9999999999999", .tooLarge),
      (String(repeating: "9", count: 29), .tooLarge), (String(repeating: "9", count: 65_535), .tooLarge),
    ] as [(String, RejectionReason)])
  func rejects(_ text: String, _ reason: RejectionReason) {
    #expect(CountingRules.tokens(Array(text.utf8)) == .failure(reason))
  }

  @Test("The characters that are read of a text decide as the whole text does")
  func limit() {
    for text in [
      "999999999999", "1000000000000", String(repeating: "9", count: 65_535), "12 monkeys and more",
    ] {
      #expect(
        CountingRules.tokens(Array(text.utf8))
          == CountingRules.tokens(Array(text.prefix(CountingRules.textLimit).utf8)))
    }
  }

  @Test("A time counts from 2000-01-01 to 48 hours past the site's clock, to the second")
  func times() throws {
    let now = SiteTime(day: try #require(Day("2026-02-27")), secondOfDay: 45_296)
    let rules = CountingRules(siteNow: now)
    let first = SiteTime(day: try #require(Day("2000-01-01")), secondOfDay: 0)
    #expect(rules.rejection(of: first.adding(seconds: -1)) == .tooOld)
    #expect(rules.rejection(of: first) == nil)
    #expect(rules.rejection(of: now) == nil)
    #expect(rules.rejection(of: now.adding(seconds: 172_800)) == nil)
    #expect(rules.latest.description == "2026-03-01 12:34:56")
    #expect(rules.rejection(of: now.adding(seconds: 172_801)) == .inTheFuture)
  }

  @Test("The reasons have the names that the ledger keeps")
  func names() {
    #expect(
      RejectionReason.allCases.map(\.rawValue) == [
        "empty_text", "not_a_number", "too_large", "zero_date", "impossible_date", "before_2000",
        "in_the_future", "vanished_untyped",
      ])
  }
}
