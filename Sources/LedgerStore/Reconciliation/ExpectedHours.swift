import Ledger
import MariaDB

/// What the log holds of rows that the ledger should hold; of a long log one half on another connection.
///
/// A half is added up in one snapshot, what is left out of it included. The two snapshots stand before the same ledger,
/// whose fence says so: a row that comes in between is in a gap, above the highest id, or waiting, for both of them. One
/// that is purged in between is missing in one half as if it had been purged a moment before.
struct ExpectedHours {
  let session: SiteSession
  let state: LedgerState
  let sums: LogSums
  let leftOut: LeftOutRows

  /// From so many ids on, another connection pays.
  private static let manyIDs = 50_000

  /// The hours' usage, inside the session's snapshot.
  func hours() throws -> [DayHour: TokenCount] {
    let reading = Reading(sums: sums, leftOut: leftOut)
    guard let halves, let lane = try lane() else { return try reading.hours(nil) }
    let pending = lane.read(halves.upper)
    var hours = try reading.hours(halves.lower)
    try hours.merge(pending.wait()?.hours ?? reading.hours(halves.upper), uniquingKeysWith: +)
    return hours
  }

  private var halves: (lower: IDRange, upper: IDRange)? {
    let (first, last) = (sums.reach.firstID, sums.reach.lastID)
    guard last > Self.manyIDs, let lower = IDRange(first, last / 2), let upper = IDRange(last / 2 + 1, last)
    else { return nil }
    return (lower, upper)
  }

  /// A lane with a connection of its own; nil where a half could not be told from the whole: rows that an import has
  /// brought, or an epoch has taken as counted, are looked for in the log once more, and in the session's snapshot.
  private func lane() throws -> Lane<Reading>? {
    guard sums.reach.parts.allSatisfy({ $0.countedUntil == nil }), !state.hasImports else { return nil }
    do {
      var sums = sums
      sums.connection = try session.anotherConnection()
      return Lane(reader: Reading(sums: sums, leftOut: leftOut, fence: state.fence))
    } catch let error as MariaDBError where error.isTooManyConnections {
      return nil
    }
  }

  private struct Reading: ChunkReader {
    struct Part: LogChunk {
      let range: IDRange
      /// Nil when the ledger was changed since the other half's snapshot.
      let hours: [DayHour: TokenCount]?
      var rest: IDRange? { nil }
    }

    let sums: LogSums
    let leftOut: LeftOutRows
    var fence: Int?

    func read(_ range: IDRange) throws -> Part {
      try sums.connection.snapshot {
        let state = try LedgerState.load(sums.connection, sums.tables)?.state
        return Part(range: range, hours: try state?.fence == fence ? hours(range) : nil)
      }
    }

    func hours(_ range: IDRange?) throws -> [DayHour: TokenCount] {
      try sums.all(in: range).subtracting(sums.rows(leftOut, in: range))
    }
  }
}
