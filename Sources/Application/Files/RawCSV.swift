import LedgerStore
import MariaDB
import Output
import Text

/// Raw rows of the log as comma-separated values.
protocol RawCSV: RawRowBuffer {
  /// The rows.
  var csv: CSVBuffer { get set }
  /// How many they are.
  var lines: Int { get set }
  /// Adds a field of text.
  mutating func add(text: UnsafeRawBufferPointer)
}

extension RawCSV {
  mutating func add(_ row: Row) throws -> Int {
    csv.integer(try row[0].decode(Int.self))
    for column in 1..<row.count {
      try row[column].withText { add(text: $0 ?? UnsafeRawBufferPointer(start: nil, count: 0)) }
    }
    csv.endRow()
    lines += 1
    return csv.bytes.count
  }
}

/// For a file: texts as they were logged.
struct PlainRawCSV: RawCSV {
  var csv = CSVBuffer()
  var lines = 0

  mutating func add(text: UnsafeRawBufferPointer) {
    csv.text(repairing: text)
  }
}

/// For a terminal, which obeys escapes: texts as in tables.
struct ShownRawCSV: RawCSV {
  var csv = CSVBuffer()
  var lines = 0

  mutating func add(text: UnsafeRawBufferPointer) {
    csv.text(String(decoding: text, as: UTF8.self).sanitizedLine)
  }
}
