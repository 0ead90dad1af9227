import Ledger
import MariaDB

/// A bounded chunk of the log, read and folded, not yet committed.
struct ScannedChunk: LogChunk {
  let range: IDRange
  var usage: UsageFold
  var ids: GapFinder
  var rest: IDRange?
}

/// How a chunk of ids is read and folded.
struct ChunkFolding: ChunkReader {
  let fold: UsageFold
  let policy: GapFinder.Policy
  /// The highest id of all: rows beside it are likely to be recent.
  let target: Int
  let reader: LogReader

  /// How many bytes a chunk's usage may hold: rows that have nothing in common fill it before its last id.
  private static let capacity = 2 << 20

  private struct IsFull: Error {}

  /// Beside old rows nothing is missing that may still come, so for most chunks of a first sync the rows without tokens
  /// need not be seen. Where others came to light they are, for the gaps beside them.
  func read(_ range: IDRange) throws -> ScannedChunk {
    if case .besideRows(let since) = policy, range.last < target {
      let chunk = try scan(range, unseenBefore: since)
      if !chunk.ids.hasSeenRecent { return chunk }
    }
    return try scan(range)
  }

  private func scan(_ range: IDRange, unseenBefore time: SiteTime? = nil) throws -> ScannedChunk {
    var chunk = ScannedChunk(range: range, usage: fold, ids: GapFinder(policy: policy))
    do {
      try reader.forEachRow(in: range, withoutOthersBefore: time) { row in
        chunk.ids.see(id: row.id, time: row.time.stored)
        chunk.usage.add(row)
        if chunk.usage.weight > Self.capacity && row.id < range.last { throw IsFull() }
      }
    } catch is IsFull {
      chunk.rest = chunk.ids.last.flatMap { IDRange($0.id + 1, range.last) }
    }
    return chunk
  }
}

extension Sync {
  /// Counts what is past the highest id seen, up to the highest that was there when the sync began.
  ///
  /// - Returns: The last piece, which is still to be written; nil when there is none.
  mutating func readOn() throws -> LedgerChange? {
    let start = writer.state.lastID
    guard start < target else { return nil }
    func folding(_ reader: LogReader) -> ChunkFolding {
      ChunkFolding(fold: emptyFold(), policy: gapPolicy, target: target, reader: reader)
    }
    var pauses = try SyncPauses(
      session, settings, longestSpan: LogReader.chunkSpan, isShort: target - start <= LogReader.chunkSpan)
    defer { outcome.timePaused = pauses.total }
    var pipeline = try ChunkPipeline(
      above: start, upTo: target, span: LogReader.chunkSpan,
      lanes: pauses.readsAhead ? settings.connections : 1,
      reader: folding(reader)
    ) {
      folding(
        reader(on: try session.anotherConnection()))
    }
    var seen = GapFinder(policy: gapPolicy, after: start)
    while let chunk = try pipeline.next(firstID: reader.firstID) {
      let change = try change(chunk, after: &seen)
      let isLast = chunk.range.last >= target && chunk.rest == nil
      if !isLast, let change { try commit(change) }
      settings.progress?(chunk.range.last - start, target - start)
      if isLast { return change }
      guard chunk.range.last < target else { continue }
      try pauses.pause(after: chunk.range.last - chunk.range.first + 1)
      pipeline.longestSpan = pauses.span
      pipeline.readsAhead = pauses.readsAhead
    }
    return nil
  }

  /// What a chunk changes; nil where it has no rows.
  private func change(_ chunk: ScannedChunk, after seen: inout GapFinder) throws -> LedgerChange? {
    guard let last = chunk.ids.last else { return nil }
    seen.append(chunk.ids)
    var change = LedgerChange(usage: chunk.usage, lastID: last.id)
    change.gaps = try opening(seen.takeGaps() + IDRange.covering(chunk.usage.doubled))
    if let id = chunk.usage.highestCounted { change.checkpoint = try checkpoints.candidate(id: id) }
    return change
  }

  /// Writes a piece of the log.
  private mutating func commit(_ piece: LedgerChange) throws {
    try writer.commit(piece, at: facts)
    note(piece)
  }

  /// Notes that a piece of the log was written.
  mutating func note(_ piece: LedgerChange) {
    guard let usage = piece.usage else { return }
    outcome.add(usage)
    settings.log?("counted \(usage.counted) rows up to id \(piece.lastID ?? writer.state.lastID)")
  }

  private var gapPolicy: GapFinder.Policy {
    epoch.isScanned ? .all : .besideRows(since: facts.siteNow.adding(seconds: -Self.lateness))
  }
}
