/// Comma-separated rows as bytes, quoted as PHP's `fputcsv` quotes them: a field is enclosed in double quotes
/// when it holds a comma, a quote, a backslash, CR, LF, a tab or a space; a quote inside is doubled. Rows end with
/// a line feed.
///
/// Right after a backslash `fputcsv` does not double a quote, and every other reader takes that for the end of the
/// field: what follows could be a cell of its own, a formula. A `'` keeps the two apart here.
///
/// It only gathers bytes: who streams a large file writes `bytes` out and removes them now and then.
///
///     var buffer = CSVBuffer()
///     buffer.text("Support desk")
///     buffer.integer(42)
///     buffer.endRow()  // "Support desk",42
public struct CSVBuffer: Sendable {
  /// What was gathered since the last removal.
  public private(set) var bytes: [UInt8] = []
  private var rowHasFields = false

  /// An empty buffer with room for `capacity` bytes.
  public init(capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// Adds a field of text, in whatever encoding the bytes are. Text that a spreadsheet would take for a
  /// formula (`=`, `+`, `-`, `@`, tab, CR or LF first) gets a `'` before it.
  public mutating func text(_ field: UnsafeRawBufferPointer) {
    separate()
    let quote = UInt8(ascii: "\"")
    let isQuoted = CSVBuffer.needsQuotes(field)
    if isQuoted { bytes.append(quote) }
    if let first = field.first, CSVBuffer.startsFormula(first) { bytes.append(UInt8(ascii: "'")) }
    // Nearly every field holds no quote, and a copy in one go is many times faster than byte by byte.
    if isQuoted, field.contains(quote) {
      doubleQuotes(of: field)
    } else {
      bytes.append(contentsOf: field)
    }
    if isQuoted { bytes.append(quote) }
  }

  /// Adds a field of text that should be UTF-8 but need not be: what is not becomes U+FFFD.
  public mutating func text(repairing field: UnsafeRawBufferPointer) {
    if CSVBuffer.isASCII(field) { text(field) } else { text(String(decoding: field, as: UTF8.self)) }
  }

  /// Adds a field of text.
  public mutating func text(_ field: String) {
    var field = field
    field.withUTF8 { text(UnsafeRawBufferPointer($0)) }
  }

  /// Adds a number; a minus sign makes no formula of it.
  public mutating func integer(_ number: Int) {
    self.number(String(number))
  }

  /// Adds a number that is written already: digits, perhaps with a sign and a point.
  mutating func number(_ digits: String) {
    separate()
    bytes.append(contentsOf: digits.utf8)
  }

  /// Ends the row.
  public mutating func endRow() {
    bytes.append(UInt8(ascii: "\n"))
    rowHasFields = false
  }

  /// Forgets the bytes, once they were written out, and keeps their memory. May be called within a row.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func doubleQuotes(of field: UnsafeRawBufferPointer) {
    var isEscaped = false
    for byte in field {
      if byte == UInt8(ascii: "\"") {
        if isEscaped { bytes.append(UInt8(ascii: "'")) }
        bytes.append(byte)
      }
      bytes.append(byte)
      isEscaped = byte == UInt8(ascii: "\\")
    }
  }

  private mutating func separate() {
    if rowHasFields { bytes.append(UInt8(ascii: ",")) }
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

  /// All of a field is looked at: it is short, and without a branch many bytes are compared at once.
  private static func needsQuotes(_ field: UnsafeRawBufferPointer) -> Bool {
    var found: UInt8 = 0
    for byte in field {
      found |= byte == UInt8(ascii: ",") ? 1 : 0
      found |= byte == UInt8(ascii: "\"") ? 1 : 0
      found |= byte == UInt8(ascii: "\\") ? 1 : 0
      found |= byte == UInt8(ascii: "\r") ? 1 : 0
      found |= byte == UInt8(ascii: "\n") ? 1 : 0
      found |= byte == UInt8(ascii: "\t") ? 1 : 0
      found |= byte == UInt8(ascii: " ") ? 1 : 0
    }
    return found != 0
  }

  private static func startsFormula(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "\t"),
      UInt8(ascii: "\r"), UInt8(ascii: "\n"):
      true
    default:
      false
    }
  }
}
