import Ledger
import MariaDB

/// Rows of the log in the form they are to be written in.
public protocol RawRowBuffer: Sendable {
  /// A buffer without rows.
  init()
  /// Adds a row, whose columns are ``RawRows/columns`` and whose cells are valid during the call.
  ///
  /// - Returns: How many bytes the buffer then holds.
  mutating func add(_ row: Row) throws -> Int
}

/// The token rows of the log as the chatbot's own download lists them, a bounded chunk at a time.
///
/// No statement is open while a chunk is in the caller's hands: an open read makes the chatbot's own upgrade
/// wait, and every visitor behind it. The next chunks are read meanwhile, on connections of their own.
public struct RawRows {
  /// How many ids a chunk spans.
  private static let chunkSpan = 16_384
  /// As many ids are read on two connections; fewer are not worth connecting for.
  private static let manyIDs = 4 * chunkSpan

  /// The columns, in order.
  public let columns: [String]
  /// Warnings for the owner.
  public let warnings: [String]

  private let session: SiteSession
  private let condition: Query

  /// The rows from `first` to `last`, both days included; nil for no bound.
  ///
  /// - Throws: `Failure` when there is no log that can be read.
  public init(_ session: SiteSession, from first: Day?, to last: Day?) throws {
    warnings = try LogTable(session).id.isNullable ? Self.withoutID(session) : []
    self.session = session
    let tables = session.tables
    columns = tables.chatLog.exported
    let days = DayBounds(first: first, last: last)
    condition = """
      \(query: tables.isTokenRow()) AND \(query: days.contain(tables.columns.time))
      """
  }

  /// A row without an id has no place in the order of the others.
  private static func withoutID(_ session: SiteSession) throws -> [String] {
    let query: Query = """
      SELECT COUNT(*) FROM \(identifier: session.tables.log)
      WHERE id IS NULL AND \(query: session.tables.isTokenRow())
      """
    let rows = try session.connection.firstRow(query, as: Int.self) ?? 0
    return rows == 0 ? [] : ["\(rows) token rows of the log have no id and are left out"]
  }

  /// Hands over the rows up to the highest id that is there at the start, ascending, a buffer at a time.
  ///
  /// - Throws: `MariaDBError`, and what `body` throws.
  public func forEachChunk<Buffer: RawRowBuffer>(
    as type: Buffer.Type = Buffer.self, _ body: (Buffer) throws -> Void
  ) throws {
    func reading(_ connection: Connection) -> RawRowReading<Buffer> {
      RawRowReading(connection: connection, tables: session.tables, condition: condition)
    }
    let own = reading(session.connection)
    guard let highest = try own.lastID() else { return }
    var pipeline = try ChunkPipeline(
      above: Int.min, upTo: highest, span: Self.chunkSpan, lanes: highest > Self.manyIDs ? 2 : 1, reader: own
    ) { reading(try session.anotherConnection()) }
    while let chunk = try pipeline.next(firstID: own.firstID) { try body(chunk.buffer) }
  }
}

/// How raw rows of a range of ids are read.
private struct RawRowReading<Buffer: RawRowBuffer>: ChunkReader {
  struct Chunk: LogChunk {
    let range: IDRange
    var rest: IDRange?
    let buffer: Buffer
  }

  private struct IsFull: Error {}

  let connection: Connection
  let tables: Tables
  let condition: Query
  private var table: String { tables.log }

  /// A chunk ends early at so many bytes, whatever the rows hold.
  private static var capacity: Int { 2 << 20 }

  func read(_ range: IDRange) throws -> Chunk {
    let others: Set = ["id", tables.columns.time, tables.columns.type]
    let selected = tables.chatLog.exported.map { others.contains($0) ? $0 : tables.text($0) }
    let columns = Query(unchecked: selected.joined(separator: ", "))
    let query: Query = """
      SELECT \(query: columns) FROM \(identifier: table)
      WHERE \(query: condition) AND id >= \(range.first) AND id <= \(range.last) ORDER BY id
      """
    // Not in a chunk before all are there: how that lies in memory would be looked up for each row.
    var buffer = Buffer()
    var last: Int?
    var rest: IDRange?
    do {
      try connection.forEachRow(query) { row in
        // Rows that share an id, which is possible without a key, stay together.
        if let last, try row[0].decode(Int.self) > last {
          rest = IDRange(last + 1, range.last)
          throw IsFull()
        }
        if try buffer.add(row) > Self.capacity { last = try row[0].decode(Int.self) }
      }
    } catch is IsFull {}
    return Chunk(range: range, rest: rest, buffer: buffer)
  }

  /// The lowest id above `id`.
  func firstID(after id: Int) throws -> Int? {
    try connection.firstRow("SELECT MIN(id) FROM \(identifier: table) WHERE id > \(id)", as: Int?.self) ?? nil
  }

  /// The highest id.
  func lastID() throws -> Int? {
    try connection.firstRow("SELECT MAX(id) FROM \(identifier: table)", as: Int?.self) ?? nil
  }
}
