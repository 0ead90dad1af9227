import Reports
import TestSupport
import Testing

@testable import Output

@Suite("CSV")
struct CSVTests {
  @Test("Percentages are numbers too")
  func percentages() throws {
    let sheet = Sheet(
      columns: [.init("Share"), .init("Change"), .init("Seen by people", audience: .people)],
      rows: [
        [.share(try #require(PerMille(1, of: 3))), .change(try #require(PerMille(-1, of: 2))), .text("x")]
      ],
      totals: [.text("Total")], footnotes: ["not in CSV"])
    #expect(String(decoding: CSVWriter().write(sheet), as: UTF8.self) == "Share,Change\n33.3,-50.0\n")
  }
}
