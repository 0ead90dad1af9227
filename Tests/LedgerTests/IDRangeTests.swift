import Ledger
import Testing

@Suite struct IDRangeTests {
  @Test("A range holds both its ends, and there is no empty one")
  func ends() throws {
    let range = try #require(IDRange(5, 7))
    #expect((4...8).filter { range.contains($0) } == [5, 6, 7])
    #expect(IDRange(5, 5) != nil)
    #expect(IDRange(6, 5) == nil)
  }

  @Test("A bounded range ends at its span or at the limit, and never overflows")
  func bounded() {
    #expect(IDRange(10, upTo: 100, span: 5) == IDRange(10, 14))
    #expect(IDRange(98, upTo: 100, span: 5) == IDRange(98, 100))
    #expect(IDRange(100, upTo: 100, span: 5) == IDRange(100, 100))
    #expect(IDRange(101, upTo: 100, span: 5) == nil)
    #expect(IDRange(Int.max - 1, upTo: Int.max, span: 32_768) == IDRange(Int.max - 1, Int.max))
  }

  @Test("Without some ids of it, the ranges between them are left")
  func subtracting() throws {
    let range = try #require(IDRange(10, 20))
    #expect(range.subtracting([]) == [range])
    #expect(range.subtracting([10, 12, 13, 20]) == [IDRange(11, 11), IDRange(14, 19)])
    #expect(range.subtracting(10...20) == [])
    #expect(range.subtracting([1, 9, 15, 21, 99]) == [IDRange(10, 14), IDRange(16, 20)])
  }

  @Test("Ranges are ordered by their first id, then by their last")
  func order() throws {
    let sorted = try [(1, 2), (1, 3), (2, 2)].map { try #require(IDRange($0.0, $0.1)) }
    #expect(sorted.reversed().sorted() == sorted)
  }
}
