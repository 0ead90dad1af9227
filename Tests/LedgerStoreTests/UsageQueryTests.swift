import Ledger
import MariaDB
import TestSupport
import Testing
import Text

@testable import LedgerStore

@Suite(.freshDatabase) struct UsageQueryTests {
  @Test(
    "Usage adds up to the same along all dimensions, alone and in pairs, and no more of it is read than may be"
  )
  func dimensions() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    for (number, page) in [("7", "12"), ("8", "12"), ("7", "13"), ("guest", "")].enumerated() {
      try site.write(
        LogRow.answer(
          at: time.adding(seconds: -86_400 * number), prompt: 1 << number, completion: 0, user: page.0,
          page: page.1))
    }
    try site.sync()
    let session = try site.session()
    let reader = LedgerReader(session)
    let total = try site.days().reduce(TokenCount.zero) { $0 + $1.count }
    #expect(total.prompt == 15)
    func usage(_ dimensions: [Dimension], most: Int? = nil) throws -> [Usage] {
      try reader.usage(by: dimensions, in: nil, session.tables, most: most)
    }
    for first in Dimension.all {
      #expect(try usage([first]).reduce(.zero) { $0 + $1.count } == total, "\(first.key)")
      for second in Dimension.all where second != first && Dimension.areKeptTogether(first, second) {
        let pair = try usage([first, second])
        #expect(pair.reduce(.zero) { $0 + $1.count } == total, "\(first.key), \(second.key)")
        #expect(Set(pair.map(\.members)).count == pair.count)
        #expect(pair.allSatisfy { $0.members.count == 2 })
      }
    }
    let pages = Dictionary(
      uniqueKeysWithValues: try usage([.page]).map { ($0.members[0].id, $0.count.prompt) })
    #expect(pages == ["12": 3, "13": 4, "": 8])
    #expect(try usage([.page], most: 3).count == 3)
    #expect(throws: Failure.self) { try usage([.page], most: 2) }
    // The connection is still of use.
    #expect(try usage([.user]).count == 3)
  }
}

extension Dimension {
  /// Whether the ledger can tell both apart together: hours are kept by few others.
  fileprivate static func areKeptTogether(_ first: Dimension, _ second: Dimension) -> Bool {
    ![first, second].contains(.hour) || first.isKeptByHour && second.isKeptByHour
  }
}
