import Chatbots
import Ledger
import Text

@testable import LedgerStore

/// Times the work that is done for every row.
@main
struct Microbench {
  static func main() throws {
    let stopwatch = Stopwatch()
    for (name, combinations) in [("few", 6), ("many", 400)] {
      let log = Log(combinations: combinations)
      stopwatch.time("handing on a row (part of the next)", rows: Log.rows) {
        var nulls = 0
        log.forEachRow { if $0[7].isNull { nulls += 1 } }
        return nulls
      }
      try stopwatch.time("decoding a row, \(name) combinations", rows: Log.rows) {
        var decoder = TokenRowDecoder(KognetiksChatbot().log.types)
        var ids = 0
        try log.forEachRow { ids += try decoder.tokenRow($0).id }
        return ids
      }
      let rows = try log.decoded()
      stopwatch.time("folding a row, \(name) combinations", rows: rows.count) { folded(rows) }
    }
    let ids = Array(1...Log.rows)
    stopwatch.time("looking for gaps, none", rows: ids.count) { gaps(ids) }
    let every = ids.map { 2 * $0 }
    stopwatch.time("looking for gaps, one at every row", rows: every.count) { gaps(every) }
    let range = IDRange(1, 2 * Log.rows)
    stopwatch.time("narrowing a gap by every other id", rows: every.count) { range?.subtracting(every).count }
    writeCSV(stopwatch)
  }

  private static func folded(_ rows: [TokenRow]) -> Int {
    var fold = UsageFold(
      rules: CountingRules(siteNow: SiteTime(day: Day(number: 30_000), secondOfDay: 0)),
      timeline: ModelTimeline())
    for row in rows { fold.add(row) }
    return fold.counted
  }

  private static func gaps(_ ids: [Int]) -> Int {
    let time = SiteTime(day: Day(number: 20_000), secondOfDay: 0)
    var finder = GapFinder(policy: .all)
    for id in ids { finder.see(id: id, time: time) }
    return finder.gaps.count
  }

  private static func writeCSV(_ stopwatch: Stopwatch) {
    let cells: [[UInt8]] = [
      "kognetiks_9f86d081884c7d659a2feaa0c55ad015", "3", "2026-02-28 10:15:00", "Prompt Tokens", "1250",
    ].map { Array($0.utf8) }
    stopwatch.time("writing a row of CSV", rows: Log.rows) {
      var buffer = CSVBuffer(capacity: 12 << 20)
      for id in 0..<Log.rows {
        buffer.integer(id)
        for cell in cells { cell.withUnsafeBytes { buffer.text(repairing: $0) } }
        buffer.endRow()
      }
      return buffer.bytes.count
    }
  }
}
