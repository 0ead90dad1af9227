/// Reads comma-separated records in the form of ``CSVDialect``, or as RFC 4180 has them, one at a time and in bounded
/// memory.
///
/// A byte order mark is skipped, lines may end with LF or CRLF, empty lines mean nothing, and a quoted field may
/// hold any of these.
package struct CSVReader {
  /// What was found at a line.
  package enum Entry {
    /// A record, in the record that was handed in.
    case record(line: Int)
    /// No record. Reading goes on with the next line of the file.
    case malformed(line: Int, CSVDefect)
    /// A record that can be read in more than one way and is not accepted in any; the record that was handed in holds
    /// the first. Reading goes on with the next line of the file.
    case refused(line: Int)
  }

  /// A record, or a quote that is never closed, is given up after so many bytes. The chatbot's longest field has
  /// 65,535.
  private static let recordLimit = 1 << 20
  private static let blockSize = 1 << 16

  /// How many fields each record must have; nil for any number.
  package var fieldCount: Int?
  /// Whether the fields make sense, where a record can be read in more than one way.
  package var accepts: (CSVRecord) -> Bool = { _ in true }
  private let read: (UnsafeMutableRawBufferPointer) throws -> Int
  private var buffer = [UInt8](repeating: 0, count: blockSize)
  /// What was read and not yet passed lies between these two.
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private var line = 1

  /// A reader of what `read` puts into a buffer; it gives how many bytes it has put there, 0 at the end.
  package init(read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) throws {
    self.read = read
    while end < 3, !isAtEnd { try refill() }
    if buffer[..<end].starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
  }

  /// Reads the next record into `record`; nil at the end.
  package mutating func next(into record: inout CSVRecord) throws -> Entry? {
    try skipEmptyLines()
    guard start < end else { return nil }
    let parser = CSVRecordParser(fieldCount: fieldCount, accepts: accepts)
    while true {
      let outcome = buffer.withUnsafeBytes { bytes in
        parser.parse(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), isAtEnd: isAtEnd, into: &record)
      }
      switch outcome {
      case .complete(let length):
        defer { pass(length) }
        return .record(line: line)
      case .malformed(let defect): return try passLine(.malformed(line: line, defect))
      case .refused: return try passLine(.refused(line: line))
      case .incomplete:
        if end - start > Self.recordLimit { return try passLine(.malformed(line: line, .endless)) }
        try refill()
      }
    }
  }

  /// Passes over the first line of something that is not a record.
  private mutating func passLine(_ entry: Entry) throws -> Entry {
    while true {
      if let lineEnd = buffer[start..<end].firstIndex(of: CSVDialect.lineFeed) {
        pass(lineEnd + 1 - start)
        return entry
      }
      start = end
      if isAtEnd { return entry }
      try refill()
    }
  }

  private mutating func skipEmptyLines() throws {
    while true {
      while end - start < 2, !isAtEnd { try refill() }
      let rest = buffer[start..<end]
      if rest.first == CSVDialect.lineFeed {
        pass(1)
      } else if rest.starts(with: [CSVDialect.carriageReturn, CSVDialect.lineFeed]) {
        pass(2)
      } else {
        return
      }
    }
  }

  private mutating func pass(_ length: Int) {
    line += buffer.withUnsafeBytes { bytes in
      bytes[start..<start + length].reduce(0) { $0 + ($1 == CSVDialect.lineFeed ? 1 : 0) }
    }
    start += length
  }

  /// Reads more behind what is left.
  private mutating func refill() throws {
    // A long record is read in ever larger steps, since each step looks at it from its beginning.
    if end - start == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
    let (start, end) = (start, end)
    let count = try buffer.withUnsafeMutableBytes { bytes in
      let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[..<(end - start)])
      rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      return try read(UnsafeMutableRawBufferPointer(rebasing: bytes[(end - start)...]))
    }
    self.start = 0
    self.end = end - start + count
    isAtEnd = count == 0
  }
}
