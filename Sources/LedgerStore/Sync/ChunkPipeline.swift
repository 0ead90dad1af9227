import Dispatch
import Ledger
import MariaDB
import Synchronization

/// Reads a chunk of the log by its range of ids.
protocol ChunkReader {
  associatedtype Chunk: LogChunk

  /// Reads the rows in `range`, as many as a chunk may hold.
  func read(_ range: IDRange) throws -> Chunk
}

/// What was read of a range of ids.
protocol LogChunk: Sendable {
  /// The range that was asked for.
  var range: IDRange { get }
  /// What was not read of it, since the chunk was full before.
  var rest: IDRange? { get }
}

/// Reads part of the log in chunks, on several connections, and hands them out in the order of their ids.
///
/// With one lane the chunks are read by the pipeline's own reader, when they are asked for.
struct ChunkPipeline<Reader: ChunkReader> {
  private let reader: Reader
  private let lanes: [Lane<Reader>]
  private var submitted = 0
  private var waiting: [(range: IDRange, pending: Pending<Reader.Chunk>?)] = []
  private var planned: Int
  private let target: Int
  private var span: Int
  /// The largest number of ids in a chunk.
  var longestSpan: Int { didSet { span = min(span, longestSpan) } }
  /// Whether the lanes read ahead.
  var readsAhead = true

  /// More lanes than this read ahead no further: what they hold has to fit into memory.
  private static var mostAhead: Int { 8 }

  /// A pipeline over the ids above `start` up to `target`, at most `span` of them in a chunk; with more lanes than one
  /// each has a reader of its own. Falls back to fewer lanes when the server refuses more connections.
  init(
    above start: Int, upTo target: Int, span: Int, lanes count: Int, reader: Reader,
    anotherReader: () throws -> Reader
  ) throws {
    self.reader = reader
    var lanes: [Lane<Reader>] = []
    while count > 1, lanes.count < count {
      do {
        lanes.append(Lane(number: lanes.count, reader: try anotherReader()))
      } catch let error as MariaDBError where error.isTooManyConnections {
        break
      }
    }
    self.lanes = lanes
    planned = start
    self.target = target
    (self.span, longestSpan) = (span, span)
  }

  /// The next chunk, when it has been read; nil after the last one. `firstID` finds the lowest id above another.
  mutating func next(firstID: (Int) throws -> Int?) throws -> Reader.Chunk? {
    try submit(firstID)
    if waiting.isEmpty { return nil }
    let (range, pending) = waiting.removeFirst()
    let chunk = try pending?.wait() ?? reader.read(range)
    guard let rest = chunk.rest else {
      span = min(2 * span, longestSpan)
      return chunk
    }
    // What comes is likely to be as dense: the rest is read in pieces of that size when their turn comes.
    span = max(1, min(span, rest.first - range.first))
    waiting.insert(contentsOf: rest.split(span: span).map { ($0, nil) }, at: 0)
    return chunk
  }

  /// Whether a chunk from this id on reaches the end: then it does not matter how many ids are missing at its beginning.
  private func isLast(_ first: Int) -> Bool { IDRange(first, upTo: target, span: span)?.last == target }

  /// Keeps the lanes busy: each has a chunk to read and one to read next.
  private mutating func submit(_ firstID: (Int) throws -> Int?) throws {
    let lanes = readsAhead ? lanes : []
    while planned < target, waiting.count < min(max(1, 2 * lanes.count), Self.mostAhead),
      let first = try isLast(planned + 1) ? planned + 1 : firstID(planned),
      let range = IDRange(first, upTo: target, span: span)
    {
      let lane = lanes.isEmpty ? nil : lanes[submitted % lanes.count]
      waiting.append((range, lane?.read(range)))
      submitted += 1
      planned = range.last
    }
  }
}

/// Reads on a thread of its own, with a reader that has a connection of its own.
///
/// Unchecked: the connection within is touched on the lane's serial queue alone.
final class Lane<Reader: ChunkReader>: @unchecked Sendable {
  private let queue: DispatchQueue
  private let reader: Reader

  init(number: Int = 0, reader: Reader) {
    queue = DispatchQueue(label: "tokenledger.reader.\(number)")
    self.reader = reader
  }

  /// Begins to read a range, when those before have been read.
  func read(_ range: IDRange) -> Pending<Reader.Chunk> {
    let pending = Pending<Reader.Chunk>()
    queue.async { pending.fulfil(Result { try self.reader.read(range) }) }
    return pending
  }
}

/// A chunk that is being read.
final class Pending<Chunk: Sendable>: Sendable {
  private let result = Mutex<Result<Chunk, any Error>?>(nil)
  private let isThere = DispatchSemaphore(value: 0)

  fileprivate func fulfil(_ value: Result<Chunk, any Error>) {
    result.withLock { $0 = value }
    isThere.signal()
  }

  /// The chunk, once it has been read. Throws what reading it threw.
  func wait() throws -> Chunk? {
    isThere.wait()
    return try result.withLock { $0 }?.get()
  }
}
