import TestSupport
import Testing
import Text

@testable import Output

@Suite("Numbers and hostile text")
struct TextTests {
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

  @Test("HTML shows hostile text as it is, also in an attribute")
  func html() {
    #expect(
      XMLText.escape("<script>alert('a' & \"b\")</script>\n\u{1B}")
        == "&lt;script&gt;alert(&#39;a&#39; &amp; &quot;b&quot;)&lt;/script&gt;\\n\\u{1B}")
  }
}
