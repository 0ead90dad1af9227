import Ledger
import MariaDB

/// A bounded chunk of the log, read and folded, not yet committed.
struct ScannedChunk: Sendable {
  let range: IDRange
  var usage: UsageFold
  var ids: GapFinder
  /// What was not read, when the chunk was full before its end.
  var rest: IDRange?
}

extension Sync {
  /// From so many ids on, a second connection pays.
  private static let manyIDs = 2 * LogReader.chunkSpan

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
        let range = IDRange(first, upTo: target, span: LogReader.chunkSpan)
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
    var usage = chunk.usage
    try settleDoubtful(&usage)
    seen.append(chunk.ids)
    var change = LedgerChange(usage: usage, lastID: last.id)
    change.newGaps = seen.takeGaps()
    if let id = usage.highestCounted {
      change.checkpoint = try Checkpoints(
        connection: session.connection, tables: session.tables, epoch: epoch.number
      ).candidate(id: id)
    }
    try writer.commit(change, at: facts)
    outcome.add(usage)
    settings.log?("counted \(usage.counted) rows up to id \(last.id)")
  }

  private var gapPolicy: GapFinder.Policy {
    epoch.isScanned ? .all : .besideRows(since: facts.siteNow.adding(seconds: -Self.lateness))
  }
}
