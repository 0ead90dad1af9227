import Testing
import Text

@Suite("Wide text")
struct LayoutTests {
  @Test(
    "Width counts columns, not characters or bytes",
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("한글", 4), ("ﾊﾝｶｸ", 4), ("Ａ", 2), ("👍🏽", 2),
      ("👩‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("☎", 1), ("☎\u{FE0F}", 2), ("\u{301}", 0), ("▲ …", 3),
    ])
  func widths(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test("Truncation keeps whole characters and ends with an ellipsis")
  func truncation() {
    #expect(TextLayout.truncate("日本語", to: 6) == "日本語")
    #expect(TextLayout.truncate("日本語", to: 5) == "日本…")
    #expect(TextLayout.truncate("日本語", to: 4) == "日…")
    #expect(TextLayout.truncate("abc", to: 1) == "…")
  }

  @Test("Wrapping breaks at spaces, and long words where the line ends")
  func wrapping() {
    #expect(TextLayout.wrap("one two three", to: 7) == ["one two", "three"])
    #expect(TextLayout.wrap("a verylongword b", to: 5) == ["a", "veryl", "ongwo", "rd b"])
    #expect(TextLayout.wrap("日本語", to: 5) == ["日本", "語"])
    #expect(TextLayout.wrap("", to: 5) == [""])
  }
}
