import Archives
import Text

/// Writes a backup: lines of text that are counted, added up, hashed and compressed while they pass by.
///
/// A line with an object begins and ends it. Between them each table has a line with its name and its columns, its rows,
/// and a line with their number:
///
///     \table  day_totals  day         source_id  …
///     2026-11-30          1           …
///     \end    day_totals  1
struct BackupWriter {
  /// A longer line is neither written nor read: so a file that was made to fill the memory cannot.
  static let longestLine = 1 << 20
  static let table = "\\table"
  static let end = "\\end"
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")

  private static let capacity = 1 << 16

  private let send: ([UInt8]) throws -> Void
  private let gzip: GzipWriter?
  private let digest: SHA256Digest
  private let content: SHA256Digest
  private var buffer: [UInt8] = []
  /// Whether what is written is of the tables: between the first and the last line.
  var isInContent = false
  private(set) var sums = BackupSums()
  private(set) var tables: [(name: String, rows: Int)] = []
  private var fields: [UnsafeRawBufferPointer?] = []

  /// A writer that hands over compressed bytes; nil for one that only finds out what it would write.
  init(sending send: (([UInt8]) throws -> Void)?) throws {
    self.send = send ?? { _ in }
    gzip = send == nil ? nil : try GzipWriter()
    (digest, content) = (try SHA256Digest(), try SHA256Digest())
    buffer.reserveCapacity(2 * Self.capacity)
  }

  /// Writes the header.
  mutating func begin(_ header: BackupHeader) throws {
    buffer += try JSONText.line(header).utf8
    buffer.append(Self.newline)
    try flush()
    isInContent = true
  }

  /// Begins a table.
  mutating func begin(_ table: BackupTable) throws {
    sums.begin(table)
    tables.append((table.name, 0))
    buffer += ([Self.table, table.name] + table.columns.map(\.name)).joined(separator: "\t").utf8
    buffer.append(Self.newline)
  }

  /// Writes a row of the table that was begun; `value` gives its columns, nil for NULL.
  mutating func add(columns count: Int, _ value: (Int) -> UnsafeRawBufferPointer?) throws {
    fields.removeAll(keepingCapacity: true)
    let start = buffer.count
    for index in 0..<count {
      let field = value(index)
      fields.append(field)
      if index > 0 { buffer.append(Self.tab) }
      BackupValue.append(field, to: &buffer)
    }
    guard buffer.count - start <= Self.longestLine else {
      throw BackupDefect.malformed("a row of \(tables.last?.name ?? "") is longer than a backup can hold")
    }
    guard sums.add(fields) else {
      throw BackupDefect.malformed("a row of \(tables.last?.name ?? "") has a figure that is none")
    }
    buffer.append(Self.newline)
    if !tables.isEmpty { tables[tables.count - 1].rows += 1 }
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Ends the table that was begun.
  mutating func endTable() throws {
    guard let table = tables.last else { return }
    buffer += "\(Self.end)\t\(table.name)\t\(table.rows)\n".utf8
    try flush()
  }

  /// Ends the tables; no row can be added afterwards.
  ///
  /// - Returns: The SHA-256 of the tables alone.
  mutating func endContent() throws -> String {
    try flush()
    isInContent = false
    return try content.finish()
  }

  /// Writes the last line.
  ///
  /// - Returns: What the backup holds.
  mutating func finish(_ header: BackupHeader) throws -> BackupSummary {
    let content = try endContent()
    let rows = tables.reduce(0) { $0 + $1.rows }
    let sha256 = try digest.finish()
    let trailer = BackupTrailer(
      rows: rows, sums: .init(sums.state, rowsCounted: sums.rowsCounted), sha256: sha256)
    let line = Array((try JSONText.line(trailer) + "\n").utf8)
    try line.withUnsafeBytes { try gzip?.write($0, to: send) }
    try gzip?.finish(to: send)
    return BackupSummary(header: header, rows: rows, tables: tables, sha256: sha256, content: content)
  }

  private mutating func flush() throws {
    try buffer.withUnsafeBytes { bytes in
      try digest.add(bytes)
      if isInContent { try content.add(bytes) }
      try gzip?.write(bytes, to: send)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
