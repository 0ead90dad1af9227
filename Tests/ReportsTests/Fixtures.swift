import Ledger
import Reports
import TestSupport

/// The day written as `YYYY-MM-DD`; a mistyped one is far in the past, so that no test passes with it.
func day(_ text: String) -> Day {
  Day(text) ?? Day(number: -719_162)
}

/// The days from one to another, both written as `YYYY-MM-DD`.
func days(_ first: String, _ last: String) -> ClosedRange<Day> {
  day(first)...day(last)
}

/// One day with 3 prompt and 2 completion tokens for every 5 of `total`, and one request.
func usage(_ text: String, _ total: Int) -> DayUsage {
  DayUsage(
    day: day(text),
    count: TokenCount(prompt: total * 3 / 5, completion: total * 2 / 5, total: total, requests: 1))
}

/// Sparse days in ascending order, up to `limit` of them from 2019 to 2027, some of them without any usage.
func randomUsage(limit: Int, using generator: inout SeededGenerator) -> [DayUsage] {
  let numbers = Set(
    (0..<Int.random(in: 0...limit, using: &generator)).map { _ in
      Int.random(in: day("2019-01-01").number...day("2027-12-31").number, using: &generator)
    })
  return numbers.sorted().map { number in
    let count = TokenCount(
      prompt: Int.random(in: 0...1_000_000, using: &generator),
      completion: Int.random(in: 0...1_000_000, using: &generator),
      total: Int.random(in: 0...3_000_000, using: &generator),
      requests: Int.random(in: 0...500, using: &generator))
    let isUnused = Int.random(in: 0..<6, using: &generator) == 0
    return DayUsage(day: Day(number: number), count: isUnused ? .zero : count)
  }
}

/// A site in UTC whose last sync looked for the end of the log at `text`, such as `2026-11-21 14:03:11`.
func synced(_ text: String) -> Completeness {
  Completeness(lastSync: Moment(clock(text).utc(offset: 0), offset: 0))
}

/// The time written as `YYYY-MM-DD HH:MM:SS`.
func clock(_ text: String) -> SiteTime {
  SiteTime(text) ?? SiteTime(day: Day(number: 0), secondOfDay: 0)
}
