/// Comma-separated rows as bytes, in the form of ``CSVDialect``.
///
/// It only gathers bytes: who streams a large file writes `bytes` out and removes them now and then.
///
///     var buffer = CSVBuffer()
///     buffer.text("Support desk")
///     buffer.integer(42)
///     buffer.endRow()  // "Support desk",42
package struct CSVBuffer: Sendable {
  /// What was gathered since the last removal.
  package private(set) var bytes: [UInt8] = []
  private var rowHasFields = false

  /// An empty buffer with room for `capacity` bytes.
  package init(capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// Adds a field of text, in whatever encoding the bytes are.
  package mutating func text(_ field: UnsafeRawBufferPointer) {
    separate()
    let quote = CSVDialect.quote
    let isQuoted = CSVDialect.needsQuotes(field)
    if isQuoted { bytes.append(quote) }
    if let first = field.first, CSVDialect.startsFormula(first) { bytes.append(CSVDialect.guardian) }
    // Nearly every field holds no quote, and a copy in one go is many times faster than byte by byte.
    if isQuoted, field.contains(quote) {
      doubleQuotes(of: field)
    } else {
      bytes.append(contentsOf: field)
    }
    if isQuoted { bytes.append(quote) }
  }

  /// Adds a field of text that should be UTF-8 but need not be: what is not becomes U+FFFD.
  package mutating func text(repairing field: UnsafeRawBufferPointer) {
    if CSVBuffer.isASCII(field) { text(field) } else { text(String(decoding: field, as: UTF8.self)) }
  }

  /// Adds a field of text.
  package mutating func text(_ field: String) {
    var field = field
    field.withUTF8 { text(UnsafeRawBufferPointer($0)) }
  }

  /// Adds a number; a minus sign makes no formula of it.
  package mutating func integer(_ number: Int) {
    self.number { text in
      if number < 0 { text[0] = UInt8(ascii: "-") }
      return text.writeDigits(of: UInt64(number.magnitude), at: number < 0 ? 1 : 0)
    }
  }

  /// Adds a number or a day: what `write` puts into a buffer of 64 bytes, up to the place that it returns. It is digits and
  /// signs, which need no quotes.
  package mutating func number(_ write: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
    separate()
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { text in
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[..<write(text)]))
    }
  }

  /// Ends the row.
  package mutating func endRow() {
    bytes.append(CSVDialect.lineFeed)
    rowHasFields = false
  }

  /// Forgets the bytes, once they were written out, and keeps their memory. May be called within a row.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func doubleQuotes(of field: UnsafeRawBufferPointer) {
    var isEscaped = false
    for byte in field {
      if byte == CSVDialect.quote {
        if isEscaped { bytes.append(CSVDialect.guardian) }
        bytes.append(byte)
      }
      bytes.append(byte)
      isEscaped = byte == CSVDialect.backslash
    }
  }

  private mutating func separate() {
    if rowHasFields { bytes.append(CSVDialect.separator) }
    rowHasFields = true
  }

  /// Eight bytes at a time, since nearly every field is ASCII, and there are millions.
  private static func isASCII(_ field: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while offset + 8 <= field.count {
      let bytes = field.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if bytes & 0x8080_8080_8080_8080 != 0 { return false }
      offset += 8
    }
    return field[offset...].allSatisfy { $0 < 0x80 }
  }
}
