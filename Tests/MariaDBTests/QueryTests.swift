import Testing

@testable import MariaDB

@Suite("Queries")
struct QueryTests {
  @Test("Interpolated values become parameters, never SQL")
  func binding() {
    let name = "x' OR 1 = 1 -- "
    let query: Query = "SELECT * FROM t WHERE id > \(41) AND name = \(name) AND page = \(nil as Int?)"
    #expect(query.sql == "SELECT * FROM t WHERE id > ? AND name = ? AND page = ?")
    #expect(query.parameters == [.int(41), .text(name), .null])
    #expect(query.defect == nil)
  }

  @Test("Every encodable type binds as what it is")
  func encoding() {
    let date = DateTime(year: 2026, month: 2, day: 30)
    let query: Query =
      "\(Int8(-1)), \(UInt64.max), \(true), \(1.5), \([UInt8(0), 255]), \(date), \(DecimalNumber("1.50"))"
    #expect(
      query.parameters == [
        .int(-1), .unsigned(.max), .int(1), .double(1.5), .bytes([0, 255]), .dateTime(date), .text("1.50"),
      ])
  }

  @Test(
    "An identifier is quoted", arguments: ["wp_options", "_", "2024_log", String(repeating: "a", count: 64)])
  func identifier(_ name: String) {
    let query: Query = "SELECT 1 FROM \(identifier: name)"
    #expect(query == Query(unchecked: "SELECT 1 FROM `\(name)`"))
  }

  @Test("Anything but 1 to 64 of A-Z a-z 0-9 _ is no identifier")
  func unfitIdentifier() {
    let names = ["", "a`b", "a.b", "a b", "wp-options", "é", "a\0", "a\n", String(repeating: "a", count: 65)]
    for name in names {
      let query: Query = "SELECT 1 FROM \(identifier: name)"
      #expect(query.sql == "SELECT 1 FROM ")
      #expect(
        query.defect
          == MariaDBError(.query, "an identifier must be 1 to 64 of the characters A-Z, a-z, 0-9 and _"))
    }
  }

  @Test("Lists and rows bind every value")
  func lists() {
    let query: Query = "\(list: [1, 2]) / \(rows: [[1, "a"], [2, nil as String?]])"
    #expect(query.sql == "?, ? / (?, ?), (?, ?)")
    #expect(query.parameters == [.int(1), .int(2), .int(1), .text("a"), .int(2), .null])
  }

  @Test("An empty list, no rows and an empty row are refused")
  func emptyLists() {
    let queries: [Query] = ["\(list: [Int]())", "\(rows: [])", "\(rows: [[]])"]
    #expect(
      queries.map(\.defect?.message) == [
        "a list of values must not be empty", "a list of rows must not be empty",
        "a list of values must not be empty",
      ])
  }

  @Test("Queries join with their parameters and defects in order")
  func joining() {
    let condition: Query = "id > \(1)"
    var query: Query = "SELECT 1 FROM t WHERE \(query: condition)"
    query.append(" AND x = \(2)")
    #expect(query + " LIMIT \(3)" == "SELECT 1 FROM t WHERE id > \(1) AND x = \(2) LIMIT \(3)")
    #expect((query + " FROM \(identifier: "")").defect != nil)
  }
}
