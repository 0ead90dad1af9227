import Ledger
import TestSupport
import Testing

@Suite struct IDBucketTests {
  private let seed = UInt64.random(in: .min ... .max)

  /// A range of ids that lies in the bucket, across one of its borders, or beside it.
  private func range(around bucket: Int, using random: inout SeededGenerator) throws -> IDRange {
    let first = bucket * IDBucket.span + Int.random(in: -70..<IDBucket.span + 70, using: &random)
    let lengths = [1, 1, 2, 3, 63, 64, 65, 128, 1000, 5000]
    return try #require(IDRange(first, first + (lengths.randomElement(using: &random) ?? 1) - 1))
  }

  @Test("A bucket behaves as a set of its ids does, whatever is put in and taken out")
  func set() throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<400 {
      let number = [-2, -1, 0, 1, 2047, 1 << 40].randomElement(using: &random) ?? 0
      let ids = number * IDBucket.span..<(number + 1) * IDBucket.span
      var bucket = IDBucket(number)
      var model: Set<Int> = []
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        if Bool.random(using: &random) {
          let range = try range(around: number, using: &random)
          bucket.insert(range)
          model.formUnion((range.first...range.last).filter(ids.contains))
        } else {
          for _ in 0..<100 {
            let id = Int.random(in: ids.lowerBound - 10..<ids.upperBound + 10, using: &random)
            #expect(bucket.contains(id) == model.contains(id), "id \(id), seed \(seed)")
            #expect(bucket.remove(id) == (model.remove(id) != nil), "id \(id), seed \(seed)")
          }
        }
      }
      let runs = IDRange.covering(model.sorted())
      #expect(bucket.runs == runs, "seed \(seed)")
      #expect(bucket.runCount == runs.count, "seed \(seed)")
      let bounds = model.min().flatMap { first in model.max().flatMap { IDRange(first, $0) } }
      #expect(bucket.bounds == bounds, "seed \(seed)")
      #expect(bucket.isEmpty == model.isEmpty, "seed \(seed)")
      #expect(IDBucket(number, bytes: bucket.bytes) == bucket, "seed \(seed)")
      #expect(bucket.bytes.last != 0, "seed \(seed)")
    }
  }

  @Test("Two sets of a bucket together hold what either holds, and another bucket's ids are not taken in")
  func union() throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      var (left, right) = (IDBucket(7), IDBucket(7))
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        left.insert(try range(around: 7, using: &random))
        right.insert(try range(around: 7, using: &random))
      }
      var both = left
      both.formUnion(right)
      let ids = (left.runs + right.runs).flatMap { $0.first...$0.last }
      #expect(both.runs == IDRange.covering(Set(ids).sorted()), "seed \(seed)")
      let cut = try range(around: 7, using: &random).first
      var below = both
      let above = below.remove(above: cut)
      #expect(above.runs == IDRange.covering(Set(ids).filter { $0 > cut }.sorted()), "seed \(seed)")
      #expect(below.runs == IDRange.covering(Set(ids).filter { $0 <= cut }.sorted()), "seed \(seed)")
      var stranger = IDBucket(8)
      for run in right.runs { stranger.insert(run) }
      let before = left
      left.formUnion(stranger)
      #expect(left == before, "seed \(seed)")
    }
  }

  @Test("The bytes are those that the tables' description names")
  func bytes() throws {
    #expect(IDBucket(3).bytes == [])
    var bucket = IDBucket(1)
    bucket.insert(try #require(IDRange(4096, 4096)))
    bucket.insert(try #require(IDRange(4096 + 13, 4096 + 14)))
    #expect(bucket.bytes == [0b0000_0001, 0b0110_0000])
    bucket.insert(try #require(IDRange(8191, 8191)))
    #expect(bucket.bytes.count == 512)
    #expect(bucket.bytes.last == 0b1000_0000)
    #expect(IDBucket(1, bytes: bucket.bytes + [255]) == bucket)
    #expect(bucket.runs == [IDRange(4096, 4096), IDRange(4109, 4110), IDRange(8191, 8191)])
  }
}
