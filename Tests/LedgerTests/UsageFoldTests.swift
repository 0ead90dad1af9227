import Ledger
import TestSupport
import Testing

@Suite struct UsageFoldTests {
  private let now = SiteTime(day: Day(number: 20_500), secondOfDay: 40_000)
  private let model = Model(platform: "OpenAI", name: "gpt-4o")

  private var timeline: ModelTimeline {
    ModelTimeline(spans: [
      ModelTimeline.Span(model: model, first: now.adding(seconds: -86_400), last: now)
    ])
  }

  private func fold(
    countedBefore: UsageFold.CountedBefore? = nil, waiting: [Int: SiteTime] = [:], _ rows: [TokenRow]
  ) -> UsageFold {
    var fold = UsageFold(
      rules: CountingRules(siteNow: now), timeline: timeline, countedBefore: countedBefore, waiting: waiting)
    for row in rows { fold.add(row) }
    return fold
  }

  @Test("An answer's rows become one fact: sums by type, requests by Total Tokens rows")
  func answer() {
    let time = now.adding(seconds: -60)
    let who = Attribution(page: Name("12"), user: User(logged: "3".utf8))
    let usage = fold([
      TokenRow(id: 1, kind: .other, time: .at(time)),
      TokenRow(id: 2, kind: .prompt, time: .at(time), tokens: .success(100), attribution: who),
      TokenRow(id: 3, kind: .completion, time: .at(time), tokens: .success(30), attribution: who),
      TokenRow(id: 4, kind: .total, time: .at(time), tokens: .success(145), attribution: who),
      TokenRow(id: 5, kind: .other, time: .at(time)),
    ])
    var known = who
    known.model = model
    let count = TokenCount(prompt: 100, completion: 30, total: 145, requests: 1)
    #expect(usage.facts.mapValues(\.count) == [DailyUsage.Key(day: time.day, attribution: known): count])
    #expect(usage.hours == [DayHour(day: time.day, hour: time.hour): count])
    #expect(usage.days == [time.day: count])
    #expect(usage.total == count)
    #expect((usage.read, usage.counted) == (3, 3))
    #expect((usage.lowestCounted, usage.highestCounted) == (2, 4))
  }

  @Test("A row's model is unknown outside the runs, and where an assistant chooses its own")
  func models() {
    let assistant = Attribution(assistant: Name("asst_1"))
    let rows = [
      TokenRow(id: 1, kind: .total, time: .at(now), tokens: .success(1)),
      TokenRow(id: 2, kind: .total, time: .at(now.adding(seconds: 1)), tokens: .success(2)),
      TokenRow(id: 3, kind: .total, time: .at(now), tokens: .success(4), attribution: assistant),
    ]
    let usage = fold(rows)
    #expect(
      usage.facts.mapValues(\.count) == [
        DailyUsage.Key(day: now.day, attribution: Attribution(model: model)): TokenCount(
          total: 1, requests: 1),
        DailyUsage.Key(day: now.day, attribution: Attribution()): TokenCount(total: 2, requests: 1),
        DailyUsage.Key(day: now.day, attribution: assistant): TokenCount(total: 4, requests: 1),
      ])
  }

  @Test("What is rejected is kept with its reason and its time, and counts nowhere")
  func rejected() {
    let usage = fold([
      TokenRow(id: 1, kind: .total, time: .at(now), tokens: .failure(.emptyText)),
      TokenRow(
        id: 2, kind: .prompt, time: .impossible(.impossibleDate, text: "2026-02-30 10:00:00"),
        tokens: .success(5)),
      TokenRow(id: 3, kind: .total, time: .at(now.adding(seconds: 172_801)), tokens: .failure(.notANumber)),
      TokenRow(id: 4, kind: .other, time: .impossible(.zeroDate, text: "0000-00-00 00:00:00")),
      TokenRow(id: 5, kind: .blank, time: .impossible(.zeroDate, text: "0000-00-00 00:00:00")),
    ])
    #expect(
      usage.rejections == [
        Rejection(id: 1, reason: .emptyText, time: now.description),
        Rejection(id: 2, reason: .impossibleDate, time: "2026-02-30 10:00:00"),
        Rejection(id: 3, reason: .inTheFuture, time: now.adding(seconds: 172_801).description),
      ])
    #expect(usage.blanks == [5])
    #expect(usage.facts.isEmpty && usage.hours.isEmpty)
    #expect((usage.read, usage.counted, usage.skipped) == (4, 0, 0))
  }

  @Test(
    "Rows up to the time that an earlier epoch counted are taken as counted; later ones, lower ids and what waited are not"
  )
  func countedBefore() {
    let usage = fold(
      countedBefore: UsageFold.CountedBefore(above: 0, until: now),
      waiting: [
        7: now.adding(seconds: -9), 8: now, 9: now.adding(seconds: 1), 10: now.adding(seconds: -9), 11: now,
        12: now,
      ],
      [
        TokenRow(id: 0, kind: .total, time: .at(now), tokens: .success(8)),
        TokenRow(id: 1, kind: .total, time: .at(now.adding(seconds: -1)), tokens: .success(1)),
        TokenRow(id: 2, kind: .total, time: .at(now), tokens: .success(2)),
        TokenRow(id: 3, kind: .total, time: .at(now.adding(seconds: 1)), tokens: .success(4)),
        TokenRow(id: 4, kind: .blank, time: .at(now)),
        TokenRow(id: 5, kind: .other, time: .at(now)),
        TokenRow(id: 6, kind: .total, time: .impossible(.zeroDate, text: "0000-00-00 00:00:00")),
        TokenRow(id: 7, kind: .blank, time: .at(now)),
        TokenRow(id: 8, kind: .total, time: .at(now), tokens: .success(16)),
        TokenRow(id: 9, kind: .total, time: .at(now.adding(seconds: 1)), tokens: .success(32)),
        TokenRow(id: 10, kind: .total, time: .at(now), tokens: .success(64)),
        TokenRow(id: 11, kind: .other, time: .at(now)),
        TokenRow(id: 12, kind: .doubled, time: .at(now)),
      ])
    #expect((usage.skipped, usage.counted, usage.rejections.count, usage.blanks) == (4, 4, 1, [7]))
    #expect(usage.waitedBefore == [7, 8, 9, 11])
    #expect(usage.blankTimes == [7: now])
    #expect(usage.read == 6)
    #expect(usage.total == TokenCount(total: 60, requests: 4))
    #expect((usage.earliestCounted, usage.latestCounted) == (now, now.adding(seconds: 1)))
  }

  @Test("Facts, hours and days add up to the same, and every row read is counted, rejected or waiting")
  func sums() {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    var expected = TokenCount.zero
    var rows: [TokenRow] = []
    for id in 1...20_000 {
      let time = now.adding(seconds: Int.random(in: -9_000_000...180_000, using: &random))
      // Every seventh day has zeros alone.
      let isUnused = time.day.number.isMultiple(of: 7)
      let tokens = isUnused ? 0 : Int.random(in: 0...999_999_999_999, using: &random)
      var kind = RowKind(rawValue: Int.random(in: 0...4, using: &random)) ?? .other
      if isUnused && kind == .total { kind = .prompt }
      let isNumber = Int.random(in: 0..<10, using: &random) > 0
      if isNumber, time <= now.adding(seconds: 172_800) {
        switch kind {
        case .prompt: expected += TokenCount(prompt: tokens)
        case .completion: expected += TokenCount(completion: tokens)
        case .total: expected += TokenCount(total: tokens, requests: 1)
        default: break
        }
      }
      rows.append(
        TokenRow(
          id: id, kind: kind, time: .at(time), tokens: isNumber ? .success(tokens) : .failure(.notANumber),
          attribution: Attribution(
            assistant: Name(["", "a", "A", "b "].randomElement(using: &random)),
            page: Name("\(Int.random(in: 0...5, using: &random))"),
            user: User(logged: "\(Int.random(in: 0...5, using: &random))".utf8))))
    }
    let usage = fold(rows)
    let tokenRows = rows.filter { $0.kind != .other }.count
    #expect(usage.facts.values.map(\.count).reduce(.zero, +) == expected, "seed \(seed)")
    #expect(usage.hours.values.reduce(.zero, +) == expected, "seed \(seed)")
    #expect(usage.days.values.reduce(.zero, +) == expected, "seed \(seed)")
    #expect(usage.total == expected, "seed \(seed)")
    #expect(usage.read == tokenRows, "seed \(seed)")
    #expect(usage.read == usage.counted + usage.rejections.count + usage.blanks.count)
    var days: [Day: TokenCount] = [:]
    for (hour, count) in usage.hours { days[hour.day, default: .zero] += count }
    #expect(days == usage.days, "seed \(seed)")
    let unused = Set(usage.facts.keys.map(\.day)).filter { $0.number.isMultiple(of: 7) }
    #expect(unused.count > 10 && unused.allSatisfy { usage.days[$0] == .zero }, "seed \(seed)")
    let byModel = usage.modelHours.reduce(into: [DayHour: TokenCount]()) {
      $0[$1.place.hour, default: .zero] += $1.sum.count
    }
    #expect(byModel == usage.hours, "seed \(seed)")
    let largest = usage.facts.values.reduce(into: LargestRows()) { $0.merge($1.largest) }
    let ofHours = usage.modelHours.reduce(into: LargestRows()) { $0.merge($1.sum.largest) }
    #expect(largest == ofHours, "seed \(seed)")
  }

  @Test("The largest prompt and completion are those of a single row, and hours tell the models apart")
  func largest() {
    let later = now.adding(seconds: 1)
    let usage = fold([
      TokenRow(id: 1, kind: .prompt, time: .at(now), tokens: .success(7)),
      TokenRow(id: 2, kind: .completion, time: .at(now), tokens: .success(4)),
      TokenRow(id: 3, kind: .prompt, time: .at(now), tokens: .success(9)),
      TokenRow(id: 4, kind: .total, time: .at(now), tokens: .success(100)),
      TokenRow(id: 5, kind: .prompt, time: .at(later), tokens: .success(3)),
    ])
    let hour = DayHour(day: now.day, hour: now.hour)
    let known = UsageSum(
      count: TokenCount(prompt: 16, completion: 4, total: 100, requests: 1),
      largest: LargestRows(prompt: 9, completion: 4))
    let unknown = UsageSum(count: TokenCount(prompt: 3), largest: LargestRows(prompt: 3))
    #expect(
      usage.modelHours.reduce(into: [:]) { $0[$1.place] = $1.sum } == [
        ModelHour(hour: hour, attribution: Attribution(model: model)): known,
        ModelHour(hour: hour, attribution: Attribution()): unknown,
      ])
    #expect(usage.modelHours.count == 2)
    #expect(Set(usage.facts.values) == [known, unknown])
  }
}
