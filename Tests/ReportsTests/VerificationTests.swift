import Ledger
import Reports
import Testing

@Suite struct VerificationTests {
  /// One hour of one day on both sides.
  private func verdict(
    log: TokenCount, taken: TokenCount = .zero, ledger: TokenCount
  ) -> Verification.Verdict? {
    let hour = DayHour(day: day("2026-01-02"), hour: 3)
    return Verification(
      .init(
        log: [hour: log], takenAsCounted: [hour: taken], facts: [hour.day: ledger], hours: [hour: ledger]),
      checks: [], warnings: []
    ).rows.first?.verdict
  }

  private let some = TokenCount(prompt: 5, completion: 6, total: 11, requests: 2)

  @Test("A day is equal, has more or has less by each of its four figures")
  func figures() {
    let one = [
      TokenCount(prompt: 1), TokenCount(completion: 1), TokenCount(total: 1), TokenCount(requests: 1),
    ]
    #expect(verdict(log: some, ledger: some) == .equal)
    for part in one {
      #expect(verdict(log: some, ledger: some + part) == .ledgerHasMore)
      #expect(verdict(log: some + part, ledger: some) == .ledgerHasLess)
      // Rows that were taken as counted excuse as much as they hold, and no more.
      #expect(verdict(log: some + part, taken: part, ledger: some) == .takenAsCounted)
      #expect(verdict(log: some + part + part, taken: part, ledger: some) == .ledgerHasLess)
    }
    // More of one figure does not make up for less of another.
    #expect(verdict(log: some + one[0], ledger: some + one[1]) == .ledgerHasLess)
    #expect(verdict(log: .zero, ledger: some) == .ledgerHasMore)
    #expect(verdict(log: some, taken: some, ledger: some) == .equal)
  }

  @Test(
    "Days that fit as their rows are stored were counted so; one whose rows no day beside holds lacks them")
  func asStored() {
    let (first, second, third) = (day("2026-01-01"), day("2026-01-02"), day("2026-01-03"))
    func at(_ day: Day, _ hour: Int) -> DayHour { DayHour(day: day, hour: hour) }
    func verification(
      _ ledger: [DayHour: TokenCount], countedAsStored: Set<Day> = []
    ) -> [Verification.Verdict] {
      // The clock moves the first day's evening to the second day.
      Verification(
        .init(
          log: [at(second, 1): some, at(third, 9): some], takenAsCounted: [:],
          asStored: (log: [at(first, 20): some, at(third, 4): some], takenAsCounted: [:]),
          facts: ledger.days, hours: ledger), checks: [], countedAsStored: countedAsStored, warnings: []
      ).rows.map(\.verdict)
    }
    #expect(
      verification([at(first, 20): some, at(third, 4): some])
        == [.countedAsStored, .countedAsStored, .countedAsStored])
    #expect(verification([at(second, 1): some, at(third, 9): some]) == [.equal, .equal])
    #expect(verification([at(third, 9): some]) == [.ledgerHasLess, .equal])
    #expect(verification([at(third, 9): some], countedAsStored: [second]) == [.countedAsStored, .equal])
    #expect(verification([at(second, 1): some]) == [.equal, .ledgerHasLess])
  }

  @Test("A day's worst hour decides, and days of either side are listed in order")
  func hours() {
    let (first, second, third) = (day("2026-01-01"), day("2026-01-02"), day("2026-01-03"))
    func at(_ day: Day, _ hour: Int) -> DayHour { DayHour(day: day, hour: hour) }
    let verification = Verification(
      .init(
        log: [at(third, 1): some, at(second, 1): some, at(second, 2): some], takenAsCounted: [:],
        facts: [first: some, second: some + some + some, third: some],
        hours: [at(first, 23): some, at(second, 1): some + some + some, at(third, 1): some]), checks: [],
      warnings: ["look"])
    #expect(verification.rows.map(\.day) == [first, second, third])
    #expect(verification.rows.map(\.verdict) == [.ledgerHasMore, .ledgerHasLess, .equal])
    #expect(verification.rows.map(\.log) == [.zero, some + some, some])
    #expect(verification.days(.ledgerHasLess).map(\.day) == [second])
    #expect(verification.warnings == ["look"])
  }
}
