import Ledger
import MariaDB

/// A bounded chunk of the log, read and folded, not yet committed.
struct ScannedChunk: Sendable {
  let range: IDRange
  var usage: UsageFold
  var ids: GapFinder
}

extension Sync {
  /// How many ids a chunk spans; it holds at most as many rows.
  private static let chunkSpan = 32_768
  /// From so many ids on, a second connection pays.
  private static let manyIDs = 4 * chunkSpan

  /// Counts what is past the highest id seen, up to the highest that was there when the sync began.
  mutating func readOn() throws {
    let start = writer.state.lastID
    guard start < target else { return }
    let connections = settings.connections ?? (target - start > Self.manyIDs ? 2 : 1)
    let reading = ChunkReading(fold: emptyFold(), policy: gapPolicy, reader: reader)
    var pipeline = try ChunkPipeline(lanes: connections, reading: reading) {
      LogReader(
        connection: try session.anotherConnection(), tables: session.tables, shape: log.shape,
        skipsImported: skipsImported)
    }
    var seen = GapFinder(policy: gapPolicy, after: start)
    var planned = start
    while true {
      while planned < target, pipeline.hasRoom, let first = try reader.firstID(after: planned),
        let range = IDRange(first, upTo: target, span: Self.chunkSpan)
      {
        try pipeline.submit(range)
        planned = range.last
      }
      guard let chunk = try pipeline.next() else { break }
      try commit(chunk, after: &seen)
      settings.progress?(chunk.range.last - start, target - start)
    }
  }

  private mutating func commit(_ chunk: ScannedChunk, after seen: inout GapFinder) throws {
    guard let last = chunk.ids.last else { return }
    seen.append(chunk.ids)
    var change = LedgerChange(usage: chunk.usage, lastID: last.id)
    change.newGaps = seen.takeGaps()
    if let id = chunk.usage.highestCounted {
      change.checkpoint = try Checkpoints(
        connection: session.connection, tables: session.tables, epoch: epoch.number
      ).candidate(id: id)
    }
    try writer.commit(change, now: facts.utcNow)
    outcome.add(chunk.usage)
    settings.log?("counted \(chunk.usage.counted) rows up to id \(last.id)")
  }

  private var gapPolicy: GapFinder.Policy {
    epoch.isScanned ? .all : .besideRows(since: facts.siteNow.adding(seconds: -Self.lateness))
  }
}
