import Archives
import FoundationEssentials
import Glibc
import Ledger
import Text

/// What is done with the rows of a backup while it is read.
protocol BackupVisitor {
  /// A table begins.
  mutating func begin(_ table: BackupTable) throws
  /// A row of it: its fields as they are in the file.
  mutating func add(_ fields: [BackupValue.Field]) throws
  /// It has ended.
  mutating func endTable() throws
}

/// A visitor that only looks on.
struct BackupCheck: BackupVisitor {
  func begin(_ table: BackupTable) {}
  func add(_ fields: [BackupValue.Field]) {}
  func endTable() {}
}

/// Reads a backup from its first byte to its last, in constant memory, and takes nothing that is not whole and sound.
public struct BackupReader {
  private var lines: BackupLines
  private let digest: SHA256Digest
  private let content: SHA256Digest
  private var sums = BackupSums()
  private var tables: [(name: String, rows: Int)] = []
  private var fields: [BackupValue.Field] = []
  private var values: [UnsafeRawBufferPointer?] = []

  /// A reader of what `source` gives: it fills a buffer, in part or in whole, and returns the number of bytes; 0 at the end.
  public init(_ source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) throws {
    lines = BackupLines(try GzipReader(source))
    (digest, content) = (try SHA256Digest(), try SHA256Digest())
  }

  /// Reads it through.
  ///
  /// - Throws: ``BackupDefect``, and what the source throws.
  public mutating func check() throws -> BackupSummary {
    var check = BackupCheck()
    return try read(&check)
  }

  /// Reads it through; the visitor has seen all rows before it turns out whether they are sound.
  mutating func read(_ visitor: inout some BackupVisitor) throws -> BackupSummary {
    do {
      return try readAll(&visitor)
    } catch let error as ArchiveError {
      switch error {
      case .notCompressed: throw BackupDefect.noBackup
      case .cut: throw BackupDefect.cut
      case .damaged: throw BackupDefect.damaged
      case .continued: throw BackupDefect.continued
      case .unavailable:
        throw Failure(
          .unavailable, "the backup cannot be unpacked: there is not enough memory",
          advice: "Run it again when the machine has more.")
      }
    }
  }

  private mutating func readAll(_ visitor: inout some BackupVisitor) throws -> BackupSummary {
    guard let first = try lines.next() else { throw BackupDefect.noBackup }
    let header = try BackupHeader(line: first)
    try digest.add(lines.lineWithEnd)
    for table in BackupTable.all { try read(table, &visitor) }
    guard let last = try lines.next() else { throw BackupDefect.cut }
    guard let trailer = try? JSONDecoder().decode(BackupTrailer.self, from: Data(last)) else {
      throw malformed("the last line is not that of a backup")
    }
    if try lines.next() != nil { throw BackupDefect.continued }
    let (sha256, rows) = (try digest.finish(), tables.reduce(0) { $0 + $1.rows })
    guard trailer.sha256 == sha256 else { throw BackupDefect.damaged }
    let found = BackupHeader.Sums(sums.state, rowsCounted: sums.rowsCounted)
    if let contradiction = sums.contradiction { throw BackupDefect.contradiction(contradiction) }
    let summary = BackupSummary(
      header: header, rows: rows, tables: tables, sha256: sha256, content: try content.finish())
    guard trailer.rows == rows, trailer.sums == found, header.sums == found, summary.days == sums.days else {
      throw BackupDefect.contradiction("its first and last line do not say what its tables hold")
    }
    return summary
  }

  private mutating func read(_ table: BackupTable, _ visitor: inout some BackupVisitor) throws {
    let heading = ([BackupWriter.table, table.name] + table.columns.map(\.name)).joined(separator: "\t")
    guard let line = try nextLine() else { throw BackupDefect.cut }
    guard line.elementsEqual(heading.utf8) else {
      throw malformed("the table \(table.name) does not begin here")
    }
    try visitor.begin(table)
    sums.begin(table)
    var rows = 0
    let ending = Array("\(BackupWriter.end)\t".utf8)
    while true {
      guard let line = try nextLine() else { throw BackupDefect.cut }
      if line.starts(with: ending) {
        guard line.elementsEqual("\(BackupWriter.end)\t\(table.name)\t\(rows)".utf8) else {
          throw malformed("the table \(table.name) does not have as many rows as it says")
        }
        break
      }
      try split(line, of: table)
      guard sums.add(values) else { throw malformed("a figure is none") }
      try visitor.add(fields)
      rows += 1
    }
    tables.append((table.name, rows))
    try visitor.endTable()
  }

  /// The next line of the tables.
  private mutating func nextLine() throws -> UnsafeRawBufferPointer? {
    guard let line = try lines.next() else { return nil }
    try digest.add(lines.lineWithEnd)
    try content.add(lines.lineWithEnd)
    return line
  }

  /// Takes a row apart.
  private mutating func split(_ line: UnsafeRawBufferPointer, of table: BackupTable) throws {
    fields.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    var start = 0
    for column in table.columns {
      guard start <= line.count else { throw malformed("a row of \(table.name) has too few values") }
      let rest = UnsafeRawBufferPointer(rebasing: line[start...])
      let end = rest.firstIndex(of: BackupWriter.tab) ?? rest.count
      let text = UnsafeRawBufferPointer(rebasing: rest[..<end])
      guard let field = BackupValue.Field(text) else {
        throw malformed("the value of \(column.name) is not written as in a backup")
      }
      switch field {
      case .null: values.append(nil)
      case .plain(let value):
        guard column.kind.takes(value) else { throw malformed("the value of \(column.name) is none") }
        values.append(value)
      case .hexadecimal(let digits):
        guard column.kind.takesBytes else { throw malformed("the value of \(column.name) is none") }
        values.append(digits)
      }
      fields.append(field)
      start += end + 1
    }
    guard start == line.count + 1 else { throw malformed("a row of \(table.name) has too many values") }
  }

  private func malformed(_ what: String) -> BackupDefect { .malformed("line \(lines.number): \(what)") }
}

extension BackupTable.Kind {
  /// Whether a value of it may be given as bytes.
  fileprivate var takesBytes: Bool { self == .text || self == .bytes }
}

/// The lines of a compressed text, each as long as the next has not been asked for.
private final class BackupLines {
  private static let capacity = 1 << 16

  private let gzip: GzipReader
  private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: BackupLines.capacity, alignment: 1)
  private var start = 0
  private var end = 0
  /// The number of the line, from 1 on.
  private(set) var number = 0
  /// The line with the line feed at its end.
  private(set) var lineWithEnd = UnsafeRawBufferPointer(start: nil, count: 0)

  init(_ gzip: GzipReader) {
    self.gzip = gzip
  }

  deinit {
    buffer.deallocate()
  }

  /// The next line, without its end; nil after the last.
  func next() throws -> UnsafeRawBufferPointer? {
    var searched = start
    while true {
      let rest = UnsafeRawBufferPointer(rebasing: buffer[searched..<end])
      if let base = rest.baseAddress, let found = memchr(base, Int32(BackupWriter.newline), rest.count) {
        let length = UnsafeRawPointer(found) - UnsafeRawPointer(base) + searched - start
        lineWithEnd = UnsafeRawBufferPointer(rebasing: buffer[start...(start + length)])
        start += length + 1
        number += 1
        return UnsafeRawBufferPointer(rebasing: lineWithEnd.dropLast())
      }
      searched = end
      guard end - start <= BackupWriter.longestLine else {
        throw BackupDefect.malformed("line \(number + 1) is longer than any line of a backup")
      }
      searched -= try makeRoom()
      let count = try gzip.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
      if count == 0 {
        if start < end { throw BackupDefect.cut }
        return nil
      }
      end += count
    }
  }

  /// Makes room behind what has been read.
  ///
  /// - Returns: By how much what is left has moved.
  private func makeRoom() throws -> Int {
    let moved = start
    if moved > 0 {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
      (start, end) = (0, end - moved)
    }
    if end == buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * buffer.count, alignment: 1)
      larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
      buffer.deallocate()
      buffer = larger
    }
    return moved
  }
}
