import Testing

@testable import Rendering

@Suite("Hostile and wide text")
struct TextTests {
  @Test(
    "Controls, bidirectional marks and invisible characters become plain escapes",
    arguments: [
      ("plain, Ünïcödé 日本 👩‍💻", "plain, Ünïcödé 日本 👩‍💻"),
      ("\u{1B}[2J\u{1B}]0;x\u{7}", #"\u{1B}[2J\u{1B}]0;x\u{07}"#),
      ("a\nb\tc\r\nd\0", #"a\nb\tc\r\nd\0"#),
      ("\u{7F}\u{9B}31m\u{85}", #"\u{7F}\u{009B}31m\u{0085}"#),
      ("x\u{202E}y\u{2066}z\u{200F}\u{61C}", #"x\u{202E}y\u{2066}z\u{200F}\u{061C}"#),
      ("\u{200B}\u{FEFF}\u{2028}\u{2029}\u{AD}", #"\u{200B}\u{FEFF}\u{2028}\u{2029}\u{00AD}"#),
      ("\u{E0041}", #"\u{000E0041}"#),
    ])
  func sanitizing(text: String, harmless: String) {
    #expect(TerminalText.sanitize(text) == harmless)
  }

  @Test("What is sanitized never holds a control or a bidirectional mark, whatever the bytes were")
  func sanitizingRandomBytes() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let bytes = (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let text = TerminalText.sanitize(String(decoding: bytes, as: UTF8.self))
      #expect(
        !text.unicodeScalars.contains { scalar in
          scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        })
      #expect(TerminalText.sanitize(text) == text)
    }
  }

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

  @Test("Numbers are grouped by threes for people alone")
  func numbers() {
    #expect(
      [0, 999, 1000, -1_234_567, .max, .min].map { NumberText.integer($0, thousands: true) } == [
        "0", "999", "1,000", "-1,234,567", "9,223,372,036,854,775,807", "-9,223,372,036,854,775,808",
      ])
    #expect(NumberText.integer(-1_234_567, thousands: false) == "-1234567")
  }

  @Test("Markdown shows hostile text as it is")
  func markdown() {
    #expect(
      MarkdownWriter.escape("a|b\n<script>[x](y)`*_\\~&#$\u{1B}")
        == ##"a\|b\\n\<script\>\[x\](y)\`\*\_\\\~\&\#\$\\u{1B}"##)
  }
}
