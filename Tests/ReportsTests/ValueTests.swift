import Ledger
import Reports
import Testing
import Text

@Suite("Shares, exports and health")
struct ValueTests {
  @Test(
    "A share is rounded to the nearest tenth of a per cent and never overflows",
    arguments: [
      (1, 3, 333), (2, 3, 667), (1, 2000, 1), (1, 2001, 0), (-1, 2000, -1), (0, 5, 0), (5, 5, 1000),
      (3, 2, 1500), (Int.max, Int.max, 1000), (Int.max / 2, Int.max, 500), (Int.max, 1, Int.max),
      (-Int.max, 1, -Int.max),
    ])
  func shares(part: Int, whole: Int, value: Int) {
    #expect(PerMille(part, of: whole)?.value == value)
  }

  @Test("A share of numbers of 128 bits is that of any size")
  func largeShares() {
    #expect(PerMille(Int128.max / 2, of: Int128.max)?.value == 500)
    #expect(PerMille(Int128.max / 3, of: Int128.max)?.value == 333)
    #expect(PerMille(Int128.max, of: 1)?.value == .max)
  }

  @Test("A share of nothing does not exist, and a change from nothing neither")
  func noShare() {
    #expect(PerMille(1, of: 0) == nil)
    #expect(PerMille(1, of: -1) == nil)
    #expect(PerMille(changeFrom: 0, to: 5) == nil)
    #expect(PerMille(changeFrom: 200, to: 150)?.value == -250)
  }

  @Test("The export has every day from the first to the last with usage")
  func export() throws {
    let usages = [usage("2024-02-28", 10), usage("2024-03-02", 20)]
    let expected = [
      usage("2024-02-28", 10), DayUsage(day: day("2024-02-29"), count: .zero),
      DayUsage(day: day("2024-03-01"), count: .zero), usage("2024-03-02", 20),
    ]
    #expect(try DailyExport(usage: usages).days == expected)
    let wide = try DailyExport(usage: usages, from: day("2000-01-01"), to: day("2030-01-01"))
    #expect(wide.days == expected)
    let narrow = try DailyExport(usage: usages, from: day("2024-02-29"), to: day("2024-03-01"))
    #expect(narrow.days == Array(expected[1...2]))
    #expect(try DailyExport(usage: usages, from: day("2025-01-01")).days == [])
    #expect(try DailyExport(usage: [], to: day("2025-01-01")).days == [])
  }

  @Test("An export from a later to an earlier day is refused")
  func exportRefused() {
    let error = #expect(throws: Failure.self) {
      try DailyExport(usage: [], from: day("2026-01-02"), to: day("2026-01-01"))
    }
    #expect(error?.kind == .usage)
  }

  @Test("A health report is as bad as its worst check")
  func health() {
    func report(_ levels: HealthCheck.Level...) -> HealthReport {
      HealthReport(checks: levels.map { HealthCheck(name: "x", title: "X", level: $0, message: "x") })
    }
    #expect(report().level == .ok)
    #expect(report(.ok, .warning, .ok).level == .warning)
    #expect(report(.failure, .warning).level == .failure)
  }
}
