import Testing

@testable import Ledger

@Suite struct CountedHistoryTests {
  private typealias Exceptions = CountedHistory.Exceptions

  private static let day = Day(number: 20_000)

  private static func clock(_ days: Int, _ hour: Int = 0) -> SiteTime {
    SiteTime(day: day.adding(days: days), secondOfDay: hour * 3600)
  }

  /// Epoch 1 counted ids 100 to 200 on days 0 to 4, epoch 2 ids 10 to 50 on days 10 to 14; on each of these days
  /// something was counted in hours 0 and 12. The last sync was at noon of day 14.
  private func history(syncedSite: SiteTime? = clock(14, 12)) throws -> CountedHistory {
    CountedHistory(
      currentEpoch: 2, cursor: 50, syncedSite: syncedSite,
      epochs: [
        .init(number: 1, ids: try #require(IDRange(100, 200)), times: Self.clock(0)...Self.clock(4, 12)),
        .init(number: 2, ids: try #require(IDRange(10, 50)), times: Self.clock(10)...Self.clock(14, 12)),
      ],
      hours: Dictionary(
        uniqueKeysWithValues: [0, 1, 2, 3, 4, 10, 11, 12, 13, 14].map {
          (Self.day.adding(days: $0), 1 | 1 << 12)
        }))
  }

  @Test(
    "A row is missing where its id, its time or its hour is not one that an epoch counted",
    arguments: [
      (100, clock(0), .counted), (200, clock(4, 12), .counted), (10, clock(10), .counted),
      (50, clock(14, 12), .counted), (99, clock(0), .missing), (201, clock(4), .missing),
      (9, clock(12), .missing),
      (150, clock(-1, 12), .missing), (150, clock(5, 0), .missing), (150, clock(2, 1), .missing),
      (150, clock(10), .missing), (30, clock(2), .missing), (30, clock(7), .missing),
    ] as [(Int, SiteTime, CountedHistory.Verdict)])
  func bounds(id: Int, time: SiteTime, verdict: CountedHistory.Verdict) throws {
    #expect(try history().verdict(id: id, time: time, exceptions: [:]) == verdict)
  }

  @Test(
    "An id that the epoch left out is missing",
    arguments: 0..<4)
  func exceptions(kind: Int) throws {
    var exceptions = Exceptions()
    let kinds = [\Exceptions.openGaps, \.expiredGaps, \.waiting, \.rejected]
    exceptions[keyPath: kinds[kind]] = [150]
    #expect(try history().verdict(id: 150, time: Self.clock(2), exceptions: [1: exceptions]) == .missing)
    #expect(try history().verdict(id: 151, time: Self.clock(2), exceptions: [1: exceptions]) == .counted)
    #expect(try history().verdict(id: 150, time: Self.clock(2), exceptions: [2: Exceptions()]) == .counted)
  }

  @Test("A row that two epochs may have counted has to be left out by both")
  func twoEpochs() throws {
    let ids = try #require(IDRange(1, 50))
    let both = CountedHistory(
      currentEpoch: 2, cursor: 50, syncedSite: Self.clock(20),
      epochs: [1, 2].map {
        .init(number: $0, ids: ids, times: Self.clock(0)...Self.clock(4))
      }, hours: [Self.day: 1])
    var left = Exceptions()
    left.rejected = [7]
    #expect(both.suspects(id: 7, time: Self.clock(0)) == [1, 2])
    #expect(both.verdict(id: 7, time: Self.clock(0), exceptions: [1: left]) == .counted)
    #expect(both.verdict(id: 7, time: Self.clock(0), exceptions: [1: left, 2: left]) == .missing)
  }

  @Test(
    "Rows past the cursor and in open gaps are left to the sync for three days",
    arguments: [
      (51, clock(14, 13), .leftToSync), (51, clock(11, 12), .leftToSync), (51, clock(11, 11), .missing),
      (20, clock(11, 12), .leftToSync), (20, clock(11, 11), .missing), (20, clock(10, 0), .missing),
      (21, clock(12, 0), .counted),
    ] as [(Int, SiteTime, CountedHistory.Verdict)])
  func reach(id: Int, time: SiteTime, verdict: CountedHistory.Verdict) throws {
    var current = Exceptions()
    current.openGaps = [20]
    #expect(try history().verdict(id: id, time: time, exceptions: [2: current]) == verdict)
  }

  @Test("Before a sync has read the whole epoch, whatever it has not seen is left to it")
  func unfinished() throws {
    let history = try history(syncedSite: nil)
    #expect(history.verdict(id: 51, time: Self.clock(-900), exceptions: [:]) == .leftToSync)
    #expect(history.verdict(id: 9, time: Self.clock(-900), exceptions: [:]) == .missing)
  }

  @Test(
    "A row that waits for its type is left to the sync, however old it is; one of an old epoch is missing")
  func waiting() throws {
    var exceptions = Exceptions()
    exceptions.waiting = [30, 150]
    let history = try history()
    #expect(history.verdict(id: 30, time: Self.clock(-900), exceptions: [2: exceptions]) == .leftToSync)
    #expect(history.verdict(id: 150, time: Self.clock(2), exceptions: [1: exceptions]) == .missing)
  }

  @Test("A ledger that has counted nothing lacks every row that no sync waits for")
  func empty() {
    let history = CountedHistory(
      currentEpoch: 1, cursor: 0, syncedSite: Self.clock(14), epochs: [], hours: [:])
    #expect(history.verdict(id: 1, time: Self.clock(0), exceptions: [:]) == .missing)
    #expect(history.verdict(id: 1, time: Self.clock(12), exceptions: [:]) == .leftToSync)
  }
}
