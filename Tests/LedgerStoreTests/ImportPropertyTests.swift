import Ledger
import LedgerStore
import TestSupport
import Testing

/// Random histories of a log, with syncs, purges and downloads at random times, and the files imported in random
/// order. The oracle is a plain list of the rows that were written.
@Suite(.freshDatabase) struct ImportPropertyTests {
  @Test(
    "Ledger and files together hold every row that either has seen, whatever has happened",
    arguments: 0..<5 as Range<UInt64>)
  func complete(seed: UInt64) throws {
    var history = try History(seed: seed, erases: false)
    try history.unfold()
    let seen = history.rows.filter { history.seen.contains($0.number) }.flatMap(\.rows)
    try history.importInRandomOrder()
    try history.site.expectLedger(holds: seen, "seed \(seed)")

    // A new ledger knows no more than the files and what is left in the log.
    try history.site.dropLedger()
    try history.importInRandomOrder()
    let known = history.rows.filter { history.isKept($0.number) }.flatMap(\.rows)
    try history.site.expectLedger(holds: known, "seed \(seed), new ledger")
  }

  @Test(
    "Where visitors erase rows, too, nothing is ever counted twice", arguments: 100..<105 as Range<UInt64>)
  func neverMore(seed: UInt64) throws {
    var history = try History(seed: seed, erases: true)
    try history.unfold()
    let seen = history.rows.filter { history.seen.contains($0.number) }.flatMap(\.rows)
    for isNew in [false, true] {
      if isNew { try history.site.dropLedger() }
      try history.importInRandomOrder()
      let truth = Dictionary(uniqueKeysWithValues: try seen.days().map { ($0.day, $0.count) })
      for day in try history.site.days() {
        let most = truth[day.day] ?? .zero
        #expect(
          day.count.prompt <= most.prompt && day.count.completion <= most.completion
            && day.count.total <= most.total && day.count.requests <= most.requests,
          "seed \(seed), \(day.day)")
      }
      try history.site.expectAgreement("seed \(seed)")
    }
  }
}

/// A log's life, and what was kept of it.
private struct History {
  typealias Answer = (number: Int, rows: [LogRow])

  let site: TestSite
  private let erases: Bool
  private var random: SeededGenerator
  private var now: SiteTime
  /// Every answer that was ever written.
  private(set) var rows: [Answer] = []
  /// Those that are in the log.
  private var present: Set<Int> = []
  /// Those that a sync or a file has seen.
  private(set) var seen: Set<Int> = []
  private var files: [(download: Download, numbers: Set<Int>)] = []
  private var nextID = 1

  init(seed: UInt64, erases: Bool) throws {
    site = try TestSite()
    self.erases = erases
    random = SeededGenerator(seed: seed)
    now = try site.clock(hoursAgo: 24 * 200)
  }

  func isKept(_ number: Int) -> Bool {
    present.contains(number) || files.contains { $0.numbers.contains(number) }
  }

  mutating func unfold() throws {
    for _ in 0..<30 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<4: try write(Int.random(in: 1...12, using: &random))
      case 4, 5: try download()
      case 6: try purge()
      case 7, 8: try sync()
      default: if erases { try erase() } else { try beginAnew() }
      }
    }
    try sync()
    // What is missing is missing for good.
    try site.age(days: 2)
  }

  mutating func importInRandomOrder() throws {
    var rest = files.map(\.download).shuffled(using: &random)
    while !rest.isEmpty {
      let count = Int.random(in: 1...rest.count, using: &random)
      let outcome = try site.import(Array(rest.prefix(count)))
      if let id = outcome.id, Int.random(in: 0..<4, using: &random) == 0 {
        // Taken back, and made again later.
        _ = try ImportUndo(id, site.session())
      } else {
        rest.removeFirst(count)
      }
    }
  }

  private mutating func write(_ count: Int) throws {
    for _ in 0..<count {
      now = now.adding(seconds: Int.random(in: 600...90_000, using: &random))
      // Ids that are never used: a transaction rolled back.
      if Int.random(in: 0..<8, using: &random) == 0 { nextID += Int.random(in: 1...9, using: &random) }
      let answer = LogRow.answer(numbered: rows.count, at: now, firstID: nextID, using: &random)
      try site.write(answer)
      present.insert(rows.count)
      rows.append((rows.count, answer))
      nextID += 5
    }
  }

  /// The chatbot's download, whole or of some days.
  private mutating func download() throws {
    guard let first = rows.first.flatMap({ clock($0.number) }) else { return }
    let isWhole = Bool.random(using: &random)
    let from =
      isWhole ? first : first.adding(seconds: Int.random(in: 0...now.seconds(since: first), using: &random))
    let numbers = present.filter { number in clock(number).map { $0 >= from } ?? false }
    files.append((try Download(site, where: "interaction_time >= '\(from)'"), numbers))
    seen.formUnion(numbers)
  }

  private mutating func purge() throws {
    let cutoff = now.adding(seconds: -Int.random(in: 0...86_400 * 20, using: &random))
    try site.purge(before: cutoff)
    present = present.filter { number in clock(number).map { $0 >= cutoff } ?? true }
  }

  private mutating func sync() throws {
    try site.sync()
    seen.formUnion(present)
  }

  /// A visitor erases conversations, which the log no longer holds at all.
  private mutating func erase() throws {
    for number in present.shuffled(using: &random).prefix(3) {
      let ids = rows[number].rows.compactMap(\.id)
      try site.run("DELETE FROM LOG WHERE id BETWEEN \(ids[0]) AND \(ids[4])")
      present.remove(number)
    }
  }

  /// The log is emptied, and its ids begin again. A sync sees it before it has grown as long as it was.
  private mutating func beginAnew() throws {
    guard nextID > 40 else { return }
    try site.run("TRUNCATE TABLE LOG")
    present = []
    nextID = 1
    try write(2)
    try sync()
  }

  private func clock(_ number: Int) -> SiteTime? {
    SiteTime(rows[number].rows[0].time)
  }
}
