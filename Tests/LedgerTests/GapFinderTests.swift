import Ledger
import TestSupport
import Testing

@Suite struct GapFinderTests {
  private let now = SiteTime(day: Day(number: 20_500), secondOfDay: 40_000)

  /// The ids of a log: ascending, with holes, some old rows, some young, some without a time.
  private func rows(using random: inout SeededGenerator) -> [(id: Int, time: SiteTime?)] {
    var id = Int.random(in: 0...3, using: &random)
    return (0..<Int.random(in: 1...60, using: &random)).map { _ in
      id += Int.random(in: 0..<3, using: &random) == 0 ? Int.random(in: 2...6, using: &random) : 1
      let age = Int.random(in: 0..<4, using: &random)
      return (id, age == 3 ? nil : now.adding(seconds: -age * 86_400))
    }
  }

  /// The gaps by a model that knows nothing but single ids.
  private func expected(
    _ rows: [(id: Int, time: SiteTime?)], after start: Int, youngerThan limit: SiteTime?
  ) -> Set<Int> {
    let times = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.time) })
    func isYoung(_ id: Int?) -> Bool {
      guard let limit, let id else { return limit == nil }
      guard let known = times[id] else { return false }
      return known.map { $0 >= limit } ?? true
    }
    let highest = rows.last?.id ?? start
    return Set(
      (start..<max(start, highest)).filter { id in
        if id <= start || times[id] != nil { return false }
        let below = rows.last { $0.id < id }?.id
        let above = rows.first { $0.id > id }?.id
        return isYoung(below) || isYoung(above)
      })
  }

  private func ids(_ gaps: [IDRange]) -> Set<Int> {
    Set(gaps.flatMap { $0.first...$0.last })
  }

  @Test("Gaps are the missing ids between the rows, by either policy")
  func policies() {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let rows = rows(using: &random)
      let limit = now.adding(seconds: -86_400)
      for (policy, young) in [(GapFinder.Policy.all, nil), (.besideRows(since: limit), limit)] {
        var finder = GapFinder(policy: policy, after: -2)
        for row in rows { finder.see(id: row.id, time: row.time) }
        #expect(
          ids(finder.gaps) == expected(rows, after: -2, youngerThan: young), "seed \(seed), \(rows)")
        #expect(finder.gaps == finder.gaps.sorted(), "seed \(seed)")
        #expect(
          ids(finder.gaps).count == finder.gaps.reduce(0) { $0 + $1.last - $1.first + 1 }, "seed \(seed)")
        #expect((finder.first?.id, finder.last?.id) == (rows.first?.id, rows.last?.id), "seed \(seed)")
      }
    }
  }

  @Test("Chunks found apart and appended give what one pass gives")
  func chunks() {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let rows = rows(using: &random)
      let policy: GapFinder.Policy =
        Bool.random(using: &random) ? .all : .besideRows(since: now.adding(seconds: -86_400))
      let start = (rows.first?.id ?? 0) - Int.random(in: 1...4, using: &random)
      var pass = GapFinder(policy: policy, after: start)
      for row in rows { pass.see(id: row.id, time: row.time) }

      var whole = GapFinder(policy: policy, after: start)
      var found: [IDRange] = []
      var rest = rows[...]
      while !rest.isEmpty {
        var chunk = GapFinder(policy: policy)
        let size = Int.random(in: 0...10, using: &random)
        for row in rest.prefix(size) { chunk.see(id: row.id, time: row.time) }
        rest = rest.dropFirst(size)
        whole.append(chunk)
        if Bool.random(using: &random) { found += whole.takeGaps() }
      }
      found += whole.takeGaps()
      #expect(found == pass.gaps, "seed \(seed), \(rows)")
      #expect(whole.last?.id == pass.last?.id, "seed \(seed)")
    }
  }

  @Test("Before the first row there is no gap unless the finder goes on after a row")
  func start() {
    var fresh = GapFinder(policy: .all)
    fresh.see(id: 50, time: now)
    #expect(fresh.gaps.isEmpty)
    var goesOn = GapFinder(policy: .all, after: 40)
    goesOn.see(id: 50, time: now)
    #expect(goesOn.gaps == [IDRange(41, 49)])
  }
}
