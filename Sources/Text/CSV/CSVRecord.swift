/// The fields of one record, as bytes. It is filled again for each record and keeps its memory.
package struct CSVRecord: Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [Int] = []

  /// A record without fields.
  package init() {}

  /// How many fields there are.
  package var count: Int { ends.count }

  /// A field, counted from 0; `index` must be below ``count``.
  package subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  mutating func append(_ byte: UInt8) {
    bytes.append(byte)
  }

  mutating func append(_ byte: UInt8, count: Int) {
    bytes.append(contentsOf: repeatElement(byte, count: count))
  }

  mutating func endField() {
    ends.append(bytes.count)
  }

  /// Goes back to when there were so many bytes and fields.
  mutating func truncate(bytes byteCount: Int, fields: Int) {
    bytes.removeLast(bytes.count - byteCount)
    ends.removeLast(ends.count - fields)
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}

/// Why a line is not a record. It never holds anything of the line itself.
package enum CSVDefect: Sendable, Hashable {
  /// More or fewer fields than the header has.
  case fieldCount(Int, expected: Int)
  /// A quote where none can be.
  case strayQuote
  /// A quote that is never closed, or a record of over a mebibyte.
  case endless
}

extension CSVDefect: CustomStringConvertible {
  /// What is wrong, in a few words.
  package var description: String {
    switch self {
    case .fieldCount(let count, let expected): "\(count) fields instead of \(expected)"
    case .strayQuote: "a quote in the middle of a field"
    case .endless: "a quote that is never closed"
    }
  }
}
