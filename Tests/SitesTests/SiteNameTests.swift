import Sites
import Testing

@Suite("The name of a site")
struct SiteNameTests {
  @Test(
    "It is read as WordPress writes it: with some characters as in HTML",
    arguments: [
      ("Harbor Lane Cycles", "Harbor Lane Cycles"), ("Tom &amp; Co", "Tom & Co"),
      ("&lt;b&gt; &quot;Rad&quot; &#039;s", "<b> \"Rad\" 's"), ("&amp;lt;", "&lt;"), (" ☕ ", " ☕ "),
    ])
  func names(option: String, name: String) {
    #expect(SiteName(option: option)?.text == name)
  }

  @Test("An empty one is none", arguments: [nil, "", "  ", "\n"])
  func none(option: String?) {
    #expect(SiteName(option: option) == nil)
  }
}
