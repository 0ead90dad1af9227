import Dispatch
import Ledger
import MariaDB
import Synchronization
import WordPress

/// How a chunk of ids is read and folded.
struct ChunkReading {
  let fold: UsageFold
  let policy: GapFinder.Policy
  let reader: LogReader

  /// How many bytes a chunk's usage may hold: rows that have nothing in common fill it before its last id.
  private static let capacity = 2 << 20

  private struct IsFull: Error {}

  func read(_ range: IDRange) throws -> ScannedChunk {
    var chunk = ScannedChunk(range: range, usage: fold, ids: GapFinder(policy: policy))
    do {
      try reader.forEachRow(in: range) { row in
        chunk.ids.see(id: row.id, time: row.time.clock)
        chunk.usage.add(row)
        if chunk.usage.weight > Self.capacity && row.id < range.last { throw IsFull() }
      }
    } catch is IsFull {
      chunk.rest = chunk.ids.last.flatMap { IDRange($0.id + 1, range.last) }
    }
    return chunk
  }
}

/// Reads chunks on several connections and hands them out in the order they were asked for.
///
/// With one lane the chunks are read on the session's own connection, when they are asked for.
struct ChunkPipeline {
  private let reading: ChunkReading
  private let lanes: [Lane]
  private var submitted = 0
  private var waiting: [(range: IDRange, pending: Pending?)] = []

  /// More lanes than this read ahead no further: what they hold has to fit into memory.
  private static let mostAhead = 8

  /// A pipeline of `count` lanes, each with a reader of its own.
  init(lanes count: Int, reading: ChunkReading, reader: () throws -> LogReader) throws {
    self.reading = reading
    lanes =
      count < 2
      ? []
      : try (0..<count).map { number in
        Lane(
          number: number,
          reading: ChunkReading(fold: reading.fold, policy: reading.policy, reader: try reader()))
      }
  }

  /// Whether another chunk may be asked for: each lane has one to read and one to read next.
  var hasRoom: Bool { waiting.count < min(max(1, 2 * lanes.count), Self.mostAhead) }

  /// Asks for a chunk.
  mutating func submit(_ range: IDRange) throws {
    let lane = lanes.isEmpty ? nil : lanes[submitted % lanes.count]
    waiting.append((range, lane?.read(range)))
    submitted += 1
  }

  /// The chunk that was asked for first, when it has been read; nil when none was asked for.
  mutating func next() throws -> ScannedChunk? {
    if waiting.isEmpty { return nil }
    let (range, pending) = waiting.removeFirst()
    let chunk = try pending?.wait() ?? reading.read(range)
    if let rest = chunk.rest {
      // The rest is likely to be as dense: pieces of that size are read when their turn comes.
      waiting.insert(contentsOf: rest.split(span: rest.first - range.first).map { ($0, nil) }, at: 0)
    }
    return chunk
  }
}

/// A connection that reads on a thread of its own.
///
/// Unchecked: the connection within is touched on the lane's serial queue alone.
private final class Lane: @unchecked Sendable {
  private let queue: DispatchQueue
  private let reading: ChunkReading

  init(number: Int, reading: ChunkReading) {
    queue = DispatchQueue(label: "tokenledger.reader.\(number)")
    self.reading = reading
  }

  func read(_ range: IDRange) -> Pending {
    let pending = Pending()
    queue.async { pending.fulfil(Result { try self.reading.read(range) }) }
    return pending
  }
}

/// A chunk that is being read.
private final class Pending: Sendable {
  private let result = Mutex<Result<ScannedChunk, any Error>?>(nil)
  private let isThere = DispatchSemaphore(value: 0)

  func fulfil(_ value: Result<ScannedChunk, any Error>) {
    result.withLock { $0 = value }
    isThere.signal()
  }

  func wait() throws -> ScannedChunk? {
    isThere.wait()
    return try result.withLock { $0 }?.get()
  }
}
