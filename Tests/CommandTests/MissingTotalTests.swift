import TestSupport
import Testing

@Suite("Answers without a Total row", .freshDatabase)
struct MissingTotalTests {
  @Test("Doctor says on which days there are some, and warns where they are many lately")
  func doctor() async throws {
    let site = try TestSite.small()
    func check(afterPromptOf time: String, _ tokens: Int) async throws -> [String?] {
      try site.sql(
        """
        INSERT INTO \(TestSite.log) (session_id, user_id, page_id, interaction_time, user_type, message_text)
        VALUES ('s', '3', '2', '\(time)', 'Prompt Tokens', '\(tokens)')
        """)
      #expect(try await site.tokenledger("sync", "--quiet").status == 0)
      let found = try await site.json("doctor")["checks"].array.first { $0["name"].string == "total_rows" }
      return ["level", "message", "advice"].map { found?[$0].string }
    }
    let lost = "were logged without their Total Tokens row"
    #expect(
      try await check(afterPromptOf: "2024-03-05 12:00:00", 5000)
        == ["ok", "5000 tokens or more, of 1 day from 2024-03-05 to 2024-03-05, \(lost)", nil])
    #expect(
      try await check(afterPromptOf: "2024-12-29 12:00:00", 300) == [
        "warning", "5300 tokens or more, of 2 days from 2024-03-05 to 2024-12-29, \(lost)",
        "Look for requests that time out; where it matters, add up prompt and completion tokens.",
      ])
    let line = "Prompt and completion tokens exceed the total"
    let export = try await site.json("user", "export", "3")
    #expect(export["notes"].strings.count == 1 && export["notes"].strings.first?.hasPrefix(line) == true)
    #expect(try await site.tokenledger("user", "export", "3").output.contains("\n" + line))
    #expect(try await site.json("user", "export", "9")["notes"].array == [])
  }
}
