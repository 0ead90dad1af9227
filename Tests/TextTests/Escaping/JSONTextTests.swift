import Foundation
import Testing
import Text

@Suite("JSON")
struct JSONTextTests {
  private struct Answer: Codable, Equatable {
    var rowsRead: Int
    var text: String
  }

  @Test("What a terminal would obey is escaped, and reads back as the same text")
  func harmless() throws {
    let hostile = "\u{1B}[2J\u{7F}\u{9B}\u{85}\u{202E}\u{2066}\u{61C}\u{FEFF}\u{2028}\u{E0041}\"\\/é日👩‍💻\n"
    let answer = Answer(rowsRead: 9_007_199_254_740_993, text: hostile)
    let json = try JSONText.encode(answer)
    #expect(
      json == #"""
        {
          "rows_read" : 9007199254740993,
          "text" : "\u001b[2J\u007F\u009B\u0085\u202E\u2066\u061C\uFEFF\u2028\uDB40\uDC41\"\\/é日👩‍💻\n"
        }

        """#)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    #expect(try decoder.decode(Answer.self, from: Data(json.utf8)) == answer)
  }
}
