import TestSupport
import Testing
import Text

@Suite("Hostile text")
struct TerminalTextTests {
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
    "What a message quotes has nothing in it that a reader could not make out",
    arguments: [
      ("Ünïcödé 日本", "Ünïcödé 日本"), ("a\nb\u{1B}\u{7F}", #"a\nb\u{1B}\u{7F}"#),
      ("\u{202E}x\u{200D}y\u{2029}", #"\u{202E}x\u{200D}y\u{2029}"#),
      ("\u{E000}\u{378}", #"\u{E000}\u{0378}"#), ("", ""),
    ])
  func quoting(text: String, shown: String) {
    #expect(printable(text) == shown)
  }

  @Test("What a message quotes is cut after 200 characters")
  func cutting() {
    let longest = String(repeating: "é", count: 200)
    #expect(printable(longest) == longest)
    #expect(printable(longest + "x") == longest + "…")
  }
}
